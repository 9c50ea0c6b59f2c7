"""Values of true MI printed in papers, by task id: nats and their standard error, which is None for exact values.

Those that bmi-v2 adds are Monte Carlo means of 100,000 samples (arXiv 2310.10240). Those of bmi-v1 are exact to four digits
(arXiv 2306.11078).
"""

_EXACT = {
    0.4133: (
        "1v1-normal-0.75",
        "normal_cdf-1v1-normal-0.75",
        "1v1-bimodal-0.75",
        "wiggly-1v1-normal-0.75",
        "half_cube-1v1-normal-0.75",
        "swissroll_x-normal_cdf-1v1-normal-0.75",
        "multinormal-dense-3-3-0.5",
    ),
    1.7094: ("1v1-additive-0.1",),
    0.3333: ("1v1-additive-0.75",),
    0.2242: ("student-identity-1-1-1", "asinh-student-identity-1-1-1"),
    0.2939: ("multinormal-dense-2-2-0.5",),
    0.5928: ("multinormal-dense-5-5-0.5",),
    1.2922: ("multinormal-dense-25-25-0.5",),
    1.6243: ("multinormal-dense-50-50-0.5",),
    1.0217: (
        "multinormal-sparse-2-2-2-2.0",
        *(
            f"{prefix}multinormal-sparse-{d}-{d}-2-2.0"
            for prefix in ("", "normal_cdf-", "half_cube-", "spiral-", "spiral-normal_cdf-")
            for d in (3, 5, 25)
        ),
    ),
    0.4319: ("student-identity-2-2-1", "asinh-student-identity-2-2-1"),
    0.1931: ("student-identity-2-2-2",),
    0.2909: ("student-identity-3-3-2", "asinh-student-identity-3-3-2"),
    0.1787: ("student-identity-3-3-3",),
    0.4482: ("student-identity-5-5-2", "asinh-student-identity-5-5-2"),
    0.2985: ("student-identity-5-5-3",),
}

PUBLISHED: dict[str, tuple[float, float | None]] = {
    **{name: (nats, None) for nats, names in _EXACT.items() for name in names},
    "1v1-X-0.9": (0.4088, 0.0024),
    "1v1-AI": (0.7775, 0.0027),
    "2v1-waves-12-5.0-3.0": (1.3080, 0.0012),
    "2v1-galaxy-0.5-3.0": (0.4933, 0.0016),
    "3v1-concentric_gaussians-5": (0.4563, 0.0021),
    "5v1-concentric_gaussians-5": (0.6261, 0.0023),
    "3v1-concentric_gaussians-10": (0.5563, 0.0024),
    "5v1-concentric_gaussians-10": (0.7491, 0.0025),
    "25v1-concentric_gaussians-5": (1.1902, 0.0020),
    **{f"mult-sparse-w-inliers-{d}-{d}-2-2.0-0.2": (0.6335, 0.0037) for d in (5, 25)},
    **{f"mult-sparse-w-inliers-{d}-{d}-2-2.0-0.5": (0.2682, 0.0026) for d in (5, 25)},
}

_HALF_OF_THE_LAST_DIGIT = 5e-5


def agrees(true_mi: float, published: tuple[float, float | None]) -> bool:
    """Whether a true MI agrees with the published one in all printed digits, or within 4 standard errors if it has any."""
    nats, stderr = published
    return abs(true_mi - nats) <= (_HALF_OF_THE_LAST_DIGIT if stderr is None else 4 * stderr)
