"""What a row of a layer says about Y, on inputs that were not trained on: classifiers and regressions."""
