"""What critics, flows and transformers share: training settings, splits, seeds, scales and one training loop."""
