"""The figures of arXiv 2305.08013, from our rows."""
