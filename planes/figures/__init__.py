"""Drawings of a plane on any matplotlib figure: a panel for each layer, and information against the epoch."""
