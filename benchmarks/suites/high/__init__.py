"""Much information in many columns, and how many samples it needs."""
