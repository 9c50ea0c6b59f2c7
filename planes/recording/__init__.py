"""The information plane of a network, recorded while the network trains."""
