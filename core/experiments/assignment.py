"""Who is kept aside to compare: the same hash gives the same answer on every day."""

from collections.abc import Iterable
from hashlib import sha256

import numpy as np

from core.arrays import Floats, Mask

BP = 10_000


def fractions(salt: str, keys: Iterable[object]) -> Floats:
    """A fraction of 0..1 for each customer, as good as random and always the same.

    Args:
        salt: the experiment; another salt deals anew.
        keys: (n,) customers, as they are called.

    Returns:
        (n,) first 32 bits of SHA-256 of "salt:customer" as a fraction of 2^32.
    """
    start = sha256(f"{salt}:".encode())

    def digest(key: object) -> bytes:
        dealt = start.copy()
        dealt.update(str(key).encode())
        return dealt.digest()[:4]

    # A hash has no column form: this loop is the one place that walks over customers.
    return np.frombuffer(b"".join(digest(key) for key in keys), ">u4") / 2.0**32


def kept_aside(salt: str, keys: Iterable[object], *, control_bp: int) -> Mask:
    """(n,) customers that are left alone, so that the others can be compared with them.

    Args:
        salt: the experiment.
        keys: (n,) customers, as they are called.
        control_bp: share kept aside, in basis points; whoever is kept aside at a share is so
            at every larger one.
    """
    return fractions(salt, keys) < control_bp / BP
