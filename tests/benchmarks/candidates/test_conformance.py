"""The conformance suite: our own estimators pass, and each kind of sin is found."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from infoplane.benchmarks.candidates.conformance import CHECKS, check
from infoplane.benchmarks.cli.app import app
from infoplane.benchmarks.suites.estimators import BASELINES, MIXED
from infoplane.estimators import KSG, LNC, DoE, Estimate, FlowMI, LatentMI, SlicedMI
from infoplane.estimators.critics.variational import Variational

NEURAL = {name: e for name, e in BASELINES.items() if isinstance(e, Variational)}
NEURAL |= {"DoE": DoE(), "MIENF": FlowMI(), "LMI": LatentMI()}
OWN = {name: e for name, e in {**BASELINES, **MIXED[1], **MIXED[2]}.items() if name not in NEURAL}
OWN |= {"LNC": LNC(), "KSG 2": KSG(form=2), "sliced": SlicedMI(slices=5)}


@pytest.mark.parametrize("name", OWN)
def test_our_own_pass(name: str) -> None:
    outcomes = list(check(OWN[name]))
    assert [outcome for outcome in outcomes if outcome.result == "FAIL"] == []
    assert len(outcomes) == 1 + len(CHECKS)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", NEURAL)
def test_our_neural_ones_pass(name: str) -> None:
    assert [outcome for outcome in check(NEURAL[name]) if outcome.result == "FAIL"] == []


class Sinner:
    """KSG with one fault each."""

    def __init__(self, sin: str) -> None:
        self.sin = sin

    def estimate(self, x: np.ndarray, y: np.ndarray, rng: object = None) -> Estimate:
        if self.sin == "refuses NaN":
            x = np.nan_to_num(x)
        elif self.sin == "refuses unequal lengths":
            x, y = x[: min(len(x), len(y))], y[: min(len(x), len(y))]
        elif self.sin == "inputs unchanged":
            x -= 1
        nats = KSG().estimate(x, y).nats
        if self.sin == "independence, not clipped":
            nats = max(nats, 0.0)
        elif self.sin == "closed form":
            nats += 0.5
        elif self.sin == "symmetric":
            nats += 1e-3 * float(x[0, 0] > y[0, 0])
        elif self.sin == "order of rows":
            nats += 1e-3 * float(x[0, 0])
        elif self.sin == "same rng, same number":
            nats += 1e-9 * np.random.default_rng().normal()
        return Estimate(nats)


@pytest.mark.parametrize(
    "sin",
    [
        "refuses NaN",
        "refuses unequal lengths",
        "inputs unchanged",
        "independence, not clipped",
        "closed form",
        "symmetric",
        "order of rows",
        "same rng, same number",
    ],
)
def test_each_sin_is_found(sin: str) -> None:
    assert sin in {outcome.check for outcome in check(Sinner(sin)) if outcome.result == "FAIL"}


def test_what_takes_nothing_is_told_so() -> None:
    class Stubborn:
        def estimate(self, x: object, y: object, rng: object = None) -> Estimate:
            raise RuntimeError("not today")

    (outcome,) = check(Stubborn())
    assert outcome.result == "FAIL"
    assert "RuntimeError: not today" in outcome.reason


def test_the_command_prints_the_list_and_exits_by_the_verdict(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["check", "infoplane.estimators:Gaussian"])
    assert done.exit_code == 0
    assert "symmetric" in done.output
    assert "All that apply passed." in done.output
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
