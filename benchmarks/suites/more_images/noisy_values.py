"""Mutual informations of noisy images: from below, from above, and the standard error of both, in nats.

Written by `python -m infoplane.benchmarks.suites.more_images.tasks_noisy`.
"""

VALUES = {
    "bumps-16x16-noise-0.05-2.5": (2.4513, 2.4673, 0.0070),
    "bumps-16x16-noise-0.05-5": (4.8196, 4.8338, 0.0089),
    "bumps-16x16-noise-0.05-10": (7.7183, 7.7230, 0.0146),
    "bumps-16x16-noise-0.1-2.5": (2.3965, 2.4275, 0.0106),
    "bumps-16x16-noise-0.1-5": (4.6151, 4.6426, 0.0126),
    "bumps-16x16-noise-0.1-10": (6.4914, 6.5015, 0.0148),
    "bumps-16x16-noise-0.3-2.5": (2.1742, 2.2548, 0.0178),
    "bumps-16x16-noise-0.3-5": (3.8073, 3.8874, 0.0241),
    "bumps-16x16-noise-0.3-10": (4.4032, 4.4356, 0.0162),
    "rectangles-32x32-noise-0.1-2.5": (2.4678, 2.5079, 0.0229),
    "rectangles-32x32-noise-0.1-5": (4.9633, 4.9696, 0.0084),
    "rectangles-32x32-noise-0.1-10": (9.7932, 9.8120, 0.0241),
    "rectangles-32x32-noise-0.3-2.5": (2.4296, 2.4860, 0.0294),
    "rectangles-32x32-noise-0.3-5": (4.8402, 4.8741, 0.0203),
    "rectangles-32x32-noise-0.3-10": (9.1516, 9.2429, 0.0470),
    "bumps-16x16-noise-from-y-0": (2.5416, 2.5815, 0.0104),
    "bumps-16x16-noise-from-y-2.5": (5.0260, 5.0557, 0.0106),
    "bumps-16x16-noise-from-y-5": (7.4476, 7.4768, 0.0110),
}
