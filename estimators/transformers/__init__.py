"""scikit-learn transformers to put before an estimator."""
