"""Settings shared by all tests."""

from hypothesis import settings

# A first call may compile, and two test processes share two cores: time is no property of a single example.
settings.register_profile("infoplane", deadline=None)
settings.load_profile("infoplane")
