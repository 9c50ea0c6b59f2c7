"""The command `infoplane`. Its libraries are an extra: where one is missing, the command says so in one sentence."""

import sys

from .extras import MissingExtraError, needed_by


def main() -> None:
    """Run the command line."""
    try:
        with needed_by("The command infoplane"):
            from infoplane.benchmarks.cli.app import main as run
    except MissingExtraError as error:
        print(f"Error: {error}", file=sys.stderr)
        sys.exit(2)
    run()
