"""Made-up rows of a plane for the figures."""

import numpy as np
import pandas as pd

from infoplane.planes import PlaneRow
from infoplane.planes.rows.frame import frame_of
from infoplane.planes.rows.row import ENTROPY, INPUT, LABEL


def plane(
    layers: int = 3, parts: tuple[str, ...] = ("train", "test"), epochs: int = 12, seed: int = 0, infinite: tuple[str, ...] = ()
) -> pd.DataFrame:
    """A plane that rises; the upper end of I(X;L) is known from the third layer on."""
    rng, rows = np.random.default_rng(seed), []
    for epoch in range(epochs):
        for part in parts:
            n = 1000 if part == "train" else 300
            rows.append(PlaneRow(epoch, part, "", ENTROPY, "", n, "ok", "", 2.3, None, None, "{}"))
            rows.append(PlaneRow(epoch, part, "", "loss", "", n, "ok", "", 2.3 / (1 + epoch), None, None, "{}"))
            for number in range(1, layers + 1):
                layer, known = f"L{number}", number > 2
                x = (6.5 - 0.3 * number) * epoch / (epoch + 2) + 0.05 * rng.standard_normal()
                row = PlaneRow(
                    epoch, part, layer, INPUT, "bounds", n, "ok", "", x, 0.05, None, "{}", x, float(np.log(n)), seed=seed
                )
                row = row._replace(upper=x + 0.2) if known else row
                if layer in infinite:
                    row = row._replace(status="infinite", value=None, stderr=None, lower=None, upper=None)
                rows.append(row)
                y = 2.2 * epoch / (epoch + 2)
                rows.append(PlaneRow(epoch, part, layer, LABEL, "bounds", n, "ok", "", y, 0.03, None, "{}", y, 2.3, seed=seed))
    return frame_of(rows)
