"""Any program as an estimator: samples go in as files, a number comes out.

The command is split into words as a shell would, and run without one; `sh -c '...'` gives it pipes. In its words,

    {x}, {y}           become the path of a CSV file: a line a sample, numbers between commas, no header; an image is
                       flattened row by row, a label is an integer
    {x:npy}, {y:npy}   the path of a NumPy file of float64 (n, *shape), images as they are, or of int64 (n,) labels
    {seed}             an integer below 2^31, of the estimator's rng

({x:csv} says what {x} does.) The estimate, in nats, is the last word on standard output that is a number, words being
parted by white space. A status other than 0, or no number, is an error that ends with the last line of standard error.
"""

import hashlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from infoplane.benchmarks.errors import UserError
from infoplane.estimators.protocol import Estimate

_PLACE = re.compile(r"\{(?:(x|y)(?::(csv|npy))?|(seed))\}")
_ENDING = 2**16  # bytes read of what a program said: the number and the reason come last


@dataclass(frozen=True)
class Program:
    """A program that prints an estimate.

    Parameters
    ----------
    command : str
        Its words; see the module for {x}, {y} and {seed}.
    folder : str
        Where it runs.
    files : tuple of (str, str)
        The program and every file named in the command, each with a hash of its content: an edited program is another
        estimator. What these files read in turn is not seen.
    seconds : float, optional
        Time after which a call is given up. The harness has a limit of its own.
    """

    command: str
    folder: str
    files: tuple[tuple[str, str], ...]
    seconds: float | None = None

    def estimate(self, x: Any, y: Any, rng: Any = None) -> Estimate:
        """Run the program on a sample.

        Its time, without the writing of the files, is in `details["program_seconds"]`.

        Raises
        ------
        ValueError
            If a sample is neither columns, images nor labels.
        RuntimeError
            If the program fails, prints no number, or was edited since it was named.
        TimeoutError
            If it takes longer than `seconds`; it is killed with all that it started.
        """
        now = dict(files_of(self.command, self.folder))
        changed = next((name for name, content in self.files if now.get(name) != content), None)
        if changed is not None:
            raise RuntimeError(
                f"{changed} changed since the run began: start the same command again, or do not name a file that it writes."
            )
        with TemporaryDirectory(prefix="infoplane-") as place:
            scratch = Path(place)
            words = _filled(self.command, {"x": x, "y": y}, scratch, rng)
            start = time.perf_counter()
            status = self._run(words, scratch)
            taken = time.perf_counter() - start
            said, complaint = _ending(scratch / "stdout"), _last_line(_ending(scratch / "stderr"))
        if status != 0:
            how = f"ended with status {status}" if status > 0 else f"was ended by {_signal(-status)}"
            raise RuntimeError(f"the program {how}: {complaint or 'nothing on standard error'}")
        number = _last_number(said)
        if number is None:
            raise RuntimeError(f"the program printed no number: {complaint or _last_line(said) or 'it printed nothing'}")
        return Estimate(number, details={"program_seconds": taken})

    def _run(self, words: list[str], scratch: Path) -> int:
        # Files, not pipes: what a program leaves running in the background would hold a pipe open for ever.
        with (scratch / "stdout").open("wb") as out, (scratch / "stderr").open("wb") as err:
            process = subprocess.Popen(
                words, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err, process_group=0
            )
        try:
            return process.wait(self.seconds)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"the program was stopped after its time limit of {self.seconds:g} s.") from None
        finally:
            with suppress(ProcessLookupError):  # it ended, and left nothing behind
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def program(command: str, folder: str = "", seconds: float | None = None) -> Program:
    """The program of a command, to be run in a folder: this one by default.

    Raises
    ------
    UserError
        If the command cannot be split, lacks {x} or {y}, or names no program.
    """
    folder = str(Path(folder).resolve())
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise UserError(f"The command {command!r} cannot be read ({error}): close its quotes.") from error
    lacking = {"x", "y"} - {place[1] for place in _PLACE.finditer(command)}
    if lacking:
        raise UserError(f'The command {command!r} lacks {{{lacking.pop()}}}: write it as in "Rscript my.R {{x}} {{y}}".')
    if _executable(words[0], folder) is None:
        raise UserError(f"There is no program {words[0]!r} that can be run: install it, or write its path.")
    return Program(command, folder, files_of(command, folder), seconds)


def label_of(command: str) -> str:
    """A short name for tables: the command's words without places and folders."""
    words = [Path(word).name for word in shlex.split(command) if not _PLACE.search(word)]
    text = " ".join(" ".join(words).split())
    return text if len(text) <= 32 else f"{text[:31]}…"


def files_of(command: str, folder: str) -> tuple[tuple[str, str], ...]:
    """The program and the files named in a command, inside options and inner commands too, with hashes of their content."""
    words = shlex.split(command)
    named = dict.fromkeys(piece for word in words[1:] for piece in (word, *re.split(r"[\s=;|&<>()'\"]+", word)) if piece)
    paths = {words[0]: _executable(words[0], folder), **{name: Path(folder, name) for name in named}}
    return tuple((name, _hash(path)) for name, path in paths.items() if path is not None and _is_file(path))


def _executable(name: str, folder: str) -> Path | None:
    found = shutil.which(str(Path(folder, name)) if os.sep in name else name)
    return None if found is None else Path(found)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # the text of an inner command may be no file name at all
        return False


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _filled(command: str, samples: dict[str, Any], scratch: Path, rng: Any) -> list[str]:
    """The words of the command; each sample is written once in each form that they ask for."""

    number = np.random.default_rng(rng).integers(2**31)

    def value(place: re.Match[str]) -> str:
        name, form, seed = place.groups()
        if seed:
            return str(number)
        path = scratch / f"{name}.{form or 'csv'}"
        if not path.exists():
            _write(np.asarray(samples[name]), name, path)
        return str(path)

    return [_PLACE.sub(value, word) for word in shlex.split(command)]


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


def _ending(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - _ENDING, 0))
        return file.read().decode(errors="replace")


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")


def _last_number(text: str) -> float | None:
    for word in reversed(text.split()):
        try:
            return float(word)
        except ValueError:
            continue
    return None


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
