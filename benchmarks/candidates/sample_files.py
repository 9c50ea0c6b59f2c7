"""The files that a program reads its samples from: CSV or NumPy, as the placeholders {x}, {y:npy}, ... in its command say."""

import re
import shlex
from pathlib import Path
from typing import Any

import numpy as np

PLACE = re.compile(r"\{(?:(x|y)(?::(csv|npy))?|(seed))\}")


def filled(command: str, samples: dict[str, Any], scratch: Path, rng: Any) -> list[str]:
    """The arguments of the command with their placeholders filled; each sample is written once in each form that occurs."""
    number = np.random.default_rng(rng).integers(2**31)

    def value(place: re.Match[str]) -> str:
        name, form, seed = place.groups()
        if seed:
            return str(number)
        path = scratch / f"{name}.{form or 'csv'}"
        if not path.exists():
            _write(np.asarray(samples[name]), name, path)
        return str(path)

    return [PLACE.sub(value, argument) for argument in shlex.split(command)]


def _write(sample: Any, name: str, path: Path) -> None:
    labels = sample.ndim == 1 and sample.dtype.kind in "iub"
    if not labels and sample.ndim < 2:
        raise ValueError(f"{name} has shape {sample.shape}: reshape a single column to (n, 1), or give labels as integers.")
    sample = np.ascontiguousarray(sample, dtype=np.int64 if labels else np.float64)
    if path.suffix == ".npy":
        np.save(path, sample)
        return
    # repr is the shortest text that reads back as the same number.
    lines = (",".join(map(repr, row)) for row in sample.reshape(len(sample), -1).tolist())
    path.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
