"""One-to-one maps of one side: they keep mutual information and change everything else."""
