"""f-divergences, f-information, and a lower bound of mutual information that is guaranteed: all by critics."""
