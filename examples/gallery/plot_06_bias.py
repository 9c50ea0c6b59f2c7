"""
Estimates against true MI
=========================

On distributions of known MI the error of an estimator can be seen. Here x and y have two columns each, and every
point is one sample of 1,000 pairs. `infoplane table lowdim` shows the same for many families, with replicates and
standard errors.
"""

import matplotlib.pyplot as plt
import numpy as np

from infoplane.distributions import HALF_CUBE, CorrelatedNormal, Pushforward
from infoplane.estimators import KSG, Compressed, Gaussianizer, WeightedKL

levels = np.arange(0, 8.5, 1)
estimators = {
    "KSG": KSG(),
    "weighted KL": WeightedKL(),
    "G+WKL": Compressed(WeightedKL(20, weights="least norm"), Gaussianizer(), Gaussianizer()),
}
figure, axes = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained", sharey=True)
for axis, title in zip(axes, ("normal", "the same after x |x|^(1/2)"), strict=True):
    for (name, estimator), style in zip(estimators.items(), ("o-", "s--", "^:"), strict=True):
        nats = []
        for level in levels:
            pair = CorrelatedNormal.with_mutual_information(level, 2, 2)
            if title != "normal":
                pair = Pushforward(pair, HALF_CUBE, HALF_CUBE)
            nats.append(estimator.estimate(*pair.sample(1000, rng=0), rng=0).nats)
        axis.plot(levels, np.array(nats) - levels, style, label=name)
    axis.axhline(0, color="black", linewidth=0.8)
    axis.set(title=title, xlabel="true MI (nats)")
axes[0].set_ylabel("estimate - true MI (nats)")
axes[0].legend(frameon=False)
plt.show()
