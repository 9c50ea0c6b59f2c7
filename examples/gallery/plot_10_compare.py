"""
Compare your estimator
======================

Your estimator is a function or an object in a file of your own. ``infoplane compare`` runs it on the samples that the
baselines had, and says where it is better, worse, or equal. The rows of the baselines come with the package.
"""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib.pyplot as plt

ESTIMATOR = '''
import numpy as np

def first_columns(x, y):
    """MI as if only the first columns mattered, and were normal."""
    return -0.5 * np.log(1 - np.corrcoef(x[:, 0], y[:, 0])[0, 1] ** 2)
'''
COMMAND = """infoplane compare mine.py:first_columns --suite sample-size --tasks student*
    --baselines KSG,KDE --output drawn"""

with TemporaryDirectory() as folder:
    Path(folder, "mine.py").write_text(ESTIMATOR)
    done = subprocess.run(COMMAND.split(), cwd=folder, capture_output=True, text=True, check=True)
    picture = plt.imread(next(Path(folder).rglob("*.png")))

print(done.stdout)

# %%
# The figure that ``--output`` writes: the absolute error of your estimator minus that of the baseline that decides the
# verdict, with its interval, for each task and size.
figure, axis = plt.subplots(figsize=(7, 7 * picture.shape[0] / picture.shape[1]), layout="constrained")
axis.imshow(picture)
axis.axis("off")
plt.show()
