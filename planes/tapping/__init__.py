"""Read the layers of a network: its inputs, its taps, and noisy passes with what is known of their noise."""
