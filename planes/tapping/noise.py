"""What is known of the noise of a layer, found by following a few rows through the network.

* Its own noise: the last thing that happened to the layer is a `GaussianNoise` of absolute std, in the network or in the
  function of the tap. A function that chooses columns (one token) or takes means of groups (pooling) keeps it.
* The linear map of an earlier noisy layer: own noise, and before it only modules that are affine in evaluation mode, back to
  another such noise: L = A(t + s1 Z) + s2 Z2.
"""

from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call

from infoplane.planes.models.noise import GaussianNoise

from .calls import Call, Calls, followed
from .inputs import Inputs
from .outputs import are_whole, as_rows, call_of
from .taps import Function, Taps

ROWS = 4  # followed through the network
_WIDEST = 4096  # inputs of a linear map whose matrix is computed
_EQUAL = 1e-4  # numbers in float32 that differ less are equal
_POOLS = (nn.AvgPool1d, nn.AvgPool2d, nn.AvgPool3d, nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d, nn.AdaptiveAvgPool3d)
_AVERAGED = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)  # affine by their running moments
_AFFINE = (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d, *_POOLS, *_AVERAGED, nn.Flatten, nn.Unflatten)


@dataclass(frozen=True)
class Noise:
    """One call of a `GaussianNoise` of absolute std, and a function behind it that keeps the noise of all columns alike."""

    module: GaussianNoise
    call: int
    function: Function | None = None
    scale: float = 1.0  # of the function

    @property
    def std(self) -> float:
        """Of the noise, behind the function."""
        return float(self.module.std) * self.scale

    def before(self, given: list[Any], name: str = "") -> Tensor:
        """The layer before the noise, (rows, d), from what the module was given in a pass."""
        before = given[self.call]
        return as_rows(name, before if self.function is None else self.function(before), len(before))


@dataclass(frozen=True)
class LinearMap:
    """t -> t weight + bias, with the noise of t. In float64."""

    noise: Noise
    weight: Tensor  # (k, d)
    bias: Tensor  # (d,)


@dataclass(frozen=True)
class Known:
    """What is known of the noise of one layer."""

    own: Noise | None = None
    linear: LinearMap | None = None
    whole: bool = False  # the layer is whole numbers: codes, or on and off


def known_noise(taps: Taps, inputs: Inputs) -> tuple[dict[str, Known], int]:
    """Follow a few rows; return what is known of every tap, and the most numbers that any module makes of a row."""
    few = inputs.rows(range(min(ROWS, len(inputs))))
    functions = [place.function for place in taps.taps.values() if isinstance(place.function, nn.Module)]
    parts = [part for root in (taps.model, *functions) for part in root.modules()]
    leaves = [part for part in parts if not any(True for _ in part.children())]
    with torch.random.fork_rng(), followed(leaves) as calls, taps.reader(copy=calls.copy) as reader:
        outputs = reader.outputs(few)
        found = {label: _known(calls, output, len(few)) for label, output in outputs.items()}
        for label, place in taps.taps.items():
            if found[label].own is None and place.function is not None:
                result = call_of(reader.caught.results[taps.module(label)], place.name, place.call)
                found[label] = _behind(place.function, _known(calls, result, len(few)).own, result)
            found[label] = replace(found[label], whole=are_whole(outputs[label]))
    return found, max((call.result.numel() // len(few) for call in calls.found), default=1)


def _known(calls: Calls, output: object, rows: int) -> Known:
    if not isinstance(output, Tensor) or output.shape[:1] != (rows,):
        return Known()
    last = calls.maker(calls.key(output), output)
    if last is None or not _is_noise(last):
        return Known()
    assert isinstance(last.module, GaussianNoise)
    return Known(Noise(last.module, last.number), _linear(calls, last, rows))


def _behind(function: Function, own: Noise | None, result: Any) -> Known:
    """The noise of a layer behind a function A t + b with A A' = c^2 I, such as a choice of columns or a mean of groups."""
    width = result[0].numel() if own is not None else 0
    if own is None or width > _WIDEST:
        return Known()

    def mapped(t: Tensor) -> Tensor:
        return as_rows("", function(t.reshape(len(t), *result.shape[1:]).to(result)), len(t)).double().cpu()

    try:
        bias = mapped(torch.zeros(1, width))
        matrix = mapped(torch.eye(width)) - bias
        points = torch.randn(ROWS, width, generator=torch.Generator().manual_seed(0))
        affine = torch.allclose(mapped(points), points.double() @ matrix + bias, atol=_EQUAL)
    except (RuntimeError, TypeError, ValueError, IndexError):  # not a function of rows of any number
        return Known()
    squares = matrix.T @ matrix
    square = float(squares.diagonal().mean())
    alike = torch.allclose(squares, square * torch.eye(len(squares), dtype=squares.dtype), atol=_EQUAL * max(square, _EQUAL))
    return Known(replace(own, function=function, scale=square**0.5)) if affine and alike and square > 0 else Known()


def _is_noise(call: Call) -> bool:
    return isinstance(call.module, GaussianNoise) and not call.module.relative and call.module.std > 0


def _linear(calls: Calls, own: Call, rows: int) -> LinearMap | None:
    """The affine modules between the noise of a layer and an earlier one, as one matrix."""
    steps: list[Call] = []
    call = calls.maker(own.given_key, own.given)
    while call is not None and _is_affine(call.module):
        steps.insert(0, call)
        call = calls.maker(call.given_key, call.given)
    width = call.result.numel() // rows if call is not None else 0
    if call is None or not _is_noise(call) or width > _WIDEST:
        return None
    assert isinstance(call.module, GaussianNoise)
    bias = _through(steps, torch.zeros(1, width, dtype=torch.float64))
    weight = _through(steps, torch.eye(width, dtype=torch.float64)) - bias
    return LinearMap(Noise(call.module, call.number), weight, bias[0])


def _is_affine(module: nn.Module) -> bool:
    if type(module) not in _AFFINE:
        return False
    return not isinstance(module, _AVERAGED) or module.running_mean is not None


def _through(steps: list[Call], t: Tensor) -> Tensor:
    """Rows (n, k) through the modules, in float64 and on the CPU."""
    for step in steps:
        tensors = {**dict(step.module.named_parameters()), **dict(step.module.named_buffers())}
        doubled = {name: own.cpu().double() if own.is_floating_point() else own.cpu() for name, own in tensors.items()}
        t = functional_call(step.module, doubled, (t.reshape(len(t), *step.given.shape[1:]),)).flatten(1)
    return t
