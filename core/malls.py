"""Which channels are malls: their customers count, but are the mall's."""

import unicodedata
from collections.abc import Collection, Sequence

import numpy as np

from core.arrays import Mask


def marked(channels: Sequence[str], malls: Collection[str]) -> Mask:
    """(n,) whether a channel's name holds one of the names, in any width and case.

    Args:
        channels: (n,) names, as the files have them.
        malls: names, or parts of names, that the owner has said are malls.
    """
    named = [_folded(mall) for mall in malls]
    found = [any(name in channel for name in named) for channel in map(_folded, channels)]
    return np.array(found, np.bool_)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
