"""Committed rows, tables and figures; packaged so that `figures` and `compare` need no checkout."""
