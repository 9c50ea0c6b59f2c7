"""What a user has: tensors, arrays, frames, several inputs, Datasets and DataLoaders, paired with y."""

import numpy as np
import pandas as pd
import pytest
import torch
from torch.utils.data import DataLoader, Dataset, IterableDataset, TensorDataset

from infoplane.planes import read_samples

N = 300
TOKENS = torch.arange(N * 4).reshape(N, 4) % 11
LABELS = torch.arange(N) % 3


def test_tensors_and_integers_keep_their_type() -> None:
    for x in (TOKENS, TOKENS.int(), TOKENS.double(), TOKENS.to(torch.bfloat16)):
        found = read_samples(x, LABELS).inputs.tensors[0]
        assert found.dtype == x.dtype and torch.equal(found, x)
    for x in (TOKENS.numpy(), TOKENS.tolist(), pd.DataFrame(TOKENS.numpy())):
        assert torch.equal(read_samples(x, LABELS).inputs.tensors[0], TOKENS)


def test_frames_are_paired_by_index() -> None:
    order = np.random.default_rng(0).permutation(N)
    y = pd.Series(LABELS.numpy())
    for x in (pd.DataFrame(TOKENS.numpy()), pd.DataFrame(TOKENS.numpy() + 0.5)):
        inputs, found, _ = read_samples(x.iloc[order], y)
        np.testing.assert_array_equal(inputs.tensors[0].numpy(), x.to_numpy()[order])
        np.testing.assert_array_equal(found, LABELS.numpy()[order])


def test_missing_values_are_refused_or_dropped_with_their_y() -> None:
    holed = TOKENS.double()
    holed[5, 1] = torch.nan
    y = np.where(np.arange(N) == 7, np.nan, LABELS.numpy())
    for x in (holed, (holed, TOKENS), {"x": holed}, holed.numpy()):
        with pytest.raises(ValueError, match="rows have missing values"):
            read_samples(x, LABELS)
        inputs, found, dropped = read_samples(x, y, missing="drop")
        assert (dropped, len(inputs), len(found)) == (2, N - 2, N - 2)
        np.testing.assert_array_equal(found, np.delete(LABELS.numpy(), [5, 7]))
        first = next(iter(inputs.tensors.values()))
        np.testing.assert_array_equal(first.numpy(), np.delete(holed.numpy(), [5, 7], axis=0))


class Items(Dataset):
    def __len__(self) -> int:
        return N

    def __getitem__(self, place: int) -> dict[str, torch.Tensor]:
        return {"input_ids": TOKENS[place], "labels": LABELS[place]}


class Stream(IterableDataset):
    def __iter__(self):  # type: ignore[no-untyped-def]
        return zip(TOKENS, LABELS, strict=True)


@pytest.mark.parametrize(
    "data",
    [
        TensorDataset(TOKENS, LABELS),
        DataLoader(TensorDataset(TOKENS, LABELS), batch_size=7),
        DataLoader(TensorDataset(TOKENS, LABELS), batch_size=7, shuffle=True),
        Items(),
        DataLoader(Items(), batch_size=64),
        Stream(),
    ],
)
def test_datasets_and_loaders_give_x_with_y(data) -> None:  # type: ignore[no-untyped-def]
    inputs, y, _ = read_samples(data)
    (x,) = inputs.tensors.values()
    order = np.lexsort(x.numpy().T), np.lexsort(TOKENS.numpy().T)
    pairs = np.column_stack([x.numpy(), y])
    expected = np.column_stack([TOKENS.numpy(), LABELS.numpy()])
    assert {tuple(row) for row in pairs} == {tuple(row) for row in expected}
    assert x.dtype == torch.int64 and len(order[0]) == len(order[1]) == N
    names = list(inputs.tensors)
    assert names == (["input_ids"] if isinstance(getattr(data, "dataset", data), Items) else [0])


def test_a_loader_of_several_inputs_and_one_without_y() -> None:
    both = TensorDataset(TOKENS, TOKENS + 1, LABELS)
    assert list(read_samples(both).inputs.tensors) == [0, 1]
    inputs, y, _ = read_samples(DataLoader(TensorDataset(TOKENS), batch_size=50), LABELS)
    assert torch.equal(inputs.tensors[0], TOKENS) and y.tolist() == LABELS.tolist()
    with pytest.raises(ValueError, match="yields no y beside x"):
        read_samples(TensorDataset(TOKENS))
    with pytest.raises(ValueError, match="is empty"):
        read_samples(TensorDataset(TOKENS[:0], LABELS[:0]))
    with pytest.raises(ValueError, match="A plane needs y"):
        read_samples(TOKENS)
