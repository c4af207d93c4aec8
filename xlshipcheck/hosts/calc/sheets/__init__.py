"""The cells and sheets of a document that LibreOffice has open."""
