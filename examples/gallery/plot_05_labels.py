"""
Labels and numbers
==================

How much does each measurement of a flower say about its species? Strings are labels, and a column of numbers stands
beside them. The MI is at most the entropy of the three species, ln 3.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_iris

import infoplane

iris = load_iris(as_frame=True)
species = iris.target_names[iris.target]
columns = iris.data.columns
found = [infoplane.estimate_mi(iris.data[column], species) for column in columns]

figure, axis = plt.subplots(figsize=(6, 2.6), layout="constrained")
for line, one in enumerate(found):
    lower, upper = one.interval(0.95)
    axis.plot([lower, upper], [line, line], color="#0072B2", linewidth=3, alpha=0.5)
    axis.plot(one.nats, line, "D", color="#0072B2")
axis.axvline(np.log(3), color="black", linewidth=0.8, linestyle=":")
axis.set_yticks(range(len(columns)), columns)
axis.set_xlabel("I(measurement; species) in nats; dotted: entropy of the species")
plt.show()
