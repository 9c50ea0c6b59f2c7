"""Reading what users give: every container of the same values is the same sample, or is refused in a true sentence."""

import datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
import torch

from infoplane.estimators import KSG, MixedKSG, PlugIn, Ross, permutation_test
from infoplane.estimators.samples.pairing import as_sample, as_samples
from infoplane.estimators.validation import is_labels

RNG = np.random.default_rng(0)
NUMBERS = np.round(RNG.normal(size=120), 6)
OTHER = NUMBERS + RNG.normal(size=120)
LABELS = (RNG.normal(size=120) + NUMBERS > 0).astype(int)
DECIMALS = np.array([f"{number / 2}" for number in range(99)])
STEPS = np.arange(1, 100).astype(str)
DATES = pd.date_range("2026-01-01", periods=99).strftime("%Y-%m-%d")
STRINGS = np.array(["no", "yes"])[LABELS]

OF_NUMBERS: dict[str, Any] = {
    "array (n,)": NUMBERS,
    "array (n, 1)": NUMBERS[:, None],
    "list": NUMBERS.tolist(),
    "list of rows": NUMBERS[:, None].tolist(),
    "objects": NUMBERS.astype(object),
    "decimals": np.array([Decimal(repr(value)) for value in NUMBERS.tolist()]),
    "longdouble": NUMBERS.astype(np.longdouble),
    "no value masked": np.ma.array(NUMBERS, mask=False),
    "Series": pd.Series(NUMBERS),
    "frame": pd.DataFrame({"a": NUMBERS}),
    "frame of objects": pd.DataFrame({"a": NUMBERS.astype(object)}),
    "Float64": pd.Series(NUMBERS, dtype="Float64"),
    "frame of Float64": pd.DataFrame({"a": pd.array(NUMBERS, dtype="Float64")}),
    "sparse Series": pd.Series(pd.arrays.SparseArray(NUMBERS)),
    "Index": pd.Index(NUMBERS),
    "tensor": torch.tensor(NUMBERS, requires_grad=True),
    "list of tensors": list(torch.tensor(NUMBERS, requires_grad=True)),
}
OF_LABELS: dict[str, Any] = {
    "array (n,)": LABELS,
    "array (n, 1)": LABELS[:, None],
    "floats": LABELS.astype(float),
    "float16": LABELS.astype(np.float16),
    "list": LABELS.tolist(),
    "uint8": LABELS.astype(np.uint8),
    "booleans": LABELS == 1,
    "frame of booleans": pd.DataFrame({"a": LABELS == 1}),
    "objects": (LABELS == 1).astype(object),
    "Int64": pd.Series(LABELS, dtype="Int64"),
    "boolean": pd.Series(LABELS == 1, dtype="boolean"),
    "strings": STRINGS,
    "bytes": STRINGS.astype(bytes),
    "list of strings": STRINGS.tolist(),
    "objects of strings": STRINGS.astype(object),
    "objects of bytes": STRINGS.astype(bytes).astype(object),
    "Series of strings": pd.Series(STRINGS),
    "frame of strings": pd.DataFrame({"a": STRINGS}),
    "category of strings": pd.Series(STRINGS, dtype="category"),
    "Categorical": pd.Categorical(STRINGS),
    "category of numbers": pd.Series(LABELS.astype(float), dtype="category"),
    "frame of a category": pd.DataFrame({"a": pd.Categorical(LABELS)}),
    "tensor": torch.tensor(LABELS),
    "tensor of booleans": torch.tensor(LABELS == 1)[:, None],
    "bfloat16": torch.tensor(LABELS).bfloat16(),
    "list of bfloat16": list(torch.tensor(LABELS).bfloat16()),
    "intervals": pd.cut(pd.Series(LABELS), [-1, 0.5, 1]),
    "category of dates": pd.Categorical(pd.to_datetime(["2020-01-01", "2021-01-01"])[LABELS]),
    "category of a mixture": pd.Series(np.array([1, "yes"], dtype=object)[LABELS], dtype="category"),
}


@pytest.mark.parametrize("form", OF_NUMBERS)
def test_numbers(form: str) -> None:
    x = OF_NUMBERS[form]
    sample = as_sample(x)
    assert sample.dtype == np.float64
    np.testing.assert_array_equal(sample, NUMBERS[:, None])
    assert KSG().estimate(x, OTHER) == KSG().estimate(NUMBERS[:, None], OTHER)
    assert KSG().estimate(OTHER, x) == KSG().estimate(OTHER, NUMBERS[:, None])
    assert Ross().estimate(x, LABELS) == Ross().estimate(NUMBERS[:, None], LABELS)
    assert permutation_test(KSG(), x, OTHER, 2, rng=0) == permutation_test(KSG(), NUMBERS[:, None], OTHER, 2, rng=0)


@pytest.mark.parametrize("form", OF_LABELS)
def test_labels(form: str) -> None:
    y = OF_LABELS[form]
    np.testing.assert_array_equal(as_sample(y), LABELS)
    assert as_sample(y).dtype == np.int64
    for estimator in (KSG(), Ross()):
        assert estimator.estimate(y, NUMBERS) == estimator.estimate(LABELS, NUMBERS)
    assert PlugIn().estimate(y, STRINGS) == PlugIn().estimate(LABELS, LABELS)
    assert permutation_test(PlugIn(), y, LABELS[::-1], 2, rng=0) == permutation_test(PlugIn(), LABELS, LABELS[::-1], 2, rng=0)


def test_several_columns() -> None:
    """A frame of integers, floats and missing-value types is one array; single precision stays."""
    pair = np.column_stack([NUMBERS, OTHER])
    for frame in (
        pd.DataFrame({"a": NUMBERS, "b": OTHER}),
        pd.DataFrame({"a": pd.array(NUMBERS, dtype="Float64"), "b": OTHER}),
        pd.DataFrame({"a": NUMBERS.astype(object), "b": OTHER}),
        pair.astype(object),
        pair.tolist(),
    ):
        np.testing.assert_array_equal(as_sample(frame), pair)
    assert as_sample(pair.astype(np.float32)).dtype == np.float32
    bits = as_sample(torch.tensor(pair).bfloat16())
    np.testing.assert_allclose(bits, pair, rtol=2**-8)


def test_labels_beside_numbers_go_to_the_estimator_that_takes_them() -> None:
    frame = pd.DataFrame({"a": NUMBERS, "b": STRINGS})
    for form in (frame, frame.to_numpy(), [list(row) for row in frame.to_numpy()], frame.astype({"b": "category"})):
        assert MixedKSG().estimate(form, OTHER) == MixedKSG().estimate(frame, OTHER)
    assert MixedKSG().estimate(OTHER, frame).nats == pytest.approx(MixedKSG().estimate(frame, OTHER).nats, abs=1e-12)
    assert permutation_test(MixedKSG(), OTHER, frame, 2, rng=0).estimate == MixedKSG().estimate(OTHER, frame)
    with pytest.raises(ValueError, match=r"x has columns of labels beside .* which KSG does not take: take MixedKSG or"):
        KSG().estimate(frame, OTHER)
    with pytest.raises(ValueError, match="y has columns of labels beside"):
        permutation_test(KSG(), OTHER, frame, 2)
    booleans = pd.DataFrame({"a": NUMBERS, "b": LABELS == 1})
    assert KSG().estimate(booleans, OTHER, discrete=False) == KSG().estimate(booleans.astype(float), OTHER)


def test_labels_keep_digits_that_floats_lack() -> None:
    """2^53 + 1 is no float. Beside missing values pandas gives objects."""
    long = 2**53 + np.arange(6) % 2
    expected = [2**53, 2**53 + 1, 2**53, 2**53 + 1, 2**53, 2**53 + 1]
    for form in (long, long.astype(np.uint64), long.astype(object), pd.Series(long, dtype="Int64"), long.tolist()):
        np.testing.assert_array_equal(as_sample(form), expected)
    holed = pd.Series([*expected, pd.NA], dtype="Int64")
    np.testing.assert_array_equal(as_samples({"x": holed, "y": np.arange(7)}, missing="drop").samples[0], expected)
    huge = np.repeat([1e10, 3e300], 5)  # no integers of 64 bits
    np.testing.assert_array_equal(as_sample(huge, discrete=True), np.repeat([0, 1], 5))


def test_a_label_beside_a_number_tells_what_both_tell() -> None:
    """I(A, B; Y) for Y = A + B + noise; A normal, B a coin: near h(Y) - h(noise), against .59 from A alone (n = 2000)."""
    rng = np.random.default_rng(1)
    a, b, noise = rng.normal(size=2000), rng.integers(2, size=2000), rng.normal(size=2000) / 2
    y = a + 3 * b + noise
    alone = MixedKSG().estimate(a, y).nats
    both = MixedKSG().estimate(pd.DataFrame({"a": a, "b": b == 1}), y).nats
    # Given B, Y is normal: I = I(B;Y) + ln(5) / 2.
    expected = MixedKSG().estimate(b, y).nats + np.log(5) / 2
    assert both == pytest.approx(expected, abs=0.08)
    assert both > alone + 0.3


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (scipy.sparse.csr_matrix(np.eye(3)), r"x is a sparse matrix, .*: give x\.toarray\(\)\."),
        (torch.eye(3).to_sparse(), r"x is a sparse tensor, .*: give x\.to_dense\(\)\."),
        (np.zeros((1, 300)), "x is one sample of 300 columns, since samples stand in rows: give its transpose"),
        (DECIMALS, "x holds numbers written as text, such as '0.5'"),
        (DECIMALS.astype(object), "x holds numbers written as text"),
        (np.char.replace(DECIMALS, ".", ","), "x holds numbers written as text, such as '0,5'"),
        (pd.DataFrame({"a": [*DECIMALS, "unknown", None]}), "column 'a' of x holds numbers written as text"),
        (np.char.add(STEPS, ".701,54"), "x holds numbers written as text, such as '1.701,54'"),
        (np.char.add(STEPS, ",9 %"), "x holds numbers written as text"),
        (np.char.add("$", STEPS), "x holds numbers written as text"),
        (DATES.tolist(), "x holds dates written as text, such as '2026-01-01'"),
        (np.array(["a", 1.5], dtype=object), "x mixes numbers and strings: make all of its values one kind"),
        (["a", 1.5], "x mixes numbers and strings"),
        (np.array([True, 2.5], dtype=object), "x mixes booleans and numbers"),
        (pd.DataFrame({"a": [1, 2], "b": ["c", 3]}), "column 'b' of x mixes numbers and strings"),
        (np.array([["a", 1], [2, 3]], dtype=object), "column 0 of x mixes numbers and strings"),
        (np.array([[1 + 2j]]), "x must hold real numbers or labels; got dtype complex128"),
        (np.array([{}, {}]), "x must hold real numbers or labels; got objects of type dict"),
        (np.array(["2020-01-01", "2021-01-01"], dtype="datetime64[D]"), "x holds dates or times: give them as numbers"),
        (pd.DataFrame({"a": pd.to_datetime(["2020-01-01", "2021-01-01"])}), "column 'a' of x holds dates or times"),
        ([datetime.date(2020, 1, 1)] * 2, "x holds dates or times"),
        (pd.Series(pd.date_range("2020", periods=2, tz="UTC")), "x holds dates or times"),
        (pd.period_range("2020", periods=2, freq="D"), "x holds dates or times"),
        (torch.empty(3, device="meta"), "x cannot be read as an array with samples in rows: Cannot copy out of meta"),
        ([[1, 2], [3]], "x cannot be read as an array with samples in rows"),
        (np.full((4, 2, 2), "a"), r"x has shape \(4, 2, 2\) and holds strings"),
        (np.float64(3), r"x must hold samples in rows, shape \(n, \.\.\.\); got shape \(\)"),
        (None, "got shape"),
        (np.empty((0, 2)), "samples in rows"),
        (pd.DataFrame(), "samples in rows"),
        (np.array([], dtype=str), "samples in rows"),
        (np.empty((3, 0)), "no columns"),
        (np.array([[1.0], [np.inf], [-np.inf]]), "x has infinite values in 2 of 3 rows"),
    ],
    ids=lambda value: "" if not isinstance(value, str) else value[:30],
)
def test_what_is_refused(values: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        as_sample(values)


def test_texts_that_may_be_names_are_labels() -> None:
    """Codes, versions, and whatever its owner made a category."""
    many_codes = [*np.arange(300).astype(str), *(f"A{number}" for number in range(25))]
    for texts in (
        STEPS,
        many_codes,
        np.char.add(STEPS[:20], " %"),
        DECIMALS[:20],
        [f"v{text}" for text in DECIMALS],
        pd.Categorical(DECIMALS),
    ):
        assert is_labels(as_sample(texts))
    for texts in (DECIMALS, DATES.tolist(), pd.DataFrame({"a": DECIMALS})):
        assert is_labels(as_sample(texts, discrete=True))


def test_images_stay_images() -> None:
    """Also black and white ones; a mask and a missing value in one are found."""
    images = RNG.integers(2, size=(40, 3, 3))
    for form in (images, images == 1, images.astype(object), images.tolist(), torch.tensor(images)):
        np.testing.assert_array_equal(as_sample(form), images)
        assert as_sample(form).dtype == np.float64
    masked = np.ma.array(images, mask=False)
    masked[3, 1, 1] = np.ma.masked
    assert as_samples({"x": masked, "y": NUMBERS[:40]}, missing="drop").dropped == 1
