"""The kit for staff who have no Python: a folder in a zip, made on any system."""
