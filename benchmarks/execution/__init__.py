"""From cells to rows: worker processes, their limits, and who shares the work."""
