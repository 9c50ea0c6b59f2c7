"""What `divergence` and `f_information` return."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from infoplane.distributions.f_information.kinds import Kind
from infoplane.estimators.protocol import Details, normal_interval


@dataclass(frozen=True)
class DivergenceEstimate:
    """An estimate of an f-divergence or of an f-information.

    Parameters
    ----------
    value : float
        In nats for KL, else a pure number. It is never clipped: near 0 it may be negative.
    stderr : float or None
        One standard error over the draw of the held-out samples. It covers neither their bias nor the
        critic's. None where it is not known.
    kind : {"KL", "chi2", "H2", "TV"}
    converged : bool
        False if training ended at its limit while the objective was still improving.
    ceiling : float
        The largest value that the clip, and for KL the number of held-out samples, let the estimate have; infinite without.
    details : mapping of str to float
        Steps, seconds, and the number of weights of the critic.

    Examples
    --------
    >>> estimate = DivergenceEstimate(0.5, 0.1, "H2", True)
    >>> low, high = estimate.interval()
    >>> print(f"{estimate.value} from {low:.2f} to {high:.2f}")
    0.5 from 0.30 to 0.70
    """

    value: float
    stderr: float | None
    kind: Kind
    converged: bool
    ceiling: float = math.inf
    details: Mapping[str, float] = field(default_factory=Details)

    def __float__(self) -> float:
        return self.value

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Symmetric normal interval at the given level.

        Raises
        ------
        ValueError
            If there is no standard error, or the level is not between 0 and 1.
        """
        return normal_interval(self.value, self.stderr, level)
