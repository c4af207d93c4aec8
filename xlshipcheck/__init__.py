"""Shipping deadlines, points and tracking rates of Japanese marketplaces, for spreadsheets."""

__version__ = "0.1.0"
