"""What is freed goes back to the system, also below a block that is still in use."""

import os
import sys

import pytest

from app.execution.memory_trim import give_back

BLOCK = 100_000
"""Bytes; the C library keeps blocks of this size when they are freed."""


def resident() -> int:
    """Bytes of memory this process holds."""
    with open("/proc/self/statm") as counts:
        return int(counts.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's way to keep memory")
def test_what_is_freed_goes_back() -> None:
    blocks = [b"x" * BLOCK for _ in range(1000)]
    del blocks[:-1]
    kept = resident()
    give_back()
    assert kept - resident() > 0.8 * 999 * BLOCK
