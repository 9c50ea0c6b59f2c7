"""Machine code follows the sources of the whole folder, and all works if it cannot be compiled or stored."""

import warnings
from collections.abc import Callable
from pathlib import Path

import numba
import numpy as np
import pytest

from infoplane.estimators.kernels import compilation

# A compiled function of tree/walk.py that inlines a helper of tree/simd_boxes.py: the first box that is marked.
MARK = """
import numpy as np
from infoplane.estimators.kernels.tree.walk import mark
marked = np.zeros(16, np.int64)
mark(0b1010, 0, marked)
print(marked.argmax())
"""
# The same, and how often its machine code was loaded from disk.
MARK_LOADED = f"{MARK}print(sum(mark.stats.cache_hits.values()))"


def edit_lowest_bit(room: Path) -> None:
    path = room / "tree" / "simd_boxes.py"
    old = "return builder.cttz(arguments[0], ir.IntType(1)(1))"
    source = path.read_text(encoding="utf-8")
    assert old in source
    path.write_text(source.replace(old, "return LONG(3)"), encoding="utf-8")


def test_an_edited_helper_is_compiled_again(room: Path, run_in_room: Callable[..., str]) -> None:
    assert run_in_room(MARK_LOADED) == "1\n0"
    assert run_in_room(MARK_LOADED) == "1\n1"
    edit_lowest_bit(room)
    assert run_in_room(MARK_LOADED) == "3\n0"


def test_machine_code_lies_where_the_user_wants_it(room: Path, run_in_room: Callable[..., str]) -> None:
    folder = room.parents[2] / "wanted"
    assert run_in_room(MARK, NUMBA_CACHE_DIR=str(folder)) == "1"
    assert list(folder.glob("kernels-*/*/walk.mark*.nbc"))
    assert not list(room.rglob("*.nbc"))


@pytest.mark.slow
def test_a_read_only_install(room: Path, run_in_room: Callable[..., str]) -> None:
    """A file where the folder should be also keeps an administrator from writing."""
    (room / "__pycache__").touch()
    assert run_in_room(MARK) == "1"
    assert list((room.parents[2] / "user").rglob("walk.mark*.nbc"))
    edit_lowest_bit(room)
    assert run_in_room(MARK_LOADED) == "3\n0"
    assert run_in_room(MARK, XDG_CACHE_HOME=str(room / "__init__.py")) == "3"


def test_instructions_that_fail_to_compile(room: Path, run_in_room: Callable[..., str]) -> None:
    (room / "tree" / "simd_boxes.py").write_text("raise AttributeError('no such instruction')", encoding="utf-8")
    code = f"import warnings\nwith warnings.catch_warnings(record=True) as caught:{MARK.replace(chr(10), chr(10) + '    ')}"
    assert run_in_room(f"{code}\nprint(caught[0].message)").startswith(
        "1\nthe vector instructions for the tests of boxes failed to compile (AttributeError: no such instruction); a plain"
    )
    assert len(list((room / "__pycache__").glob("kernels-*"))) == 2  # machine code of plain versions has its own folder


def test_layers_whose_instructions_cannot_be_loaded(room: Path, run_in_room: Callable[..., str]) -> None:
    (room / "images" / "vectors.py").write_text("raise AttributeError('no such instruction')", encoding="utf-8")
    code = """
import warnings
from infoplane.estimators.kernels.images import pooled, smooth, strided
with warnings.catch_warnings(record=True) as caught:
    print(pooled.available(), smooth.available(), strided.available(8, 8, 8), len(caught))
"""
    assert run_in_room(code) == "False False False 3"


def test_without_compilation(tmp_path: Path, run_in_room: Callable[..., str]) -> None:
    """NUMBA_DISABLE_JIT runs the same functions in Python."""
    code = """
import warnings
import numpy as np
from infoplane.estimators.kernels.kernel_sums import log_densities
from infoplane.estimators.kernels.neighbours import count_within, neighbour_distances, neighbour_extents
warnings.simplefilter("error")
x = np.random.default_rng(0).normal(size=(40, 3))
results = []
for points, metric in ((x, "max"), (x, "euclidean"), (x[:, :1], "max")):
    distances = neighbour_distances(points, 3, metric)
    results += [distances, count_within(points, 2 * distances[:, -1], metric)]
results += [*neighbour_extents(x[:, :1], x[:, 1:], 3), log_densities(x, np.array([0.01, 0.5]))]
"""
    namespace: dict[str, list[np.ndarray]] = {}
    with warnings.catch_warnings():
        exec(code, namespace)
    run_in_room(f"{code}\nnp.savez({str(tmp_path / 'results.npz')!r}, *results)", NUMBA_DISABLE_JIT="1")
    with np.load(tmp_path / "results.npz") as file:
        found = [file[name] for name in file.files]
    for one, other in zip(found[:-1], namespace["results"][:-1], strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_allclose(found[-1], namespace["results"][-1], rtol=1e-7)


def test_numbas_settings_stay_as_they_were(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = []

    def fail(**options: object) -> None:
        before.append(numba.config.CACHE_DIR)
        raise KeyError

    monkeypatch.setattr(compilation, "_cache_folder", lambda *_: tmp_path)
    monkeypatch.setattr(numba.config, "CACHE_DIR", "somewhere")
    compilation.compiled(lambda x: x)
    assert numba.config.CACHE_DIR == "somewhere"
    monkeypatch.setattr(compilation, "njit", fail)
    with pytest.raises(KeyError):
        compilation.compiled(lambda x: x)
    assert before == [str(tmp_path)]
    assert numba.config.CACHE_DIR == "somewhere"


def test_every_kernel_is_compiled_in_one_place() -> None:
    files = [path for path in compilation.ROOM.rglob("*.py") if path.name != "compilation.py"]
    assert len(files) > 10
    assert not [path for path in files if "njit" in path.read_text(encoding="utf-8")]
