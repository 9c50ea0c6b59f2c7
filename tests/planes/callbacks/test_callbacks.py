"""Callbacks: the epochs that they record, the metrics beside them, and a plane of another network."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from infoplane.planes import InformationPlane, dense_network, read_plane
from infoplane.planes.callbacks import tensorboard_sink
from infoplane.planes.callbacks.recorder import PlaneRecorder

# Other libraries warn about themselves.
pytestmark = pytest.mark.filterwarnings("default")

N = 120
X = np.random.default_rng(0).standard_normal((N, 3)).astype(np.float32)
Y = (X[:, 0] > 0).astype(np.int64)


def network() -> nn.Sequential:
    torch.manual_seed(0)
    return dense_network((3, 2, 2), "tanh", 0.1)


def plane_of(model: nn.Module, **options: Any) -> InformationPlane:
    return InformationPlane(model, X, Y, [name for name, _ in model.named_modules() if name.endswith("L1")], **options)


def recorded(plane: InformationPlane | None) -> list[int]:
    assert plane is not None
    assert {row.status for row in plane.rows} == {"ok"}
    return plane.epochs


def test_recorder_keeps_wanted_epochs_and_numbers_only(tmp_path: Path) -> None:
    model = network()
    recorder = PlaneRecorder(plane_of, epochs=(0, 2), path=tmp_path / "plane.csv")
    for epoch in range(4):
        metrics = {"loss": torch.tensor(0.5), "epoch": epoch, "train": 1.0, "name": "x", "best": True, "none": float("nan")}
        recorder.record(model, epoch, metrics)
    assert recorded(recorder.plane) == read_plane(tmp_path / "plane.csv").epochs == [0, 2]
    assert recorder.plane is not None
    assert {row.quantity for row in recorder.plane.rows} == {"H(Y)", "I(X;L)", "I(L;Y)", "loss"}
    with pytest.raises(ValueError, match="another network than the one in training: give a function"):
        recorder.record(network(), 0, {})


def test_scalars_reach_the_writer() -> None:
    written: dict[tuple[str, int], float] = {}

    class Writer:
        def add_scalar(self, tag: str, value: float, step: int) -> None:
            written[tag, step] = value

    rows = plane_of(network(), sink=tensorboard_sink(Writer())).record(3, loss=0.5)
    value = {row.quantity: row.value for row in rows}
    assert written["I(X;L)/train/L1", 3] == value["I(X;L)"]
    assert written["loss/train", 3] == 0.5
    assert written["I(X;L)/train/L1/lower", 3] <= written["I(X;L)/train/L1/upper", 3]


def test_tensorboard(tmp_path: Path) -> None:
    pytest.importorskip("tensorboard")
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(str(tmp_path)) as writer:
        plane_of(network(), sink=tensorboard_sink(writer)).record(0)
    assert list(tmp_path.glob("events.out.tfevents.*"))


def test_lightning(tmp_path: Path) -> None:
    lightning = pytest.importorskip("lightning.pytorch")
    from infoplane.planes.callbacks import LightningPlane

    class Module(lightning.LightningModule):
        def __init__(self) -> None:
            super().__init__()
            self.net = network()

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.net(x)

        def training_step(self, batch: Any, number: int) -> torch.Tensor:
            loss = cross_entropy(self(batch[0]), batch[1])
            self.log("loss", loss, on_epoch=True, on_step=False)
            return loss

        def configure_optimizers(self) -> torch.optim.Optimizer:
            return torch.optim.Adam(self.parameters(), lr=0.01)

    module = Module()
    plane = plane_of(module)
    data = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.as_tensor(X), torch.as_tensor(Y)), batch_size=40)
    quiet = dict.fromkeys(("enable_progress_bar", "enable_model_summary", "enable_checkpointing", "logger"), False)
    options = {**quiet, "max_epochs": 3, "accelerator": "cpu", "default_root_dir": str(tmp_path)}
    lightning.Trainer(callbacks=[LightningPlane(plane, epochs=(0, 1, 3))], **options).fit(module, data)
    assert recorded(plane) == [0, 1, 3]
    assert [row.epoch for row in plane.rows if row.quantity == "loss"] == [1, 3]


def test_skorch() -> None:
    skorch = pytest.importorskip("skorch")
    from infoplane.planes.callbacks import SkorchPlane

    callback = SkorchPlane(plane_of)
    net = skorch.NeuralNetClassifier(
        network, criterion=nn.CrossEntropyLoss, max_epochs=2, callbacks=[("plane", callback)], verbose=0
    )
    net.fit(X, Y)
    plane = callback.recorder_.plane
    assert recorded(plane) == [0, 1, 2]
    assert plane is not None and {"train_loss", "valid_loss", "valid_acc"} <= {row.quantity for row in plane.rows}


def test_hugging_face(tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("accelerate")
    from infoplane.planes.callbacks import HuggingFacePlane

    class Model(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = network()

        def forward(self, x: torch.Tensor, labels: torch.Tensor | None = None) -> dict[str, torch.Tensor]:
            logits = self.net(x)
            return {"logits": logits} if labels is None else {"loss": cross_entropy(logits, labels), "logits": logits}

    model = Model()
    plane = InformationPlane(model, {"x": X}, Y, ["net.L1"])
    items = [{"x": x, "labels": y} for x, y in zip(torch.as_tensor(X), torch.as_tensor(Y), strict=True)]
    options = {"num_train_epochs": 2, "report_to": [], "logging_strategy": "epoch", "save_strategy": "no", "use_cpu": True}
    arguments = transformers.TrainingArguments(str(tmp_path), disable_tqdm=True, **options)
    transformers.Trainer(model, arguments, train_dataset=items, callbacks=[HuggingFacePlane(plane)]).train()
    assert recorded(plane) == [0, 1, 2]
