"""Figures of information planes, one file each."""
