"""Conformance: does an estimator meet the contract that every estimator of mutual information must meet?

It is checked on the first kind of samples that it accepts: normal columns, labels and a column, or labels alone. If an
estimator draws random numbers, two of its estimates may differ by four times the spread between its seeds.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from infoplane.estimators.protocol import Estimator

from .checks import CHECKS
from .subject import BrokenError, SkippedError, subject_of


@dataclass(frozen=True)
class CheckResult:
    """The name of a check, its result ("pass", "FAIL" or "skip"), and the reason."""

    check: str
    result: str
    reason: str = ""


def check(estimator: Estimator) -> Iterator[CheckResult]:
    """Run every check. An exception inside a check is a failure of that check.

    Parameters
    ----------
    estimator : Estimator
        Any object with `estimate`.

    Yields
    ------
    CheckResult
        First whether the estimator accepts samples at all, and of which kind; then one result for each of `CHECKS`.

    Examples
    --------
    >>> from infoplane.estimators import Gaussian
    >>> {result.result for result in check(Gaussian())} <= {"pass", "skip"}
    True
    """
    try:
        subject = subject_of(estimator)
    except BrokenError as reason:
        yield CheckResult("accepts samples", "FAIL", str(reason))
        return
    yield CheckResult("accepts samples", "pass", subject.kind)
    yield from results(CHECKS, subject)


def results(checks: Mapping[str, Callable[[Any], str | None]], subject: Any) -> Iterator[CheckResult]:
    """Run the checks in turn. A check returns what it found, raises `SkippedError`, or fails by any other error."""
    for name, run in checks.items():
        try:
            found = run(subject)
        except SkippedError as reason:
            yield CheckResult(name, "skip", str(reason))
        except BrokenError as reason:
            yield CheckResult(name, "FAIL", str(reason))
        except Exception as error:
            yield CheckResult(name, "FAIL", f"{type(error).__name__}: {error}")
        else:
            yield CheckResult(name, "pass", found or "")
