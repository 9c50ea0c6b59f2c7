"""The public boards: our committed rows beside the figures that others publish."""
