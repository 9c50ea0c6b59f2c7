"""The variational forms on scores whose values are known."""

import math

import pytest
import torch
from torch import Tensor

from infoplane.distributions import CorrelatedNormal, ShiftedNormals, f_information_of
from infoplane.distributions.f_information.kinds import KINDS, Kind
from infoplane.estimators.critics.divergences.forms import (
    clipped,
    form,
    form_of_pairs,
    value_of_pairs,
    value_of_samples,
)

NORMAL = CorrelatedNormal(1, 1, (0.6,))
SHIFTED = ShiftedNormals((0.6, -0.3))


def pairs(n: int, shifts: int, seed: int) -> Tensor:
    """ln p/q of n pairs, and of `shifts` independent pairs for each x: (n, 1 + shifts)."""
    x, y = map(torch.from_numpy, NORMAL.sample(n, rng=seed))
    columns = [NORMAL.pointwise_mutual_information(x.numpy(), y.roll(-s, 0).numpy()) for s in range(shifts + 1)]
    return torch.stack([torch.from_numpy(column) for column in columns], 1)


def points(n: int, m: int, seed: int) -> tuple[Tensor, Tensor]:
    """ln p/q at n points of P and m points of Q."""
    shift = torch.tensor(SHIFTED.shift, dtype=torch.float64)
    p, q = map(torch.from_numpy, SHIFTED.sample(max(n, m), rng=seed))
    return p[:n] @ shift - shift @ shift / 2, q[:m] @ shift - shift @ shift / 2


@pytest.mark.parametrize("kind", KINDS)
def test_forms_are_those_of_the_paper(kind: Kind) -> None:
    on_p, on_q = points(500, 300, 0)
    of = {
        "KL": lambda t: t,
        "chi2": lambda t: 2 * (t.exp() - 1),
        "H2": lambda t: 1 - (-t / 2).exp(),
        "TV": torch.tanh,
    }[kind]
    f, g = of(on_p), of(on_q)
    expected = {
        "KL": f.mean() - g.exp().mean().log(),
        "chi2": f.mean() - (g + g**2 / 4).mean(),
        "H2": f.mean() - (g / (1 - g)).mean(),
        "TV": (f.mean() - g.mean()) / 2,
    }[kind]
    assert float(form(kind, on_p, on_q)) == pytest.approx(float(expected), abs=1e-12)


@pytest.mark.parametrize("kind", ["KL", "chi2", "H2"])
def test_the_log_ratio_attains_the_known_value(kind: Kind) -> None:
    value, stderr = value_of_samples(kind, *points(200_000, 200_000, 0))
    assert value == pytest.approx(SHIFTED.divergence(kind), abs=4 * stderr)
    found = value_of_pairs(kind, pairs(20_000, 20, 0))
    assert float(found.nats) == pytest.approx(f_information_of(NORMAL, kind).value, abs=4 * found.standard_error())


def test_the_sign_of_the_log_ratio_attains_tv() -> None:
    on_p, on_q = points(200_000, 200_000, 0)
    value, stderr = value_of_samples("TV", 1e3 * on_p, 1e3 * on_q)
    assert value == pytest.approx(SHIFTED.divergence("TV"), abs=4 * stderr)


def test_the_standard_error_of_separated_samples_has_what_they_do_not_show() -> None:
    """Of 100 draws none shows what has a chance of 3 %: TV may be .97 on either side, so that 1.96 standard errors are .042."""
    for n in (10, 100, 1000):
        value, stderr = value_of_samples("TV", torch.full((n,), 9.0), torch.full((n,), -9.0))
        assert value == pytest.approx(1, abs=1e-6)
        assert 1.96 * stderr == pytest.approx(2 * (1 - 0.05 ** (1 / n)), rel=1e-3)
    mixed = torch.full((100,), 9.0)
    mixed[0] = -9.0  # one draw of P that looks like Q: the variance shows it
    assert value_of_samples("TV", mixed, torch.full((100,), -9.0))[1] == pytest.approx(0.01, rel=0.02)


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_is_certain_of_separated_samples(kind: Kind) -> None:
    clip = 5.0
    on_p, on_q = torch.full((200,), clip), torch.full((200, 3), -clip)
    value, stderr = value_of_samples(kind, on_p, on_q[:, 0])
    share = (1 - 0.05 ** (1 / 200)) / 1.96
    rows = torch.full((1_000_000,), clip)
    rows[: round(share * 1_000_000)] = -clip
    assert value - stderr == pytest.approx(float(form(kind, rows, -rows)), rel=1e-3)
    found = value_of_pairs(kind, torch.cat([on_p[:, None], on_q], 1))
    assert (float(found.nats), found.standard_error()) == pytest.approx((value, stderr), rel=1e-6)


@pytest.mark.parametrize("kind", ["chi2", "H2"])
@pytest.mark.parametrize("other", [lambda t: 0.7 * t, lambda t: 1.3 * t, lambda t: t + 0.2, lambda t: t - 0.2])
def test_every_other_critic_gives_less(kind: Kind, other) -> None:  # type: ignore[no-untyped-def]
    scores = pairs(20_000, 20, 1)
    assert float(form_of_pairs(kind, other(scores))) < float(form_of_pairs(kind, scores))


@pytest.mark.parametrize("kind", KINDS)
def test_stderr_is_the_spread_over_replicates(kind: Kind) -> None:
    # Clipped, because the terms of chi2 have no variance at this correlation, so that no standard error would fit them.
    many = [value_of_samples(kind, *(clipped(t, 2.0) for t in points(400, 300, seed))) for seed in range(300)]
    spread = float(torch.tensor([value for value, _ in many]).std())
    assert sum(error for _, error in many) / len(many) == pytest.approx(spread, rel=0.2)
    found = [value_of_pairs(kind, clipped(pairs(400, 8, seed), 2.0)) for seed in range(300)]
    spread = float(torch.stack([one.nats for one in found]).std())
    assert sum(one.standard_error() for one in found) / len(found) == pytest.approx(spread, rel=0.25)


@pytest.mark.parametrize("kind", KINDS)
def test_a_critic_of_zeros_gives_zero_and_replicates_are_apart(kind: Kind) -> None:
    assert float(form(kind, torch.zeros(5), torch.zeros(7))) == pytest.approx(0, abs=1e-6)
    stack = torch.stack([pairs(60, 5, seed) for seed in range(3)])
    assert form_of_pairs(kind, stack).tolist() == pytest.approx([float(form_of_pairs(kind, one)) for one in stack])


def test_a_clip_bounds_smoothly() -> None:
    scores = torch.linspace(-100, 100, 401, dtype=torch.float64)
    t = clipped(scores, 2.0)
    assert float(t.abs().max()) <= 2
    assert float(clipped(torch.tensor(0.1), 2.0)) == pytest.approx(0.1, abs=1e-4)
    assert (t.diff() >= 0).all()
    assert clipped(scores, None) is scores
    assert math.isfinite(float(form("chi2", t, t)))
