"""The names of the kinds of random pairs, which take turns; `bases` draws them.

A list of random pairs names the kind of each, and loads none of their distributions.
"""

ELLIPTICAL = ("normal", "latent", "student", "contaminated")  # simple estimators need only undo the maps
SCALARS = ("uniform-noise", "exponential-sum", "log-gamma", "sine", "path", "random-scale", "cross")
NAMES = (*ELLIPTICAL, "clusters", "inliers", "concentric", *SCALARS, "mosaic")


def kind_of(index: int) -> str:
    """The kind of the pair with this index, of any seed.

    >>> kind_of(0), kind_of(15)
    ('normal', 'normal')
    """
    return NAMES[index % len(NAMES)]
