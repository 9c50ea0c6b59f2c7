"""From cells to rows: worker processes, their limits, and how runs share the work."""
