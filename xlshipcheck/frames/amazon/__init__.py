"""Amazon's packages as DataFrames."""
