"""Train the networks of an autoencoder, encode arrays and decode codes.

Rows are scaled where they are used, a batch or a part at a time. So training and encoding need little memory beside the sample,
which may be a memory-mapped file. In training, the scaled rows of a small sample are held, because each is used many times.
"""

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from infoplane.estimators.device import resolve_device
from infoplane.estimators.kernels.threads import at_most
from infoplane.estimators.training.early_stopping import Outcome
from infoplane.estimators.training.loop import train
from infoplane.estimators.training.mean_square import mean_square
from infoplane.estimators.training.parts import parts
from infoplane.estimators.training.rows import batches, split
from infoplane.estimators.training.seeding import build, torch_generator
from infoplane.estimators.training.settings import TrainingSettings
from infoplane.estimators.training.threads import one_thread

from .autoencoder_networks import Bottleneck, with_channels
from .brightness import Scaling
from .patches import from_patches, is_large, to_patches

_NOISE = (0.05, 0.02)  # standard deviation of the noise on the code, at the first and the last step
_HARD = 0.01  # the error of a sample, in units of the variance, from which it counts less and less
_SETTLED = 0.3  # share of the steps after which the mean and variance of the code are held
_ALONE = 2**17  # pixels of a batch, at most, on which one thread is as fast as two
_HELD = 2**24  # numbers of a sample, 64 MB in single precision, whose scaled rows are held in training


class Batch(NamedTuple):
    """`Scaled` as tensors: values (n, *shape with channels), brightness (n, 1) or (n, 0)."""

    values: Tensor
    brightness: Tensor


class Rows(NamedTuple):
    """A sample (n, *shape) whose rows are scaled, for a network, when they are asked for, unless they are held."""

    sample: NDArray[Any]
    scaling: Scaling
    device: torch.device | str = "cpu"
    held: Batch | None = None  # images with their channels last

    def at(self, rows: NDArray[np.int64] | slice) -> Batch:
        """Some rows."""
        each = np.arange(len(self.sample))[rows]
        if self.held is not None:
            chosen = torch.from_numpy(each).to(self.device)
            values, brightness = (tensor.index_select(0, chosen) for tensor in self.held)
            return Batch(_channels_first(values), brightness)
        batches = [self._scaled(each[part]) for part in parts(len(each), self.sample.shape[1:])]
        values, brightness = (torch.cat(tensors).to(self.device) for tensors in zip(*batches, strict=True))
        return Batch(values, brightness)

    def hold(self) -> "Rows":
        """The same rows, all scaled now if the sample is small."""
        if self.sample.size > _HELD:
            return self
        held: Batch | None = None
        for part in parts(len(self.sample), self.sample.shape[1:]):
            values, brightness = self.at(part)
            given = Batch(_channels_last(values), brightness)
            held = held or Batch(*(tensor.new_empty((len(self.sample), *tensor.shape[1:])) for tensor in given))
            for whole, tensor in zip(held, given, strict=True):
                whole[part] = tensor
        return self._replace(held=held)

    def _scaled(self, rows: NDArray[np.int64]) -> Batch:
        values, brightness = (part.astype(np.float32, copy=False) for part in self.scaling.scaled(self.sample[rows]))
        return Batch(to_network(values), torch.from_numpy(brightness))

    def in_parts(self, rows: NDArray[np.int64] | None = None) -> Iterator[Batch]:
        """These rows, or all, in parts."""
        for part in parts(len(self.sample if rows is None else rows), self.sample.shape[1:]):
            yield self.at(part if rows is None else rows[part])


def _channels_last(values: Tensor) -> Tensor:
    return values.permute(0, 2, 3, 1).contiguous() if values.ndim == 4 else values


def _channels_first(values: Tensor) -> Tensor:
    return values.permute(0, 3, 1, 2) if values.ndim == 4 else values


def to_network(values: NDArray[np.float32]) -> Tensor:
    """Samples (n, *shape) as networks take them: images with channels, which are last in memory, and large ones as patches."""
    values = values.reshape(len(values), *with_channels(values.shape[1:]))
    if is_large(values.shape[1:]):
        return to_patches(values)
    given = torch.from_numpy(values)
    return given.contiguous(memory_format=torch.channels_last) if given.ndim == 4 else given


def from_network(values: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Samples (n, *shape) from what networks give."""
    whole = with_channels(shape)
    return (from_patches(values, whole) if is_large(whole) else values).reshape(-1, *shape)


class TrainedAutoencoder(NamedTuple):
    """A network on the CPU, the scalings of samples and of what is restored, how training went, and the rows of its splits."""

    network: Bottleneck
    scaling: Scaling
    target_scaling: Scaling
    outcome: Outcome
    training_rows: NDArray[np.int64]
    report_rows: NDArray[np.int64]


def train_autoencoder(
    sample: NDArray[Any], target: NDArray[Any], n_components: int, settings: TrainingSettings, rng: np.random.Generator
) -> TrainedAutoencoder:
    """Train an encoder of a sample (n, *shape), and a decoder that restores the target: the sample, or one of its shape."""
    generator, device = torch_generator(rng), resolve_device(settings.device)
    train_rows, select_rows, report_rows = split(len(sample), (settings.select, settings.report), rng)
    scaling = Scaling.of(sample, train_rows)
    target_scaling = scaling if target is sample else Scaling.of(target, train_rows, "y")
    given, wanted = Rows(sample, scaling, device).hold(), Rows(target, target_scaling, device)
    wanted = given if target is sample else wanted.hold()
    network: Bottleneck = build(lambda: Bottleneck(with_channels(sample.shape[1:]), n_components), generator).to(device)
    first, last = _NOISE

    def errors(rows: NDArray[np.int64], noise: Tensor | float = 0.0) -> Tensor:
        shown = given.at(rows)
        return _errors(network(*shown, noise), shown if wanted is given else wanted.at(rows))

    def loss(rows: Tensor, done: float) -> Tensor:
        # The mean and variance of a batch vary by 1/sqrt(batch_size), which is more than the noise of the last steps.
        network.standard.train(done < _SETTLED)
        noise = torch.randn(len(rows), n_components, generator=generator).to(device)
        return errors(train_rows[rows.numpy()], first * (last / first) ** done * noise).mean()

    def select_loss() -> Tensor:
        sums = [errors(select_rows[part]).sum() for part in parts(len(select_rows), sample.shape[1:])]
        return torch.stack(sums).sum() / len(select_rows)

    rows = batches(len(train_rows), settings.batch_size, generator)
    small = sample.ndim > 2 and settings.batch_size * sample[0].size <= _ALONE
    # Threads of images so small wait for each other longer than they work, on busy cores many times as long.
    with one_thread() if small else nullcontext(), at_most(1 if small else None):
        [outcome] = train(network, rows, loss, select_loss, settings)
    with torch.no_grad():  # the encoder has changed since mean and variance were held
        network.standardise(torch.cat([network.encode(*part) for part in given.in_parts(np.sort(train_rows))]))
    return TrainedAutoencoder(network.cpu(), scaling, target_scaling, outcome, np.sort(train_rows), np.sort(report_rows))


@torch.no_grad()
def encode(
    network: Bottleneck, sample: NDArray[Any], scaling: Scaling, rows: NDArray[np.int64] | None = None
) -> NDArray[np.float64]:
    """Codes (n, n_components) of a sample, or of some of its rows."""
    return torch.cat([network.encode(*part) for part in Rows(sample, scaling).in_parts(rows)]).double().numpy()


@torch.no_grad()
def decode(network: Bottleneck, codes: NDArray[Any], scaling: Scaling, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Samples (n, *shape) of codes (n, n_components)."""
    samples = np.empty((len(codes), *shape))
    for part in parts(len(codes), shape):
        values, brightness = network.decode(torch.from_numpy(codes[part]).float())
        samples[part] = scaling.restored(from_network(values, shape).double().numpy(), brightness.double().numpy())
    return samples


def _errors(decoded: tuple[Tensor, Tensor], wanted: Batch) -> Tensor:
    """c ln(1 + e / c) of each sample, for its squared error e: the mean over its values, and that of the brightness.

    It is e where e is small, and grows as a logarithm, so that a few samples that are hard to decode do not shape the code of
    all others.
    """
    values, brightness = decoded
    error = mean_square(values, wanted.values) + (brightness - wanted.brightness).square().sum(1)
    return _HARD * torch.log1p(error / _HARD)
