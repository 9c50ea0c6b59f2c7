"""What the figures of arXiv 2305.08013 show, as a suite."""
