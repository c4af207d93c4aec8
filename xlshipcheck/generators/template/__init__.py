"""The workbook templates."""
