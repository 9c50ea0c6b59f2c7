"""Nearest neighbours, range counts and kernel sums: the only folder that imports numba.

`neighbours.py` and `kernel_sums.py` hold the functions that estimators call. They call compiled functions: `sorted_1d.py` for
one column, `tree/` for several, `sums/` for kernel sums. `torch_kernels.py` has the same functions for a GPU, and
`dispatch.py` chooses between the two. `passes/` has what numpy does in several passes over an array; `passes/k_smallest.py` and
`sums/mixture_shares.py` are what classifiers and critics need.
"""
