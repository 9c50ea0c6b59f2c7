"""A user's own distributions and suites: found by name, read from files, checked."""
