"""Dated rule values with their sources."""
