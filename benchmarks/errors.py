"""Errors that a user can fix: the command line prints their message without a traceback."""


class UserError(Exception):
    """Something cannot be done as asked. The message says what, why, and what to do instead."""


class Interrupted(Exception):  # noqa: N818  (a stop is not an error)
    """A person stopped the run."""
