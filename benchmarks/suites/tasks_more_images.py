"""Image tasks beyond the paper's two families: correlated bumps (its appendix), ellipses and strokes.

Made like those of `tasks_images`: normal latents, equal split over the pairs, a rotation of each side for every truth.
"""

from infoplane.distributions import correlated_bump_images, ellipse_images, stroke_images

from .protocol import Task
from .tasks_images import TRUTHS, image_tasks


def correlated_bump_tasks(size: int = 32, truths: tuple[float, ...] = TRUTHS, parameters: bool = False) -> tuple[Task, ...]:
    """Tilted Gaussian bumps of five parameters, as images or as their parameters."""
    return image_tasks(f"correlated-bumps-{size}x{size}", correlated_bump_images, size, truths, parameters)


def ellipse_tasks(size: int = 32, truths: tuple[float, ...] = TRUTHS, parameters: bool = False) -> tuple[Task, ...]:
    """Ellipses of five parameters, as images or as their parameters."""
    return image_tasks(f"ellipses-{size}x{size}", ellipse_images, size, truths, parameters)


def stroke_tasks(size: int = 32, truths: tuple[float, ...] = TRUTHS, parameters: bool = False) -> tuple[Task, ...]:
    """Pen strokes of six parameters, as images or as their parameters."""
    return image_tasks(f"strokes-{size}x{size}", stroke_images, size, truths, parameters)
