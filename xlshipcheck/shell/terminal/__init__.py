"""What is typed and what is printed: the words of the commands, and every line of a run."""
