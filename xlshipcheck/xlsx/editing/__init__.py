"""Changes single parts of a seller's workbook and leaves the rest as it is."""
