"""What a cell holds, reads and is called."""
