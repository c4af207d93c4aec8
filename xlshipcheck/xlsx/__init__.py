"""Workbook packages as bytes; knows no rule."""
