"""A whole order sheet: found, judged and written through one port."""
