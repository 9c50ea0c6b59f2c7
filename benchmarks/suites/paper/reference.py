"""Reference values for the figures: estimates of the same estimators by an independent implementation of the paper's formulas.

n = 5,000. The paper itself prints no value of a point. Each value is the mean of `runs` runs, rounded to .01.
"""

from typing import NamedTuple


class Reference(NamedTuple):
    """The values of one estimator on one family, by true MI in nats."""

    figure: str
    family: str
    estimator: str
    runs: int
    values: dict[float, float]


def _on_whole_nats(*values: float) -> dict[float, float]:
    return dict(zip(map(float, range(len(values))), values, strict=True))


def _at_four(*values: float) -> dict[float, float]:
    return dict(zip((0.0, 2.0, 5.0, 10.0), values, strict=True))


_BUMPS, _RECTANGLES, _CORRELATED = "bumps-16x16-parameters", "rectangles-32x32-parameters", "correlated-bumps-32x32-parameters"
_NEAREST = _on_whole_nats(-0.10, 0.95, 1.89, 2.90, 3.84, 4.81, 5.79, 6.41, 7.04, 7.69, 8.51)  # for 2 + 2 columns, KL is WKL

REFERENCE = (
    Reference("C", _BUMPS, "KL", 3, _NEAREST),
    Reference("C", _BUMPS, "WKL", 3, _NEAREST),
    Reference("C", _BUMPS, "KSG", 3, _on_whole_nats(0.01, 1.04, 1.96, 2.95, 3.88, 4.80, 5.64, 6.25, 6.69, 7.01, 7.32)),
    Reference("C", _BUMPS, "KDE", 1, _at_four(-0.06, 1.88, 4.69, 7.18)),
    Reference("C", _BUMPS, "KDE LSQ", 1, _at_four(-0.02, 1.83, 4.46, 3.16)),
    Reference("D", _RECTANGLES, "KL", 3, _on_whole_nats(-0.57, 0.38, 1.25, 2.18, 2.98, 3.94, 4.73, 5.32, 5.97, 6.64, 6.95)),
    Reference("D", _RECTANGLES, "WKL", 3, _on_whole_nats(-0.17, 1.08, 1.91, 2.92, 3.91, 5.18, 6.05, 7.03, 7.67, 8.61, 9.33)),
    Reference("D", _RECTANGLES, "KSG", 3, _on_whole_nats(0.01, 0.82, 1.60, 2.36, 3.00, 3.72, 4.32, 4.72, 5.08, 5.48, 5.54)),
    Reference("D", _RECTANGLES, "KDE", 1, _at_four(-0.18, 1.53, 3.94, 6.17)),
    Reference("D", _RECTANGLES, "KDE LSQ", 1, _at_four(-0.12, 1.52, 3.76, 5.07)),
    Reference("E", _CORRELATED, "KL", 3, _at_four(-0.69, 1.26, 3.91, 7.51)),
    Reference("E", _CORRELATED, "WKL", 3, _at_four(0.14, 1.99, 4.90, 9.23)),
    Reference("E", _CORRELATED, "KSG", 3, _at_four(0.02, 1.59, 3.67, 5.76)),
    Reference(
        "F", "bumps-16x16", "PCA+WKL", 3, _on_whole_nats(-0.55, 0.30, 1.07, 1.98, 2.94, 3.78, 4.81, 5.19, 5.56, 6.08, 6.85)
    ),
    Reference(
        "F", "rectangles-32x32", "PCA+WKL", 3, _on_whole_nats(-0.76, 0.16, 1.01, 1.78, 2.62, 3.38, 4.64, 4.98, 6.00, 6.46, 6.85)
    ),
    Reference("G", "anti-pca-parameters", "WKL", 3, _on_whole_nats(-0.06, 0.92, 1.87, 2.90, 3.83)),
    Reference("G", "anti-pca", "PCA+WKL", 3, _on_whole_nats(-0.38, 0.21, 0.29, 0.44, 0.43)),
)
