"""Train a network and record its information plane during the training: the loop that all studies share, and how it resumes.

Finished evaluations are in the store. The checkpoint is at most one epoch old, or one second where epochs are shorter. All
randomness follows from the seed and the epoch. So a run that was killed and resumed ends with the rows of an uninterrupted run.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch

from infoplane.benchmarks.storage.atomic import replacing
from infoplane.benchmarks.storage.identity import identity
from infoplane.benchmarks.storage.plane_rows import PlaneStore
from infoplane.estimators.training.threads import one_thread
from infoplane.planes import PlaneRow, Training, measured_epochs

Report = Callable[[int, float, float], None]
_CHECKPOINT_EVERY = 1.0  # seconds, where epochs are shorter


class Recorder(Protocol):
    """A network in training that can record its plane."""

    training: Training

    def record(self, epoch: int) -> None:
        """Put the rows of this epoch into the store, unless they are there."""


def train_and_record(
    key: str, study: Any, parts: Sequence[str], recorder: Callable[[PlaneStore, Path], Recorder], folder: Path, report: Report
) -> list[PlaneRow]:
    """Train the network of a study and record its plane; resume where an earlier run of the same key stopped.

    Parameters
    ----------
    key : str
        Content key of the run.
    study : dataclass
        Has `epochs` and `evaluations`.
    parts : sequence of str
        Parts of the data that have rows at every evaluation.
    recorder : callable
        Makes the network, given the store and the folder of the run.
    folder : Path
        Holds rows.sqlite and, for each run, planes/KEY with its checkpoint.
    report : callable
        Called after every epoch with the epoch, the training loss and the estimated seconds that remain.

    Returns
    -------
    list of PlaneRow
        Every row of the run.
    """
    place = folder / "planes" / key
    place.mkdir(parents=True, exist_ok=True)
    epochs = measured_epochs(study.epochs, study.evaluations)
    with closing(PlaneStore(folder / "rows.sqlite", key, identity(study))) as store, one_thread():
        if not all(set(epochs) <= store.epochs(part) for part in parts):
            _Loop(recorder(store, place), place / "checkpoint.pt", epochs, report).run()
        return store.rows()


class _Loop:
    def __init__(self, recorder: Recorder, checkpoint: Path, epochs: Sequence[int], report: Report) -> None:
        self.recorder, self.checkpoint, self.epochs, self.report = recorder, checkpoint, epochs, report
        self.training = recorder.training
        if checkpoint.exists():
            self.training.load_state_dict(torch.load(checkpoint, weights_only=True))
        self.saved = time.monotonic()
        self.seconds = {"epoch": [0.0], "evaluation": [0.0]}

    def run(self) -> None:
        start, last = self.training.epoch, self.epochs[-1]
        loss = float("nan")
        for epoch in range(start, last + 1):
            if epoch > start:
                with self._timed("epoch"):
                    loss = self.training.run_epoch()
                if epoch == last or time.monotonic() - self.saved >= _CHECKPOINT_EVERY:
                    self._save()
            if epoch in self.epochs:
                with self._timed("evaluation"):
                    self.recorder.record(epoch)
            self.report(epoch, loss, self._left(epoch))

    def _save(self) -> None:
        with replacing(self.checkpoint) as temporary:  # a killed run keeps the last complete checkpoint
            torch.save(self.training.state_dict(), temporary)
        self.saved = time.monotonic()

    @contextmanager
    def _timed(self, kind: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[kind] = [*self.seconds[kind][-20:], time.perf_counter() - start]

    def _left(self, epoch: int) -> float:
        ahead = {"epoch": self.epochs[-1] - epoch, "evaluation": sum(other > epoch for other in self.epochs)}
        return sum(number * float(np.median(self.seconds[kind])) for kind, number in ahead.items())
