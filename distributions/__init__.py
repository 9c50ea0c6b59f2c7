"""Laws of (X, Y) whose mutual information is known, and the one-to-one maps that keep it."""
