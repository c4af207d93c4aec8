"""OpenDocument spreadsheets as bytes: reading and editing content.xml, with no knowledge of any rule."""
