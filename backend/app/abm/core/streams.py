"""Chance as a counter: every draw is a pure function of who draws, when, and why.

A draw is the SplitMix64 finaliser (Steele, Lea & Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014)
of a 64-bit key plus the holder's index times the golden gamma. Keys come from the trial's seed, the purpose, the cohort
name and the month, so the numbers do not depend on how rows, trials or threads are cut.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

from app.abm.core.compiled import kernel, long_kernel
from app.abm.core.month import Floats

Keys = NDArray[np.uint64]

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_S11, _S27, _S30, _S31 = np.uint64(11), np.uint64(27), np.uint64(30), np.uint64(31)
_UNIT = 1.0 / 9007199254740992.0

MAX_SEED = 2**53 - 1
"""Largest seed: the largest integer that survives a trip through JavaScript."""


@kernel
def mix(word: np.uint64) -> np.uint64:
    """SplitMix64's finaliser: a bijection of 64-bit words in which every input bit flips every output bit at odds ½."""
    word = (word ^ (word >> _S30)) * _FIRST
    word = (word ^ (word >> _S27)) * _SECOND
    return word ^ (word >> _S31)


@kernel
def month_key(key: np.uint64, month: int) -> np.uint64:
    """The key of one month of a stream."""
    return mix(key ^ mix(np.uint64(month + 1) * _GAMMA))


@kernel
def uniform(key: np.uint64, index: int) -> float:
    """A number in [0, 1), a multiple of 2⁻⁵³, for the holder at `index`."""
    return np.float64(mix(key + np.uint64(index + 1) * _GAMMA) >> _S11) * _UNIT


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
    """Latin hypercubes: for each attribute a shuffled stratum per row (Fisher & Yates), and a place inside it."""
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
    """One key per trial for the stream called `purpose` of the cohort called `name`; (trials,)."""
    label = hashlib.sha256(f"{purpose}\x00{name}".encode()).digest()
    keys = np.empty(len(seeds), dtype=np.uint64)
    _salted(np.asarray(seeds, dtype=np.uint64), np.uint64(int.from_bytes(label[:8], "big")), keys)
    return keys


def uniforms(keys: Keys, rows: int) -> Floats:
    """Uniform numbers in (0, 1), shape (trials, rows); 0 itself is moved up half a step to keep quantiles finite."""
    draws = np.empty((len(keys), rows))
    fill_uniform(keys, draws)
    return np.maximum(draws, 0.5 * _UNIT)


def uniforms_at(keys: Keys, index: int) -> Floats:
    """One uniform number in (0, 1) per trial: the one at `index` of each trial's stream; (trials,)."""
    draws = np.empty(len(keys))
    _fill_at(keys, index, draws)
    return np.maximum(draws, 0.5 * _UNIT)


def latin_hypercubes(keys: Keys, attributes: int, rows: int) -> Floats:
    """One point per stratum and attribute in (0, 1) (McKay, Beckman & Conover, Technometrics 21, 1979).

    One hypercube per trial: (attributes, trials, rows).
    """
    points = np.empty((attributes, len(keys), rows))
    _fill_strata(keys, points)
    return np.clip(points, 0.5 * _UNIT, 1 - _UNIT)


def trial_seed(seed: int, trial: int) -> int:
    """Seed of trial `trial` of a Monte Carlo run, whatever the number of trials; trial 0 is the single run."""
    if trial == 0:
        return seed
    return int(month_key(np.uint64(seed), trial)) & MAX_SEED
