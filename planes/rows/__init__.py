"""The rows of a plane: what one number says of itself, files, frames, limits that no true value breaks, runs over seeds."""
