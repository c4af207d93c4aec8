"""Why an answer is what it is: steps with value and source."""
