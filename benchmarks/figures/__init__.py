"""Figures drawn from rows, one file each. No figure estimates anything, and no figure changes a setting of the process.

A figure of a suite draws columns of `analysis.summary`: the point is a column such as `bias`, and half the length of its bar is
the column `bias_se`, one standard error (`curves.curves`). A figure of an information plane draws the rows of `planes/*.csv`
(columns `value` and `stderr`, renamed x, x_se, y, y_se by `analysis.planes.summary.information`).
"""
