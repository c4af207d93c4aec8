"""The shell as a host: the commands of `xlshipcheck`, what they print and which files they write."""
