"""The cells and sheets of a book that Excel has open."""
