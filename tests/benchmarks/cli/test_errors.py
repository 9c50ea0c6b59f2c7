"""How errors end a command: one sentence, an exit status, no traceback."""

import pytest

from infoplane.benchmarks.cli.app import main
from infoplane.benchmarks.errors import Interrupted, UserError


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (UserError("There is no suite [bold]."), 2, "Error: There is no suite [bold].\n"),
        (Interrupted("Stopped."), 130, "Stopped.\n"),
        (FileNotFoundError(2, "No such file", "a.csv"), 2, "Error: a.csv: No such file. Name another file or folder.\n"),
        (BrokenPipeError(), 0, ""),
        (KeyError("x"), 1, "Error: KeyError: 'x'\nThis is a fault of infoplane; INFOPLANE_TRACEBACK=1 shows where.\n"),
        (OSError("no disk"), 1, "Error: OSError: no disk\nThis is a fault of infoplane; INFOPLANE_TRACEBACK=1 shows where.\n"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_an_error_is_one_sentence_and_a_status(
    error: Exception, status: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise error

    with pytest.raises(SystemExit) as end:
        main(fail)
    assert end.value.code == status
    assert capsys.readouterr() == ("", message)


def test_the_traceback_is_printed_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFOPLANE_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        main(lambda: 1 / 0)
