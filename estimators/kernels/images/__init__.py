"""Compiled layers of networks for images.

`pooled.py`, `strided.py` and `smooth.py` hold the functions that layers call. They load the other files, which emit vector
instructions, when they are first asked for: where that fails, layers are those of torch.
"""

FILTERS = 8  # of pooled convolutions: one register holds those of a pixel
