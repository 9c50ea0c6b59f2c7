"""An autoencoder as a scikit-learn transformer: images or vectors to a short code, and back.

    minimise  E |X - D(E(X) + sigma eps)|^2,    eps ~ N(0, identity),    Var E(X)_i = 1,

with sigma falling from 0.05 to 0.02 during training. Where the reconstruction is nearly perfect, the encoder is one to one
on the data, and the code has the mutual information of the data. Estimating it from distances between neighbours also needs
an encoder that is smooth and stretches evenly. The noise rewards that: to first order it costs sigma^2 |D'|^2.

What differs from the autoencoder of arXiv 2305.08013, and why:

* 8 to 64 channels with strided convolutions, in place of 4 to 8 with pooling, which loses the position of an edge in its
  window;
* no augmentation, which would change the distribution of the data;
* squared error in place of absolute error, because the explained variance is the published measure;
* a standardised code in place of tanh, which pushes values to the ends of its range;
* batches of 128 with a one-cycle learning rate, a few thousand steps in about a minute on one core, in place of 2,000
  epochs of two steps each;
* images are divided by the root of their norm, and the logarithm of the norm is encoded and decoded beside them (`brightness`);
* the code is then brought near independent standard normals by a smooth one-to-one map (`Gaussianizer`), fitted once on the
  codes of the training rows. Estimators of densities are best there, and the network leaves the shape of the code open.

It fails where the data has more dimensions than the code: `explained_variance_` is then well below one, and the mutual
information between codes is only a lower bound.
"""

from numbers import Integral
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_array, check_is_fitted, validate_data

from infoplane.estimators.compressed import row_losses
from infoplane.estimators.training.settings import TrainingSettings
from infoplane.extras import needed_by

from .autoencoder_input import checked_sample, checked_target
from .gaussianizer import normalised


class Autoencoder(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Nonlinear compression of images or vectors, as a scikit-learn transformer.

    Parameters
    ----------
    n_components : int or "auto"
        Dimension of the code. "auto" finds that of the data, which takes two more trainings' time at most (`code_size`).
    code : {"normal", "standard"}
        "normal" maps the code to nearly independent standard normals. "standard" leaves the code of the network, each component
        of mean 0 and variance 1. A code that lies on fewer dimensions than it has components stays as it is.
    max_steps : int
        Gradient steps of a full run.
    batch_size : int
        Rows per gradient step.
    learning_rate : float
        Peak step size of Adam under the one-cycle schedule of `training.loop`.
    validation_fraction : float
        Share of the rows held out: half of them select the weights, the other half gives `explained_variance_`.
    patience : int, optional
        Stop after this many evaluations in a row (of 50 in a full run) without a gain; None trains to the end.
    max_seconds : float, optional
        Stop after this long. The result then depends on the speed of the machine.
    random_state : None, int, SeedSequence or numpy.random.Generator
        Weights, splits, the order of the rows, and the noise follow from it alone.
    device : {"auto", "cpu", "cuda"}
        Where to train. The fitted networks are kept on the CPU.
    progress : bool
        Show a progress bar if standard error is a terminal.
    target : {"X", "y"}
        What the decoder restores: X itself, or the y that `fit` is given, a clean version of each row of X. Then the code need
        not describe the noise of X (a denoising autoencoder, P. Vincent et al., ICML 2008).

    Attributes
    ----------
    n_components_ : int
        Dimension of the code.
    size_search_ : dict of str to float
        With "auto": the ``knee`` of the explained variance, the ``neighbour_dimension`` of a long code, and whether they agree,
        ``sizes_agree``. Where they do not, the larger counts. Else empty.
    size_losses_ : dict of int to float
        With "auto": the share of the variance that short runs lost, by the size of the code. Else empty.
    explained_variance_ : float
        1 - |target - D(E(X))|^2 / |target - mean|^2 on rows that neither trained nor selected: 1 is lossless.
    history_ : dict of str to list
        ``step``, ``train`` and ``select`` losses: mean squared errors after scaling.
    gaussianizer_ : Gaussianizer or None
        The map of the code of the network to the code, or None.
    n_steps_ : int
        Steps taken.
    converged_ : bool
        False if training ended at its limit and its last fifth still gained more than a thousandth of the variance.
    seconds_ : float
        Wall-clock time of training.
    input_shape_ : tuple of int
        Shape of one sample.
    n_features_in_ : int
        The length of its first axis: columns of vectors, rows or channels of images.

    Examples
    --------
    Points on a curve in the plane, as one number each:

    >>> import numpy as np
    >>> angle = np.random.default_rng(0).uniform(0, 3, size=(1000, 1))
    >>> points = np.hstack([np.cos(angle), np.sin(angle)])
    >>> autoencoder = Autoencoder(1, max_steps=100, random_state=0).fit(points)
    >>> autoencoder.transform(points).shape
    (1000, 1)
    >>> autoencoder.explained_variance_ > 0.9
    True
    """

    numbers_version: ClassVar[int] = 2  # since the brightness of images is apart, and codes are nearly normal

    def __init__(
        self,
        n_components: int | Literal["auto"] = 2,
        *,
        code: Literal["normal", "standard"] = "normal",
        max_steps: int = 4000,
        batch_size: int = 128,
        learning_rate: float = 5e-3,
        validation_fraction: float = 0.1,
        patience: int | None = None,
        max_seconds: float | None = None,
        random_state: Any = None,
        device: str = "auto",
        progress: bool = False,
        target: str = "X",
    ) -> None:
        self.n_components = n_components
        self.code = code
        self.max_steps = max_steps
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.validation_fraction = validation_fraction
        self.patience = patience
        self.max_seconds = max_seconds
        self.random_state = random_state
        self.device = device
        self.progress = progress
        self.target = target

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = True
        return tags

    @property
    def _n_features_out(self) -> int:
        return self.n_components_

    def fit(self, X: ArrayLike, y: Any = None) -> Self:
        """Train encoder and decoder.

        Parameters
        ----------
        X : array of shape (n, d), (n, height, width) or (n, channels, height, width)
            It may be larger than the memory, as a `numpy.memmap`: it is read in parts, and not copied unless it is small.
        y : array of the shape of X, optional
            What the decoder restores, with ``target="y"``; it is not used otherwise, as in a pipeline of scikit-learn.

        Raises
        ------
        ValueError
            If X or the target holds anything but finite numbers, has another number of dimensions, is constant, or has too few
            rows; if there is no target, or of another shape than X; or if a parameter is out of range.
        TrainingDivergedError
            If the loss stops being finite.
        """
        with needed_by("Autoencoder"):
            from .autoencoder_training import train_autoencoder
            from .code_size import code_size

        if self.code not in ("normal", "standard"):
            raise ValueError(f'code must be "normal" or "standard"; got {self.code!r}.')
        if self.n_components != "auto" and not (isinstance(self.n_components, Integral) and self.n_components >= 1):
            raise ValueError(f'A code needs n_components >= 1, or "auto"; got {self.n_components!r}.')
        settings = self._settings()
        if self.batch_size < 2:
            raise ValueError("The code is standardised over each batch, which needs batch_size >= 2; got 1.")
        sample = checked_sample(X, ensure_min_samples=2)
        validate_data(self, X, skip_check_array=True)  # stores the names and the number of columns
        target = checked_target(self.target, sample, y)
        self.input_shape_ = sample.shape[1:]
        rng = np.random.default_rng(self.random_state)
        self.size_search_, self.size_losses_ = dict[str, float](), dict[int, float]()
        if self.n_components == "auto":
            size = code_size(sample, target, settings, rng)
            self.n_components_, self.size_search_, self.size_losses_ = size.n_components, size.details(), size.losses
        else:
            self.n_components_ = self.n_components
        trained = train_autoencoder(sample, target, self.n_components_, settings, rng)
        self.network_, self.scaling_, self.target_scaling_ = trained.network, trained.scaling, trained.target_scaling
        self.history_, self.n_steps_ = trained.outcome.history, trained.outcome.steps
        self.converged_, self.seconds_ = trained.outcome.converged, trained.outcome.seconds
        self.gaussianizer_ = None
        if self.code == "normal":
            self.gaussianizer_ = normalised(self._encoded(sample, trained.training_rows))
        rows = trained.report_rows
        losses = row_losses(lambda part: self._decoded(self._encoded(sample, rows[part])), target[rows])
        self.explained_variance_ = 1 - float(losses.mean())
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.float64]:
        """Encode samples X (n, *shape) as codes (n, n_components), of mean 0 and variance 1 over the training rows."""
        check_is_fitted(self)
        sample = checked_sample(X, ensure_min_samples=1)
        if sample.ndim == 2 and len(self.input_shape_) == 1:
            validate_data(self, X, reset=False, skip_check_array=True)  # compares the names and the number of columns
        if sample.shape[1:] != self.input_shape_:
            raise ValueError(f"This autoencoder was fitted on samples of shape {self.input_shape_}; got {sample.shape[1:]}.")
        return self._encoded(sample)

    def inverse_transform(self, Z: ArrayLike) -> NDArray[np.float64]:
        """Decode codes Z (n, n_components) to samples (n, *shape), clean ones if the target was clean."""
        check_is_fitted(self)
        codes = check_array(Z, dtype=[np.float64, np.float32], input_name="Z")
        if codes.shape[1] != self.n_components_:
            raise ValueError(f"The codes have {self.n_components_} components; got shape {codes.shape}.")
        return self._decoded(codes)

    def _encoded(self, sample: NDArray[Any], rows: NDArray[np.int64] | None = None) -> NDArray[np.float64]:
        from .autoencoder_training import encode

        codes = encode(self.network_, sample, self.scaling_, rows)
        return codes if self.gaussianizer_ is None else self.gaussianizer_.transform(codes)

    def _decoded(self, codes: NDArray[Any]) -> NDArray[np.float64]:
        from .autoencoder_training import decode

        if self.gaussianizer_ is not None:
            codes = self.gaussianizer_.inverse_transform(codes)
        return decode(self.network_, codes, self.target_scaling_, self.input_shape_)

    def _settings(self) -> TrainingSettings:
        if not 0 < self.validation_fraction < 1:
            raise ValueError(f"validation_fraction must lie between 0 and 1; got {self.validation_fraction}.")
        return TrainingSettings(
            learning_rate=self.learning_rate,
            batch_size=self.batch_size,
            max_steps=self.max_steps,
            patience=self.patience,
            select=self.validation_fraction / 2,
            report=self.validation_fraction / 2,
            max_seconds=self.max_seconds,
            device=self.device,
            progress=self.progress,
        )

    def warm_up(self) -> None:
        """Load what the first fit would load."""
        with needed_by("Autoencoder"):
            from . import autoencoder_training  # noqa: F401

    def save(self, path: str | Path) -> None:
        """Write the fitted autoencoder to a file that `load` reads: tensors, numbers and strings, no code."""
        from .autoencoder_files import write

        check_is_fitted(self)
        write(self, path)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Return the autoencoder that `save` wrote; its `random_state` is not kept."""
        with needed_by("Autoencoder"):
            from .autoencoder_files import read

        return read(cls, path)
