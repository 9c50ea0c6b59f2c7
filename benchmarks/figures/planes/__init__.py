"""Figures of information planes, a file each."""
