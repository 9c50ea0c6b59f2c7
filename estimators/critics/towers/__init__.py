"""What critics put before their heads."""
