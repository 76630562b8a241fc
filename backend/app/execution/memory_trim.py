"""Memory that large runs have freed goes back to the system."""

import ctypes
import sys

WORTH_IT = 1e7
"""Agents × months × trials of a run that leaves much behind. It takes a tenth of a second; giving back, a hundredth."""


def give_back() -> None:
    """Return what is free, which glibc would keep in an arena for each thread; elsewhere nothing happens."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
