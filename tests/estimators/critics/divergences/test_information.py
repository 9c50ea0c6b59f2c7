"""f-information and divergences from samples: near the known values, from held-out samples, refusals."""

import numpy as np
import pandas as pd
import pytest

from infoplane.distributions import CorrelatedNormal, ShiftedNormals, SymmetricChannel, bump_images, f_information_of
from infoplane.distributions.f_information.kinds import KINDS, Kind
from infoplane.estimators import DivergenceEstimate, FInformation, divergence, f_information
from infoplane.estimators.critics.divergences.divergence import divergences
from infoplane.estimators.critics.divergences.two_samples import train_on_two
from infoplane.estimators.protocol import MUTUAL_INFORMATION, quantity_of

QUICK = {"hidden": 16, "layers": 2, "max_steps": 80, "negatives": 3, "learning_rate": 0.01}
ROOM = {"KL": 0.15, "chi2": 0.6, "H2": 0.08, "TV": 0.08}


@pytest.mark.parametrize("kind", KINDS)
def test_information_of_a_normal_pair(kind: Kind) -> None:
    normal = CorrelatedNormal(1, 1, (0.6,))
    x, y = normal.sample(2000, rng=0)
    found = f_information(x, y, kind, rng=0, **QUICK)
    assert isinstance(found, DivergenceEstimate)
    assert found.value == pytest.approx(f_information_of(normal, kind).value, abs=ROOM[kind])
    low, high = found.interval()
    assert low < float(found) < high
    again = f_information(x, y, kind, rng=0, **QUICK)
    assert (again.value, again.stderr) == (found.value, found.stderr)
    estimator = FInformation(kind=kind, **QUICK).estimate(x, y, rng=0)  # type: ignore[arg-type]
    assert (found.value, found.stderr, found.ceiling) == (estimator.nats, estimator.stderr, estimator.ceiling)
    shuffled = f_information(x, np.random.default_rng(1).permutation(y), kind, rng=0, **QUICK)
    assert abs(shuffled.value) < 4 * shuffled.stderr + 0.02


def test_information_of_labels_images_and_mixed_columns() -> None:
    channel = SymmetricChannel(3, 0.2)
    x, y = channel.sample(1500, rng=0)
    known = f_information_of(channel, "H2").value
    assert f_information(x, y, "H2", rng=0, **QUICK).value == pytest.approx(known, abs=0.1)
    names = np.array(["a", "b", "c"], object)[x]
    assert f_information(names, y, "H2", rng=0, **QUICK).value == pytest.approx(known, abs=0.1)
    mixed = np.empty((len(x), 2), object)
    mixed[:, 0], mixed[:, 1] = names, np.random.default_rng(0).normal(size=len(x))
    assert f_information(mixed, y, "H2", rng=0, **QUICK).value == pytest.approx(known, abs=0.15)
    images = f_information(*bump_images(1.0, 8).sample(600, rng=0), "TV", rng=0, **QUICK)
    assert images.value > 4 * images.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_divergence_of_two_normals(kind: Kind) -> None:
    normals = ShiftedNormals((0.8, 0.0))
    p, q = normals.sample(2000, rng=0)
    found = divergence(p, q[:1500], kind, rng=0, **QUICK)
    assert found.value == pytest.approx(normals.divergence(kind), abs=ROOM[kind])
    assert found.ceiling == FInformation(kind=kind).most(300)  # draws of Q that are held out
    same = divergence(p[:1000], p[1000:], kind, rng=0, **QUICK)
    assert abs(same.value) < 4 * same.stderr + 0.02


def test_divergence_of_separable_samples_is_not_certain() -> None:
    p, q = np.random.default_rng(0).normal([[[-9.0]], [[9.0]]], size=(2, 500, 1))
    found = divergence(p, q, "TV", rng=0, **QUICK)
    assert found.value == pytest.approx(1, abs=0.01)
    assert found.interval()[0] < 1 - 3 / 100  # 100 points of each are held out


def test_divergence_of_labels_counts() -> None:
    rng = np.random.default_rng(0)
    p, q = rng.choice(["a", "b", "c"], 2000, p=[0.6, 0.3, 0.1]), rng.choice(["a", "b", "c"], 2000, p=[0.2, 0.3, 0.5])
    assert divergence(p, q, "TV", rng=0, **QUICK).value == pytest.approx(0.4, abs=0.06)


@pytest.mark.parametrize("kind", KINDS)
def test_the_widest_clip_gives_numbers(kind: Kind) -> None:
    x, y = CorrelatedNormal(1, 1, (0.99,)).sample(300, rng=0)
    found = f_information(x, y, kind, rng=0, clip=40.0, **QUICK)
    assert np.isfinite([found.value, found.stderr, found.ceiling]).all()


def test_divergence_reads_frames_masks_and_missing_values_as_estimates_do() -> None:
    p, q = ShiftedNormals((1.5, 0.0)).sample(400, rng=0)
    known = divergence(p, q, "TV", rng=0, **QUICK).value
    frames = pd.DataFrame(p, columns=["a", "b"]), pd.DataFrame({"b": q[:, 1], "a": q[:, 0]})
    assert divergence(*frames, "TV", rng=0, **QUICK).value == known
    masked = np.ma.array(np.concatenate([p, [[50.0, 50.0]]]), mask=np.arange(401)[:, None].repeat(2, 1) == 400)
    assert divergence(masked, q, "TV", rng=0, missing="drop", **QUICK).value == known
    with pytest.raises(ValueError, match=r'1 of 801 rows have missing values .*: give missing="drop" to drop those rows'):
        divergence(masked, q, "TV")


def test_held_out_points_train_nothing() -> None:
    """Where the held-out points change, the critic and its choice of a step stay."""
    settings = FInformation(kind="H2", **QUICK)
    normals = ShiftedNormals((0.8, 0.0))
    both = np.concatenate(normals.sample(400, rng=0))
    [first] = train_on_two([(both, 400)], settings, [np.random.default_rng(0)])
    from infoplane.estimators.training.rows import split

    rng = np.random.default_rng(0)
    held_out = [
        split(400, (settings.select, settings.report), rng)[2],
        split(400, (settings.select, settings.report), rng)[2] + 400,
    ]
    other = both.copy()
    other[np.concatenate(held_out)] += 3.0
    [second] = train_on_two([(other, 400)], settings, [np.random.default_rng(0)])
    assert first.outcome.history == second.outcome.history
    assert not (first.on_p == second.on_p).any()
    assert len(first.on_p) == len(held_out[0])


def test_the_estimator_says_what_it_estimates() -> None:
    assert quantity_of(FInformation(kind="chi2")) == "chi2 information"
    assert quantity_of(FInformation(kind="KL")) == MUTUAL_INFORMATION
    x, y = CorrelatedNormal(1, 1, (0.6,)).sample(300, rng=0)
    for kind, most in (("H2", 2 - 2 * np.exp(-1)), ("TV", np.tanh(2)), ("chi2", 2 * np.exp(2) - 1), ("KL", 4.0)):
        found = FInformation(kind=kind, clip=2.0, **QUICK).estimate(x, y, rng=0)  # type: ignore[arg-type]
        assert found.ceiling == pytest.approx(most)
        assert found.nats < most


def test_the_clip_by_kind() -> None:
    assert [FInformation(kind=kind).limit for kind in KINDS] == [5.0, 5.0, 10.0, 5.0]
    assert (FInformation(kind="H2", clip=3.0).limit, FInformation(kind="H2", clip=None).limit) == (3.0, None)


def test_refusals() -> None:
    x, y = CorrelatedNormal(1, 1).sample(50, rng=0)
    with pytest.raises(ValueError, match="kind must be one of"):
        f_information(x, y, "kl")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="clip must be positive"):
        divergence(x, y, "TV", clip=0.0)
    with pytest.raises(ValueError, match="Beyond a clip of 40"):
        f_information(x, y, "chi2", clip=710.0)
    with pytest.raises(ValueError, match="no standard error"):
        DivergenceEstimate(0.5, None, "TV", True).interval()
    with pytest.raises(ValueError, match="points of one shape"):
        divergence(x, np.hstack([y, y]), "TV")
    with pytest.raises(ValueError, match="constant"):
        divergence(np.ones((50, 1)), np.ones((50, 1)), "TV")
    with pytest.raises(ValueError, match="level between 0 and 1"):
        DivergenceEstimate(0.5, 0.1, "TV", True).interval(1.0)


@pytest.mark.parametrize("kind", KINDS)
def test_samples_side_by_side_have_the_divergences_that_each_has_alone(kind: Kind) -> None:
    normals = ShiftedNormals((1.0, 0.5))
    samples = [(p, q[:300]) for p, q in (normals.sample(400, rng=seed) for seed in (1, 2))]
    alone = [divergence(*one, kind, rng=seed, **QUICK) for one, seed in zip(samples, (3, 5), strict=True)]
    together = divergences(samples, kind, [3, 5], **QUICK)
    for one, other in zip(alone, together, strict=True):
        assert other.value == pytest.approx(one.value, rel=1e-4)
        assert other.stderr == pytest.approx(one.stderr, rel=1e-4)
        assert (other.converged, other.details["parameters"]) == (one.converged, one.details["parameters"])
    assert together[0].value != together[1].value
