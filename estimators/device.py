"""The device that networks and torch kernels run on."""

import torch


def resolve_device(device: str) -> torch.device:
    """The torch device of a name.

    Parameters
    ----------
    device : {"auto", "cpu", "cuda"}
        "auto" is CUDA if torch finds such a device, else the CPU.

    Raises
    ------
    ValueError
        If the name is unknown, or there is no CUDA device where one is asked for.
    """
    if device not in ("auto", "cpu", "cuda"):
        raise ValueError(f'device must be "auto", "cpu" or "cuda"; got {device!r}.')
    if device == "cuda" and not torch.cuda.is_available():
        raise ValueError('device="cuda", but torch finds no CUDA device here; take "auto" or "cpu".')
    return torch.device("cuda" if device != "cpu" and torch.cuda.is_available() else "cpu")
