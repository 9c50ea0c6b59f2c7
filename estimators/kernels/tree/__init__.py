"""A balanced k-d tree in several dimensions, and its queries: nearest neighbours, range counts, extents of neighbour boxes."""
