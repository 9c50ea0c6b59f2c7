"""What the fitted distributions do not hold, and neighbours among many columns do not see."""
