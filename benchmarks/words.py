"""Names of estimators, families and studies in words, for titles and legends.

A legend gives the label of the tables in brackets: "weighted Kozachenko-Leonenko (WKL)".
"""

import re

_ESTIMATORS = {
    "auto": "estimate_mi",
    "auto, fast": "estimate_mi, fast",
    "G+WKL": "Gaussianized, weighted Kozachenko-Leonenko",
    "WKL": "weighted Kozachenko-Leonenko",
    "KL": "Kozachenko-Leonenko",
    "KSG": "Kraskov-Stögbauer-Grassberger",
    "KDE": "kernel density",
    "KDE LSQ": "kernel density, least squares",
    "LNC": "local nonuniformity correction",
    "Mixed KSG": "KSG for mixtures",
    "raw KSG": "KSG on pixels",
    "PCA+KDE": "kernel density on PCA codes",
}
_STUDIES = {"fashion": "Fashion-MNIST", "mnist": "MNIST", "digits": "Digits", "digits-width-2": "Digits, a layer of two units"}
PARTS = {"train": "training images", "test": "test images"}  # of the data of those studies
_WITHOUT_LABEL = {"raw KSG", "PCA+KDE", "Mixed KSG"}  # the words hold the label

_BASES = {
    "anti-pca": "anti-PCA",
    "asinh-student": "asinh of Student",
    "swiss-roll": "Swiss roll",
    "log-gamma-exponential": "log-gamma-exponential",
    "student": "Student",
    "bumps": "Gaussian bumps",
    "spheres": "spheres under a lamp",
    "spheres-colour": "coloured spheres under a lamp",
    "textured-rectangles": "striped rectangles",
    "textured-rectangles-colour": "coloured striped rectangles",
    "random-scale": "random scale",
    "bits-4": "4 bits, as numbers",
    "bits-4-labels": "4 bits, as labels",
    "symmetric-channel-10": "symmetric channel, 10 symbols",
    "rounded-1": "normal, rounded to 1 decimal",
    "rounded-2": "normal, rounded to 2 decimals",
    "capped": "normal, capped",
    "quantised-1": "quantised uniform, 1 column",
    "quantised-4": "quantised uniform, 4 columns",
}
_IMAGES = (
    *("bumps", "correlated-bumps", "rectangles", "ellipses", "strokes"),
    *("spheres", "spheres-colour", "textured-rectangles", "textured-rectangles-colour"),
)
_NOISE = re.compile(r"-noise-(from-y|[\d.]+)$")
_SIZE = re.compile(r"-(\d+)x(\d+)(-each)?$")


def estimator(label: str) -> str:
    """An estimator in words, with its label.

    >>> estimator("WKL"), estimator("MINE")
    ('weighted Kozachenko-Leonenko (WKL)', 'MINE')
    """
    words = _ESTIMATORS.get(label, label)
    return words if words == label or label in _WITHOUT_LABEL else f"{words} ({label})"


def note(label: str) -> str:
    """An estimator in the notes of a figure: its label, or its words where the legend does not give the label.

    >>> note("WKL"), note("raw KSG")
    ('WKL', 'KSG on pixels')
    """
    return _ESTIMATORS[label] if label in _WITHOUT_LABEL else label


def study(name: str) -> str:
    """The study of an information plane in words.

    >>> study("fashion"), study("my-images")
    ('Fashion-MNIST', 'my-images')
    """
    return _STUDIES.get(name, name)


def family(name: str) -> str:
    """A family or distribution in words.

    >>> family("student-2-3x3"), family("power-1.5-1x1")
    ('Student with 2 degrees of freedom, 3 + 3 dimensions', 'normal to the power 1.5, 1 + 1 dimensions')
    >>> family("rectangles-32x32-parameters"), family("digits-01-16bit")
    ('parameters of rectangles, 32 × 32 pixels', 'digits 0 and 1, 16 bits')
    >>> family("spheres-colour-64x64"), family("bumps-16x16-noise-0.1")
    ('coloured spheres under a lamp, 64 × 64 pixels', 'Gaussian bumps, 16 × 16 pixels, noise 0.1')
    """
    if name.endswith("-parameters"):
        return f"parameters of {family(name.removesuffix('-parameters'))}"
    if noise := _NOISE.search(name):
        level = "noise that Y decides" if noise[1] == "from-y" else f"noise {noise[1]}"
        return f"{family(name[: noise.start()])}, {level}"
    size = _SIZE.search(name)
    if size is None:
        return _base(name)
    start = name[: size.start()]
    if start in _IMAGES:
        return f"{_base(start)}, {size[1]} × {size[2]} pixels"
    each = ", MI per component" if size[3] else ""
    return f"{_base(start)}, {size[1]} + {size[2]} dimensions{each}"


def _base(name: str) -> str:
    if match := re.fullmatch(r"digits-(\d)(\d)-(\d+)bit(-background|-enlarged)?", name):
        bits = "1 bit" if match[3] == "1" else f"{match[3]} bits"
        more = {None: "", "-background": ", background", "-enlarged": ", 64 × 64 pixels"}[match[4]]
        return f"digits {match[1]} and {match[2]}, {bits}{more}"
    if match := re.fullmatch(r"power-([\d.]+)", name):
        return f"normal to the power {match[1]}"
    if match := re.fullmatch(r"lift-(\d+)", name):
        return f"normal, lifted to {match[1]} dimensions"
    if match := re.fullmatch(r"((?:asinh-)?student)-([\d.]+)", name):
        return f"{_BASES[match[1]]} with {match[2]} degrees of freedom"
    return _BASES.get(name, name.replace("-", " "))
