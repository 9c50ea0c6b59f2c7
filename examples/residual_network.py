"""The information plane of your own network: three lines in a plain training loop, marked (1), (2), (3).

The network is a small residual one with batch normalisation, on the digits of scikit-learn. Its noise is a module like any
other and acts in training and in evaluation: without noise I(X;L) would be infinite. Each block is read after its noise. The
head needs no noise, because noise comes before it.

At the end the example prints how many nearest neighbours each layer shares with the layer before it.
"""

from itertools import pairwise
from pathlib import Path

import torch
from sklearn.datasets import load_digits
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from infoplane.planes import GaussianNoise, InformationPlane, PlaneRow, Taps, neighbour_similarity

EPOCHS = 20
RECORDED = (1, 2, 5, 10, 20)
LAYERS = ("blocks.0", "blocks.1", "head")


class Block(nn.Module):
    """t + f(t) + noise, with f two convolutions."""

    def __init__(self, channels: int, std: float) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(channels, channels, 3, padding=1),
        )
        self.noise = GaussianNoise(std)

    def forward(self, t: Tensor) -> Tensor:
        return self.noise(t + self.body(t))


class ResidualNetwork(nn.Module):
    """Logits (n, 10) of images (n, 1, 8, 8)."""

    def __init__(self, channels: int = 8, std: float = 0.1) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, channels, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
        self.blocks = nn.Sequential(Block(channels, std), Block(channels, std))
        self.head = nn.Linear(channels, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.blocks(self.stem(x)).mean((2, 3)))


def main(epochs: int = EPOCHS, path: Path = Path("residual-network.csv"), rows: int | None = None) -> list[PlaneRow]:
    """Train, record and save; print a table with both ends; return all rows of the plane."""
    digits = load_digits()
    x = torch.tensor(digits.images / 16, dtype=torch.float32)[:rows, None]
    y = torch.tensor(digits.target)[:rows]
    torch.manual_seed(0)
    model = ResidualNetwork()
    optimiser = torch.optim.Adam(model.parameters(), lr=3e-3)
    plane = InformationPlane(model, x, y, LAYERS)  # (1) before training

    for epoch in range(1, epochs + 1):
        for batch in torch.randperm(len(x)).split(64):
            loss = cross_entropy(model(x[batch]), y[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        if epoch in RECORDED:
            plane.record(epoch, loss=loss.item())  # (2) in the loop

    plane.save(path)  # (3) at the end
    print("epoch  layer     quantity  nats           from   to    method")
    for row in plane.rows:
        if row.layer:
            value = row.message if row.value is None else f"{row.value:5.2f} ±{row.stderr or 0:.2f}"
            print(
                f"{row.epoch:5d}  {row.layer:8s}  {row.quantity:8s}  {value}  {row.lower:5.2f} {row.upper:5.2f}  {row.method}"
            )
    values = Taps(model, LAYERS).read(x)
    for before, layer in pairwise(values):
        similarity = neighbour_similarity(values[before], values[layer]).value
        print(f"{layer} keeps {similarity:.0%} of the 10 nearest neighbours of {before}, beyond chance.")
    return plane.rows


if __name__ == "__main__":
    main()
