"""The bound on I(X;L) that critics prove which are learnt from passes.

All passes but the last ones are learnt from. The last ones are two blocks, of one pass each, or of more where inputs are few.
Each block is evaluated with shares that are calibrated on the other.

The critics take the noise as normal, in three sets of columns: those of the layer; the same on scales where the noise is even
(`levelling`); a few that a network learns from both (`embedding`). One more takes noise of any shape, in independent columns
(`shapes`). All but the first set are learnt only where something is left to learn, and the network as long as it raises the
bound on rows of the first block. So the choice of critics has seen up to 300 rows of this block, which count in its half of the
bound: a few choices among sets that differ by less than the error.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from infoplane.estimators.automatic.labelled.remembered import remembered
from infoplane.planes.readings.protocol import Array

from .critics import SHRUNK, Moments, discriminant, own_variances
from .embedding import Embedding, embedding
from .levelling import levelled
from .levels import MOST_LEVELS, levels
from .posterior import Calibration, Critic, Floats, Mixture, mean_and_error
from .shapes import MOST_COLUMNS, shapes

AT_CAP = 0.1  # nats below H(X): closer values only say that I(X;L) of more inputs is at least this
FEWEST = 4  # passes
_CALIBRATED, _EVALUATED = 300, 1000  # rows of each block, at most
_SATURATED = 0.5  # nats below the cap: nearer to it there is little left to learn
_NOTHING = 0.1  # nats: a layer that says less than this has little to embed
_NEARLY = 0.05  # nats: other critics are used if, alone, they come as near to the plain ones
_GAIN = 0.01  # nats on the calibration rows that make a further round of learning worth its time
_ROUNDS, _STEPS = 4, 60
_MAIN = 16  # columns of most signal, of each kind, that are embedded

Columns = Callable[[Floats], Floats]


class View:
    """Other columns of the layer, the passes in them, and the linear critics of these."""

    def __init__(self, columns: Columns, passes: Floats, weights: Floats) -> None:
        self.columns, self.passes, self.weights = columns, passes, weights
        self.moments = Moments.of(passes, weights, 0.0)
        self.critics = self._critics(self.moments)

    def fewer(self) -> list[Critic]:
        """The critics that half of the passes give."""
        return self._critics(Moments.of(self.passes[::2], self.weights, 0.0))

    def _critics(self, moments: Moments) -> list[Critic]:
        columns = remembered(self.columns)  # the critics ask for the columns of the same points, one after the other
        return [_behind(columns, critic) for critic in linear_critics(moments)]


class Trial(NamedTuple):
    """Rows of a pass that critics are tried on, alone, and the bound that they have to reach."""

    rows: Calibration
    least: float

    def passed(self, critics: list[Critic]) -> bool:
        return self.reached(critics) > self.least

    def reached(self, critics: list[Critic]) -> float:
        return Mixture.fitted(critics, self.rows).reached


class Learnt(NamedTuple):
    """The bound in nats and its error.

    `still` is what more passes would add, by half of them, and its error; the maps of the columns are not learnt again from
    half. `curved` is what the columns of curved noise added to those as they are: as much may be missing where the noise is
    more curved than they can be. `saturated`: it is at the cap.
    """

    nats: float
    error: float
    still: float
    still_error: float
    curved: float
    saturated: bool


def learnt_bound(values: Array, centres: Array | None, std: float | None, weights: Floats, rng: np.random.Generator) -> Learnt:
    """The bound from passes (m, n, d), or from their centres before a noise of the layer's own, of deviation `std`."""
    m, n, d = values.shape
    held = max(min(math.ceil(_CALIBRATED / n), m // 4), 1)
    inputs = np.tile(np.arange(n), held)
    order = rng.permutation(len(inputs))
    rows, evaluated = np.sort(order[:_CALIBRATED]), np.sort(order[:_EVALUATED])
    blocks = values[-2 * held :].astype(np.float64).reshape(2, -1, d)
    learning = (values if centres is None else centres)[: -2 * held].astype(np.float64)
    own = 0.0 if centres is None or std is None else std**2
    calibrations = [Calibration(block[rows], inputs[rows], weights) for block in blocks]
    plain = plain_critics(learning, weights, own)
    reached = Mixture.fitted(plain, calibrations[0]).reached
    cap = -float(weights @ np.log(weights))
    views: list[View] = []
    shaped: list[Critic] = []
    if _NOTHING < reached < cap - _SATURATED:
        noisy = learning if centres is None else values[: -2 * held].astype(np.float64)
        trial = Trial(calibrations[0], reached - _NEARLY)
        views = curved_views(noisy, trial, rng)
        if d <= MOST_COLUMNS and trial.passed([plain[len(SHRUNK)]]):  # its columns are nearly independent
            shaped = shapes(noisy, weights)
            shaped = shaped if trial.passed(shaped) else []
    critics = [*plain, *(critic for view in views for critic in view.critics), *shaped]
    mixtures = [Mixture.fitted(critics, calibration) for calibration in calibrations]
    terms = [one.terms(block[evaluated], inputs[evaluated]) for one, block in zip(mixtures, blocks[::-1], strict=True)]
    bound, error = mean_and_error(np.mean(terms, axis=0), weights[inputs[evaluated]])
    if bound > cap - AT_CAP:
        return Learnt(bound, error, 0.0, 0.0, 0.0, True)
    fewer = [*plain_critics(learning[::2], weights, own), *(critic for view in views for critic in view.fewer())]
    fewer += shapes(noisy[::2], weights) if shaped else []
    halves = [Mixture.fitted(fewer, calibration) for calibration in calibrations]
    gains = [whole.own - half.own for whole, half in zip(mixtures, halves, strict=True)]
    curved = max(mixtures[0].reached - reached, 0.0)
    return Learnt(bound, error, *mean_and_error(np.mean(gains, axis=0), weights[inputs[rows]]), curved, False)


def plain_critics(passes: Floats, weights: Floats, own: float) -> list[Critic]:
    """Of the columns as they are: the linear ones, and where columns are few, that of centres on levels."""
    moments = Moments.of(passes, weights, own)
    found = linear_critics(moments)
    return [*found, levels(moments)] if len(moments.scale) <= MOST_LEVELS else found


def linear_critics(moments: Moments) -> list[Critic]:
    """One normal noise for all inputs, with a covariance; and independent columns, with variances of each input."""
    return [*(discriminant(moments, shrunk)[0] for shrunk in SHRUNK), own_variances(moments)]


def _behind(columns: Columns, critic: Critic) -> Critic:
    return lambda points: critic(columns(points))


def curved_views(passes: Floats, trial: Trial, rng: np.random.Generator) -> list[View]:
    """Columns in which the noise of passes (m, n, d) is more even, and is normal: those that pass the trial."""
    weights = trial.rows.weights
    even = levelled(passes, weights)
    level = View(even, even(passes), weights)
    columns = _main_columns(Moments.of(passes, weights, 0.0), level)
    main = columns(passes)
    given = remembered(columns)
    reached, embedded = [trial.least], [level]

    def pays(model: Embedding) -> bool:
        embedded.append(View(lambda points: model.of(given(points)), model.of(main), weights))
        reached.append(trial.reached(embedded[-1].critics))
        return reached[-1] > reached[-2] + _GAIN

    embedding(main, weights, _ROUNDS, _STEPS, pays, rng)
    return [view for view in (level, embedded[-1]) if trial.passed(view.critics)]


def _main_columns(straight: Moments, level: View) -> Columns:
    """The columns of most signal, of the layer and of its levelled columns, with noise of variance 1."""
    even = level.moments
    axes, even_axes = (discriminant(one, SHRUNK[0])[1][:, :_MAIN] for one in (straight, even))

    def columns(given: Floats) -> Floats:
        return np.concatenate([straight.scaled(given) @ axes, even.scaled(level.columns(given)) @ even_axes], axis=-1)

    return columns
