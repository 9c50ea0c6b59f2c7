"""The autoencoder of arXiv 2305.08013 with its own recipe, as a scikit-learn transformer; for comparisons.

    minimise  E |a(X) - D(E(a(X) + 0.1 noise) + 0.02 noise)|,    codes in [-1, 1],

by Adam, where a moves and enlarges the images at random: bumps are enlarged by up to a quarter, rectangles are also moved by up
to a fifth of the image. The code is as long as the images have parameters, and is trained on 6,000 images.

One thing differs: a batch has 250 images, where the paper has 5,000. The number of steps is that of the paper, 4,000. Use
`Autoencoder` for your own data: it keeps more of the information.

Reference: I. Butakov et al., arXiv 2305.08013, section 5 and the settings of its published code.
"""

from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_array, check_is_fitted

from infoplane.extras import needed_by

Augment = Literal["none", "zoom", "shift and zoom"]
_AUGMENTS = ("none", "zoom", "shift and zoom")


class PublishedAutoencoder(TransformerMixin, BaseEstimator):
    """The compression of arXiv 2305.08013.

    Parameters
    ----------
    n_components : int
        Dimension of the code.
    augment : {"none", "zoom", "shift and zoom"}
        How images change from batch to batch. Pixels that enter from outside are 0.
    rows : int
        At most so many images are used: the first ones.
    batch_size, max_steps : int
        Images in a gradient step, and steps.
    learning_rate : float
        Of Adam, constant.
    random_state : None, int, SeedSequence or numpy.random.Generator

    Attributes
    ----------
    size_ : int
        Side of the images.

    Examples
    --------
    >>> from infoplane.distributions import bump_images
    >>> x, _ = bump_images(0.0, 8).sample(200, rng=0)
    >>> PublishedAutoencoder(2, max_steps=5, random_state=0).fit_transform(x).shape
    (200, 2)
    """

    def __init__(
        self,
        n_components: int = 2,
        *,
        augment: Augment = "none",
        rows: int = 6000,
        batch_size: int = 250,
        max_steps: int = 4000,
        learning_rate: float = 1e-3,
        random_state: Any = None,
    ) -> None:
        self.n_components = n_components
        self.augment = augment
        self.rows = rows
        self.batch_size = batch_size
        self.max_steps = max_steps
        self.learning_rate = learning_rate
        self.random_state = random_state

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = True
        return tags

    def fit(self, X: ArrayLike, y: Any = None) -> Self:
        """Train encoder and decoder on images X (n, size, size); `y` is not used.

        Raises
        ------
        ValueError
            If X is no sample of square images whose side is a power of two, or `augment` is unknown.
        """
        with needed_by("PublishedAutoencoder"):
            from .published_training import train_published

        if self.augment not in _AUGMENTS:
            raise ValueError(f"augment must be one of {', '.join(map(repr, _AUGMENTS))}; got {self.augment!r}.")
        images = _checked(X)
        self.size_ = images.shape[1]
        self.encoder_, self.decoder_ = train_published(
            images[: self.rows],
            self.n_components,
            self.augment,
            self.batch_size,
            self.max_steps,
            self.learning_rate,
            np.random.default_rng(self.random_state),
        )
        return self

    def transform(self, X: ArrayLike) -> NDArray[np.float64]:
        """Encode images X (n, size, size) as codes (n, n_components)."""
        from .published_training import applied

        check_is_fitted(self)
        images = _checked(X)
        if images.shape[1] != self.size_:
            raise ValueError(f"This autoencoder was fitted on images of side {self.size_}; got {images.shape[1]}.")
        return applied(self.encoder_, images[:, None])

    def inverse_transform(self, Z: ArrayLike) -> NDArray[np.float64]:
        """Decode codes Z (n, n_components) to images (n, size, size)."""
        from .published_training import applied

        check_is_fitted(self)
        return applied(self.decoder_, check_array(Z, input_name="Z"))[:, 0]

    def warm_up(self) -> None:
        """Load what the first fit would load."""
        with needed_by("PublishedAutoencoder"):
            from . import published_training  # noqa: F401

    def save(self, path: str | Path) -> None:
        """Write the fitted autoencoder to a file that `load` reads: tensors and numbers, no code."""
        import torch

        check_is_fitted(self)
        weights = {"encoder": self.encoder_.state_dict(), "decoder": self.decoder_.state_dict()}
        torch.save({"parameters": {**self.get_params(), "random_state": None}, "size": self.size_, **weights}, path)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Return the autoencoder that `save` wrote; its `random_state` is not kept."""
        with needed_by("PublishedAutoencoder"):
            import torch

            from .published_networks import published_networks

        content = torch.load(path, weights_only=True)
        loaded = cls(**content["parameters"])
        loaded.size_ = content["size"]
        networks = published_networks(loaded.size_, loaded.n_components, torch.Generator())
        for network, name in zip(networks, ("encoder", "decoder"), strict=True):
            network.load_state_dict(content[name])
        loaded.encoder_, loaded.decoder_ = (network.eval() for network in networks)
        return loaded


def _checked(X: ArrayLike) -> NDArray[Any]:
    images = check_array(X, dtype=[np.float64, np.float32], allow_nd=True, ensure_2d=False, input_name="X")
    side = images.shape[-1]
    if images.ndim != 3 or images.shape[1] != side or side < 2 or side & (side - 1):
        raise ValueError(
            f"This autoencoder takes square images (n, size, size) whose size is a power of two; got shape {images.shape}. "
            "`Autoencoder` takes images of any size."
        )
    return images
