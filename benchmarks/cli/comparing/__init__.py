"""Commands for a paper: compare estimators with the baselines, and say what was done."""
