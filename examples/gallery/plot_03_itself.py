"""
The information of a column about itself
========================================

If y is a function of x without noise, the MI of numbers is infinite. A neighbour estimator sees only that the pairs
lie closer and closer together as n grows, so its estimate grows without end.
"""

import matplotlib.pyplot as plt
import numpy as np

import infoplane
from infoplane.estimators import KSG

rng = np.random.default_rng(0)
x = rng.normal(size=(4000, 1))
sizes = [125, 250, 500, 1000, 2000, 4000]
nats = [KSG().estimate(x[:n], x[:n] ** 3).nats for n in sizes]

figure, axis = plt.subplots(figsize=(6, 3), layout="constrained")
axis.semilogx(sizes, nats, "o-", color="#0072B2")
axis.set(xlabel="n", ylabel="KSG estimate of I(X; X³) (nats)", xticks=sizes, xticklabels=sizes)
axis.minorticks_off()
plt.show()

# %%
# `estimate_mi` sees that y is a function of x, and says so.
print(infoplane.estimate_mi(x[:500], x[:500] ** 3))

# %%
# For labels the information of x about itself is its entropy, here of four labels of equal probability: ln 4 = 1.386
# nats.
labels = rng.choice(list("abcd"), size=2000)
print(infoplane.estimate_mi(labels, labels))
