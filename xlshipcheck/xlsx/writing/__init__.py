"""Writes the rows and the shell of a workbook."""
