"""Where networks and torch kernels run."""

import torch


def resolve_device(device: str) -> torch.device:
    """ "auto" is CUDA where there is one."""
    if device not in ("auto", "cpu", "cuda"):
        raise ValueError(f'device must be "auto", "cpu" or "cuda"; got {device!r}.')
    if device == "cuda" and not torch.cuda.is_available():
        raise ValueError('device="cuda", but torch finds no CUDA device here; take "auto" or "cpu".')
    return torch.device("cuda" if device != "cpu" and torch.cuda.is_available() else "cpu")
