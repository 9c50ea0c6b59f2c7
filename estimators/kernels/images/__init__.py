"""Compiled layers of small images."""
