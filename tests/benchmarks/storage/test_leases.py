"""Leases: those of a running process stay, those of a dead one end, and two hosts cannot share a store."""

import os
import sqlite3
from pathlib import Path

import pytest

from infoplane.benchmarks.execution.cell import failed_row
from infoplane.benchmarks.storage import database, leases
from infoplane.benchmarks.storage.database import Store, StoreError
from infoplane.benchmarks.storage.file_systems import is_on_network
from infoplane.benchmarks.storage.leases import RENEW_EVERY, STALE_AFTER, Leases
from infoplane.estimators import Gaussian
from tests.benchmarks.small_runs import make_cells

CELLS = ["a", "b", "c"]


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = 1e9

    def time(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now - 9.9e8


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(leases, "time", made)
    return made


@pytest.fixture
def store(tmp_path: Path) -> Store:
    with Store(tmp_path / "rows.sqlite") as opened:
        yield opened  # type: ignore[misc]


def runs(store: Store) -> dict[str, float]:
    return dict(store.read("SELECT run, beat FROM runs"))  # type: ignore[arg-type]


def pretend(store: Store, host: str | None = None, pid: int | None = None) -> None:
    """The runs in the store are of another host or process."""
    with store.writing() as connection:
        connection.execute("UPDATE runs SET host = coalesce(?, host), pid = coalesce(?, pid)", (host, pid))


def test_a_cell_is_leased_once_and_given_back(store: Store) -> None:
    with Leases(store) as one, Leases(store) as two:
        assert one.take(CELLS[:2]) == CELLS[:2]
        assert two.take(CELLS) == ["c"]
        assert len(runs(store)) == 2
    assert runs(store) == {}
    with Leases(store) as three:
        assert three.take(CELLS) == CELLS


def test_a_cell_with_a_row_is_not_leased_and_its_lease_ends(store: Store) -> None:
    row = failed_row(make_cells(Gaussian(), 1)[0], "ok", "")._replace(cell="a")
    with Leases(store) as one, Leases(store) as two:
        one.take(CELLS)
        store.add(row)
        assert one.take([]) == []
        assert two.take(["a"]) == []
        store.discard(["a"])  # to be run again: no run holds it now
        assert two.take(CELLS) == ["a"]


def test_a_run_without_a_sign_of_life_for_a_minute_is_dead(store: Store, clock: Clock) -> None:
    """Its process id may exist: another program may have it by now."""
    silent = Leases(store)
    silent.__enter__()
    silent.take(["a"])
    pretend(store, pid=os.getppid())
    with Leases(store) as other:
        clock.now += STALE_AFTER
        assert other.take(["a"]) == []
        clock.now += 0.5
        other.renew()
        assert other.take(["a"]) == ["a"]
        assert list(runs(store)) == [other.run]
    assert STALE_AFTER == 60


def test_signs_of_life_keep_a_run_alive_and_are_not_too_many(store: Store, clock: Clock) -> None:
    with Leases(store) as one, Leases(store) as two:
        one.take(["a"])
        for _ in range(20):
            clock.now += RENEW_EVERY
            one.renew()
            two.renew()
            assert two.take(["a"]) == []
        clock.now += RENEW_EVERY - 0.1
        before = runs(store)
        one.renew()
        assert runs(store) == before
    assert 2 * RENEW_EVERY < STALE_AFTER  # a run waits for a row for up to RENEW_EVERY before it renews


def test_a_run_whose_process_is_gone_is_dead_at_once(store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Leases(store)
    gone.__enter__()
    gone.take(["a"])

    def kill(pid: int, number: int) -> None:
        assert number == 0  # signal 0 only asks, and kills nothing
        raise {4242: ProcessLookupError, 4343: PermissionError}[pid]

    monkeypatch.setattr(os, "kill", kill)
    pretend(store, pid=4343)  # another user's
    with Leases(store) as other:
        assert other.take(["a"]) == []
    pretend(store, pid=4242)
    with Leases(store) as other:
        assert other.take(["a"]) == ["a"]


def test_a_store_in_use_by_another_host_is_refused(store: Store, clock: Clock) -> None:
    there = Leases(store)
    there.__enter__()
    there.take(["a"])
    pretend(store, host="elsewhere")
    remedy = r"in use by a run on the host elsewhere.*one Dask scheduler \(--dask\).*its own --store.*`infoplane merge`"
    with pytest.raises(StoreError, match=remedy), Leases(store):
        pass
    assert list(runs(store)) == [there.run]
    clock.now += STALE_AFTER + 1  # it has died since
    with Leases(store) as here:
        assert here.take(["a"]) == ["a"]
        late = Leases(store)
        late.__enter__()
        with store.writing() as connection:
            connection.execute("UPDATE runs SET host = 'elsewhere' WHERE run = ?", (late.run,))
        with pytest.raises(StoreError, match="in use by a run on the host elsewhere"):
            here.take(["b"])


def test_the_first_error_is_the_one_reported(tmp_path: Path) -> None:
    store = Store(tmp_path / "rows.sqlite")
    with pytest.raises(RuntimeError, match="first"), Leases(store):
        store.close()
        raise RuntimeError("first")
    other = Store(tmp_path / "rows.sqlite")
    with pytest.raises(StoreError, match="closed"), Leases(other):
        other.close()


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
server:/x /mnt/two\\040words nfs rw 0 0
//server/share /mnt/share cifs rw 0 0
host:/ /mnt/far fuse.sshfs rw 0 0
scratch /home/me/scratch tmpfs rw 0 0
server:/old /data nfs rw 0 0
/dev/sdb1 /data xfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "network"),
    [
        ("/var/rows.sqlite", False),
        ("/home/me/rows.sqlite", True),
        ("/homework/rows.sqlite", False),
        ("/home/me/scratch/rows.sqlite", False),
        ("/mnt/two words/rows.sqlite", True),
        ("/mnt/share/new/folder/rows.sqlite", True),
        ("/mnt/far/rows.sqlite", True),
        ("/data/rows.sqlite", False),
    ],
)
def test_network_file_systems_are_found_in_the_table_of_mounts(path: str, network: bool, tmp_path: Path) -> None:
    (tmp_path / "mounts").write_text(MOUNTS)
    assert is_on_network(Path(path), tmp_path / "mounts") == network
    assert not is_on_network(Path(path), tmp_path / "no table")


@pytest.mark.parametrize(("network", "mode"), [(True, "delete"), (False, "wal")])
def test_a_store_on_a_network_has_no_write_ahead_log(
    network: bool, mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store(tmp_path / "rows.sqlite").close()  # made where there was one
    monkeypatch.setattr(database, "is_on_network", lambda path: network)
    with Store(tmp_path / "rows.sqlite") as store, Leases(store) as lease:
        assert lease.take(CELLS) == CELLS
        assert next(store.read("PRAGMA journal_mode")) == (mode,)
        assert (tmp_path / "rows.sqlite-wal").exists() == (mode == "wal")
    with sqlite3.connect(tmp_path / "rows.sqlite") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
