"""Images of 64 pixels and more, drawn in parts and in single precision."""
