"""What to do today, in which order, and what waiting costs: plain data for every host."""
