"""
Images that few parameters generate
===================================

A pair of images of 16 x 16 pixels, each of a bump at a random place, has an MI that is known. Neighbours among 256
pixels see next to nothing of it. Four principal components keep most of the variance and let the estimator see.
"""

import matplotlib.pyplot as plt
from sklearn.decomposition import PCA

from infoplane.distributions import bump_images
from infoplane.estimators import KDE, KSG, Compressed

images = bump_images(2.0)
x, y = images.sample(2000, rng=0)
figure, axes = plt.subplots(2, 6, figsize=(8, 2.8), layout="constrained")
for row, sample in zip(axes, (x, y), strict=True):
    for axis, image in zip(row, sample, strict=False):
        axis.imshow(image, cmap="gray_r")
        axis.set_axis_off()
plt.show()

# %%
# The estimate on pixels, on the code, and the share of the variance that the code keeps.
print(f"true MI    {images.mutual_information:.2f} nats")
print(f"pixels     {KSG(standardize='side').estimate(x, y).nats:.2f} nats")
behind = Compressed(KDE(), PCA(4), PCA(4)).estimate(x, y, rng=0)
print(f"PCA code   {behind.nats:.2f} nats, {behind.details['x_explained_variance']:.0%} of the variance of x")
