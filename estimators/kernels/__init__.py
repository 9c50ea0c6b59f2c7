"""Nearest neighbours, range counts and kernel sums: the only room that names numba.

`neighbours.py` and `kernel_sums.py` hold the functions that estimators call. What they run is compiled: `sorted_1d.py` for one
column, `tree/` for several, `sums/` for kernel sums. `torch_kernels.py` has the same functions for a GPU, and `dispatch.py`
chooses between the two.
"""
