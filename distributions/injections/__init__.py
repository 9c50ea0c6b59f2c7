"""One-to-one maps of x or of y: they keep the mutual information and change everything else."""
