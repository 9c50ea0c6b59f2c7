"""What a code of a compressor says about itself: how many dimensions it has, and how much it loses.

Four things make an estimate from codes wrong by nats while it looks as good as any other.

* A code with more components than the data has dimensions lies on a surface. It has no density in its columns, and entropies
  of that density are not even close. Estimators that can (`OnSurfaces`) take densities on the surface instead.
* A code with fewer loses information. What is estimated is a lower bound. The share of the variance that the code keeps shows
  it in most cases, though not in all: the information may lie in what varies least.
* A code that was trained too briefly can be torn: images that are nearly alike have codes far apart, and codes that touch
  belong to different images. No decoder restores both, so a few rows are restored badly while most are nearly perfect.
* KSG is too low where the dependence is sharper than the distances between neighbours (`neighbours.reach`).
"""

import math
from dataclasses import dataclass
from typing import Any

from .protocol import Estimate
from .validation import Array

LEAST_KEPT = 0.95  # share of the variance: codes of the right size keep 98 % of rectangles and more of smooth images
# Squared error of a row, as a share of the variance: good codes stay below .13, torn ones reach 1 and more.
BADLY = 0.2
_CLEARLY = 3.0  # standard errors of the estimate: beyond, its interval is wrong even for normal pairs
_LEAST_KSG = 0.5  # nats, below which KSG is not too low by much
_MOST_COLUMNS = 16  # beyond, neighbours among a few thousand points are too far away to show dimensions


@dataclass(frozen=True)
class CodeRemarks:
    """Remarks on one code.

    Parameters
    ----------
    dimension : int
        That of the surface on which the code lies, at most its columns.
    on_surface : bool
        Whether it is less than its columns.
    details : dict
        For `Estimate.details`.
    flags : tuple of str
        For `Estimate.flags`.
    """

    dimension: int
    on_surface: bool
    details: dict[str, float]
    flags: tuple[str, ...]


def remarks_on(code: Array, name: str, losses: Array | None) -> CodeRemarks:
    """Inspect the code (n, d) of the variable `name`.

    Parameters
    ----------
    code : array of shape (n, d)
    name : str
    losses : array of shape (m,), optional
        Squared errors of m restored rows, as shares of the variance, where the compressor can decode.

    Examples
    --------
    >>> import numpy as np
    >>> a, b = np.random.default_rng(0).normal(size=(2, 2000))
    >>> remarks_on(np.column_stack([a, b, np.sin(a)]), "x", losses=np.full(1000, 0.001)).flags
    ('The code of x lies on 2 dimensions but has 3 components: take as many; Autoencoder finds them with n_components="auto".',)
    """
    columns = code.shape[1]
    details, flags, dimension = {f"{name}_code_dimension": float(columns)}, [], columns
    from .neighbours.intrinsic_dimension import intrinsic_dimension, lacks_dimensions, whole_dimension  # which load numba

    on_surface = 1 < columns <= _MOST_COLUMNS and lacks_dimensions(code)
    if losses is not None:
        kept, badly = 1 - float(losses.mean()), int((losses > BADLY).sum())
        details[f"{name}_explained_variance"] = kept
        if kept < LEAST_KEPT:
            # More components of a linear code would not help where those that it has lie on a curved sheet.
            remedy = "Take a compressor that bends, such as Autoencoder." if on_surface else "Take more components."
            details[f"{name}_loses_variance"] = 1.0
            flags.append(
                f"The code of {name} keeps {kept:.1%} of the variance: it may lose information, so that the estimate is a "
                f"lower bound. {remedy}"
            )
        elif badly:
            details |= {f"{name}_restores_badly": 1.0, f"{name}_badly_restored": badly / len(losses)}
            flags.append(
                f"The compressor of {name} restores {badly} of {len(losses):,} rows badly, and the others well: they are "
                "outliers, or the code is torn or folded there, and the estimate may be off by nats. Take more components; "
                "train a network longer, or with another random_state."
            )
    if on_surface:
        found = intrinsic_dimension(code)
        dimension = whole_dimension(found)
        details |= {f"{name}_intrinsic_dimension": found, f"{name}_lacks_dimensions": 1.0}
        flags.append(
            f"The code of {name} lies on {dimension} dimension{'s' if dimension > 1 else ''} but has {columns} components: "
            'take as many; Autoencoder finds them with n_components="auto".'
        )
    return CodeRemarks(dimension, on_surface, details, tuple(flags))


def warm_up() -> None:
    """Load the search for neighbours, which remarks on codes of few columns take."""
    from .kernels import neighbours

    neighbours.warm_up()


def remarks_on_estimate(
    estimator: Any, estimate: Estimate, n: int, x_dim: int, y_dim: int
) -> tuple[dict[str, float], tuple[str, ...]]:
    """Details and flags of an estimate from n codes of so many dimensions: whether KSG could have found the whole MI."""
    from .neighbours.ksg import KSG
    from .neighbours.reach import short_of_normal

    if not isinstance(estimator, KSG) or not math.isfinite(estimate.nats) or estimate.nats < _LEAST_KSG:
        return {}, ()
    short = short_of_normal(estimator, estimate.nats, n, x_dim, y_dim)
    if short <= _CLEARLY * (estimate.stderr or 0.0):
        return {}, ()
    flag = (
        f"KSG would be {short:.1f} nats too low on normal pairs of {estimate.nats:.1f} nats, {n:,} rows and {x_dim} + {y_dim} "
        "columns: the true MI may be higher, on codes of images by several times that. Compare with WeightedKL behind a "
        "Gaussianizer, or with estimate_mi."
    )
    return {"ksg_falls_short": 1.0, "short_of_normal": short}, (flag,)
