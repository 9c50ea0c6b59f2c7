"""The pages of the reference: one for each package, with every public name of it under the room that it comes from."""

import importlib
from collections import defaultdict
from pathlib import Path

TOP = "infoplane"
PACKAGES = {
    "infoplane": "The most used names, which `import infoplane` gives.",
    "infoplane.estimators": "Estimators of mutual information: (x, y) in, nats out.",
    "infoplane.distributions": "Pairs (X, Y) whose mutual information is known, and one-to-one maps, which do not change it.",
    "infoplane.planes": "Noisy networks, the exact information of their layers, and the information plane.",
}
ROOMS = {
    "estimators": "Estimators",
    "planes": "Planes",
    "automatic": "One call",
    "questions": "Questions of several measurements",
    "neighbours": "Neighbours",
    "density": "Kernel densities",
    "gaussian": "Normal distributions and copulas",
    "discrete": "Labels and counts",
    "critics": "Critics",
    "fields": "Diffusion, bridges and flow matching",
    "flows": "Flows and latent codes",
    "transformers": "Transformers",
    "kernels": "Devices",
    "training": "Training",
    "normal": "Normal and Student",
    "mixtures": "Mixtures",
    "f_information": "Other divergences",
    "scalar": "Two columns",
    "images": "Images",
    "injections": "One-to-one maps",
    "random": "Random pairs",
    "exact": "Exact values and bounds",
    "models": "Networks and data",
    "recording": "Recording",
    "readings": "What was read",
    "tapping": "Layers of a network",
    "rows": "Rows",
    "": "Protocols and helpers",
}


def write_reference_pages(folder: Path) -> None:
    """Write a page for each package into the folder, where its text has changed."""
    for package, text in PACKAGES.items():
        lines = [package, "=" * len(package), "", text, ""]
        lines += [] if package == TOP else [f".. currentmodule:: {package}", ""]
        for room, names in by_room(package).items():
            title = ROOMS.get(room, room)
            lines += [title, "-" * len(title), "", ".. autosummary::", "   :nosignatures:"]
            lines += [] if package == TOP else ["   :toctree: names"]  # a name has its page where it is defined
            lines += ["", *(f"   {name}" for name in names), ""]
        page = folder / f"{package}.rst"
        content = "\n".join(lines)
        if not page.exists() or page.read_text(encoding="utf-8") != content:
            page.write_text(content, encoding="utf-8")


def by_room(package: str) -> dict[str, list[str]]:
    """The public names of a package by the folder that defines each; those of no folder come last.

    The names of `infoplane` itself are given with the package that they come from.
    """
    module = importlib.import_module(package)
    rooms: dict[str, list[str]] = defaultdict(list)
    for name in sorted(module.__all__):
        found = getattr(module, name)
        home = getattr(found, "__module__", "") if callable(found) else type(found).__module__
        if package == TOP:
            if callable(found):
                rooms[home.split(".")[1]].append(f"~{'.'.join(home.split('.')[:2])}.{name}")
            continue
        parts = home.removeprefix(f"{package}.").split(".")
        rooms[parts[0] if len(parts) > 1 else ""].append(name)
    return {room: rooms[room] for room in sorted(rooms, key=lambda room: list(ROOMS).index(room) if room in ROOMS else 98)}
