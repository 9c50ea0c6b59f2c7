"""The compressor of X in a study: an autoencoder that is trained once for each run and kept in a file."""

from pathlib import Path

from numpy.typing import NDArray

from infoplane.benchmarks.storage.fitted import load_fitted, save_fitted
from infoplane.estimators import Autoencoder

FILE = "compressor.pt"


def trained_compressor(folder: Path, rows: NDArray, code: int, seed: int) -> Autoencoder:
    """The autoencoder in the folder of a run; if there is none yet, train it now and write its file.

    Parameters
    ----------
    folder : Path
    rows : array (n, *shape)
        The rows to train it on.
    code : int
        Dimensions of the code.
    seed : int
    """
    path, compressor = folder / FILE, Autoencoder(code, random_state=seed)
    if not path.exists():
        save_fitted(compressor.fit(rows), path)
    return load_fitted(compressor, path)
