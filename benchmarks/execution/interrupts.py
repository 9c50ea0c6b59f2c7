"""Ctrl-C that is pressed again: it must not break the shutdown of a run, nor lose the sentence that a command ends with."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interrupts_ignored() -> Iterator[None]:
    """Ignore Ctrl-C inside the block; after it, the process answers Ctrl-C as before.

    In a thread other than the main one nothing is done: only the main thread may set handlers, and only it is interrupted.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)  # None: set by other code than Python's


@contextmanager
def one_interrupt() -> Iterator[None]:
    """Inside the block, the first Ctrl-C interrupts and later ones do nothing: what the first one began comes to its end.

    After an interrupted block Ctrl-C stays ignored: it is for a program that ends then. Otherwise the process answers Ctrl-C as
    before. Where somebody else answers Ctrl-C, or nobody does, and in a thread other than the main one, nothing is done.
    """
    python = signal.default_int_handler
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGINT) is not python:
        yield
        return

    def answer(number: int, frame: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, answer)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is answer:
            signal.signal(signal.SIGINT, python)
