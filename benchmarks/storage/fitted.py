"""Fitted transformers in files that hold numbers and text, and no code.

A pickle runs code when it is read, so a pickle from somebody else must never be read. These files hold the fitted attributes
alone: arrays as they are, and everything else as Python literals. The class and its parameters come from the caller, so
a forged file can only give wrong numbers.
"""

import ast
from pathlib import Path
from typing import Any

import numpy as np

from .atomic import replacing, writing

_LITERALS = "literals"  # the entry of the attributes that are not arrays


def save_fitted(fitted: Any, path: Path) -> None:
    """Write a fitted transformer for `load_fitted`.

    A transformer that has `save(path)` and a class method `load(path)`, as `Autoencoder` has, writes its own file: its `load`
    must run no code of the file. Of any other, the fitted attributes are written.

    Parameters
    ----------
    fitted : scikit-learn transformer
    path : Path

    Raises
    ------
    TypeError
        If a fitted attribute is neither an array of numbers nor a Python literal, or if it holds another transformer.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from sklearn.decomposition import PCA
    >>> sample = np.random.default_rng(0).normal(size=(20, 3))
    >>> fitted = PCA(2).fit(sample)
    >>> with TemporaryDirectory() as folder:
    ...     save_fitted(fitted, Path(folder) / "pca.fitted")
    ...     again = load_fitted(PCA(2), Path(folder) / "pca.fitted")
    >>> bool((again.transform(sample) == fitted.transform(sample)).all())
    True
    """
    if hasattr(fitted, "save"):
        with replacing(path) as temporary:
            fitted.save(temporary)
        return
    parameters = fitted.get_params()
    arrays: dict[str, Any] = {}
    literals: dict[str, Any] = {}
    for name, value in vars(fitted).items():
        if isinstance(value, np.ndarray | np.generic | float) and not np.asarray(value).dtype.hasobject:
            arrays[name] = np.asarray(value)
        elif name not in parameters:
            literals[name] = value
    for name, value in (literals | parameters).items():
        if hasattr(value, "fit") if name in parameters else not _is_literal(value):
            raise TypeError(
                f"{type(fitted).__name__}.{name} is a {type(value).__name__}, which a file of numbers cannot hold: give "
                "the class a method `save(path)` and a class method `load(path)`, as Autoencoder has."
            )
    arrays[_LITERALS] = np.array(repr(literals))
    with writing(path, binary=True) as file:
        np.savez(file, **arrays)


def load_fitted(transformer: Any, path: Path) -> Any:
    """The fitted transformer of a file that `save_fitted` wrote.

    Parameters
    ----------
    transformer : scikit-learn transformer
        Of the class and with the parameters that were fitted; it is not changed.
    path : Path

    Returns
    -------
    scikit-learn transformer

    Raises
    ------
    ValueError
        If the file holds anything but numbers and literals, for example a pickle.
    """
    if hasattr(transformer, "load"):
        return type(transformer).load(path)
    from sklearn.base import clone

    fitted = clone(transformer)
    with np.load(path, allow_pickle=False) as content:
        attributes = {name: content[name] for name in content.files}
    literals = ast.literal_eval(str(attributes.pop(_LITERALS)))
    for name, value in (attributes | literals).items():
        setattr(fitted, name, value[()] if isinstance(value, np.ndarray) else value)  # [()] makes scalars of 0-d arrays
    return fitted


def _is_literal(value: Any) -> bool:
    try:
        return bool(ast.literal_eval(repr(value)) == value)
    except (ValueError, SyntaxError, TypeError):
        return False
