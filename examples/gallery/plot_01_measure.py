"""
Measure the mutual information of two columns and a target
==========================================================

One call measures how much body mass index and a blood value say about the progress of diabetes, in 442 patients.
"""

from sklearn.datasets import load_diabetes

import infoplane

data = load_diabetes(as_frame=True).frame
found = infoplane.estimate_mi(data[["bmi", "s5"]], data["target"])
print(found)

# %%
# The figure shows the value with its interval, every method that was tried, and the value on shuffled pairs. A filled
# marker is a method that the value rests on.
found.plot()

# %%
# The same as a table, and as sentences for a paper.
print(found.frame()[["method", "nats", "taken"]])
print(found.methods_sentence())
