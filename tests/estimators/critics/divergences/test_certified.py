"""The guaranteed lower bound: its inequality, that held-out rows choose nothing, and the data that it takes."""

import math

import numpy as np
import pandas as pd
import pytest

from infoplane.distributions import CorrelatedNormal, SymmetricChannel, bump_images
from infoplane.estimators import CertifiedBound, certified_lower_bound
from infoplane.estimators.critics.divergences.bernstein import Limits, chosen_limits, lower_bound, upper_mean
from infoplane.estimators.critics.divergences.certified import CRITIC, _splits, certified_bounds
from infoplane.estimators.training.rows import split

NORMAL = CorrelatedNormal(1, 1, (0.9,))


def test_the_bound_of_a_mean_is_that_of_maurer_and_pontil() -> None:
    terms = np.array([0.0, 1.0, 1.0, 2.0])
    log = math.log(2 / 0.05)
    expected = 1 + math.sqrt(2 * (2 / 3) * log / 4) + 7 * 2 * log / (3 * 3)
    assert upper_mean(terms, 4, 2.0, 0.05) == pytest.approx(expected)


@pytest.mark.parametrize("probability", [0.02, 0.5])
def test_the_bound_of_a_mean_fails_as_rarely_as_it_says(probability: float) -> None:
    terms = np.random.default_rng(0).random((4000, 50)) < probability
    assert (upper_mean(terms.astype(float), 50, 1.0, 0.2) < probability).mean() <= 0.2


def test_with_the_best_critic_the_bound_stays_below_and_comes_near() -> None:
    def scores(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
        x, y = NORMAL.sample(n, rng=seed)
        independent = NORMAL.pointwise_mutual_information(x[::2], y[1::2])
        return NORMAL.pointwise_mutual_information(x, y), independent

    wide = Limits(1.0, 0.0, 3.0, 3.0)
    bounds = [float(lower_bound(*scores(400, seed), wide, 0.5)) for seed in range(300)]
    assert max(bounds) < NORMAL.mutual_information
    shown = CorrelatedNormal(1, 1, (0.45,)).mutual_information
    limit = NORMAL.mutual_information - 2 * shown  # -2 ln BC
    assert float(lower_bound(*scores(200_000, 0), Limits(1.0, 0.0, 8.0, 6.0), 0.95)) == pytest.approx(limit, abs=0.05)
    own = chosen_limits(*scores(2000, 1), 0.95, (2000, 1000))
    assert lower_bound(*scores(2000, 2), own, 0.95) > lower_bound(*scores(2000, 2), Limits(1.0, 0.0, 8.0, 8.0), 0.95)


def test_limits_bound_every_term() -> None:
    scores = np.random.default_rng(0).normal(0, 50, 1000)
    t = Limits(0.5, 0.3, 2.0, 1.0).of(scores)
    assert (t.min(), t.max()) == (-2.0, 1.0)
    assert Limits(0.5, 0.3, np.array([[2.0], [1.0]]), np.array([[1.0], [4.0]])).of(scores).shape == (2, 1000)


def test_independent_pairs_show_nothing_and_strong_dependence_shows() -> None:
    samples = [CorrelatedNormal(1, 1).sample(300, rng=seed) for seed in range(3)]
    assert [bound.nats for bound in certified_bounds(samples, 0.95, range(3))] == [0.0] * 3
    samples = [NORMAL.sample(1000, rng=seed) for seed in range(5)]
    bounds = [bound.nats for bound in certified_bounds(samples, 0.95, range(5))]
    assert 0.05 < min(bounds) <= max(bounds) < NORMAL.mutual_information
    alone = certified_lower_bound(*samples[3], rng=3)
    assert alone.nats == pytest.approx(bounds[3], abs=1e-3)
    assert (alone.n, alone.held_out) == (1000, 600)
    assert certified_lower_bound(*samples[3], 0.5, rng=3).nats > alone.nats


def test_held_out_rows_have_no_part_in_what_the_critic_is_given() -> None:
    x, _ = NORMAL.sample(200, rng=0)
    labels = np.random.default_rng(0).integers(3, size=200)
    learn, select, report = split(200, (CRITIC.select, CRITIC.report), np.random.default_rng(5))
    other_x, other_labels = x.copy(), labels.copy()
    other_x[report], other_labels[report] = 1e6 * x[report] ** 3, 7 + np.arange(len(report))  # now every label is another
    [(_, first), (_, second)] = [
        _splits(one, two, np.random.default_rng(5), "auto", "error") for one, two in ((x, labels), (other_x, other_labels))
    ]
    assert first is not None and second is not None
    for part in range(2):
        for before, after in zip(first[part], second[part], strict=True):
            assert before.shape == after.shape
            assert (before == after).all()
    assert second.report[1].shape == (len(report), 3)
    assert len(learn) + len(select) + len(report) == 200


def test_labels_frames_images_and_missing_values() -> None:
    a, b = SymmetricChannel(3, 0.05).sample(1000, rng=0)
    named = certified_lower_bound(np.array(["a", "b", "c"])[a], b)
    assert 0.2 < named.nats < math.log(3)
    frame = pd.DataFrame({"kind": np.array(["a", "b", "c"])[a], "noise": np.random.default_rng(0).normal(size=1000)})
    assert 0.1 < certified_lower_bound(frame, b).nats < math.log(3)
    assert certified_lower_bound(*bump_images(4.0, 8).sample(1000, rng=0)).nats > 0.1
    x, y = NORMAL.sample(500, rng=0)
    x[0] = np.nan
    assert certified_lower_bound(x, y, missing="drop").n == 499
    with pytest.raises(ValueError, match="missing values"):
        certified_lower_bound(x, y)


@pytest.mark.parametrize("others", [0, 1], ids=["constant", "rare"])
def test_a_frame_whose_labels_or_numbers_are_all_equal_where_the_critic_learns(others: int) -> None:
    x, y = NORMAL.sample(1000, rng=0)
    report = split(1000, (CRITIC.select, CRITIC.report), np.random.default_rng(0))[2]
    names, ones = np.full(1000, "usual", object), np.ones(1000)
    names[report[:others]], ones[report[:others]] = "rare", 2.0
    frame = pd.DataFrame({"kind": names, "value": x[:, 0]})
    assert 0.1 < certified_lower_bound(frame, y).nats < NORMAL.mutual_information
    assert 0.1 < certified_lower_bound(y, frame).nats < NORMAL.mutual_information
    a, b = SymmetricChannel(3, 0.05).sample(1000, rng=0)
    labelled = pd.DataFrame({"kind": np.array(["a", "b", "c"])[a], "value": ones})
    assert 0.2 < certified_lower_bound(labelled, b).nats < math.log(3)
    assert certified_lower_bound(pd.DataFrame({"kind": names, "value": ones}), y, discrete=([True, False], False)).nats == 0.0


def test_what_cannot_be_bounded() -> None:
    x, y = NORMAL.sample(100, rng=0)
    assert certified_lower_bound(np.ones(100), y).nats == 0.0
    with pytest.raises(ValueError, match=r"more than 19 samples; got 10"):
        certified_lower_bound(x[:10], y[:10])
    with pytest.raises(ValueError, match="between 0 and 1; got 95"):
        certified_lower_bound(x, y, 95)
    assert str(CertifiedBound(0.5, 0.9, 200, 120)) == "I(X;Y) >= 0.500 nats with confidence 90 % (n = 200)."
    assert float(CertifiedBound(0.5, 0.9, 200, 120)) == 0.5
