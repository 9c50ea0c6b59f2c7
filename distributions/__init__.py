"""Distributions of (X, Y) whose mutual information is known, and one-to-one maps, which keep it."""

from infoplane.distributions.discrete.binary_channel import BinarySymmetricChannel
from infoplane.distributions.discrete.half_atoms import HalfAtoms
from infoplane.distributions.discrete.quantised import QuantisedUniform
from infoplane.distributions.discrete.smoothed_discrete import SmoothedDiscreteUniform
from infoplane.distributions.discrete.symmetric_channel import SymmetricChannel
from infoplane.distributions.discrete.zero_inflated_poisson import ZeroInflatedPoisson
from infoplane.distributions.images.bumps import GaussianBump
from infoplane.distributions.images.class_channel import ClassChannel, GivenImages
from infoplane.distributions.images.correlated_bumps import CorrelatedBump
from infoplane.distributions.images.digits import ScikitDigits
from infoplane.distributions.images.ellipses import EllipseImage, EllipseParameters
from infoplane.distributions.images.pairs import (
    bump_images,
    correlated_bump_images,
    ellipse_images,
    rectangle_images,
    stroke_images,
)
from infoplane.distributions.images.rectangles import RectangleEdges, RectangleImage
from infoplane.distributions.images.strokes import StrokeImage, StrokeParameters
from infoplane.distributions.injections.bimodal import BIMODAL_X, BIMODAL_Y, MixtureQuantile
from infoplane.distributions.injections.linear import Affine, LinearLift, rotation
from infoplane.distributions.injections.marginals import HALF_CUBE, Asinh, NormalCDF, NormalQuantile, SignedPower
from infoplane.distributions.injections.rings import Ring
from infoplane.distributions.injections.spiral import Spiral
from infoplane.distributions.injections.swiss_roll import SwissRoll
from infoplane.distributions.injections.waves import Wave
from infoplane.distributions.injections.wiggly import WIGGLY_X, WIGGLY_Y, Wiggly
from infoplane.distributions.mixtures.clusters import band_mixture, cluster_mixture, measured_mixture
from infoplane.distributions.mixtures.concentric import ConcentricNormals
from infoplane.distributions.mixtures.inliers import Inliers
from infoplane.distributions.mixtures.known_by_sampling import Measured
from infoplane.distributions.mixtures.named import cross_mixture, galaxy_mixture, letters_mixture, waves_mixture
from infoplane.distributions.mixtures.normal_mixture import NormalMixture
from infoplane.distributions.normal.anti_pca import AntiPCA, anti_pca_vectors
from infoplane.distributions.normal.correlated_normal import CorrelatedNormal
from infoplane.distributions.normal.covariance import MultivariateNormal
from infoplane.distributions.normal.latent import LatentNormal
from infoplane.distributions.normal.student import MultivariateStudent
from infoplane.distributions.normal.uniform import correlated_uniform
from infoplane.distributions.scalar.exponential_sum import ExponentialSum
from infoplane.distributions.scalar.gamma_exponential import LogGammaExponential
from infoplane.distributions.scalar.rare_event import RareEventChannel
from infoplane.distributions.scalar.smoothed_uniform import SmoothedUniform

from .blocks import Blocks, Repeated
from .pointwise_calibration import calibration
from .protocol import Distribution, Injection, PointwiseDistribution
from .pushforward import Chain, Identity, Pushforward

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
    "anti_pca_vectors",
    "band_mixture",
    "bump_images",
    "calibration",
    "cluster_mixture",
    "correlated_bump_images",
    "correlated_uniform",
    "cross_mixture",
    "ellipse_images",
    "galaxy_mixture",
    "letters_mixture",
    "measured_mixture",
    "rectangle_images",
    "rotation",
    "stroke_images",
    "waves_mixture",
]
