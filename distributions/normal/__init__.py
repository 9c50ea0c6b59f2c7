"""Normal vectors and what is made of them: Student, uniform, latent variables."""
