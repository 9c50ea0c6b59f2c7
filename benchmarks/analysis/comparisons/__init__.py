"""Candidates compared with the baselines: what to run, paired differences, verdicts, ranks, and their tables."""
