"""Many trials on one thread of a process of its own: `trials_alone.py TRIALS HOLDERS MONTHS` prints median seconds."""

import sys
from statistics import median

from tests.bench.trials_economy import body, seconds

REPEATS = 7

if __name__ == "__main__":
    request = body(*map(int, sys.argv[1:]))
    seconds(request, 1)
    print(median(seconds(request, 1) for _ in range(REPEATS)))
