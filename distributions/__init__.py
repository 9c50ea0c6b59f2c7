"""Distributions of (X, Y) whose mutual information is known, and one-to-one maps, which keep it.

Names load when first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "blocks": ["Blocks", "Repeated"],
        "discrete.binary_channel": ["BinarySymmetricChannel"],
        "discrete.half_atoms": ["HalfAtoms"],
        "discrete.quantised": ["QuantisedUniform"],
        "discrete.smoothed_discrete": ["SmoothedDiscreteUniform"],
        "discrete.symmetric_channel": ["SymmetricChannel"],
        "discrete.zero_inflated_poisson": ["ZeroInflatedPoisson"],
        "images.bumps": ["GaussianBump"],
        "images.class_channel": ["ClassChannel", "GivenImages"],
        "images.correlated_bumps": ["CorrelatedBump"],
        "images.digits": ["ScikitDigits"],
        "images.ellipses": ["EllipseImage", "EllipseParameters"],
        "images.pairs": ["bump_images", "correlated_bump_images", "ellipse_images", "rectangle_images", "stroke_images"],
        "images.rectangles": ["RectangleEdges", "RectangleImage"],
        "images.strokes": ["StrokeImage", "StrokeParameters"],
        "injections.bimodal": ["BIMODAL_X", "BIMODAL_Y", "MixtureQuantile"],
        "injections.linear": ["Affine", "LinearLift", "rotation"],
        "injections.marginals": ["HALF_CUBE", "Asinh", "NormalCDF", "NormalQuantile", "SignedPower"],
        "injections.rings": ["Ring"],
        "injections.spiral": ["Spiral"],
        "injections.swiss_roll": ["SwissRoll"],
        "injections.waves": ["Wave"],
        "injections.wiggly": ["WIGGLY_X", "WIGGLY_Y", "Wiggly"],
        "mixtures.clusters": ["band_mixture", "cluster_mixture", "measured_mixture"],
        "mixtures.concentric": ["ConcentricNormals"],
        "mixtures.inliers": ["Inliers"],
        "mixtures.known_by_sampling": ["Measured"],
        "mixtures.named": ["cross_mixture", "galaxy_mixture", "letters_mixture", "waves_mixture"],
        "mixtures.normal_mixture": ["NormalMixture"],
        "normal.anti_pca": ["AntiPCA", "anti_pca_vectors"],
        "normal.correlated_normal": ["CorrelatedNormal"],
        "normal.covariance": ["MultivariateNormal"],
        "normal.latent": ["LatentNormal"],
        "normal.student": ["MultivariateStudent"],
        "normal.uniform": ["correlated_uniform"],
        "pointwise_calibration": ["calibration"],
        "protocol": ["Distribution", "Injection", "PointwiseDistribution"],
        "pushforward": ["Chain", "Identity", "Pushforward"],
        "scalar.exponential_sum": ["ExponentialSum"],
        "scalar.gamma_exponential": ["LogGammaExponential"],
        "scalar.rare_event": ["RareEventChannel"],
        "scalar.smoothed_uniform": ["SmoothedUniform"],
    },
)
