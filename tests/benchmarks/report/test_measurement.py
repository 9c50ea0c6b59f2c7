"""The page of a measurement: complete, escaped, and without anything from outside."""

import math
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from infoplane.benchmarks.own_data.audit import audit_of
from infoplane.benchmarks.own_data.selection import select
from infoplane.benchmarks.own_data.table import DataTable
from infoplane.benchmarks.report.marks import linear_axis, log_axis
from infoplane.benchmarks.report.measurement import page
from infoplane.distributions import CorrelatedNormal, SymmetricChannel
from infoplane.estimators.automatic.measurement import Alternative, Measurement, Null

TWIN = CorrelatedNormal.with_mutual_information(0.5, 2, 1)
X, Y = TWIN.sample(80, rng=0)
HOSTILE = "<script>alert('x')</script>"
TABLE = DataTable(f"{HOSTILE}.csv", {HOSTILE: X[:, 0], "b": X[:, 1], "y": Y[:, 0]}, remarks=(f"A remark {HOSTILE}.",))
FOUND = Measurement(
    0.48,
    lower=0.3,
    upper=0.7,
    estimator=f"KSG {HOSTILE}",
    reason="Because.",
    flags=(f"Flag {HOSTILE}",),
    alternatives=(Alternative("KSG", 0.48, 0.05, True, "best"), Alternative("MINE", None, None, False, HOSTILE)),
    null=Null(0.0, 0.02, 20),
    n=80,
    twin=TWIN,
)
VOID = {"meta", "link", "rect", "circle", "line", "polyline", "br", "img"}


class Reader(HTMLParser):
    """Collects tags, ids and text, and checks that tags are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    return reader


def audited_page() -> str:
    plan = audit_of(X, Y, TWIN, ["KSG", "KDE"], replicates=4)
    rows = [
        *(("KSG", n, 0.02, 0.1, 0.1, 0.4) for n in plan.sizes),
        *(("KDE", n, math.nan, math.nan, math.nan, math.nan) for n in plan.sizes),
    ]
    summary = pd.DataFrame(rows, columns=["estimator", "n", "bias", "sd", "rmse", "data"])
    summary = summary.assign(
        mean=0.5 + summary["bias"], bias_se=0.01, rmse_se=0.01, deviation=0.1, failures=0, replicates=4, seconds=0.1
    )
    summary.loc[summary["estimator"] == "KDE", ["failures", "replicates"]] = 4, 0
    return page(select(TABLE), FOUND, 0, plan, summary, guarantee="No guaranteed bound: a stand-in.")


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    for html in (page(select(TABLE), FOUND, 0), audited_page()):
        reader = read(html)
        assert "script" not in reader.tags
        assert reader.addresses == ["data:,"]
        assert not re.search(r"url\(|@import|https?://", html)
        assert "default-src 'none'" in html


def test_names_are_text() -> None:
    reader = read(page(select(TABLE), FOUND, 0))
    assert reader.text.count(HOSTILE) >= 6  # file, column, flag, remark, method, reason


def test_the_page_shows_all_of_the_measurement() -> None:
    text = " ".join(read(page(select(TABLE), FOUND, 0)).text.split())
    for part in ("0.480", "0.300 to 0.700", "0.000 ± 0.020", "Twin against data", "Samples needed", FOUND.methods_sentence()):
        assert part in text
    # The half width .2 at n = 80 becomes .1 at four times n.
    assert "About 320 rows would make it ± 0.1 nats" in text


def test_equal_measurements_give_equal_pages() -> None:
    assert page(select(TABLE), FOUND, 0) == page(select(TABLE), FOUND, 0)


@pytest.mark.parametrize(
    "found",
    [
        Measurement(0.2),
        Measurement(math.inf, lower=4.0, n=80, flags=("y is a function of x.",)),
        Measurement(-0.01, lower=0.0, upper=0.0, n=80),
        Measurement(0.0, lower=0.0, upper=math.inf, n=80, null=Null(0.0, 0.0, 4)),
    ],
)
def test_pages_of_little_and_of_infinite_information(found: Measurement) -> None:
    reader = read(page(select(TABLE), found, 0))
    assert ("∞" in reader.text) == math.isinf(found.nats)
    assert ("without an upper limit" in reader.text) == math.isinf(found.upper)
    assert "nan" not in reader.text.lower()


def test_the_audit_is_on_the_page() -> None:
    text = " ".join(read(audited_page()).text.split())
    for part in (
        "Which estimator to trust",
        "KSG has the smallest RMSE",
        "samples for ±0.1",
        "n = 320",
        "4 of 4",
        "No guaranteed bound: a stand-in.",
    ):
        assert part in text
    assert "nan" not in text.lower()


def test_labels_and_strings_have_pictures() -> None:
    channel = SymmetricChannel(4, 0.2)
    x, y = channel.sample(60, rng=0)
    table = DataTable("labels.csv", {"x": x, "y": np.array([f"level {one}" for one in y], object)})
    text = read(page(select(table), Measurement(0.3, n=60, twin=channel), 0)).text
    assert "A data set from the twin" in text


def test_axes_hold_their_values() -> None:
    values = [-0.3, 0.0, 2.5, math.inf, math.nan]
    axis = linear_axis(values)
    assert axis.low < -0.3 < 2.5 < axis.high
    assert all(axis.low <= tick <= axis.high for tick in axis.ticks)
    assert 3 <= len(axis.ticks) <= 7
    assert axis.at(axis.low) == 0
    assert axis.at(1e9) == 100
    axis = log_axis([250, 1000, 16_000])
    assert axis.at(1000) == pytest.approx((axis.at(250) + axis.at(4000)) / 2, abs=0.01)
    assert 2 <= len(axis.ticks) <= 8
    assert linear_axis([0.0]).low < 0
    assert log_axis([]).ticks
