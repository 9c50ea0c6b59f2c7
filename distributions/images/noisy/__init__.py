"""Images with noise on every pixel, and what it costs."""
