"""Maps of layers are hardly trained: tests of this folder ask what is recorded. What is learnt has tests in `readings`."""

import pytest

from infoplane.planes.readings.identification import learning


@pytest.fixture(autouse=True)
def little_is_learnt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "_ROUNDS", 1)
    monkeypatch.setattr(learning, "_STEPS", 5)
