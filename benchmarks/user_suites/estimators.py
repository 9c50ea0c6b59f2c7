"""Estimators of a user's suite by name: a baseline's label, a class of infoplane with arguments, or one of the user's own."""

from infoplane import estimators
from infoplane.benchmarks.candidates.loaded import Loaded
from infoplane.benchmarks.candidates.loading import candidate
from infoplane.benchmarks.candidates.specs import spec_of
from infoplane.benchmarks.errors import UserError
from infoplane.benchmarks.suites.estimators import BASELINES, CALIBRATED, MIXED, STRONG, Estimators
from infoplane.estimators.protocol import Estimator

# A label means the same estimator in all of these.
KNOWN: Estimators = BASELINES | STRONG | MIXED[0] | MIXED[1] | MIXED[2] | CALIBRATED


def estimator(spec: str, folder: str = "") -> Estimator:
    """Find an estimator.

    Parameters
    ----------
    spec : str
        A label of the tables, like "G+WKL"; a class of `infoplane.estimators` with its arguments, like "KSG(k=3)"; or what
        `candidate` takes, like "my.py:Mine(k=5)".
    folder : str
        The folder that files are searched in.

    Raises
    ------
    UserError
        If there is no such estimator.

    Examples
    --------
    >>> estimator("KSG").k, estimator("KSG(k=4)").k
    (1, 4)
    """
    if spec in KNOWN:
        return KNOWN[spec]
    written, arguments = spec_of(spec)
    if ":" not in written and written in estimators.__all__:
        found = Loaded("infoplane.estimators", written, "", arguments).value
        if not isinstance(found, Estimator):
            raise UserError(f"{spec} is no estimator: it has no `estimate`.")
        return found
    return candidate(spec, folder)
