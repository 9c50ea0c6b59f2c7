"""Figures on images."""
