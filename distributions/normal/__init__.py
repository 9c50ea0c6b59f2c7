"""Normal vectors and distributions made from them: Student, uniform, latent variables."""
