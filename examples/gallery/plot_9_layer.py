"""
Does a layer compress while it learns?
======================================

A network with a layer of two noisy units learns to tell digits. Because only this layer is noisy, I(X;L) and I(L;Y)
are known exactly, for X uniform on the images that it sees: no estimator is needed, and a fall of I(X;L) is a fact
about the network.
"""

import matplotlib.pyplot as plt
import torch

from infoplane.planes import digits, layer_information, randomness

NOISE = 0.1
data = digits()
x, y = torch.tensor(data.train_x[:600]).flatten(1).float(), torch.tensor(data.train_y[:600])
with randomness(0):
    encoder = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.Tanh(), torch.nn.Linear(32, 2), torch.nn.Tanh())
    head = torch.nn.Linear(2, 10)
    optimiser = torch.optim.Adam([*encoder.parameters(), *head.parameters()], lr=1e-2)
    epochs, of_input, of_label = [], [], []
    for epoch in range(201):
        if epoch in (0, 2, 5, 10, 20, 35, 60, 100, 150, 200):
            with torch.no_grad():
                about_x, about_y = layer_information(encoder(x).numpy(), y.numpy(), std=NOISE)
            epochs.append(epoch)
            of_input.append(about_x.nats)
            of_label.append(about_y.nats)
        code = encoder(x)
        loss = torch.nn.functional.cross_entropy(head(code + NOISE * torch.randn_like(code)), y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()

figure, axis = plt.subplots(figsize=(5, 3.4), layout="constrained")
axis.plot(of_input, of_label, "-", color="#8a939e")
points = axis.scatter(of_input, of_label, c=range(len(epochs)), cmap="viridis", zorder=3)
for epoch, about_x, about_y in zip(epochs, of_input, of_label, strict=True):
    axis.annotate(str(epoch), (about_x, about_y), (3, 3), textcoords="offset points", fontsize=7)
axis.set(xlabel="I(X;L) (nats)", ylabel="I(L;Y) (nats)", title="numbers: epochs")
plt.show()
