"""What a worker process does: it receives calls from its parent one after another, and sends back what they return.

Messages are pickles, by cloudpickle: estimators from notebooks, scripts and closures are sent with their code. Parent and
worker trust each other; nothing else reads or writes their pipe.
"""

import os
import shutil
import threading
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import NoReturn

import cloudpickle

from .processes import kill_session

# What a parent runs to start a worker: the arguments are the parent's module search path, and those of `serve`.
START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from infoplane.benchmarks.execution import worker_main; worker_main.serve(*sys.argv[2:])"
)
_ASK_EVERY = 0.5  # seconds between two checks that the parent lives


def serve(pipe: str, parent: str, scratch: str) -> None:
    """Answer calls until the parent closes the pipe or dies; then end all that was started here.

    Parameters
    ----------
    pipe : str
        File descriptor of this end of the pipe.
    parent : str
        Process id of the parent.
    scratch : str
        Folder for temporary files, removed at the end.
    """
    import threadpoolctl

    os.set_inheritable(int(pipe), False)
    with suppress(OSError):
        os.dup2(2, 1)  # what an estimator prints must not appear in the output of a command
    threading.Thread(target=_follow, args=(int(parent), scratch), daemon=True).start()
    warm_up()
    threadpoolctl.threadpool_limits(1)  # for pools that environment variables do not reach
    with Connection(int(pipe)) as connection:
        connection.send_bytes(b"ready")
        while True:
            try:
                message = connection.recv_bytes()
            except EOFError:
                break
            connection.send_bytes(_answer(message))
    _end(scratch)


def warm_up() -> None:
    """Compile kernels, outside any timed cell."""
    from infoplane.estimators.kernels import kernel_sums, neighbours

    neighbours.warm_up()
    kernel_sums.warm_up()


def _answer(message: bytes) -> bytes:
    """Call what the message holds: a pickle of (True, result), or of (False, exception)."""
    try:
        function, arguments = cloudpickle.loads(message)
        return bytes(cloudpickle.dumps((True, function(*arguments))))
    except BaseException as error:  # whatever it is, it is the answer
        return _failure(error)


def _failure(error: BaseException) -> bytes:
    if isinstance(error, Exception):  # any other would end the run of the parent, as a Ctrl-C there does
        with suppress(Exception):
            answer = bytes(cloudpickle.dumps((False, error)))
            cloudpickle.loads(answer)  # some exceptions can be written but not read
            return answer
    return bytes(cloudpickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}"))))


def _follow(parent: int, scratch: str) -> None:
    """End this process when its parent is gone, also in the middle of a call."""
    while os.getppid() == parent:
        time.sleep(_ASK_EVERY)
    _end(scratch)


def _end(scratch: str) -> NoReturn:
    kill_session(os.getpid())
    shutil.rmtree(scratch, ignore_errors=True)
    os._exit(1)
