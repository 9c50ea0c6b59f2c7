"""Information planes of networks that read sequences: a small transformer on tokens, and an LSTM.

The task: eight tokens of ten kinds; the label says whether the first token comes again. A pooled label would lose where the
information sits, so each network has several taps on one layer: the transformer one for the mean over all tokens and one for
the first token; the LSTM one for the state after each of some tokens. The noise of a layer stays known behind a choice of
tokens and behind a mean over them.

The inputs are integers (tokens), and stay so.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from infoplane.planes import GaussianNoise, InformationPlane, PlaneRow

TOKENS, LENGTH, WIDTH, STD = 10, 8, 16, 0.1


class Block(nn.Module):
    """Attention and a dense part, each with a residual connection; noise at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(WIDTH, 2, batch_first=True)
        self.dense = nn.Sequential(nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH))
        self.norm = nn.LayerNorm(WIDTH)
        self.noise = GaussianNoise(STD)

    def forward(self, t: Tensor) -> Tensor:
        normed = self.norm(t)
        t = t + self.attention(normed, normed, normed, need_weights=False)[0]
        return self.noise(t + self.dense(t))


class Transformer(nn.Module):
    """Logits (n, 2) of tokens (n, LENGTH)."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(TOKENS, WIDTH)
        self.places = nn.Parameter(0.5 * torch.randn(LENGTH, WIDTH))
        self.blocks = nn.Sequential(Block(), Block())
        self.head = nn.Linear(WIDTH, 2)

    def forward(self, tokens: Tensor) -> Tensor:
        return self.head(self.blocks(self.embedding(tokens) + self.places)[:, 0])


class Recurrent(nn.Module):
    """Logits (n, 2) of tokens (n, LENGTH), by an LSTM whose states are noisy when they are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(TOKENS, WIDTH)
        self.memory = nn.LSTM(WIDTH, 2 * WIDTH, batch_first=True)
        self.noise = GaussianNoise(STD)
        self.head = nn.Linear(2 * WIDTH, 2)

    def forward(self, tokens: Tensor) -> Tensor:
        states, _ = self.memory(self.embedding(tokens))
        return self.head(self.noise(states)[:, -1])


# Labels of taps -> a submodule, and a function of what it gives: (n, LENGTH, width).
TRANSFORMER_TAPS = {
    "block 1, mean": ("blocks.0", lambda t: t.mean(1)),
    "block 1, first": ("blocks.0", lambda t: t[:, 0]),
    "block 2, mean": ("blocks.1", lambda t: t.mean(1)),
    "block 2, first": ("blocks.1", lambda t: t[:, 0]),
}
# What the LSTM itself gives is a tuple: ("memory", lambda output: output[0][:, -1]) would read it, without noise.
RECURRENT_TAPS = {f"after {step + 1}": ("noise", lambda t, step=step: t[:, step]) for step in (0, 3, 7)}


def sequences(n: int, seed: int) -> tuple[Tensor, Tensor]:
    """Tokens (n, LENGTH), and whether the first one comes again."""
    tokens = torch.randint(TOKENS, (n, LENGTH), generator=torch.Generator().manual_seed(seed))
    return tokens, (tokens[:, 1:] == tokens[:, :1]).any(1).long()


def main(
    network: Literal["transformer", "lstm"] = "transformer",
    epochs: int = 30,
    recorded: tuple[int, ...] = (0, 1, 3, 10, 30),
    rows: int = 1_500,
    path: Path = Path("sequences.csv"),
) -> list[PlaneRow]:
    """Train on many sequences, record the plane of others at some epochs, print it, and return its rows."""
    torch.manual_seed(0)
    model = Transformer() if network == "transformer" else Recurrent()
    taps: Mapping = TRANSFORMER_TAPS if network == "transformer" else RECURRENT_TAPS
    x, y = sequences(10 * rows, seed=1)
    optimiser = torch.optim.Adam(model.parameters(), lr=3e-3)
    shown, labels = sequences(rows, seed=2)
    plane = InformationPlane(model, shown, labels, taps, part="test")
    for epoch in range(epochs + 1):
        for batch in torch.randperm(len(x)).split(100) if epoch else ():
            loss = cross_entropy(model(x[batch]), y[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        if epoch in recorded:
            with torch.no_grad():
                test_loss = cross_entropy(model(shown), labels)
            plane.record(epoch, loss=test_loss.item())
    plane.save(path)
    for row in plane.rows:
        if row.layer and row.value is not None:
            value = f"{row.value:5.2f} ±{row.stderr or 0:.2f}"
            print(f"{row.epoch:5d}  {row.layer:14s}  {row.quantity}  {value}  {row.method}  {row.flags}")
    return plane.rows


if __name__ == "__main__":
    for name in ("transformer", "lstm"):
        main(name, path=Path(f"{name}.csv"))
