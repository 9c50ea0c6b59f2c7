"""What makes training quick changes nothing: compiled layers, scaled rows that are held, and one thread."""

from typing import Any

import pytest
import torch
from sklearn.base import clone

from infoplane.estimators.kernels.images import smooth, strided
from infoplane.estimators.transformers import autoencoder_training
from tests.estimators.transformers.test_autoencoder import QUICK, SHAPES, noise


@pytest.mark.parametrize("shape", [(16, 16), (2, 19, 11), (66, 70)], ids=str)
def test_compiled_layers_train_as_those_of_torch(shape: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    images = noise(200, *shape)
    trained = clone(QUICK).set_params(max_steps=30, device="cpu")
    ours = clone(trained).fit(images).history_
    for kernels in (strided, smooth):
        monkeypatch.setattr(kernels, "available", lambda *_: False)
    theirs = clone(trained).fit(images).history_
    assert ours["step"] == theirs["step"] == list(range(1, 31))
    for losses in ("train", "select"):
        assert ours[losses] == pytest.approx(theirs[losses], rel=1e-4)
    assert ours != theirs


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_rows_that_are_held_change_nothing(shape: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    samples = noise(60, *shape)
    held = clone(QUICK).fit(samples)
    monkeypatch.setattr(autoencoder_training, "_HELD", 0)
    scaled_each_time = clone(QUICK).fit(samples)
    assert held.history_ == scaled_each_time.history_
    assert (held.transform(samples) == scaled_each_time.transform(samples)).all()


@pytest.mark.parametrize(("shape", "expected"), [((8, 8), 1), ((8,), 2)], ids=["images", "vectors"])
def test_small_images_are_trained_on_one_thread(shape: tuple[int, ...], expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads of so few pixels wait for each other; where others use the cores, for a multiple of the time."""
    inner, seen, before = autoencoder_training._errors, set[int](), torch.get_num_threads()

    def errors(*given: Any) -> torch.Tensor:
        seen.add(torch.get_num_threads())
        return inner(*given)

    monkeypatch.setattr(autoencoder_training, "_errors", errors)
    torch.set_num_threads(2)
    try:
        clone(QUICK).fit(noise(60, *shape))
        assert (seen, torch.get_num_threads()) == ({expected}, 2)
    finally:
        torch.set_num_threads(before)
