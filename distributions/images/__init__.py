"""Images drawn from few parameters, and pairs of them with known mutual information."""
