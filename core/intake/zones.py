"""Times with the name of their zone beside them -> the shop's own zone."""

from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.intake import text
from core.intake.dates import Moments
from core.intake.text import Strings


def in_shop_zone(
    moments: Moments, zones: Strings, names: Mapping[str, str], timezone: str
) -> tuple[Moments, npt.NDArray[np.bool_]]:
    """Move times of day from the zone named beside each into the shop's.

    Args:
        moments: (n,) as read without a zone.
        zones: (n,) IANA names, or names that `names` translates; blank is shop time.
        names: folded name -> IANA name.
        timezone: the shop's.

    Returns:
        The moments, and (n,) where a name is not known: those times stay as they are.
    """
    seconds, unknown = moments.seconds.copy(), np.zeros(len(moments.seconds), bool)
    at, written = text.codes(zones)
    for code, (name, folded) in enumerate(
        zip(written.to_pylist(), text.folded(written).to_pylist(), strict=True)
    ):
        here = (at == code) & moments.known & moments.has_time
        zone = _zone(names.get(folded, name))
        if zone is None:
            unknown |= here & (name != "")
        else:
            seconds[here] = _moved(seconds[here], zone, timezone)
    return replace(moments, seconds=seconds), unknown


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _moved(seconds: npt.NDArray[np.int64], zone: ZoneInfo, timezone: str) -> npt.NDArray[np.int64]:
    """Local seconds of one zone as those of another; of a repeated hour the first counts."""
    first = np.ones(len(seconds), bool)
    local = pd.DatetimeIndex(seconds.astype("datetime64[s]"))
    known = local.tz_localize(zone, ambiguous=first, nonexistent="shift_forward")
    moved: npt.NDArray[np.int64] = known.tz_convert(timezone).tz_localize(None).as_unit("s").asi8
    return moved
