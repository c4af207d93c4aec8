"""What each market's rows of a sheet are given: one judge a market, and what is counted beside it."""
