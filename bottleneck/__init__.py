"""Noisy networks, their layers, exact truths for them, and the information plane.

Names load when first used, so that importing this module does not load torch.
"""

import lazy_loader

# Python started in this folder's parent finds it before the library of that name, which pandas uses where it is installed.
if __name__ == "bottleneck":
    raise ImportError("This folder is infoplane.bottleneck.")

__getattr__, __dir__, __all__ = lazy_loader.attach(__name__, submod_attrs={})
