"""The study of the guaranteed bound: it resumes, and its committed rows keep the guarantee."""

from pathlib import Path

import pytest

from infoplane.benchmarks.studies import certified
from infoplane.benchmarks.studies.certified import DISTRIBUTIONS, CertifiedBounds, run, shipped

SMALL = CertifiedBounds(samples=((60, 2),))


def test_finished_samples_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certified, "DISTRIBUTIONS", {name: DISTRIBUTIONS[name] for name in list(DISTRIBUTIONS)[:2]})
    said = []
    before = run(SMALL, tmp_path, lambda *told: said.append(told[:2]))
    assert said == [(1, 2), (2, 2)]
    assert before["nats"].tolist() == [0.0] * 4
    monkeypatch.setattr(certified, "_rows", None)  # whoever trains again fails
    assert run(SMALL, tmp_path, lambda *_: None).equals(before)


def test_the_committed_bounds_keep_the_guarantee() -> None:
    """Of every distribution, at most 5 % of the bounds at the size with most samples are above the true MI."""
    rows = shipped()
    assert set(rows["distribution"]) == set(DISTRIBUTIONS)
    sizes = rows.groupby("n").size() // len(DISTRIBUTIONS)
    assert sizes.to_dict() == dict(CertifiedBounds().samples)
    assert rows.groupby("distribution")["true_mi"].first().to_dict() == pytest.approx(
        {name: one.mutual_information for name, one in DISTRIBUTIONS.items()}, abs=1e-5
    )
    for _, own in rows.groupby("distribution"):
        most = own[own["n"] == 1000]
        assert len(most) == 500
        assert (most["nats"] > most["true_mi"]).mean() <= 0.05
    strong = rows[rows["distribution"] == "normal, 2+2"].groupby("n")["nats"].mean()
    assert strong.is_monotonic_increasing, "more pairs show more"
    assert strong.iloc[-1] > 2


def test_the_page_says_what_was_run() -> None:
    text = certified.page(shipped())
    assert "| independent normal, 1+1" in text
    assert "python -m infoplane.benchmarks.studies.certified" in text
    assert (Path(__file__).parents[3] / "results" / certified.PAGE).read_text(encoding="utf-8") == text
