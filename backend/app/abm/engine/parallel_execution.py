"""Running the passes over holders on several threads: kernels do not hold the interpreter lock."""

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from app.abm.agents.population import Split
from app.abm.core.errors import SimulationCancelled

MIN_BLOCKS = 768
"""Least number of blocks (of 256 rows) that pays for a second thread: handing work over takes some 70 µs."""


def single_threaded(task: Callable[[int, int], None], count: int, min_count: int | None = None) -> None:
    """A `Split` that makes one call in the calling thread."""
    task(0, count)


def over_threads(pool: ThreadPoolExecutor, threads: int, min_blocks: int = MIN_BLOCKS) -> Split:
    """A `Split` into `threads` equal ranges that run in parallel; sums are by block, so the bits do not depend on it.

    The caller may itself be a thread of the pool while all others are busy; it runs the ranges not yet started.
    Raises SimulationCancelled once the pool is closed.
    """

    def split(task: Callable[[int, int], None], count: int, min_count: int | None = None) -> None:
        if threads < 2 or count < (min_blocks if min_count is None else min_count):
            return task(0, count)
        edges = [count * part // threads for part in range(threads + 1)]
        try:
            running = {pool.submit(task, low, high): (low, high) for low, high in itertools.pairwise(edges[1:])}
        except RuntimeError:
            raise SimulationCancelled("the threads have been closed") from None
        try:
            task(edges[0], edges[1])
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
