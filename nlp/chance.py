"""Signed chance: every draw follows from the seed and the key of the thing drawn for.

A counter-based generator (splitmix64, Steele et al. 2014) instead of a stream: whether a story is
in a resample depends on that story and the seed alone, so adding a story does not reshuffle the
draws of all others.
"""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]

_GAMMA = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


def keys(names: Sequence[str]) -> Keys:
    """One 64-bit key per name, the same on every machine."""
    digests = (hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names)
    return np.array([int.from_bytes(digest, "big") for digest in digests], dtype=np.uint64)


def uniforms(for_keys: Keys, *, seed: int, draw: int) -> NDArray[np.float64]:
    """Numbers in [0, 1), one per key, for draw number `draw` of this seed."""
    salt = np.uint64(_mix(_mix(seed & _MASK) ^ ((draw + 1) * _GAMMA & _MASK)))
    bits = _mix_array(for_keys ^ salt)
    return np.asarray((bits >> np.uint64(11)).astype(np.float64) * 2.0**-53)


def number(low: float, high: float, *, seed: int, draw: int) -> float:
    """One number in [low, high)."""
    return float(low + (high - low) * uniforms(np.zeros(1, np.uint64), seed=seed, draw=draw)[0])


def whole(low: int, high: int, *, seed: int, draw: int) -> int:
    """One whole number in [low, high]."""
    return int(number(low, high + 1, seed=seed, draw=draw))


def _mix(value: int) -> int:
    value = (value + _GAMMA) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


def _mix_array(values: Keys) -> Keys:
    with np.errstate(over="ignore"):
        mixed = values + np.uint64(_GAMMA)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(mixed ^ (mixed >> np.uint64(31)))
