"""The information planes of the report: figure, table and sentences of every plane of the default recipe."""

import pandas as pd

from infoplane.benchmarks.report.build import page
from infoplane.benchmarks.report.planes import plane_sections
from infoplane.benchmarks.units import Units
from tests.planes.figures.made_up import plane


def frames() -> dict[str, pd.DataFrame]:
    old = plane(2).replace({"estimator": {"bounds": "WKL"}})
    return {"mine <b>": pd.concat([plane(2), old]), "old": old, "twelve-bits-tanh-0": plane(2)}


def test_planes_of_the_default_recipe_have_a_section() -> None:
    (section,) = plane_sections(frames(), Units.nats)
    assert section.name == "mine <b>"
    assert section.header[2:] == ["I(X;L) bounds (nats)", "I(L;Y) bounds (nats)", "I(X;L) WKL (nats)", "I(L;Y) WKL (nats)"]
    assert [line[:2] for line in section.lines] == [[part, layer] for part in ("train", "test") for layer in ("L1", "L2")]
    assert section.sentences[0].startswith("bounds: of 96 readings")
    assert "I(X;L), train, L1, L2: cannot be told" in " ".join(section.sentences)
    bits = plane_sections(frames(), Units.bits)[0]
    assert bits.header[2] == "I(X;L) bounds (bits)"
    assert bits.figures == section.figures, "equal rows give equal figures"
    assert list(section.figures) == ["bounds", "WKL"], "the old plane beside the new one"


def test_the_page_shows_them_and_escapes_names() -> None:
    text = page([], "infoplane report", planes=plane_sections(frames(), Units.nats))
    assert "<h3>mine &lt;b&gt;</h3>" in text
    assert text.count('class="whole" src="data:image/png;base64,') == 2
    assert 'href="#planes"' in text
    assert 'id="planes"' not in page([], "infoplane report")
