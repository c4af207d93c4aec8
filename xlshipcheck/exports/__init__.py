"""The marketplaces' files: reading, joining, naming what is wrong."""
