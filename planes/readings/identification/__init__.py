"""Which input made a row of a layer: critics, their posteriors, and both ends where the noise is known."""
