"""Labels that the carriers' software has issued: which file is one, what it says, and to which orders it belongs."""
