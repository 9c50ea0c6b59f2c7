"""Errors a person can mend: the command line prints their message and nothing else."""


class UserError(Exception):
    """Something asked for cannot be done; the message says what, and the remedy."""


class Interrupted(Exception):  # noqa: N818  (nothing went wrong)
    """A person stopped the run."""
