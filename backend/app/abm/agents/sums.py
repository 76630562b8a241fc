"""Sums over holders in one fixed order, so that no split of the work can change a bit of them."""

import numpy as np

from app.abm.core.compiled import kernel, long_kernel
from app.abm.core.month import Floats

BLOCK = 256
"""Rows added one after the other; blocks are then added pairwise."""


def block_sums(column: Floats) -> Floats:
    """Sum of each trial's rows, for a column of shape (trials, rows); (trials,)."""
    trials, rows = column.shape
    partial = np.zeros((trials, -(-rows // BLOCK)))
    totals = np.zeros(trials)
    _add_up(column, partial, totals)
    return totals


@long_kernel
def _add_up(column: Floats, partial: Floats, totals: Floats) -> None:
    for trial in range(column.shape[0]):
        row = column[trial]
        for block in range(partial.shape[1]):
            total = 0.0
            for index in range(block * BLOCK, min((block + 1) * BLOCK, len(row))):
                total += row[index]
            partial[trial, block] = total
        totals[trial] = pairwise(partial[trial])


@kernel
def pairwise(parts: Floats) -> float:
    """Sum of `parts` in a fixed binary tree; uses them up."""
    count = len(parts)
    while count > 1:
        half = count // 2
        for index in range(half):
            parts[index] = parts[2 * index] + parts[2 * index + 1]
        if count % 2:
            parts[half] = parts[count - 1]
        count = half + count % 2
    return parts[0] if len(parts) else 0.0
