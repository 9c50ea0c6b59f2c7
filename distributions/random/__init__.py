"""Pairs of known mutual information drawn at random: a base of some kind, seen through random one-to-one maps."""
