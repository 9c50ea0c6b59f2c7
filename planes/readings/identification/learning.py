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
from .posterior import Critic, Floats, Mixture, Rows, mean_and_error
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


class View(NamedTuple):
    """Other columns of the layer, and the passes in them. Several critics ask for the columns of the same points."""

    columns: Columns
    passes: Floats

    @classmethod
    def of(cls, columns: Columns, passes: Floats) -> "View":
        return cls(remembered(columns), columns(passes))

    def fewer(self) -> "View":
        return self._replace(passes=self.passes[::2])


class Trial(NamedTuple):
    """Rows of a pass that critics are tried on, alone: points (s, d), their inputs (s,), and the bound they have to reach."""

    points: Floats
    rows: Rows
    weights: Floats
    least: float

    def passed(self, critics: list[Critic]) -> bool:
        return self.reached(critics) > self.least

    def reached(self, critics: list[Critic]) -> float:
        return _fit(critics, self.points, self.rows, self.weights)


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
    noisy = values[: -2 * held].astype(np.float64)
    own = 0.0 if centres is None or std is None else std**2
    calibrated = inputs[rows]
    plain = plain_critics(learning, weights, own)
    reached = _fit(plain, blocks[0, rows], calibrated, weights)
    cap = -float(weights @ np.log(weights))
    views: list[View] = []
    shaped = False
    if _NOTHING < reached < cap - _SATURATED:
        trial = Trial(blocks[0, rows], calibrated, weights, reached - _NEARLY)
        views = curved_views(noisy, trial, rng)
        independent = d <= MOST_COLUMNS and trial.passed([own_variances(Moments.of(learning, weights, own))])
        shaped = independent and trial.passed(shapes(noisy, weights))
    critics = [*plain, *critics_in(views, weights), *(shapes(noisy, weights) if shaped else ())]
    mixtures = [Mixture.fitted(critics, block[rows], calibrated, weights) for block in blocks]
    terms = [one.terms(block[evaluated], inputs[evaluated]) for one, block in zip(mixtures, blocks[::-1], strict=True)]
    bound, error = mean_and_error(np.mean(terms, axis=0), weights[inputs[evaluated]])
    if bound > cap - AT_CAP:
        return Learnt(bound, error, 0.0, 0.0, 0.0, True)
    fewer = [*plain_critics(learning[::2], weights, own), *critics_in([view.fewer() for view in views], weights)]
    fewer += shapes(noisy[::2], weights) if shaped else []
    halves = [Mixture.fitted(fewer, block[rows], calibrated, weights) for block in blocks]
    gains = [
        whole.terms(block[rows], calibrated) - half.terms(block[rows], calibrated)
        for whole, half, block in zip(mixtures, halves, blocks, strict=True)
    ]
    fitted, _ = mean_and_error(mixtures[0].terms(blocks[0, rows], calibrated), weights[calibrated])
    curved = max(fitted - reached, 0.0)
    return Learnt(bound, error, *mean_and_error(np.mean(gains, axis=0), weights[calibrated]), curved, False)


def plain_critics(passes: Floats, weights: Floats, own: float) -> list[Critic]:
    """Of the columns as they are: the linear ones, and where columns are few, that of centres on levels."""
    moments = Moments.of(passes, weights, own)
    found = linear_critics(moments)
    return [*found, levels(moments)] if len(moments.scale) <= MOST_LEVELS else found


def linear_critics(moments: Moments) -> list[Critic]:
    """One normal noise for all inputs, with a covariance; and independent columns, with variances of each input."""
    return [*(discriminant(moments, shrunk)[0] for shrunk in SHRUNK), own_variances(moments)]


def critics_in(views: list[View], weights: Floats) -> list[Critic]:
    """The same critics in other columns."""
    found: list[Critic] = []
    for view in views:
        for critic in linear_critics(Moments.of(view.passes, weights, 0.0)):
            found.append(_behind(view.columns, critic))
    return found


def _behind(columns: Columns, critic: Critic) -> Critic:
    return lambda points: critic(columns(points))


def curved_views(passes: Floats, trial: Trial, rng: np.random.Generator) -> list[View]:
    """Columns in which the noise of passes (m, n, d) is more even, and is normal: those that pass the trial."""
    weights = trial.weights
    level = View.of(levelled(passes, weights), passes)
    main = View.of(_main_columns(passes, level, weights), passes)
    reached = [trial.least]

    def embedded(model: Embedding) -> View:
        return View(remembered(lambda given: model.of(main.columns(given))), model.of(main.passes))

    def pays(model: Embedding) -> bool:
        reached.append(trial.reached(critics_in([embedded(model)], weights)))
        return reached[-1] > reached[-2] + _GAIN

    views = [level, embedded(embedding(main.passes, weights, _ROUNDS, _STEPS, pays, rng))]
    return [view for view in views if trial.passed(critics_in([view], weights))]


def _main_columns(passes: Floats, level: View, weights: Floats) -> Columns:
    """The columns of most signal, of the layer and of its levelled columns, with noise of variance 1."""
    straight, even = Moments.of(passes, weights, 0.0), Moments.of(level.passes, weights, 0.0)
    axes, even_axes = (discriminant(one, SHRUNK[0])[1][:, :_MAIN] for one in (straight, even))

    def columns(given: Floats) -> Floats:
        return np.concatenate([straight.scaled(given) @ axes, even.scaled(level.columns(given)) @ even_axes], axis=-1)

    return columns


def _fit(critics: list[Critic], points: Floats, rows: Rows, weights: Floats) -> float:
    """The bound that the rows themselves give, which were fitted to."""
    return mean_and_error(Mixture.fitted(critics, points, rows, weights).terms(points, rows), weights[rows])[0]
