"""What critics, flows and transformers share: splits, seeds, devices and one training loop."""
