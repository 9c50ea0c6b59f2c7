"""
Two series that drift
=====================

Two independent series, in which each row is .95 of the row before, plus noise. Shuffling the rows destroys the drift,
so that the true pairing looks special, and the test finds a dependence that is not there. Shifting y in a circle
keeps the drift.
"""

import matplotlib.pyplot as plt
import numpy as np

from infoplane.estimators import KSG, permutation_test

series = np.random.default_rng(0).normal(size=(1000, 2))
for row in range(1, 1000):
    series[row] += 0.95 * series[row - 1]
x, y = series[:, :1], series[:, 1:]

figure, axes = plt.subplots(1, 2, figsize=(8, 3), layout="constrained", sharex=True, sharey=True)
for axis, scheme in zip(axes, ("shuffle", "shift"), strict=True):
    test = permutation_test(KSG(), x, y, 99, rng=0, scheme=scheme)
    axis.hist(test.null, bins=20, color="#8a939e", label="new pairings")
    axis.axvline(test.estimate.nats, color="#D55E00", label="the data")
    axis.set(title=f"{scheme}: p = {test.p_value:.2f}", xlabel="KSG estimate (nats)")
    print(scheme, *test.flags)
axes[0].legend(frameon=False)
plt.show()
