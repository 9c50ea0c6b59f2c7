"""Estimators of mutual information: (x, y) in, nats out.

A name is loaded when it is first used, so importing this module loads neither torch nor numba.
"""

from infoplane.extras import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "transformers.autoencoder": ["Autoencoder"],
        "automatic.estimator": ["Automatic"],
        "automatic.measurement": ["Measurement"],
        "automatic.one_call": ["estimate_mi"],
        "compressed": ["Compressed"],
        "neighbours.frenzel_pompe": ["FrenzelPompe"],
        "kernels.dispatch": ["on_device"],
        "flows.doe": ["DoE"],
        "critics.f_dime": ["FDIME"],
        "fields.fmmi": ["FMMI"],
        "flows.flow_mi": ["FlowMI"],
        "gaussian.canonical_correlations": ["Gaussian"],
        "gaussian.copula": ["GaussianCopula"],
        "transformers.gaussianizer": ["Gaussianizer"],
        "discrete.histogram": ["Histogram"],
        "fields.info_bridge": ["InfoBridge"],
        "critics.info_nce": ["InfoNCE"],
        "critics.jensen_shannon": ["SMILE", "JensenShannon"],
        "density.kde": ["KDE"],
        "questions.columns": ["mutual_info"],
        "questions.difference": ["MIDifference", "compare_mi"],
        "questions.pairwise": ["pairwise_mi"],
        "questions.pairwise_table": ["PairwiseMI"],
        "neighbours.kozachenko_leonenko": ["KL", "WeightedKL"],
        "neighbours.ksg": ["KSG"],
        "flows.latent_mi": ["LatentMI"],
        "neighbours.local_correction": ["LNC"],
        "critics.mine": ["MINE"],
        "fields.minde": ["MINDE"],
        "fields.mmg": ["MMG"],
        "neighbours.mixed_ksg": ["MixedKSG"],
        "critics.nwj": ["NWJ"],
        "permutation": ["PermutationTest", "permutation_test"],
        "discrete.chao_shen": ["ChaoShen"],
        "discrete.dirichlet_mixture": ["DirichletMixture"],
        "discrete.nsb": ["NSB"],
        "discrete.plug_in": ["PlugIn"],
        "transformers.published_autoencoder": ["PublishedAutoencoder"],
        "protocol": ["ConditionalEstimator", "Estimate", "Estimator"],
        "neighbours.ross": ["Ross"],
        "sliced": ["SlicedMI"],
        "training.early_stopping": ["TrainingDivergedError"],
    },
)
