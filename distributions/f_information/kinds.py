"""The four f-divergences, by the names that functions take.

With p and q the densities of P and Q,

    KL    E_P ln(p/q)                                in nats
    chi2  E_P p/q - 1
    H2    int (sqrt p - sqrt q)^2 = 2 - 2 BC         BC = int sqrt(pq), the Bhattacharyya coefficient
    TV    1/2 int |p - q|

KL and chi2 may be infinite, H2 is at most 2 and TV at most 1. The f-information of a pair is the divergence of the distribution
of (X, Y) from the product of its marginals; that of KL is the mutual information. One-to-one maps of X and of Y change none.

Reference: S. Sreekumar and Z. Goldfeld, Neural estimation of statistical divergences, JMLR 23 (2022), arXiv 2110.03652.
"""

from typing import Literal, NamedTuple, TypeAlias, get_args

Kind: TypeAlias = Literal["KL", "chi2", "H2", "TV"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# What an estimator of each estimates, in words.
QUANTITIES: dict[Kind, str] = {
    "KL": "mutual information",
    "chi2": "chi2 information",
    "H2": "H2 information",
    "TV": "TV information",
}


class KnownValue(NamedTuple):
    """A known divergence, and its standard error: 0 for closed forms and quadrature.

    Examples
    --------
    >>> from infoplane.distributions import KnownValue
    >>> value, stderr = KnownValue(0.25)
    >>> value, stderr
    (0.25, 0.0)
    """

    value: float
    stderr: float = 0.0


def check_kind(kind: str) -> None:
    """Refuse a kind that is none of the four.

    Raises
    ------
    ValueError
        The message lists them.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(map(repr, KINDS))}; got {kind!r}.")
