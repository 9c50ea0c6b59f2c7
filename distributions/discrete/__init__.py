"""Labels, bits and counts, and labels beside continuous columns."""
