"""How Sphinx builds the documentation: `make docs`."""

import os
import sys
from pathlib import Path
from typing import Any

import infoplane

sys.path.insert(0, str(Path(__file__).parent))
from docstrings import escape_marks
from includes import expand
from reference_pages import write_reference_pages
from table_pages import write_table_pages

HERE = Path(__file__).parent
# The gallery runs the command infoplane, as a reader does.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])

project = "infoplane"
author = "The infoplane founders"
copyright = "the infoplane founders, MIT licence"
version = release = infoplane.__version__

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_gallery.gen_gallery",
]
exclude_patterns = ["build"]
templates_path = ["_templates"]
html_static_path = ["_static"]

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4

write_reference_pages(HERE / "reference")
write_table_pages(HERE.parent / "results" / "tables", HERE / "tables")
autosummary_generate = True
autodoc_typehints = "none"  # the docstrings name the types
numpydoc_show_class_members = False
default_role = "autolink"

sphinx_gallery_conf = {
    "examples_dirs": "../examples/gallery",
    "gallery_dirs": "gallery",
    "filename_pattern": r"/plot_",
    "abort_on_example_error": True,
    "remove_config_comments": True,
    "show_memory": False,
    "capture_repr": (),
    "plot_gallery": True,
    "within_subsection_order": "FileNameSortKey",
}

html_theme = "pydata_sphinx_theme"
html_title = f"infoplane {version}"
html_css_files = ["infoplane.css"]
html_show_sourcelink = False
html_theme_options = {
    "navbar_end": ["theme-switcher"],
    "show_prev_next": True,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "header_links_before_dropdown": 5,
}
html_sidebars = {
    page: [] for page in ("index", "planes", "results", "comparison", "contributing")
}  # pages without others below


def setup(app: Any) -> None:
    """Called by Sphinx. Docstrings come here after numpydoc, which has the usual priority."""
    app.connect("source-read", expand)
    app.connect("autodoc-process-docstring", escape_marks, priority=900)
