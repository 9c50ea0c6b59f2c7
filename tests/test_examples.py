"""Every example in a docstring runs, and prints what it says."""

import doctest
import importlib

import pytest

from .test_layering import MODULES, ROOT

WITH_EXAMPLES = sorted(name for name, path in MODULES.items() if ">>> " in (ROOT / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_examples_run(module: str, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    tests = [test for test in doctest.DocTestFinder().find(importlib.import_module(module)) if test.examples]
    assert tests, f"{module} has `>>>`, but in no docstring"
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    report: list[str] = []
    for test in tests:
        assert not any(example.options.get(doctest.SKIP) for example in test.examples), f"{test.name} skips its example"
        runner.run(test, out=report.append)
    assert runner.failures == 0, "".join(report)
