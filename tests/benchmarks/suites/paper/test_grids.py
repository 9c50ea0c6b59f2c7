"""The suite is the paper's: its grid of true MI, its estimators and settings, one sample for parameters and images."""

import math

import numpy as np
import pytest

from infoplane.benchmarks.execution.cell import draw
from infoplane.benchmarks.suites.paper.grids import FIGURES, NATS, WHOLE, paper
from infoplane.benchmarks.suites.protocol import Cell
from infoplane.distributions import NormalQuantile
from infoplane.distributions.pushforward import Chain
from infoplane.estimators import KDE, KL, Autoencoder, PublishedAutoencoder, WeightedKL


def cells_of(figure: str) -> list[Cell]:
    return [cell for grid in FIGURES[figure]() for cell in _once(grid)]


def _once(grid) -> list[Cell]:
    return [
        Cell(task, label, grid.estimators[label], n, 0) for n in grid.sizes for label in grid.estimators for task in grid.tasks
    ]


def test_41_values_from_0_to_10_and_to_4_for_the_manifold_that_defeats_pca() -> None:
    assert len(NATS) == 41
    assert NATS[:3] == (0.0, 0.25, 0.5)
    assert NATS[-1] == 10.0
    lifted = {cell.task.true_mi for cell in cells_of("G")}
    assert sorted(lifted) == pytest.approx(np.linspace(0, 4, 41), abs=1e-9)
    assert {cell.n for figure in FIGURES for cell in cells_of(figure)} == {5000}


def test_estimators_have_the_settings_of_the_paper() -> None:
    found = {cell.label: cell.estimator for cell in cells_of("A")}
    assert found["KDE"] == KDE(bandwidth="ml", shared=True, whiten=True)
    assert found["KDE LSQ"] == KDE(bandwidth="lsq")
    assert found["KL"] == KL(k=1)
    assert found["WKL"] == WeightedKL(k=5, weights="published")


@pytest.mark.parametrize(("figure", "dim"), [("C", 2), ("D", 4), ("E", 5)])
def test_codes_are_as_long_as_the_images_have_parameters(figure: str, dim: int) -> None:
    compressed = [cell.estimator for cell in cells_of(figure) if "AE+" in cell.label]
    assert {type(each.x) for each in compressed} == {Autoencoder, PublishedAutoencoder}
    assert {each.x.n_components for each in compressed} == {dim}
    augments = {each.x.augment for each in compressed if isinstance(each.x, PublishedAutoencoder)}
    assert augments == {"C": {"zoom"}, "D": {"shift and zoom"}, "E": {"zoom"}}[figure]


@pytest.mark.parametrize("figure", ["C", "D", "E", "F", "G"])
def test_parameters_and_images_come_from_one_sample(figure: str) -> None:
    by_family = {cell.task.family: cell.task for cell in cells_of(figure) if round(cell.task.true_mi, 9) == 2}
    pairs = [
        (task, by_family[f"{family}-parameters"]) for family, task in by_family.items() if f"{family}-parameters" in by_family
    ]
    assert pairs
    for images, parameters in pairs:
        x, _ = draw(images, 20, 0)
        own, _ = draw(parameters, 20, 0)
        maps = images.distribution.x
        last = maps.steps[-1] if isinstance(maps, Chain) else Chain((NormalQuantile(), maps))
        assert last(own) == pytest.approx(x, abs=1e-12)


def test_labels_have_the_true_mi_ln_m() -> None:
    assert [task.true_mi for task in FIGURES["B"]()[0].tasks] == [math.log(count) for count in (2, 4, 8, 16, 32, 64)]


def test_critics_run_everywhere_and_pixels_at_whole_nats() -> None:
    for figure in "CD":
        for parameters in (True, False):
            found = [
                cell.task.true_mi for cell in cells_of(figure) if cell.label == "MINE" if _is_of_parameters(cell) == parameters
            ]
            assert sorted(found) == pytest.approx(NATS, abs=1e-9)  # each once: the whole values have grids of their own
        assert {round(cell.task.true_mi, 9) for cell in cells_of(figure) if cell.label == "raw KSG"} == set(WHOLE)


def _is_of_parameters(cell: Cell) -> bool:
    return cell.task.id.endswith("-parameters")


def test_every_point_has_five_replicates_but_those_of_critics_between() -> None:
    once = {(cell.task.id, cell.label) for grid in paper() if grid.replicates == 1 for cell in _once(grid)}
    assert {label for _, label in once} == {"MINE"}
    assert {grid.replicates for grid in paper()} == {1, 5}
