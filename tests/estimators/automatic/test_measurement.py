"""A measurement in all of its forms, also with infinite ends and without anything but a value."""

import json
import math
import pickle
import sys

import pytest

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators.automatic.measurement import Alternative, Measurement, Null

ALTERNATIVES = (
    Alternative("KSG", 0.5, 0.02, True, "It reproduces the twin."),
    Alternative("a method with a name that is far too long for the margin of a figure", 0.4, None, False, "Too low.", 1.5),
    Alternative("MINE", None, None, False, "It was not tried: n is small."),
)
FULL = Measurement(
    0.52,
    0.03,
    lower=0.4,
    upper=0.61,
    estimator="KSG",
    reason="It counts neighbours",
    flags=("3 rows were dropped",),
    alternatives=ALTERNATIVES,
    null=Null(0.004, 0.01, 20),
    n=1234,
    twin=CorrelatedNormal(1, 1, (0.5,)),
    details={"k": 5.0, "odd": math.nan},
)
OPEN = Measurement(math.inf, lower=5.1, estimator="rank", reason="y is a function of x.", n=40, flags=("The MI is infinite.",))
BARE = Measurement(0.1)
ALL = [FULL, OPEN, BARE]


def test_text() -> None:
    assert str(FULL).splitlines() == [
        "0.520 nats, 95 % interval 0.400 to 0.610 (n = 1,234).",
        "Method: KSG. It counts neighbours.",
        "Null: chance alone gives 0.004 ± 0.010 nats before any correction (mean ± SD, 20 shuffles); the value above "
        "is after it.",
        "Note: 3 rows were dropped.",
    ]
    assert str(OPEN).startswith("infinitely many nats, 95 % interval from 5.100 on, without an upper limit (n = 40).")
    assert len(str(BARE).splitlines()) == 1
    once = Measurement(0.0, upper=0.0, estimator="none", reason="x is constant.", flags=("x is constant.", "Rows are few."))
    assert str(once).splitlines()[1:] == ["Method: none. x is constant.", "Note: Rows are few."]


def test_a_value_that_rounds_to_0_has_no_sign() -> None:
    assert str(Measurement(-0.0004, lower=0.0, upper=0.1, n=9)).startswith("0.000 nats")
    assert str(Measurement(-0.0006, lower=0.0, upper=0.1, n=9)).startswith("-0.001 nats")


def test_sentences_for_a_paper() -> None:
    text = FULL.methods_sentence()
    for part in ("0.520 nats", "0.400 to 0.610", "n = 1,234", "KSG", "0.004 ± 0.010 nats", "infoplane 0."):
        assert part in text
    assert "without an upper limit" in OPEN.methods_sentence()
    assert "shuffled" not in OPEN.methods_sentence()


@pytest.mark.parametrize("measurement", ALL)
def test_a_dict_is_plain_json(measurement: Measurement) -> None:
    found = measurement.to_dict()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert {found[name] is None for name in found["unbounded"]} <= {True}
    assert set(found["unbounded"]) == {name for name in ("nats", "lower", "upper") if math.isinf(getattr(measurement, name))}


def test_a_dict_names_the_twin_and_keeps_the_alternatives() -> None:
    found = FULL.to_dict()
    assert found["twin"] == {"name": "CorrelatedNormal", "nats": pytest.approx(-0.5 * math.log(0.75))}
    assert [one["method"] for one in found["alternatives"]] == [one.method for one in ALTERNATIVES]
    assert found["details"] == {"k": 5.0, "odd": None}


def test_frame() -> None:
    frame = FULL.frame()
    assert list(frame.columns) == ["method", "nats", "stderr", "taken", "reason", "misfit"]
    assert frame["nats"].tolist()[:2] == [0.5, 0.4]
    assert frame["taken"].tolist() == [True, False, False]
    assert BARE.frame().empty
    assert list(BARE.frame().columns) == list(frame.columns)


@pytest.mark.parametrize(("library", "method"), [("pandas", "frame"), ("matplotlib", "plot")])
def test_without_a_library_one_sentence_says_so(library: str, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(
        ImportError, match=rf"^{method}\(\) needs {library}, which is not installed: pip install 'infoplane\[bench"
    ):
        getattr(FULL, method)()


@pytest.mark.parametrize("measurement", ALL)
def test_plot(measurement: Measurement) -> None:
    from matplotlib.figure import Figure

    figure = Figure()
    axis = measurement.plot(figure.subplots())
    names = [label.get_text() for label in axis.get_yticklabels()]
    expected = 1 + sum(one.nats is not None for one in measurement.alternatives) + (measurement.null is not None)
    assert len(names) == expected
    low, high = axis.get_xlim()
    assert low < measurement.lower
    assert high > (measurement.lower if math.isinf(measurement.upper) else measurement.upper)
    figure.savefig("/dev/null", format="png")


def test_a_plot_of_its_own_leaves_the_settings_alone() -> None:
    import matplotlib as mpl
    from matplotlib import pyplot

    pyplot.switch_backend("agg")
    before = dict(mpl.rcParams)
    axis = FULL.plot()
    assert dict(mpl.rcParams) == before
    assert axis.figure in map(pyplot.figure, pyplot.get_fignums())
    pyplot.close(axis.figure)


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.99, 0.999])
@pytest.mark.parametrize(
    "measurement",
    [
        *ALL,
        Measurement(-0.02, lower=0.0, upper=0.03),  # below 0: the bound is above the value
        Measurement(0.8, lower=0.5, upper=0.69),  # above an entropy: the bound is below the value
        Measurement(0.2, lower=0.5, upper=math.inf),  # a learner proves more than the value
        Measurement(0.0, lower=0.0, upper=0.0),
    ],
)
def test_intervals_are_nested_and_the_given_one_is_that_of_95_per_cent(measurement: Measurement, level: float) -> None:
    low, high = measurement.interval(level)
    assert 0 <= low <= high
    lower, upper = measurement.interval()
    assert (lower, upper) == pytest.approx((measurement.lower, measurement.upper))
    if level > 0.95:
        assert low <= lower + 1e-12
        assert high >= upper - 1e-12
    else:
        assert low >= lower - 1e-12
        assert high <= upper + 1e-12


@pytest.mark.parametrize("level", [0, 1, -1, 95, math.nan])
def test_a_level_is_between_0_and_1(level: float) -> None:
    with pytest.raises(ValueError, match="level between 0 and 1"):
        FULL.interval(level)


def test_a_measurement_is_pickled_and_hashed() -> None:
    again = pickle.loads(pickle.dumps(OPEN))
    assert again == OPEN
    assert hash(again) == hash(OPEN)
    assert pickle.loads(pickle.dumps(FULL)).twin == FULL.twin
