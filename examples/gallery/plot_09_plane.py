"""
Does my network compress?
=========================

A network with a layer of two noisy units learns to recognise digits. Its information plane is made before the training, and
recorded in the loop.
"""

from collections import OrderedDict

import torch
from torch import nn

from infoplane.planes import GaussianNoise, InformationPlane, digits, randomness

data = digits()
x, y = torch.tensor(data.train_x[:600]).flatten(1).float(), torch.tensor(data.train_y[:600])
with randomness(0):
    units = nn.Sequential(nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 2), nn.Tanh())
    layer = nn.Sequential(units, GaussianNoise(0.1))
    model = nn.Sequential(OrderedDict(layer=layer, head=nn.Linear(2, 10)))
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-2)
    plane = InformationPlane(model, x, y, layers=["layer"])
    for epoch in range(201):
        if epoch in (0, 2, 5, 10, 20, 50, 100, 200):
            plane.record(epoch)
        loss = nn.functional.cross_entropy(model(x), y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()

plane.plot()

# %%
# I(X;L) is exact here, because the noise of the layer is known, it is Gaussian, and nothing random comes before it. X is
# uniform on the 600 images, so the most that I(X;L) can be is ln 600 = 6.4 nats. Does the layer compress?
print(plane.compression("layer"))

# %%
# Every row has both ends, its method and its flags.
print(plane.frame()[["epoch", "layer", "quantity", "value", "lower", "upper"]].tail(4))
