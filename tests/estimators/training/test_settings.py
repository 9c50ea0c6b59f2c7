"""One class of training settings: the same names, defaults and checks for every estimator that trains."""

import inspect

import pytest

from infoplane.estimators import (
    FDIME,
    FMMI,
    MINDE,
    MINE,
    MMG,
    NWJ,
    SMILE,
    Autoencoder,
    CopulaCritic,
    DoE,
    FlowMI,
    InfoBridge,
    InfoNCE,
    JensenShannon,
    LatentMI,
)
from infoplane.estimators.training.settings import TrainingSettings

FIELDS = (MINDE, MMG, InfoBridge, FMMI)
TRAINED = (MINE, NWJ, InfoNCE, JensenShannon, SMILE, FDIME, CopulaCritic, DoE, FlowMI, LatentMI, *FIELDS)
COMMON = {
    "learning_rate": 5e-3,
    "batch_size": 256,
    "max_steps": 2000,
    "patience": 10,
    "select": 0.1,
    "report": 0.2,
    "max_seconds": None,
    "device": "auto",
    "progress": False,
}
HEAD = {"hidden": 64, "layers": 3, "negatives": 7, "head": "concatenated"}
CRITIC = {**HEAD, "critic": "auto"}
FLOW = {"transforms": 2, "hidden": 64, "max_steps": 1000}
FIELD = {"hidden": 128, "blocks": 3, "nodes": 50, "lowest": -6.0, "highest": 10.0}
# Keys of rows leave defaults out: a default that moves would give old rows to a new estimator.
DEFAULTS = {
    MINE: {**COMMON, **CRITIC, "ema": 0.01},
    NWJ: {**COMMON, **CRITIC},
    InfoNCE: {**COMMON, **CRITIC},
    JensenShannon: {**COMMON, **CRITIC},
    SMILE: {**COMMON, **CRITIC, "tau": 5.0},
    FDIME: {**COMMON, **CRITIC, "divergence": "GAN"},
    CopulaCritic: {**COMMON, **HEAD, "report": 1 / 3},
    DoE: {**COMMON, **FLOW},
    FlowMI: {**COMMON, **FLOW},
    **{kind: {**COMMON, **FIELD, "learning_rate": 2e-3, "max_steps": 8000, "patience": None} for kind in FIELDS},
    LatentMI: {**COMMON, "n_components": 8, "k": 3, "hidden": 128, "learning_rate": 3e-3, "report": 0.5},
}


@pytest.mark.parametrize("kind", TRAINED)
def test_constructors_are_flat_and_keep_their_defaults(kind: type) -> None:
    parameters = inspect.signature(kind).parameters
    assert {name: parameter.default for name, parameter in parameters.items()} == DEFAULTS[kind]
    assert isinstance(kind(), TrainingSettings)


@pytest.mark.parametrize("kind", [*TRAINED, Autoencoder])
@pytest.mark.parametrize("name", ["learning_rate", "batch_size", "max_steps", "patience", "max_seconds"])
def test_every_trained_estimator_refuses_what_is_not_positive(kind: type, name: str) -> None:
    for value in (0, -1, float("nan")):
        with pytest.raises(ValueError, match=f"{name} must be positive.*; got {value}"):
            _made(kind, {name: value})


@pytest.mark.parametrize("shares", [(0.5, 0.5), (0.0, 0.2), (0.2, -0.1), (float("nan"), 0.2)])
def test_splits_must_leave_rows_to_train_on(shares: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="sum to less than 1; got"):
        LatentMI(select=shares[0], report=shares[1])


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1])
def test_the_autoencoder_names_its_own_share(share: float) -> None:
    with pytest.raises(ValueError, match=f"validation_fraction must lie between 0 and 1; got {share}"):
        _made(Autoencoder, {"validation_fraction": share})


def _made(kind: type, parameters: dict[str, float]) -> None:
    made = kind(**parameters)
    if isinstance(made, Autoencoder):  # scikit-learn checks parameters in fit
        made.fit([[0.0], [1.0]] * 50)
