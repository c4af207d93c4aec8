"""Which column is what: role names, header words, and the rows that are no orders."""
