"""Studies: the information planes of real networks, from training to rows."""
