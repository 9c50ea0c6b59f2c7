"""Rerun some rows of a file, and say whether they agree with what the file states."""
