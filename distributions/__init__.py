"""Laws of (X, Y) whose mutual information is known, and the one-to-one maps that keep it."""

from .anti_pca import AntiPCA, anti_pca_law
from .bimodal import BIMODAL_X, BIMODAL_Y, MixtureQuantile
from .binary_channel import BinarySymmetricChannel
from .blocks import Blocks, Repeated
from .bumps import GaussianBump
from .calibration import calibration
from .class_channel import ClassChannel, GivenImages
from .clusters import band_mixture, cluster_mixture, measured
from .concentric import ConcentricNormals
from .correlated_bumps import CorrelatedBump
from .covariance import MultivariateNormal
from .digits import ScikitDigits
from .ellipses import EllipseImage, EllipseParameters
from .exponential_sum import ExponentialSum
from .gamma_exponential import LogGammaExponential
from .half_atoms import HalfAtoms
from .images import bump_images, correlated_bump_images, ellipse_images, rectangle_images, stroke_images
from .inliers import Inliers
from .latent import LatentNormal
from .linear import LinearLift, rotation
from .marginals import HALF_CUBE, Asinh, NormalCDF, NormalQuantile, SignedPower
from .measured import Measured
from .mixtures import NormalMixture
from .named_mixtures import Affine, Wave, ai_law, cross_law, galaxy_law, waves_law
from .normal import CorrelatedNormal
from .protocol import Chain, Distribution, Identity, Injection, PointwiseDistribution, Pushforward
from .quantised import QuantisedUniform
from .rare_event import RareEventChannel
from .rectangles import RectangleEdges, RectangleImage
from .rings import Ring
from .smoothed_discrete import SmoothedDiscreteUniform
from .smoothed_uniform import SmoothedUniform
from .spiral import Spiral
from .strokes import StrokeImage, StrokeParameters
from .student import MultivariateStudent
from .swiss_roll import SwissRoll
from .symmetric_channel import SymmetricChannel
from .uniform import correlated_uniform
from .wiggly import WIGGLY_X, WIGGLY_Y, Wiggly
from .zero_inflated_poisson import ZeroInflatedPoisson

__all__ = [
    "BIMODAL_X",
    "BIMODAL_Y",
    "HALF_CUBE",
    "WIGGLY_X",
    "WIGGLY_Y",
    "Affine",
    "AntiPCA",
    "Asinh",
    "BinarySymmetricChannel",
    "Blocks",
    "Chain",
    "ClassChannel",
    "ConcentricNormals",
    "CorrelatedBump",
    "CorrelatedNormal",
    "Distribution",
    "EllipseImage",
    "EllipseParameters",
    "ExponentialSum",
    "GaussianBump",
    "GivenImages",
    "HalfAtoms",
    "Identity",
    "Injection",
    "Inliers",
    "LatentNormal",
    "LinearLift",
    "LogGammaExponential",
    "Measured",
    "MixtureQuantile",
    "MultivariateNormal",
    "MultivariateStudent",
    "NormalCDF",
    "NormalMixture",
    "NormalQuantile",
    "PointwiseDistribution",
    "Pushforward",
    "QuantisedUniform",
    "RareEventChannel",
    "RectangleEdges",
    "RectangleImage",
    "Repeated",
    "Ring",
    "ScikitDigits",
    "SignedPower",
    "SmoothedDiscreteUniform",
    "SmoothedUniform",
    "Spiral",
    "StrokeImage",
    "StrokeParameters",
    "SwissRoll",
    "SymmetricChannel",
    "Wave",
    "Wiggly",
    "ZeroInflatedPoisson",
    "ai_law",
    "anti_pca_law",
    "band_mixture",
    "bump_images",
    "calibration",
    "cluster_mixture",
    "correlated_bump_images",
    "correlated_uniform",
    "cross_law",
    "ellipse_images",
    "galaxy_law",
    "measured",
    "rectangle_images",
    "rotation",
    "stroke_images",
    "waves_law",
]
