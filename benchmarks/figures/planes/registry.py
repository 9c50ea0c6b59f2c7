"""The figures of information planes: which study has which figure."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from infoplane.planes.rows.row import EXACT

from . import exact_beside_estimate, information_plane, noise_sweep, pinn_phases, plane_epochs

_SWEEP, _PHYSICS = "twelve-bits", "physics-informed"


def draw(frames: Mapping[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Draw the figures of every study. Return the files.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        The rows of each study, by its name.
    folder : Path
    """
    sweep = {name: frame for name, frame in frames.items() if name.startswith(_SWEEP)}
    written = noise_sweep.draw(sweep, folder) if sweep else []
    for name, frame in frames.items():
        if name in sweep:
            continue
        if name == _PHYSICS:
            written += pinn_phases.draw(frame, folder)
        elif EXACT in set(frame["estimator"]) and frame.loc[frame["estimator"] != "", "layer"].nunique() == 1:
            written += exact_beside_estimate.draw(frame, name, folder)
        else:
            written += information_plane.draw(frame, name, folder) + plane_epochs.draw(frame, name, folder)
    return written
