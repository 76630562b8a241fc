"""Random numbers by counter: every draw is a pure function of trial, purpose, cohort, month and holder.

A draw is the SplitMix64 finaliser (Steele, Lea & Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014)
of a 64-bit key plus the holder's index times the golden gamma. Keys come from the trial's seed, the purpose, the cohort
name and the month, so the numbers do not depend on how rows or trials are split between threads.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

from app.abm.core.compiled import kernel, long_kernel
from app.abm.core.month import Floats

Keys = NDArray[np.uint64]

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_SHIFT_11, _SHIFT_27, _SHIFT_30, _SHIFT_31 = np.uint64(11), np.uint64(27), np.uint64(30), np.uint64(31)
_UNIT = 1.0 / 9007199254740992.0

MAX_SEED = 2**53 - 1
"""Largest seed: the largest integer that survives a trip through JavaScript."""


@kernel
def mix(word: np.uint64) -> np.uint64:
    """SplitMix64's finaliser: a bijection of 64-bit words; each input bit flips each output bit with probability ½."""
    word = (word ^ (word >> _SHIFT_30)) * _MIX_1
    word = (word ^ (word >> _SHIFT_27)) * _MIX_2
    return word ^ (word >> _SHIFT_31)


@kernel
def month_key(key: np.uint64, month: int) -> np.uint64:
    """The key of one month of a stream."""
    return mix(key ^ mix(np.uint64(month + 1) * _GAMMA))


@kernel
def uniform(key: np.uint64, index: int) -> float:
    """A number in [0, 1), a multiple of 2⁻⁵³, for the holder at `index`."""
    return np.float64(mix(key + np.uint64(index + 1) * _GAMMA) >> _SHIFT_11) * _UNIT


@long_kernel
def fill_uniform(keys: Keys, draws: Floats) -> None:
    """Fill `draws` (trials, rows) with each trial's uniform numbers."""
    for trial in range(draws.shape[0]):
        row = draws[trial]
        key = keys[trial]
        for index in range(len(row)):
            row[index] = uniform(key, index)


@kernel
def _salted(seeds: Keys, salt: np.uint64, keys: Keys) -> None:
    for trial in range(len(seeds)):
        keys[trial] = mix(seeds[trial] ^ salt)


@kernel
def _fill_at(keys: Keys, index: int, draws: Floats) -> None:
    for trial in range(len(keys)):
        draws[trial] = uniform(keys[trial], index)


@long_kernel
def _fill_strata(keys: Keys, points: Floats) -> None:
    """Latin hypercubes: for each attribute, a shuffled stratum per row (Fisher & Yates) and a uniform point in it."""
    attributes, trials, rows = points.shape
    for trial in range(trials):
        for attribute in range(attributes):
            key = month_key(keys[trial], attribute)
            row = points[attribute, trial]
            for index in range(rows):
                other = int(uniform(key, index) * (index + 1))
                row[index] = row[other]
                row[other] = index
            for index in range(rows):
                row[index] = (row[index] + uniform(key, rows + index)) / rows


def stream_keys(seeds: Keys, purpose: str, name: str = "") -> Keys:
    """The key of each trial's stream for a purpose, and for a cohort by its name; (trials,)."""
    label = hashlib.sha256(f"{purpose}\x00{name}".encode()).digest()
    keys = np.empty(len(seeds), dtype=np.uint64)
    _salted(np.asarray(seeds, dtype=np.uint64), np.uint64(int.from_bytes(label[:8], "big")), keys)
    return keys


def uniforms(keys: Keys, rows: int) -> Floats:
    """Uniform numbers in (0, 1), shape (trials, rows); 0 is raised by half a step, so that quantiles are finite."""
    draws = np.empty((len(keys), rows))
    fill_uniform(keys, draws)
    return np.maximum(draws, 0.5 * _UNIT)


def uniforms_at(keys: Keys, index: int) -> Floats:
    """The uniform number in (0, 1) at `index` of each trial's stream; (trials,)."""
    draws = np.empty(len(keys))
    _fill_at(keys, index, draws)
    return np.maximum(draws, 0.5 * _UNIT)


def latin_hypercubes(keys: Keys, attributes: int, rows: int) -> Floats:
    """A Latin hypercube sample of (0, 1)^attributes for each trial; (attributes, trials, rows).

    Each attribute has one point in each of `rows` equal strata (McKay, Beckman & Conover, Technometrics 21, 1979).
    """
    points = np.empty((attributes, len(keys), rows))
    _fill_strata(keys, points)
    return np.clip(points, 0.5 * _UNIT, 1 - _UNIT)


def trial_seed(seed: int, trial: int) -> int:
    """Seed of one trial of a Monte Carlo run, independent of the number of trials; trial 0 is the single run."""
    if trial == 0:
        return seed
    return int(month_key(np.uint64(seed), trial)) & MAX_SEED
