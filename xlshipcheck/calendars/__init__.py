"""Business days: holidays as a dated table, counted by look-up."""
