"""
The same information in other units
===================================

A one-to-one map of x, or of y, leaves the MI as it is. Estimates may change: here two normal columns of 1 nat are
stretched by an exponential of growing strength. KSG counts neighbours, and loses more and more of them in the long
tail. With `Gaussianizer` before it, a smooth map back towards normal columns, it does not.
"""

import matplotlib.pyplot as plt
import numpy as np

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import KSG, Compressed, Gaussianizer

x, y = CorrelatedNormal.with_mutual_information(1.0, 1, 1).sample(1000, rng=0)
strengths = [0.25, 0.5, 1, 2, 3, 4]
estimators = {"KSG": KSG(), "Gaussianizer + KSG": Compressed(KSG(), Gaussianizer(), Gaussianizer())}

figure, axis = plt.subplots(figsize=(6, 3), layout="constrained")
for (name, estimator), style in zip(estimators.items(), ("o-", "s--"), strict=True):
    nats = [estimator.estimate(np.exp(strength * x), y, rng=0).nats for strength in strengths]
    axis.plot(strengths, nats, style, label=name)
axis.axhline(1, color="black", linewidth=0.8, linestyle=":", label="true MI")
axis.set(xlabel="s, where x is replaced by exp(s x)", ylabel="estimate (nats)")
axis.legend(frameon=False)
plt.show()
