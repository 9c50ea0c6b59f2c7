"""The checks of `infoplane check`: our own estimators pass, and each fault is found."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from infoplane.benchmarks.candidates.checks import CHECKS
from infoplane.benchmarks.candidates.conformance import check
from infoplane.benchmarks.candidates.subject import NATS
from infoplane.benchmarks.cli.app import app
from infoplane.benchmarks.suites.estimators import BASELINES, FIELDS, FROM_COPULA, MIXED
from infoplane.distributions import CorrelatedNormal, f_information_of
from infoplane.distributions.f_information.kinds import QUANTITIES, Kind
from infoplane.estimators import KSG, LNC, DoE, Estimate, FInformation, FlowMI, LatentMI, SlicedMI
from infoplane.estimators.critics.variational import Variational

NEURAL = {name: e for name, e in BASELINES.items() if isinstance(e, Variational)}
NEURAL |= {
    "H2": FInformation(kind="H2", max_steps=300),
    "DoE": DoE(),
    "MIENF": FlowMI(),
    "LMI": LatentMI(),
    **FROM_COPULA,
    **FIELDS,
}
OWN = {name: e for name, e in {**BASELINES, **MIXED[1], **MIXED[2]}.items() if name not in NEURAL}
OWN |= {"LNC": LNC(), "KSG 2": KSG(form=2), "sliced": SlicedMI(slices=5)}


@pytest.mark.parametrize("name", OWN)
def test_our_own_pass(name: str) -> None:
    results = list(check(OWN[name]))
    assert [result for result in results if result.result == "FAIL"] == []
    assert len(results) == 1 + len(CHECKS)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", NEURAL)
def test_our_neural_ones_pass(name: str) -> None:
    assert [result for result in check(NEURAL[name]) if result.result == "FAIL"] == []


class Faulty:
    """KSG with one fault."""

    def __init__(self, fault: str) -> None:
        self.fault = fault

    def estimate(self, x: np.ndarray, y: np.ndarray, *, rng: object = None) -> Estimate:
        if self.fault == "refuses NaN":
            x = np.nan_to_num(x)
        elif self.fault == "refuses unequal lengths":
            x, y = x[: min(len(x), len(y))], y[: min(len(x), len(y))]
        elif self.fault == "inputs unchanged":
            x -= 1
        elif self.fault == "a column of shape (n,)" and x.ndim == 1:
            x = x[::-1]
        elif self.fault == "refuses one sample" and len(x) == 1:
            raise ValueError("no")
        elif self.fault == "float32" and x.dtype == np.float32:
            return Estimate(np.nan)
        nats = KSG().estimate(x, y).nats
        if self.fault == "independence, not clipped":
            nats = max(nats, 0.0)
        elif self.fault == "independence":
            nats = max(nats, 0.5 + 0.01 * nats)
        elif self.fault == "true MI":
            nats += 0.5 if nats > 0.4 else 0.0
        elif self.fault == "symmetric":
            nats += 1e-3 * float(x[0, 0] > y[0, 0])
        elif self.fault == "order of rows":
            nats += 1e-3 * float(x[0, 0])
        elif self.fault == "same seed, same number":
            nats += 1e-9 * np.random.default_rng().normal()
        return Estimate(nats)


@pytest.mark.parametrize(
    ("fault", "check_name", "reason"),
    [
        ("a column of shape (n,)", "", "nats for x of shape (n,) and"),
        ("refuses NaN", "", "instead of an error that says what is wrong"),
        ("refuses unequal lengths", "", "instead of an error that says what is wrong"),
        ("refuses one sample", "", "it raised ValueError('no'), which explains nothing"),
        ("inputs unchanged", "", "changed in place"),
        ("float32", "", "float32 columns gave nan"),
        ("independence, not clipped", "", "estimates are exactly 0: never clip"),
        ("independence", "independence, not clipped", "nats on independent samples of 400"),
        ("true MI", "", "nats where the true MI is 0.8 (n = 2,000); it may differ by 0.3."),
        ("symmetric", "", "but I(Y;X) ="),
        ("order of rows", "", "another order of the same pairs"),
        ("same seed, same number", "", "take all random numbers from `rng`"),
    ],
)
def test_each_fault_is_found(fault: str, check_name: str, reason: str) -> None:
    reasons = {result.check: result.reason for result in check(Faulty(fault)) if result.result == "FAIL"}
    assert reason in reasons[check_name or fault]


@pytest.mark.parametrize("kind", ["constant", "entropy of x", "random"])
def test_what_ignores_the_pairing_is_found_out(kind: str) -> None:
    """Each is near the true MI of the samples, and knows nothing of the pairs."""

    class Ignores:
        def estimate(self, x: np.ndarray, y: np.ndarray, *, rng: object = None) -> float:
            if kind == "constant":
                return 0.8
            noise = np.random.default_rng(rng).normal() if kind == "random" else x.std()  # type: ignore[arg-type]
            return 0.8 + 0.01 * float(noise)

    (result,) = (result for result in check(Ignores()) if result.check == "depends on the pairing")
    assert result.result == "FAIL"
    assert "gives the same on shuffled y" in result.reason


def test_another_quantity_is_not_compared_with_the_true_mi() -> None:
    found = Faulty("true MI")
    found.quantity = "sliced MI"  # type: ignore[attr-defined]
    (result,) = (result for result in check(found) if result.check == "true MI")
    assert (result.result, result.reason) == ("skip", "it estimates sliced MI, which is another quantity.")


@pytest.mark.parametrize(
    ("kind", "near"), [("H2", True), ("TV", True), ("chi2", True), ("H2", False), ("TV", False), ("chi2", False)]
)
def test_an_f_information_is_compared_with_its_known_value(kind: Kind, near: bool) -> None:
    known = f_information_of(CorrelatedNormal.with_mutual_information(NATS, 2, 2), kind).value

    class Knows:
        quantity = QUANTITIES[kind]

        def estimate(self, x: np.ndarray, y: np.ndarray, *, rng: object = None) -> float:
            return known + 0.01 if near else known / 2

    (result,) = (result for result in check(Knows()) if result.check == "true MI")
    assert result.result == ("pass" if near else "FAIL")
    assert near or f"where the true {kind} information is {known:.3g}" in result.reason


@pytest.mark.parametrize(
    ("answer", "reason"),
    [("raise RuntimeError('not today')", "RuntimeError: not today"), ("return Estimate(np.nan)", "gave: nan")],
)
def test_an_estimator_that_accepts_no_samples(answer: str, reason: str) -> None:
    class Stubborn:
        def estimate(self, x: object, y: object, *, rng: object = None) -> Estimate:
            if answer.startswith("raise"):
                raise RuntimeError("not today")
            return Estimate(np.nan)

    (result,) = check(Stubborn())
    assert (result.check, result.result) == ("accepts samples", "FAIL")
    assert reason in result.reason


def test_the_command_prints_the_list_and_exits_by_the_verdict(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["check", "infoplane.estimators:Gaussian"])
    assert done.exit_code == 0
    assert "symmetric" in done.output
    assert "All checks that apply passed." in done.output
    mine = tmp_path / "mine.py"
    mine.write_text("def zero(x, y):\n    return 0.0\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["check", f"{mine}:zero"])
    assert done.exit_code == 1
    assert "never clip" in done.output


def test_a_program_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("zero.awk").write_text('/nan/ { print "a value is missing" > "/dev/stderr"; exit 1 } END { print 0 }\n')
    done = CliRunner().invoke(app, ["check", "--command", "awk -f zero.awk {x} {y}", "--json"])
    assert done.exit_code == 1
    results = {check["check"]: check["result"] for check in json.loads(done.stdout)["checks"]}
    assert results["symmetric"] == results["refuses NaN"] == "pass"
    assert results["independence, not clipped"] == "FAIL"
    slow = CliRunner().invoke(app, ["check", "--command", "sh -c 'sleep 60' {x} {y}", "--time-limit", "0.1"])
    assert slow.exit_code == 1
    assert "stopped after its time limit of 0.1 s" in slow.output
