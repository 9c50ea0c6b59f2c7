"""The value of the twin that explains the data, and the signs of its error."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from infoplane.distributions import CorrelatedNormal, Distribution, MultivariateStudent, NoiseColumns, SmoothedUniform
from infoplane.estimators.twins.explanation import Explanation, explain
from infoplane.estimators.twins.signs import SIGNS, signs_of
from infoplane.estimators.twins.value import Gap, Value, value_of

N = 500
DISTRIBUTIONS: dict[str, Distribution] = {
    "normal, 1 + 1": CorrelatedNormal.with_mutual_information(0.6, 1, 1),
    "normal, 3 + 1": CorrelatedNormal.with_mutual_information(0.3, 3, 1, 2),
    "normal, 5 + 4": CorrelatedNormal.with_mutual_information(0.8, 5, 4, 3),
    "student, 1 + 1": MultivariateStudent.with_mutual_information(0.7, 1, 1, 2.0),
    "student, 2 + 2": MultivariateStudent(CorrelatedNormal(2, 2, (0.5,)), 1.0),
    "independent, 2 + 2": CorrelatedNormal(2, 2),
    "uniform noise, 2 + 2": NoiseColumns(SmoothedUniform.with_mutual_information(1.0), 1, 1),
}


@dataclass(frozen=True)
class Decided:
    """A sample, what was found, and the value."""

    true_mi: float
    found: Explanation
    value: Value
    signs: dict[str, float]


def decide(distribution: Distribution) -> Decided:
    x, y = distribution.sample(N, rng=11)
    found = explain(x, y, np.random.default_rng(0))
    value = value_of(found)
    return Decided(distribution.mutual_information, found, value, signs_of(found, value))


@pytest.fixture(scope="module")
def decided() -> dict[str, Decided]:
    return {name: decide(distribution) for name, distribution in DISTRIBUTIONS.items()}


@pytest.mark.parametrize("name", [name for name in DISTRIBUTIONS if "noise" not in name])
def test_on_elliptical_data_the_value_is_right_within_its_sampling_error(name: str, decided: dict[str, Decided]) -> None:
    one = decided[name]
    noise = one.value.deviations.get(one.value.carrier, 0.0)  # of what corrects the twin
    assert abs(one.value.nats - one.true_mi) < 4 * one.signs["sampling"] + 3 * noise + 0.03


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_the_value_is_the_mi_of_a_twin_and_its_correction(name: str, decided: dict[str, Decided]) -> None:
    one = decided[name]
    assert one.value.candidate in one.found.candidates
    assert one.value.nats == pytest.approx(one.value.candidate.twin.estimate + one.value.correction)
    assert (one.value.carrier == "") == (one.value.correction == 0.0)
    assert set(one.value.misfits) == {"columns", "ranks", "mixture"}


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_signs_are_finite_and_not_negative(name: str, decided: dict[str, Decided]) -> None:
    signs = decided[name].signs
    assert tuple(signs) == SIGNS
    assert all(np.isfinite(number) and number >= 0 for number in signs.values())


def test_the_same_seed_gives_the_same_value(decided: dict[str, Decided]) -> None:
    again = decide(DISTRIBUTIONS["normal, 1 + 1"])
    assert again.value.nats == decided["normal, 1 + 1"].value.nats
    assert again.signs == decided["normal, 1 + 1"].signs


def test_data_that_say_more_than_the_twins_raise_the_value(decided: dict[str, Decided]) -> None:
    """Every statistic of the data is a nat larger: the value grows by about a nat."""
    one = decided["normal, 1 + 1"]
    data, half = one.found.data, one.found.half
    more = replace(
        one.found,
        data=replace(data, counts=data.counts + 1, entropies=data.entropies + 1),
        half=replace(half, counts=half.counts + 1, entropies=half.entropies + 1),
    )
    raised = value_of(more)
    assert raised.nats - one.value.nats == pytest.approx(1.0, abs=0.25)
    assert raised.carrier != ""
    assert signs_of(more, raised)["correction"] == pytest.approx(abs(raised.correction))


@pytest.mark.parametrize(("counts", "entropies", "carrier"), [(-1, 1, "entropies"), (1, -1, "counts"), (1, 1, "entropies")])
def test_among_many_columns_counts_object_only_where_entropies_ask_for_less(
    counts: int, entropies: int, carrier: str, decided: dict[str, Decided]
) -> None:
    """Neighbours among many columns miss dependence, and seldom invent it."""
    found = decided["normal, 5 + 4"].found
    candidates = tuple(replace(one, counts_sd=0.01, entropies_sd=0.05) for one in found.candidates)
    explained = candidates[0]
    data = replace(found.data, counts=explained.counts + 0.1 * counts, entropies=explained.entropies + 0.6 * entropies)
    value = value_of(replace(found, data=data, half=data, candidates=candidates[:1]))
    assert value.carrier == carrier
    assert value.correction > 0


def test_noisy_entropies_among_many_columns_do_not_carry_the_correction(decided: dict[str, Decided]) -> None:
    found = decided["normal, 5 + 4"].found
    one = replace(found.candidates[0], entropies_sd=0.2)
    data = replace(found.data, counts=one.counts, entropies=one.entropies + 2)
    assert value_of(replace(found, data=data, half=data, candidates=(one,))).carrier == ""


@pytest.mark.parametrize(("z", "share"), [(0.5, 0.0), (-0.5, 0.0), (1.0, 0.0), (2.0, 0.75), (-2.0, 0.75), (100.0, 0.9999)])
def test_a_gap_counts_as_far_as_it_is_significant(z: float, share: float) -> None:
    assert Gap(0.3 * np.sign(z), z).shrunk(1.0) == pytest.approx(0.3 * np.sign(z) * share)
