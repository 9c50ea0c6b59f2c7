"""Compress, then estimate: the method of arXiv 2305.08013, for any compressor and any estimator.

X is compressed once. Every layer is compressed again at each evaluation. An estimator then measures the MI of the codes. By the
data-processing inequality this MI is a lower bound of I(X;L), and equal to it if the codes lose no information. The estimate of
it may be far from it on either side: a code can lose what the label depends on, and no estimate from n samples can show an MI
above ln n. The default recipe (`bounds`) is free of this; this method is for comparison with published planes.

Reference: arXiv 2305.08013, algorithm 2.
"""

import math
import time
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA

from infoplane.estimators import KDE, Autoencoder, Estimator, WeightedKL
from infoplane.estimators.checked import told_kinds
from infoplane.estimators.validation import is_labels
from infoplane.planes.rows.row import INPUT, LABEL, PlaneRow, RowMaker

from .codes import DIMENSIONS, code_of


class Compress:
    """The estimates of one part of the data.

    Parameters
    ----------
    x : array (n, *shape)
        Distinct inputs.
    y : array (n,) or (n, d)
        Labels or numbers.
    estimators : mapping of str to Estimator, optional
        By label; weighted KL and KDE by default.
    x_compressor, layer_compressor : scikit-learn transformer, optional
        The first is fitted once, or used as it is if frozen. The second is fitted at every evaluation. By default an
        `Autoencoder` and a PCA, both with 4 components. Data with no more columns are not compressed.
    seed : int

    Attributes
    ----------
    x_explained_variance : float
        Share of the variance of x that its code keeps, as the compressor states it.
    """

    def __init__(
        self,
        x: NDArray[Any],
        y: NDArray[Any],
        estimators: Mapping[str, Estimator] | None = None,
        x_compressor: Any = None,
        layer_compressor: Any = None,
        seed: int = 0,
    ) -> None:
        self.y, self.seed = y, seed
        self.estimators = estimators or {"WKL": WeightedKL(), "KDE": KDE()}
        self.layer_compressor = PCA(DIMENSIONS, svd_solver="arpack") if layer_compressor is None else layer_compressor
        compressor = Autoencoder(DIMENSIONS) if x_compressor is None else x_compressor
        self.x_codes, self.x_explained_variance = code_of(compressor, x, np.random.default_rng(seed))

    def rows(self, make: RowMaker, outputs: Mapping[str, NDArray[Any]]) -> list[PlaneRow]:
        """Rows of both quantities for every layer (n, d). A failed estimate is a row with its message."""
        return [
            row
            for place, (layer, values) in enumerate(outputs.items())
            for row in self._layer(make, layer, values, np.random.default_rng([self.seed, make.epoch, place]))
        ]

    def _layer(self, make: RowMaker, layer: str, values: NDArray[Any], rng: np.random.Generator) -> list[PlaneRow]:
        try:
            codes, kept = code_of(self.layer_compressor, values.astype(np.float64), rng)
        except Exception as error:  # the compressor may be a user's own: any failure becomes a row
            message = f"compressing failed: {type(error).__name__}: {error}"
            return [
                make.failure(layer, quantity, label, "error", message)
                for label in self.estimators
                for quantity in (INPUT, LABEL)
            ]
        details = {
            "width": float(values.shape[1]),
            "code_dimension": float(codes.shape[1]),
            "explained_variance": kept,
            "x_explained_variance": self.x_explained_variance,
        }
        rows = []
        for label, estimator in self.estimators.items():
            for quantity, pair in ((INPUT, (self.x_codes, codes)), (LABEL, (codes, self.y))):
                start = time.perf_counter()
                try:
                    estimate = told_kinds(estimator, pair[0], pair[1], rng, (False, pair[1] is self.y and is_labels(self.y)))
                except Exception as error:  # the estimator may be a user's own: any failure becomes a row
                    rows.append(make.failure(layer, quantity, label, "error", f"{type(error).__name__}: {error}"))
                    continue
                seconds = time.perf_counter() - start
                if math.isfinite(estimate.nats):
                    rows.append(make.estimate(layer, quantity, label, estimate, seconds, details))
                else:
                    rows.append(make.failure(layer, quantity, label, "nan", f"the estimate is {estimate.nats}"))
        return rows
