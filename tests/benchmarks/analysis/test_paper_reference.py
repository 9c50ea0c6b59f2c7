"""Our estimates on parameters agree with the reference values of the paper's formulas."""

import pytest

from infoplane.benchmarks.analysis import columns, paper_reference
from infoplane.benchmarks.analysis.summary import summarise
from infoplane.benchmarks.storage.committed import shipped_rows
from infoplane.benchmarks.storage.keys import keyed
from infoplane.benchmarks.suites.registry import SUITES


@pytest.fixture(scope="module")
def found():
    rows = columns.of_frame(shipped_rows("paper", columns.COLUMNS), keyed(SUITES["paper"].cells()))
    return paper_reference.differences(summarise(rows))


@pytest.mark.parametrize(
    "family", ["bumps-16x16-parameters", "rectangles-32x32-parameters", "correlated-bumps-32x32-parameters"]
)
@pytest.mark.parametrize("estimator", ["KL", "WKL", "KSG"])
def test_neighbours_on_parameters_are_within_three_standard_errors(found, family: str, estimator: str) -> None:
    own = found[(found["family"] == family) & (found["estimator"] == estimator)]
    assert len(own) == (4 if family.startswith("correlated") else 11)
    assert (own["difference"].abs() <= 3 * own["error"] + 0.005).all()  # the reference is rounded


def test_a_wrong_estimator_would_be_found(found) -> None:
    """The estimates of KSG against the reference of KL."""
    bumps = found[found["family"] == "bumps-16x16-parameters"]
    ksg, kl = (bumps[bumps["estimator"] == name].set_index("true_mi") for name in ("KSG", "KL"))
    assert ((ksg["mean"] - kl["reference"]).abs() > 3 * ksg["error"] + 0.005).sum() > 5


def test_the_page_has_a_line_for_each_value(found) -> None:
    assert paper_reference.page(found).count("\n| ") == len(found) + 2  # with the header and its rule
