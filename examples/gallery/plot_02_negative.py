"""
Why an estimate may be negative
===============================

Two independent columns have an MI of zero. Two hundred samples of 300 pairs give two hundred estimates: half of them
are negative, and their mean is near zero. If every negative one were set to zero, the mean would be too high.
"""

import matplotlib.pyplot as plt
import numpy as np

from infoplane.estimators import KSG

rng = np.random.default_rng(0)
nats = np.array([KSG().estimate(*rng.normal(size=(2, 300, 1))).nats for _ in range(200)])

figure, axis = plt.subplots(figsize=(6, 3), layout="constrained")
axis.hist(nats, bins=25, color="#8a939e")
axis.axvline(nats.mean(), color="#0072B2", label=f"mean {nats.mean():.3f}")
axis.axvline(nats.clip(0).mean(), color="#D55E00", linestyle="--", label=f"mean of max(0, estimate) {nats.clip(0).mean():.3f}")
axis.set(xlabel="KSG estimate (nats)", ylabel="samples")
axis.legend(frameon=False, loc="upper right")
plt.show()
