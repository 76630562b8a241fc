"""What every test shares: how many examples a law is tried on."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "cliffcast",
    deadline=None,  # the first run of a kernel may compile it
    max_examples=60,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("cliffcast")
