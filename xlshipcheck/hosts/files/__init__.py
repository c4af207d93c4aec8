"""Files on disk: exports and workbooks."""
