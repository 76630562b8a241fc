"""Peak memory of many trials in a process of their own: `trials_memory.py TRIALS HOLDERS MONTHS WORKERS` prints MiB."""

import sys

from tests.bench.peak_memory import peak_mib
from tests.bench.trials_economy import answered, body, plan_of

if __name__ == "__main__":
    trials, holders, months, workers = map(int, sys.argv[1:])
    answered(plan_of(body(2, 5, 1)), workers)
    before = peak_mib()
    answered(plan_of(body(trials, holders, months)), workers)
    print(before, peak_mib())
