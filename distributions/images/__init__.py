"""Images drawn from few parameters, and pairs of such images with known mutual information."""
