"""Sums over holders in a fixed order, so that they do not depend on how the work is split between threads."""

import numpy as np

from app.abm.core.compiled import kernel, long_kernel
from app.abm.core.month import Floats

BLOCK = 256
"""Rows that are added in sequence; the sums of blocks are then added pairwise."""


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
    """Sum `parts` (parts, quantities) over its rows in a fixed binary tree; overwrites it, the sum is in row 0."""
    count = len(parts)
    while count > 1:
        half = count // 2
        for quantity in range(parts.shape[1]):
            for index in range(half):
                parts[index, quantity] = parts[2 * index, quantity] + parts[2 * index + 1, quantity]
            if count % 2:
                parts[half, quantity] = parts[count - 1, quantity]
        count = half + count % 2
