"""Figures from rows: a script a figure, named like its file. None of them estimates."""
