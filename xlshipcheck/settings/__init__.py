"""A shop's settings, from a sheet of the book or a file of the user."""
