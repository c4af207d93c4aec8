"""New exports into an order sheet: match, compare, place."""
