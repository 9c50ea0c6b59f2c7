"""The information plane of a network, recorded while it trains."""
