"""Choose where kernels run: compiled on the CPU, or by torch on another device.

    with on_device("cuda"):
        KSG().estimate(x, y)

runs every neighbour search and kernel sum inside the block on the GPU, and gives the same values to 1e-5. A GPU computes all
pairs, where the CPU uses trees. It is faster if trees do not help: from about sixteen columns of x and of y
(results/speed-gpu.md).
"""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from multiprocessing import current_process
from typing import Any, ParamSpec, TypeVar

from numba.core.event import Listener, install_listener

from infoplane.extras import needed_by

P = ParamSpec("P")
R = TypeVar("R")

_PATIENCE = 1.0  # seconds of compiling before a message

_device: ContextVar[str] = ContextVar("device", default="")
_compiled: set[str] = set()


@contextmanager
def on_device(device: str) -> Iterator[None]:
    """Run kernels by torch inside the block.

    Parameters
    ----------
    device : {"cuda", "cpu", "auto"}
        "auto" is CUDA where there is one; "cpu" is torch on the CPU, slower than the compiled kernels.

    Raises
    ------
    ValueError
        If the device is unknown, or torch finds no such device.
    """
    with needed_by("on_device"):
        from infoplane.estimators.device import resolve_device

    token = _device.set(str(resolve_device(device)))
    try:
        yield
    finally:
        _device.reset(token)


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Send calls to the function of the same name in `torch_kernels` inside `on_device`; compile before the first call."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if device := _device.get():
            from . import torch_kernels

            return getattr(torch_kernels, function.__name__)(*args, device=device, **kwargs)
        _compile(function.__module__)
        return function(*args, **kwargs)

    return run


def _compile(module: str) -> None:
    """Compile a module's kernels, or load them from the cache, once in a process; announce it if compiling takes long."""
    if module in _compiled:
        return
    _compiled.add(module)
    announcer = _Announcer()
    with install_listener("numba:compile", announcer):  # loading from the cache is no such event
        try:
            sys.modules[module].warm_up()
        finally:
            announcer.cancel()


class _Announcer(Listener):
    """Prints one line a second after numba has begun to compile."""

    def __init__(self) -> None:
        self.timer: threading.Timer | None = None

    def on_start(self, event: Any) -> None:
        """Start to wait, at the first function that is compiled."""
        if self.timer is None:
            self.timer = threading.Timer(_PATIENCE, _announce)
            self.timer.daemon = True
            self.timer.start()

    def on_end(self, event: Any) -> None:
        """Go on: the next function follows."""

    def cancel(self) -> None:
        """Stop waiting."""
        if self.timer is not None:
            self.timer.cancel()


def _announce() -> None:
    if current_process().name == "MainProcess":  # workers of a benchmark compile before a cell is timed
        print("infoplane: compiling kernels, once for this version, which takes some seconds ...", file=sys.stderr, flush=True)
