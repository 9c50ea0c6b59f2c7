"""Everything behind `estimate_mi`: one call that is right, or says so."""
