"""The size of a code is found, saved, and told to who estimates."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.frozen import FrozenEstimator

from infoplane.distributions import GaussianBump
from infoplane.estimators import KSG, Autoencoder, Compressed
from infoplane.estimators.transformers.code_size import CodeSize, _knee


@pytest.mark.parametrize(
    ("losses", "start", "knee"),
    [
        ([0.5, 0.14, 0.0135, 0.0148, 0.0151], 3, 3),
        ([0.5, 0.14, 0.0135, 0.0148, 0.0151], 2, 3),
        ([0.5, 0.14, 0.0135, 0.0148, 0.0151], 5, 3),
        ([0.18, 0.0003, 0.0003, 0.0003], 2, 2),
        ([0.2, 0.00135, 0.00049, 0.00046], 2, 2),  # short runs differ by as much
        ([0.01, 0.01, 0.01], 2, 1),
        ([0.9, 0.8, 0.7, 0.6, 0.5, 0.45], 6, 4),  # no knee: as far as the search goes
        ([0.5, 0.2, 0.08, 0.03, 0.01], 2, 4),
    ],
)
def test_the_knee_is_where_one_more_component_does_not_halve_the_loss(losses: list[float], start: int, knee: int) -> None:
    known: dict[int, float] = {}

    def run(size: int) -> None:
        known[size] = losses[size - 1]

    assert _knee(start, len(losses), known, run) == knee
    assert len(known) <= 5


def test_details_say_whether_both_agree() -> None:
    assert CodeSize(4, {}, 4, 3.8).details() == {"knee": 4.0, "neighbour_dimension": 3.8, "sizes_agree": 1.0}
    assert CodeSize(4, {}, 3, 3.8).details()["sizes_agree"] == 0.0


@pytest.mark.slow
def test_the_size_for_bumps_is_two() -> None:
    images = GaussianBump(8)(np.random.default_rng(0).uniform(size=(3000, 2)))
    fitted = Autoencoder("auto", max_steps=750, random_state=0).fit(images)
    assert fitted.n_components_ == 2
    assert fitted.size_search_["sizes_agree"] == 1.0
    assert fitted.size_losses_[1] > 10 * fitted.size_losses_[2]
    frozen = FrozenEstimator(fitted)
    assert Compressed(KSG(), frozen, frozen).estimate(images[:500], images[1000:1500], rng=0).flags == ()


def test_the_size_of_a_line_is_found_and_kept(tmp_path: Path) -> None:
    """A line in three columns takes one component."""
    points = np.random.default_rng(0).normal(size=(1000, 1)) * [1.0, 2.0, -1.0] + 1
    fitted = Autoencoder("auto", max_steps=150, random_state=0).fit(points)
    size = fitted.n_components_
    assert size == 1
    assert fitted.transform(points).shape == (1000, size)
    assert list(fitted.get_feature_names_out()) == ["autoencoder0"]
    fitted.save(tmp_path / "autoencoder.pt")
    loaded = Autoencoder.load(tmp_path / "autoencoder.pt")
    assert (loaded.n_components, loaded.n_components_) == ("auto", size)
    assert (loaded.size_search_, loaded.size_losses_) == (fitted.size_search_, fitted.size_losses_)
    frozen = FrozenEstimator(loaded)
    estimate = Compressed(KSG(), frozen, frozen).estimate(points[:500], points[500:], rng=0)
    assert estimate.details["x_sizes_agree"] == fitted.size_search_["sizes_agree"] == 1.0
    assert estimate.details["y_neighbour_dimension"] == fitted.size_search_["neighbour_dimension"]
    assert not [flag for flag in estimate.flags if "is not sure" in flag]
    loaded.size_search_ = {"knee": 1.0, "neighbour_dimension": 2.0, "sizes_agree": 0.0}
    assert "is not sure" in Compressed(KSG(), x=frozen).estimate(points[:500], points[500:], rng=0).flags[0]


def test_a_code_is_never_longer_than_the_sample() -> None:
    points = np.random.default_rng(0).normal(size=(400, 2))
    assert Autoencoder("auto", max_steps=50, random_state=0).fit(points).n_components_ <= 2


@pytest.mark.parametrize("size", ["knee", 0, 2.5])
def test_other_sizes_are_refused(size: object) -> None:
    with pytest.raises(ValueError, match='n_components >= 1, or "auto"'):
        Autoencoder(size).fit(np.random.default_rng(0).normal(size=(100, 3)))
