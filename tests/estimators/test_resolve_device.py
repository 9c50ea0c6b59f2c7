"""Where networks and torch kernels run."""

import pytest
import torch

from infoplane.estimators.device import resolve_device


def test_devices_are_resolved_or_refused_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match=r'"auto", "cpu" or "cuda"; got .tpu.'):
        resolve_device("tpu")
    for available, auto in ((False, "cpu"), (True, "cuda")):
        monkeypatch.setattr(torch.cuda, "is_available", lambda available=available: available)
        assert resolve_device("cpu").type == "cpu"
        assert resolve_device("auto").type == auto
    assert resolve_device("cuda").type == "cuda"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ValueError, match="no CUDA"):
        resolve_device("cuda")
