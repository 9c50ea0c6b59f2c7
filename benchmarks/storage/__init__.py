"""Rows: their keys, their database, and the files that they are written to and read from."""
