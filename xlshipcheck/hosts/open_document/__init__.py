"""A seller's own .ods as a host."""
