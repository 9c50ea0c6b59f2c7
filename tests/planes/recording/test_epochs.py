"""The recorded epochs: all early ones, then evenly spaced in the logarithm."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from infoplane.planes import InformationPlane, measured_epochs


def test_few_epochs_are_all_recorded() -> None:
    assert measured_epochs(300, 400) == list(range(301))
    assert measured_epochs(3, 4) == [0, 1, 2, 3]


def test_many_epochs_are_evenly_spaced_in_the_logarithm() -> None:
    found = measured_epochs(1000, 20)
    assert found[:4] == [0, 1, 2, 3]
    assert found[-1] == 1000
    assert found == sorted(set(found))
    ratios = np.divide(found[-5:], found[-6:-1])
    assert ratios == pytest.approx(1000 ** (1 / 18), rel=0.01)


@given(st.integers(1, 10_000), st.integers(2, 60))
def test_the_first_is_zero_and_the_last_is_the_last(last: int, evaluations: int) -> None:
    found = measured_epochs(last, evaluations)
    assert (found[0], found[-1]) == (0, last)
    assert 2 <= len(found) <= max(evaluations, 2)
    assert found == sorted(set(found))


@pytest.mark.parametrize(("last", "evaluations"), [(0, 5), (5, 1)])
def test_wrong_arguments_raise_errors(last: int, evaluations: int) -> None:
    with pytest.raises(ValueError, match=f"two evaluations; got {last} epochs and {evaluations} evaluations"):
        measured_epochs(last, evaluations)


@pytest.mark.parametrize("epoch", [-1, 0.5])
def test_an_epoch_is_a_whole_number(epoch: float) -> None:
    plane = InformationPlane(nn.Sequential(nn.Linear(2, 2)), np.eye(2), [0, 1], ["0"])
    with pytest.raises(ValueError, match="whole numbers from 0 on"):
        plane.record(epoch)  # type: ignore[arg-type]
