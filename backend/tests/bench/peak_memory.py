"""Peak memory of one run in a process of its own: `peak_memory.py HOLDERS MONTHS` prints MiB before and after."""

import resource
import sys
from pathlib import Path

from app.abm.engine.simulation_loop import ABMSimulationLoop
from tests.oracle.bench_economy import economy


def peak_mib() -> float:
    """Most memory this process ever held, MiB.

    Linux hands `ru_maxrss` on from the parent, so its own high-water mark comes first.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if "VmHWM" in line) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    ABMSimulationLoop(economy(5, 1)).run()
    before = peak_mib()
    ABMSimulationLoop(economy(int(sys.argv[1]), int(sys.argv[2]))).run()
    print(before, peak_mib())
