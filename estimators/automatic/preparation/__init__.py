"""From checked samples to columns that an estimator may trust. Every step says what it did, in one sentence."""
