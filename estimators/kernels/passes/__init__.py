"""Single passes over an array, in place of several by numpy, each of which would write an array of its size."""
