"""Questions on one's own data that take several measurements: differences, one score a column, all pairs of columns."""
