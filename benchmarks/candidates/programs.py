"""Any program as an estimator: it reads the samples from files and prints a number.

The command is split into arguments as a shell would, and run without a shell; `sh -c '...'` gives it pipes. In its arguments,

    {x}, {y}           become the path of a CSV file: one line for each sample, numbers separated by commas, no header; an
                       image is flattened row by row, a label is an integer
    {x:npy}, {y:npy}   the path of a NumPy file of float64 (n, *shape), images as they are, or of int64 (n,) labels
    {seed}             an integer below 2^31, of the estimator's rng

{x:csv} is the same as {x}. The last line of standard output must be one number and nothing else: the estimate in nats.
Empty lines after it do not count. Anything else on that line is an error that shows the line; an exit status other than 0 is
an error that shows the last line of standard error.
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

from infoplane.benchmarks.errors import UserError
from infoplane.estimators.protocol import Estimate

from .sample_files import PLACE, filled

_ENDING = 2**16  # bytes read of what a program printed: the estimate and the reason of a failure come last


@dataclass(frozen=True)
class Program:
    """A program that prints an estimate.

    Parameters
    ----------
    command : str
        As it would be typed in a shell; see the module for {x}, {y} and {seed}.
    folder : str
        The folder that it runs in.
    files : tuple of (str, str)
        The program and every file named in the command, each with a hash of its content: an edited program is another
        estimator. Files that these files read are not included.
    seconds : float, optional
        Time limit for one call. The harness has its own limit.
    """

    command: str
    folder: str
    files: tuple[tuple[str, str], ...]
    seconds: float | None = None

    def estimate(self, x: Any, y: Any, *, rng: Any = None) -> Estimate:
        """Run the program on a sample.

        Its time, without the writing of the files, is in `details["program_seconds"]`.

        Raises
        ------
        ValueError
            If a sample is neither columns, images nor labels.
        RuntimeError
            If the program fails, its last line is not one number, or it was edited since it was named.
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
            arguments = filled(self.command, {"x": x, "y": y}, scratch, rng)
            start = time.perf_counter()
            status = self._run(arguments, scratch)
            taken = time.perf_counter() - start
            answer, complaint = _last_line(scratch / "stdout"), _last_line(scratch / "stderr")
        if status != 0:
            how = f"ended with status {status}" if status > 0 else f"was ended by {_signal(-status)}"
            raise RuntimeError(f"the program {how}: {complaint or 'nothing on standard error'}")
        return Estimate(_number(answer, complaint), details={"program_seconds": taken})

    def _run(self, arguments: list[str], scratch: Path) -> int:
        # Files, not pipes: a process that the program leaves in the background would keep a pipe open for ever.
        with (scratch / "stdout").open("wb") as out, (scratch / "stderr").open("wb") as err:
            process = subprocess.Popen(
                arguments, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err, process_group=0
            )
        try:
            return process.wait(self.seconds)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"the program was stopped after its time limit of {self.seconds:g} s.") from None
        finally:
            with suppress(ProcessLookupError):  # it has ended, and no process of it is left
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
        arguments = shlex.split(command)
    except ValueError as error:
        raise UserError(f"The command {command!r} cannot be read ({error}): close its quotes.") from error
    lacking = {"x", "y"} - {place[1] for place in PLACE.finditer(command)}
    if lacking:
        raise UserError(f'The command {command!r} lacks {{{lacking.pop()}}}: write it as in "Rscript my.R {{x}} {{y}}".')
    if _executable(arguments[0], folder) is None:
        raise UserError(f"There is no program {arguments[0]!r} that can be run: install it, or write its path.")
    return Program(command, folder, files_of(command, folder), seconds)


def label_of(command: str) -> str:
    """A short name for tables: the command without its files of samples and without folders."""
    arguments = [Path(argument).name for argument in shlex.split(command) if not PLACE.search(argument)]
    text = " ".join(" ".join(arguments).split())
    return text if len(text) <= 32 else f"{text[:31]}…"


def files_of(command: str, folder: str) -> tuple[tuple[str, str], ...]:
    """The program and the files named in a command, inside options and inner commands too, with hashes of their content."""
    executable, *arguments = shlex.split(command)
    pieces = [piece for argument in arguments for piece in (argument, *re.split(r"[\s=;|&<>()'\"]+", argument)) if piece]
    paths = {executable: _executable(executable, folder), **{name: Path(folder, name) for name in pieces}}
    return tuple((name, _hash(path)) for name, path in paths.items() if path is not None and _is_file(path))


def _executable(name: str, folder: str) -> Path | None:
    found = shutil.which(str(Path(folder, name)) if os.sep in name else name)
    return None if found is None else Path(found)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # the text of an inner command may not be a valid file name
        return False


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _last_line(path: Path) -> str:
    """The last line of a file that is not empty, or an empty string."""
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - _ENDING, 0))
        text = file.read().decode(errors="replace")
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")


def _number(line: str, complaint: str) -> float:
    """The estimate on the last line of the output."""
    try:
        return float(line)
    except ValueError:
        found = f"the last line of the program's output is {line!r}, not one number" if line else "the program printed nothing"
        also = f" (on standard error: {complaint})" if complaint else ""
        raise RuntimeError(f"{found}{also}: print the estimate in nats alone on the last line.") from None


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
