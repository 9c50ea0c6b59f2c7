"""Grokking on modular addition: the exact information beside the estimate.

The inputs are all pairs (a, b) of numbers below P, the label is (a + b) mod P. The network trains on half of the pairs, with
weight decay. It knows these by heart long before it is right about the other half.

The plane looks at all pairs, so they are the whole alphabet and exact values exist: `references` puts the exact I(X;L) and
I(L;Y) beside the readings. The exact I(L;Y) soon comes near H(Y) = ln P: from the layer of a known pair its sum can be looked
up, also where the network has not learnt to add. What a decoder can use of pairs that it has not seen (held-out I(L;Y)) is
small at first, and grows before the network is right about the other half. So the two truths of a plane, of the alphabet and of
the population, come apart, and grokking is where they meet.
"""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from infoplane.planes import GaussianNoise, InformationPlane, PlaneRow

P, WIDTH, HIDDEN, STD = 23, 32, 24, 0.2


class Adder(nn.Module):
    """Logits (n, P) of pairs of tokens (n, 2)."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(P, WIDTH)
        self.hidden = nn.Sequential(nn.Linear(2 * WIDTH, 128), nn.ReLU(), nn.Linear(128, HIDDEN))
        self.noise = GaussianNoise(STD)
        self.head = nn.Linear(HIDDEN, P)

    def forward(self, pairs: Tensor) -> Tensor:
        return self.head(self.noise(self.hidden(self.embedding(pairs).flatten(1))))


def main(
    steps: int = 6_000,
    recorded: tuple[int, ...] = (0, 100, 300, 1_000, 2_000, 4_000, 6_000),
    path: Path = Path("grokking.csv"),
) -> list[PlaneRow]:
    """Train on half of the pairs, record the plane of all pairs, print it, and return its rows."""
    torch.manual_seed(0)
    pairs = torch.cartesian_prod(torch.arange(P), torch.arange(P))
    sums = pairs.sum(1) % P
    order = torch.randperm(len(pairs))
    train, test = order.split((len(order) + 1) // 2)
    model = Adder()
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1.0)
    plane = InformationPlane(
        model, pairs, sums, ["noise"], references={"noise": ("hidden", STD)}, discrete=True, part="all pairs"
    )
    print(" step  right: train   test   I(X;L) exact, read   I(L;Y) exact, held out")
    for step in range(steps + 1):
        if step in recorded:
            accuracy = {"train": _accuracy(model, pairs[train], sums[train]), "test": _accuracy(model, pairs[test], sums[test])}
            rows = plane.record(step, **{f"accuracy, {part}": value for part, value in accuracy.items()})
            value = {(row.quantity, row.estimator): row.value or 0.0 for row in rows}
            shown = [value[quantity, name] for quantity in ("I(X;L)", "I(L;Y)") for name in ("exact", "bounds")]
            print(f"{step:5d}", *(f"{one:8.2f}" for one in [*accuracy.values(), *shown]), flush=True)
        loss = cross_entropy(model(pairs[train]), sums[train])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    plane.save(path)
    return plane.rows


@torch.no_grad()
def _accuracy(model: nn.Module, pairs: Tensor, sums: Tensor) -> float:
    return float((model(pairs).argmax(1) == sums).double().mean())


if __name__ == "__main__":
    main()
