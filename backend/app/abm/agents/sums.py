"""Sums over holders in one fixed order, so that no split of the work can change a bit of them."""

import numpy as np

from app.abm.core.compiled import kernel, long_kernel
from app.abm.core.month import Floats

BLOCK = 256
"""Rows added one after the other; blocks are then added pairwise."""


def block_sums(column: Floats) -> Floats:
    """Sum of each trial's rows, for a column of shape (trials, rows); (trials,)."""
    trials, rows = column.shape
    partial = np.zeros((trials, max(-(-rows // BLOCK), 1), 1))
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
            partial[trial, block, 0] = total
        add_pairwise(partial[trial])
        totals[trial] = partial[trial, 0, 0]


@kernel
def add_pairwise(parts: Floats) -> None:
    """Add the rows of `parts` (parts, quantities) in a fixed binary tree; uses them up, and leaves the sum in row 0."""
    count = len(parts)
    while count > 1:
        half = count // 2
        for quantity in range(parts.shape[1]):
            for index in range(half):
                parts[index, quantity] = parts[2 * index, quantity] + parts[2 * index + 1, quantity]
            if count % 2:
                parts[half, quantity] = parts[count - 1, quantity]
        count = half + count % 2
