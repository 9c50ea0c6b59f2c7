"""Rows: their keys, their database, and the files they travel in."""
