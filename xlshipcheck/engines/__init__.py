"""The frame functions on engines that spread a table over many processes, Dask and Spark, and on other kinds of frames.

A shop is judged as a whole: its rows stand in one partition, for an on-time rate, a package or a 30-day window
that is cut in two would be counted wrong. Counts are taken where all rows of a shop are; no rate is ever averaged.
Nothing is computed before the engine is asked for it.
"""
