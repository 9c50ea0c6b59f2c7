"""`estimate_mi` as an estimator, so that harness, `Compressed` and `compare` can run it like every other.

References, by what it rests on: A. Kraskov, H. Stögbauer, P. Grassberger, doi:10.1103/PhysRevE.69.066138 (neighbours);
T. B. Berrett, R. J. Samworth, M. Yuan, doi:10.1214/18-AOS1688 (their distances); V. Laparra, G. Camps-Valls, J. Malo,
doi:10.1109/TNN.2011.2106511 (the map to normal columns); B. C. Ross, doi:10.1371/journal.pone.0087357 (labels beside numbers);
E. Archer, I. M. Park, J. W. Pillow, doi:10.3390/e15051738 (tables of labels); D. H. Wolpert, doi:10.1016/S0893-6080(05)80023-1
(classifiers that share a vote); V. Vovk, A. Gammerman, G. Shafer, Algorithmic Learning in a Random World (2005) (intervals).
"""

from dataclasses import dataclass, replace

import numpy as np

from infoplane.estimators.checked import CheckedEstimator
from infoplane.estimators.protocol import Estimate
from infoplane.estimators.validation import Sample

from .one_call import measure_checked


@dataclass(frozen=True)
class Automatic(CheckedEstimator):
    """The value of `estimate_mi`, with the ends of its 95 % interval in `details["lower"]` and `details["upper"]`.

    Parameters
    ----------
    fast : bool
        The value without twins, in about a tenth of the time, and a wider interval.

    Examples
    --------
    >>> from infoplane.distributions import CorrelatedNormal
    >>> x, y = CorrelatedNormal.with_mutual_information(0.5, 1, 1).sample(1000, rng=0)
    >>> estimate = Automatic(fast=True).estimate(x, y)
    >>> bool(estimate.details["lower"] < 0.5 < estimate.details["upper"])
    True
    """

    takes_mixed = True
    numbers_version = 5  # since features of the ranks are compared with draws above 8 columns, and clusters there are labels

    fast: bool = False

    def estimate_checked(self, x: Sample, y: Sample, rng: np.random.Generator) -> Estimate:
        """Measure I(X;Y) in nats from checked samples of independent rows."""
        found = measure_checked(x, y, rng, self.fast, None, "shuffle")
        return replace(found, details={**found.details, "lower": found.lower, "upper": found.upper})
