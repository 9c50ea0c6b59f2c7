"""Image tasks beyond the paper's two families: correlated bumps (its appendix), ellipses and strokes.

Made like those of `tasks_images`: normal latents, equal split over the pairs, a rotation of each side for every truth.
"""

from infoplane.distributions import (
    Chain,
    CorrelatedBump,
    EllipseImage,
    EllipseParameters,
    NormalCDF,
    StrokeImage,
    StrokeParameters,
)

from .protocol import Task
from .tasks_images import TRUTHS, image_tasks


def correlated_bump_tasks(size: int = 32, truths: tuple[float, ...] = TRUTHS, parameters: bool = False) -> tuple[Task, ...]:
    """Tilted Gaussian bumps of five parameters, as images or as their parameters."""
    return image_tasks(f"correlated-bumps-{size}x{size}", 5, NormalCDF(), CorrelatedBump(size), truths, parameters)


def ellipse_tasks(size: int = 32, truths: tuple[float, ...] = TRUTHS, parameters: bool = False) -> tuple[Task, ...]:
    """Ellipses of five parameters, as images or as their parameters."""
    to_parameters = Chain((NormalCDF(), EllipseParameters()))
    return image_tasks(f"ellipses-{size}x{size}", 5, to_parameters, EllipseImage(size), truths, parameters)


def stroke_tasks(size: int = 32, truths: tuple[float, ...] = TRUTHS, parameters: bool = False) -> tuple[Task, ...]:
    """Pen strokes of six parameters, as images or as their parameters."""
    to_parameters = Chain((NormalCDF(), StrokeParameters()))
    return image_tasks(f"strokes-{size}x{size}", 6, to_parameters, StrokeImage(size), truths, parameters)
