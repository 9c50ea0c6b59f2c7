"""Settings shared by all tests."""

import os

# Before numpy and torch load: two test processes share two cores, and threads that wait for each other cost minutes.
for _library in ("OMP", "OPENBLAS", "MKL"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # where a test asks for two threads, they sleep rather than spin
# The programs that tests start share what they compile, also where the environment says not to keep it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

from hypothesis import settings  # noqa: E402

# A first call may compile, and two test processes share two cores: the time of a single example means nothing.
settings.register_profile("infoplane", deadline=None)
settings.load_profile("infoplane")
