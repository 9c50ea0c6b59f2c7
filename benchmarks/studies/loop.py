"""Train to the last epoch and look on the way: what every study of an information plane shares, and how it resumes.

Every finished look is in the store, and a checkpoint is never older than an epoch, or a second where epochs are shorter. All
randomness follows from the seed and the epoch, so a run that was killed ends with the rows of one that was not.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch

from infoplane.benchmarks.storage.atomic import replacing
from infoplane.benchmarks.storage.identity import identity
from infoplane.benchmarks.storage.plane_rows import PlaneStore
from infoplane.planes import PlaneRow, Training, measured_epochs

Tell = Callable[[int, float, float], None]
_EVERY = 1.0  # seconds between checkpoints, where epochs are shorter


class Subject(Protocol):
    """A network in training, and how it is looked at."""

    training: Training

    def look(self, epoch: int) -> None:
        """Put the rows of this epoch into the store, but for what is there."""


def watch(
    key: str, study: Any, parts: Sequence[str], subject: Callable[[PlaneStore, Path], Subject], folder: Path, tell: Tell
) -> list[PlaneRow]:
    """Train, look, keep; go on where an earlier run of the same key stopped.

    Parameters
    ----------
    key : str
        Content key of the run.
    study : dataclass
        Has `epochs` and `looks`.
    parts : sequence of str
        Parts of the data of which every look leaves rows.
    subject : callable
        Makes the network, given the store and the folder of the run.
    folder : Path
        Holds rows.sqlite and, for each run, planes/KEY with its checkpoint.
    tell : callable
        Called after every epoch and its look with the epoch, the training loss and the seconds left.

    Returns
    -------
    list of PlaneRow
        Every row of the run.
    """
    place = folder / "planes" / key
    place.mkdir(parents=True, exist_ok=True)
    store = PlaneStore(folder / "rows.sqlite", key, identity(study))
    looks = measured_epochs(study.epochs, study.looks)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # small networks gain little from a second one, and the numbers depend on how many there are
    try:
        if not all(set(looks) <= store.epochs(part) for part in parts):
            _Loop(subject(store, place), place / "checkpoint.pt", looks, tell).to_the_end()
        return store.rows()
    finally:
        torch.set_num_threads(threads)
        store.close()


class _Loop:
    def __init__(self, subject: Subject, checkpoint: Path, looks: Sequence[int], tell: Tell) -> None:
        self.subject, self.checkpoint, self.looks, self.tell = subject, checkpoint, looks, tell
        self.training = subject.training
        if checkpoint.exists():
            self.training.load_state_dict(torch.load(checkpoint, weights_only=True))
        self.saved = time.monotonic()
        self.seconds = {"epoch": [0.0], "look": [0.0]}

    def to_the_end(self) -> None:
        start, last = self.training.epoch, self.looks[-1]
        loss = float("nan")
        for epoch in range(start, last + 1):
            if epoch > start:
                began = time.perf_counter()
                loss = self.training.run_epoch()
                self._timed("epoch", began)
                if epoch == last or time.monotonic() - self.saved >= _EVERY:
                    self._save()
            if epoch in self.looks:
                began = time.perf_counter()
                self.subject.look(epoch)
                self._timed("look", began)
            self.tell(epoch, loss, self._left(epoch))

    def _save(self) -> None:
        with replacing(self.checkpoint) as temporary:
            torch.save(self.training.state_dict(), temporary)
        self.saved = time.monotonic()

    def _timed(self, kind: str, began: float) -> None:
        self.seconds[kind] = [*self.seconds[kind][-20:], time.perf_counter() - began]

    def _left(self, epoch: int) -> float:
        ahead = {"epoch": self.looks[-1] - epoch, "look": sum(look > epoch for look in self.looks)}
        return sum(number * float(np.median(self.seconds[kind])) for kind, number in ahead.items())
