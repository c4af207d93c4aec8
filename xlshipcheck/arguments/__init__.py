"""What functions and their arguments are, and how the cells given for them are read."""
