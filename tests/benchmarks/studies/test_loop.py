"""The loop of all studies: the number of torch threads, and the checkpoint."""

from pathlib import Path

import pytest
import torch

from infoplane.benchmarks.studies import loop
from infoplane.benchmarks.studies.twelve_bits import TwelveBitStudy, run

TINY = TwelveBitStudy(stds=(0.2,), samples=2, epochs=2, evaluations=3, bounds_every=0)


@pytest.fixture
def two_threads():  # type: ignore[no-untyped-def]
    """A user's own number of threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("two_threads")
def test_a_study_runs_on_one_thread_and_leaves_the_users_number(tmp_path: Path) -> None:
    threads: list[int] = []
    run(TINY, tmp_path, lambda epoch, loss, seconds: threads.append(torch.get_num_threads()))
    assert threads == [1, 1, 1]
    assert torch.get_num_threads() == 2


@pytest.mark.usefixtures("two_threads")
def test_a_study_that_raises_leaves_the_users_number(tmp_path: Path) -> None:
    def stop(epoch: int, loss: float, seconds: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(TINY, tmp_path, stop)
    assert torch.get_num_threads() == 2


def test_a_checkpoint_that_cannot_be_written_keeps_the_last_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save = torch.save

    def fail_at_the_second(state: dict, path: Path) -> None:
        save(state, path)
        if state["epoch"] == 2:
            path.write_bytes(path.read_bytes()[:100])
            raise OSError("disk full")

    monkeypatch.setattr(loop, "_CHECKPOINT_EVERY", 0.0)
    monkeypatch.setattr(torch, "save", fail_at_the_second)
    with pytest.raises(OSError, match="disk full"):
        run(TINY, tmp_path, lambda *_: None)
    (checkpoint,) = tmp_path.rglob("checkpoint.pt")
    assert torch.load(checkpoint, weights_only=True)["epoch"] == 1
    assert list(checkpoint.parent.iterdir()) == [checkpoint]
