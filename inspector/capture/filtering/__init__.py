"""The filter language: one line of text becomes an SQL condition and the same predicate in Python."""
