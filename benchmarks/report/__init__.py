"""The report: all results as one HTML page."""
