"""Threads: kernels run without the interpreter lock, so ranges of holders can live their month at once."""

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from app.abm.agents.population import Split

FEWEST_BLOCKS = 768
"""Blocks (of 256 rows) from which a second thread earns its keep: handing work over takes some 70 µs."""


def in_one_piece(task: Callable[[int, int], None], count: int, fewest: int | None = None) -> None:
    """Everything in this thread."""
    task(0, count)


def over_threads(pool: ThreadPoolExecutor, threads: int, fewest_blocks: int = FEWEST_BLOCKS) -> Split:
    """Cuts a range into `threads` equal ones that run at once; sums go by block, so no bit depends on the cut.

    The caller may be a thread of the pool, and the others busy: a range that nobody has begun it does itself.
    """

    def split(task: Callable[[int, int], None], count: int, fewest: int | None = None) -> None:
        if threads < 2 or count < (fewest_blocks if fewest is None else fewest):
            return task(0, count)
        cuts = [count * part // threads for part in range(threads + 1)]
        running = {pool.submit(task, low, high): (low, high) for low, high in itertools.pairwise(cuts[1:])}
        try:
            task(cuts[0], cuts[1])
            for future, (low, high) in running.items():
                if future.cancel():
                    task(low, high)
                else:
                    future.result()
        finally:
            for future in running:
                future.cancel()
        return None

    return split
