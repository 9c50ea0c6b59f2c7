"""Layers of networks that are compiled on a CPU."""
