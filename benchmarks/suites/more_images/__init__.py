"""Tasks on larger images, and on noisy ones."""
