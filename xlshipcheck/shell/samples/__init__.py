"""Sample files for the demo."""
