"""What noisy passes say about I(X;L) and I(L;Y): arrays in, readings with both ends out."""
