"""Confidence of an index by the bootstrap (Efron, "Bootstrap methods", Annals of Statistics 7, 1979)."""

import numpy as np
from scipy.special import ndtri

from app.abm.core.month import Floats

RESAMPLES = 100
"""Bootstrap samples of the runs, drawn with replacement."""

_CONFIDENCE = 0.95


def half_width(resampled: Floats) -> float:
    """Half of the 95 % interval of an index, from its values in all resamples, taken as normal."""
    width: float = ndtri(0.5 + _CONFIDENCE / 2) * np.std(resampled, ddof=1)
    return width
