"""Networks with noise, their training, and data sets for them."""
