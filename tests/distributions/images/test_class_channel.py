"""Pictures of noisy bits: the bits are read back, by the nearest image and by a trained classifier."""

import math

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from infoplane.distributions import BinarySymmetricChannel, ClassChannel, GivenImages, ScikitDigits


def bits_and_pictures(distribution: ClassChannel, n: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The bits that the distribution sends, and its pictures of them."""
    rng = np.random.default_rng(seed)
    x, y = BinarySymmetricChannel(distribution.bits, distribution.flip).draw_bits(n, rng=rng)
    return x, y, *distribution.sample(n, rng=seed)


@pytest.mark.parametrize("digits", [(0, 1), (3, 8)])
@pytest.mark.parametrize("bits", [1, 4, 6])
def test_without_background_bits_are_read_without_error(digits: tuple[int, int], bits: int) -> None:
    distribution = ClassChannel(bits, 0.1, ScikitDigits(*digits))
    x, y, pictures_x, pictures_y = bits_and_pictures(distribution, 2000, 0)
    np.testing.assert_array_equal(distribution.read(pictures_x), x)
    np.testing.assert_array_equal(distribution.read(pictures_y), y)
    assert distribution.mutual_information == pytest.approx(bits * (math.log(2) + 0.1 * math.log(0.1) + 0.9 * math.log(0.9)))
    assert distribution.lower_bound == pytest.approx(distribution.mutual_information)


def test_the_classes_have_no_image_in_common() -> None:
    for digits in ((0, 1), (3, 8)):
        first, second = ({image.tobytes() for image in images} for images in ScikitDigits(*digits).images())
        assert not first & second


@pytest.mark.parametrize("digits", [(0, 1), (3, 8)])
def test_with_a_background_the_nearest_image_is_right(digits: tuple[int, int]) -> None:
    distribution = ClassChannel(16, 0.1, ScikitDigits(*digits), background=0.3)
    x, y, pictures_x, pictures_y = bits_and_pictures(distribution, 3125, 1)
    assert (distribution.read(pictures_x) != x).sum() + (distribution.read(pictures_y) != y).sum() == 0  # of 100,000 tiles


def test_a_trained_classifier_reads_them_too() -> None:
    distribution = ClassChannel(1, 0.1, background=0.3)
    x, _, train, _ = bits_and_pictures(distribution, 2000, 2)
    classifier = LogisticRegression(max_iter=1000).fit(train.reshape(2000, -1), x[:, 0])
    x, _, test, _ = bits_and_pictures(distribution, 2000, 3)
    assert classifier.score(test.reshape(2000, -1), x[:, 0]) > 0.99


def test_reading_errors_lower_the_bound() -> None:
    exact, erring = ClassChannel(4, 0.1, reading_error=0.0), ClassChannel(4, 0.1, reading_error=0.01)
    assert erring.lower_bound < erring.mutual_information == exact.mutual_information
    blind = ClassChannel(4, 0.1, reading_error=0.5)
    assert blind.lower_bound == pytest.approx(0.0, abs=1e-12)


def test_a_bright_background_causes_errors() -> None:
    distribution = ClassChannel(16, 0.1, ScikitDigits(3, 8), background=0.95)
    x, _, pictures, _ = bits_and_pictures(distribution, 1000, 0)
    assert (distribution.read(pictures) != x).mean() > 1e-3


def test_your_own_images() -> None:
    rng = np.random.default_rng(0)
    pictures, labels = rng.random((40, 6, 6)), np.arange(40) % 4
    distribution = ClassChannel(4, 0.2, GivenImages(pictures, labels, zero=1, one=3))
    assert distribution.x_shape == (12, 12)
    x, _, drawn, _ = bits_and_pictures(distribution, 300, 0)
    np.testing.assert_array_equal(distribution.read(drawn), x)


def test_images_that_do_not_show_their_class_are_refused() -> None:
    pictures = np.zeros((4, 3, 3))
    with pytest.raises(ValueError, match="none in common"):
        GivenImages(pictures, np.array([0, 1, 0, 1]))
    with pytest.raises(ValueError, match="square"):
        GivenImages(np.zeros((4, 3, 2)), np.zeros(4))
    with pytest.raises(ValueError, match="label for each"):
        GivenImages(pictures, np.zeros(3))
    with pytest.raises(ValueError, match=r"Pixels .*255"):
        GivenImages(pictures + 255, np.zeros(4))


def test_tiles_fill_rows_and_the_rest_stays_empty() -> None:
    distribution = ClassChannel(3, 0.1)
    picture, _ = distribution.sample(5, rng=0)
    assert picture.shape == (5, 16, 16)
    assert (picture[:, 8:, 8:] == 0).all()
    assert (picture[:, :8, :8].max(axis=(1, 2)) > 0).all()


def test_given_tiles_make_pictures_of_a_size() -> None:
    small, large = (ClassChannel(10, 0.1, ScikitDigits(0, 1, enlarged), tiles=(4, 4)) for enlarged in (1, 2))
    assert small.x_shape == (32, 32)
    assert large.x_shape == (64, 64)
    x, _, picture, _ = bits_and_pictures(large, 50, 0)
    np.testing.assert_array_equal(large.read(picture), x)
    np.testing.assert_array_equal(picture[:, ::2, ::2], small.sample(50, rng=0)[0])
    assert (picture[:, 48:] == 0).all()
    assert large.mutual_information == ClassChannel(10, 0.1).mutual_information


def test_bad_parameters_are_refused() -> None:
    with pytest.raises(ValueError, match="10 bits need as many tiles"):
        ClassChannel(10, 0.1, tiles=(3, 3))
    with pytest.raises(ValueError, match="at least once"):
        ScikitDigits(enlarged=0)
    for arguments in ({"bits": 0}, {"flip": 1.2}, {"background": 1.0}, {"reading_error": 0.6}):
        with pytest.raises(ValueError, match="got"):
            ClassChannel(**({"bits": 1, "flip": 0.1} | arguments))
    with pytest.raises(ValueError, match="different digits"):
        ScikitDigits(3, 3)
