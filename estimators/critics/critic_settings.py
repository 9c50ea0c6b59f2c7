"""The shape of a critic and its training settings. They are plain numbers, so creating an estimator does not load torch."""

from dataclasses import KW_ONLY, dataclass
from typing import Literal, TypeAlias

from infoplane.estimators.training.settings import TrainingSettings

Tower: TypeAlias = Literal["pooled", "strided"]


@dataclass(frozen=True)
class HeadSettings(TrainingSettings):
    """The shape of the network that scores pairs, and the training settings.

    Parameters
    ----------
    hidden, layers : int
        Width and number of the hidden layers of the critic's dense networks.
    negatives : int
        Negative samples for every joint pair of a batch: the number of independent pairs (x_i, y_j) it is compared with.
    head : {"concatenated", "separable"}
        The critic is one network of x and y at once, or the inner product of a network of x and a network of y.
    **settings
        Those of `TrainingSettings`.

    Raises
    ------
    ValueError
        If a parameter is out of range.
    """

    hidden: int = 64
    layers: int = 3
    _: KW_ONLY
    negatives: int = 7
    head: Literal["concatenated", "separable"] = "concatenated"

    def __post_init__(self) -> None:
        super().__post_init__()
        name = type(self).__name__
        for field in ("hidden", "layers", "negatives"):
            if getattr(self, field) < 1:
                raise ValueError(f"{name} needs {field} >= 1; got {getattr(self, field)}.")
        if self.batch_size <= self.negatives:
            raise ValueError(f"{name} needs negatives < batch_size; got {self.negatives} and {self.batch_size}.")
        if self.head not in ("concatenated", "separable"):
            raise ValueError(f'head must be "concatenated" or "separable"; got {self.head!r}.')

    @property
    def tower(self) -> Tower:
        """The convolutions before the head where a sample is images."""
        return "pooled"


@dataclass(frozen=True, kw_only=True)
class CriticSettings(HeadSettings):
    """The shape of a critic of vectors or images, and the training settings.

    Parameters
    ----------
    critic : {"auto", "dense", "convolutional", "strided"}
        "auto" puts convolutions before the critic where x or y is images, (n, height, width) or
        (n, channels, height, width); "dense" takes rows of pixels; "convolutional" refuses samples that are not images.
        "strided" puts wider convolutions before the critic, with strides in place of pooling: for images of 64 x 64 pixels
        and more.
    **settings
        Those of `HeadSettings` and `TrainingSettings`.

    Raises
    ------
    ValueError
        If a parameter is out of range.
    """

    critic: Literal["auto", "dense", "convolutional", "strided"] = "auto"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.critic not in ("auto", "dense", "convolutional", "strided"):
            raise ValueError(f'critic must be "auto", "dense", "convolutional" or "strided"; got {self.critic!r}.')

    @property
    def tower(self) -> Tower:
        """The convolutions before the head where a sample is images."""
        return "strided" if self.critic == "strided" else "pooled"
