"""Every function as data: its arguments, its readers, and how it is called."""
