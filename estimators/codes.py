"""What a code of a compressor says about itself: how many dimensions it has, and how much it loses.

Two things make an estimate from codes wrong by nats while it looks as good as any other.

* A code with more components than the data has dimensions lies on a surface. It has no density in its columns, and entropies
  of that density are not even close. Estimators that can (`OnSurfaces`) take densities on the surface instead.
* A code with fewer loses information. What is estimated is a lower bound. The share of the variance that the code keeps shows
  it in most cases, though not in all: the information may lie in what varies least.
"""

from dataclasses import dataclass

from .neighbours.intrinsic_dimension import intrinsic_dimension, lacks_dimensions, whole_dimension
from .validation import Array

LEAST_KEPT = 0.95  # share of the variance: codes of the right size keep 98 % of rectangles and more of smooth images
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


def remarks_on(code: Array, name: str, kept: float | None) -> CodeRemarks:
    """Inspect the code (n, d) of the variable `name`, which keeps the share `kept` of its variance, if that is known.

    Examples
    --------
    >>> import numpy as np
    >>> a, b = np.random.default_rng(0).normal(size=(2, 2000))
    >>> remarks_on(np.column_stack([a, b, np.sin(a)]), "x", kept=0.999).flags
    ('The code of x lies on 2 dimensions but has 3 components: take as many, or n_components="auto".',)
    """
    columns = code.shape[1]
    details, flags, dimension = {f"{name}_code_dimension": float(columns)}, [], columns
    if kept is not None:
        details[f"{name}_explained_variance"] = kept
        if kept < LEAST_KEPT:
            details[f"{name}_loses_variance"] = 1.0
            flags.append(
                f"The code of {name} keeps {kept:.1%} of the variance: it may lose information, so that the estimate is a "
                "lower bound. Take more components."
            )
    on_surface = 1 < columns <= _MOST_COLUMNS and lacks_dimensions(code)
    if on_surface:
        found = intrinsic_dimension(code)
        dimension = whole_dimension(found)
        details |= {f"{name}_intrinsic_dimension": found, f"{name}_lacks_dimensions": 1.0}
        flags.append(
            f"The code of {name} lies on {dimension} dimension{'s' if dimension > 1 else ''} but has {columns} components: "
            'take as many, or n_components="auto".'
        )
    return CodeRemarks(dimension, on_surface, details, tuple(flags))
