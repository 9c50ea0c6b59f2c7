"""The boards as plain data: which tasks of which suite each shows, and beside which published figures.

A board is a benchmark that papers print figures of. Its parts are sets of tasks over which errors are averaged; the key of a
part is what `published.csv` names. A board whose suite is empty shows published figures alone.
"""

from dataclasses import dataclass

from infoplane.benchmarks.names import matches


@dataclass(frozen=True)
class Part:
    """Tasks over which one mean is taken.

    Parameters
    ----------
    key : str
        What `published.csv` calls it.
    title : str
    tasks : tuple of str
        Patterns of the ids of its tasks in the suite of the board; empty if the suite has none.
    true_mi : float, optional
        In nats, where all tasks share one: then lines show the mean estimate too.
    printed : float, optional
        The true MI that papers print and published errors are against, where it is not that of our task.
    """

    key: str
    title: str
    tasks: tuple[str, ...] = ()
    true_mi: float | None = None
    printed: float | None = None

    def holds(self, task: str) -> bool:
        """Whether a task of the suite belongs to it.

        >>> Part("bumps", "bumps", ("bumps*",)).holds("bumps-16x16-5")
        True
        """
        return any(matches(task, pattern) for pattern in self.tasks)


@dataclass(frozen=True)
class Board:
    """A public benchmark.

    Parameters
    ----------
    name, title : str
        For links, and for readers.
    suite : str
        The suite that holds its tasks; empty if there is none.
    parts : tuple of Part
    n : int
        The size that the page shows first; 0 for all.
    remarks : tuple of str
        What to know before our lines and the published ones are compared.
    """

    name: str
    title: str
    suite: str
    parts: tuple[Part, ...]
    n: int = 10_000
    remarks: tuple[str, ...] = ()


BOARDS = (
    Board(
        "bmi-v1",
        "The forty tasks (bmi-v1)",
        "bmi-v1",
        (Part("all", "all 40 tasks", ("*",)),),
        remarks=("Up to 50 columns each for x and y, true MI up to 1.7 nats: the tasks of arXiv 2306.11078.",),
    ),
    Board(
        "bmi-v2",
        "The tasks of bmi-v2",
        "bmi-v2",
        (Part("all", "all 26 tasks", ("*",)),),
        remarks=("The tasks of arXiv 2310.10240.",),
    ),
    Board(
        "images",
        "Images of few variables (images-10k)",
        "images-10k",
        (
            Part("both", "bumps and rectangles, 0 to 10 nats", ("bumps*", "rectangles*")),
            Part("bumps", "bumps, 0 to 10 nats", ("bumps*",)),
            Part("rectangles", "rectangles, 0 to 10 nats", ("rectangles*",)),
            Part("5", "images of 5 nats", ("*-5",), 5.0),
            Part("bumps-7", "bumps of 7 nats, behind an autoencoder with 8 codes", (), 7.0),
        ),
        remarks=(
            "Pairs of 16x16 bumps (2 parameters) and of 32x32 rectangles (4 parameters), the families of arXiv 2305.08013. The "
            "published means are over the image tasks of their paper, which need not have our true MI.",
            "Each of our lines is of one trained autoencoder for each family, so its standard error does not hold the variance "
            'between trainings. Lines named "training 2" and "training 3" show how much trainings differ.',
        ),
    ),
    Board(
        "strong",
        "Strong dependence in 1 to 3 dimensions (lowdim)",
        "lowdim",
        (Part("10", "10 nats, 1 to 3 dimensions", ("*-10",), 10.0),),
        n=0,
        remarks=("The published figures are of n = 10,000 and of other distributions. Ours are of n = 1,000 and 5,000.",),
    ),
    Board(
        "high",
        "High MI, many columns (high)",
        "high",
        (
            Part("spiral-32", "spiral, 32+32 columns, 10.77 nats", ("spiral-32x32-*",), 10.77),
            Part("student-32", "Student, one degree of freedom, 32+32 columns, 12.46 nats", ("student-1-32x32-*",), 12.46),
            Part("mixture-32", "mixture of normals, 32+32 columns, 6.9 nats", ("mixture-32x32-*",), 6.9),
            Part("wrapped-32", "normal of 10.77 nats, wrapped, 32+32 columns", ("wrapped-32x32-*",), 9.246123, 10.77),
            Part("smoothed-uniform-32", "smoothed uniform, 32+32 columns, 32.75 nats", ("smoothed-uniform-32x32-*",), 32.75),
            Part("normal-128", "normal, 128+128 columns, 18.41 nats", ("normal-128x128-*",), 18.41),
            Part("normal-160", "normal, 160+160 columns, 80 nats", ("normal-160x160-*",), 80.0),
        ),
        remarks=(
            "The parameters of their distributions are not printed. Ours have the same columns and, but for the wrapped normal,"
            " the same true MI: pairs of columns of one MI each, the normal ones rotated; the spiral turns two columns by 1/32 "
            "radian per squared distance, which changes little (the Gaussian estimator is .1 nats low); the mixture has two "
            "round clouds in each pair of columns. So our lines and theirs are not of equal difficulty.",
            "`estimate_mi` (version 4) looks for independent pairs of coordinates, which the mixture, the wrapped normal and "
            "the smoothed uniform consist of. It does so because version 3 was 2.5 to 9.2 nats too low on these three tasks.",
            "The true MI of the wrapped normal is printed as it was before wrapping, which loses MI, and the errors of "
            "published figures are against that. Ours wraps at 2.5 standard deviations, and its true MI is that of what is "
            "left, 9.25 nats.",
        ),
    ),
)
