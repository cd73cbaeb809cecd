"""Days and times as exporters and people write them -> shop-local seconds.

Reads ISO with and without offset, slashes, dots, compact digits, Japanese years and eras, month
names, morning and afternoon in both languages, and spreadsheet serial numbers. Where only the
order of day and month is open, it is decided once for the whole column.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.intake import text
from core.intake.model import DateOrder
from core.intake.text import Strings

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_HALF = "am|pm|a\\.m\\.|p\\.m\\.|午前|午後"
_CLOCK = (
    rf"(?:[t, ]*(?P<before>{_HALF})?[ ]*(?P<hour>\d{{1,2}})[:時](?P<minute>\d{{1,2}})"
    r"(?:[:分](?P<second>\d{1,2})(?:[.,]\d+)?秒?)?分?"
    rf"[ ]*(?P<after>{_HALF})?|[t ]*(?P<digits>\d{{5,6}})|[ ]*(?P<bare_hour>\d{{1,2}})時)?"
)
_ZONE = r"[ ]*(?P<zone>z|utc|jst|gmt|(?:gmt|utc)?[+-]\d{1,2}(?::?\d{2})?)?(?:[ ]?\([a-z ]+\))?$"
_DAY_NAMES = "sun|mon|tue|wed|thu|fri|sat"
_WEEKDAY = rf"^(?:{_DAY_NAMES})[a-z]*,?[ ]+|[ ]*\((?:[日月火水木金土]|{_DAY_NAMES})\)"
_MONTH = "[a-z]{3,9}"
_PATTERNS: Mapping[str, str] = {
    "year": r"^(?P<year>\d{4})[ ]*[-/.年][ ]*(?P<month>\d{1,2})[ ]*[-/.月][ ]*(?P<day>\d{1,2})日?",
    "compact": r"^(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})",
    "era": r"^(?P<era>令和|平成|昭和|大正|明治|[rhstm])\.?[ ]*(?P<year>\d{1,2}|元)[ ]*[-/.年][ ]*"
    r"(?P<month>\d{1,2})[ ]*[-/.月][ ]*(?P<day>\d{1,2})日?",
    "named": rf"^(?P<name>{_MONTH})\.?[ ]+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?[ ]+"
    r"(?P<year>\d{4})",
    "day_named": rf"^(?P<day>\d{{1,2}})[ -](?P<name>{_MONTH})\.?,?[ -](?P<year>\d{{4}}|\d{{2}})",
    "open": r"^(?P<first>\d{1,2})[-/.](?P<middle>\d{1,2})[-/.](?P<last>\d{4}|\d{2})",
}
_SERIAL = r"^(?P<day>[2-7]\d{4})(?:\.(?P<part>\d{1,12})\d*)?$"
_SERIAL_EPOCH = -25569  # 1899-12-30, day 0 of spreadsheets
_ERAS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988, "昭和": 1925, "s": 1925,
         "大正": 1911, "t": 1911, "明治": 1867, "m": 1867}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_READINGS: tuple[DateOrder, ...] = ("month_first", "day_first", "year_first")
_DAY = 86_400


@dataclass(frozen=True, eq=False)
class Moments:
    """(n,) points in time of one column.

    Attributes:
        seconds: int64 since 1970-01-01, shop-local; 0 where not `known`.
        known: the cell held a readable day.
        has_time: it held a time of day too.
        unreadable: it held something else.
        serial: it was a spreadsheet's day number.
        order: how day and month were told apart, None where it needed no decision.
        assumed: that decision had no evidence.
    """

    seconds: Ints
    known: Bools
    has_time: Bools
    unreadable: Bools
    serial: Bools
    order: DateOrder | None = None
    assumed: bool = False

    def __getitem__(self, at: npt.NDArray[Any]) -> "Moments":
        """The moments at the given positions."""
        return replace(
            self, seconds=self.seconds[at], known=self.known[at], has_time=self.has_time[at],
            unreadable=self.unreadable[at], serial=self.serial[at],
        )  # fmt: skip

    def series(self) -> pd.Series:
        """(n,) datetime64[s], NaT where not known."""
        values = self.seconds.astype("datetime64[s]")
        values[~self.known] = np.datetime64("NaT")
        return pd.Series(values)


@dataclass(frozen=True)
class DateRules:
    """What a column of dates is read with.

    Attributes:
        timezone: the shop's zone, times with an offset are moved into it.
        naive: the zone of times that carry none.
        order: the owner's or the format's word on day and month; None = find out.
        likely: the reading to fall back on without evidence.
    """

    timezone: str = "Asia/Tokyo"
    naive: Literal["shop", "utc"] = "shop"
    order: DateOrder | None = None
    likely: DateOrder = "month_first"


def read_moments(cells: Strings, rules: DateRules) -> Moments:
    """Read a column of dates; a cell that is not one is marked, never guessed.

    Args:
        cells: (n,) text.
        rules: zone and the order of day and month.
    """
    coded = pc.dictionary_encode(cells)
    unique = _read_unique(_prepared(coded.dictionary), rules)
    return unique[coded.indices.to_numpy(zero_copy_only=False)]


def _prepared(cells: Strings) -> Strings:
    values = text.folded(cells)
    return pc.replace_substring_regex(values, _WEEKDAY, "")


def _read_unique(cells: Strings, rules: DateRules) -> Moments:
    n, todo = len(cells), np.flatnonzero(text.filled(cells))
    draft = _Draft(np.zeros(n, np.int64), np.zeros(n, bool), np.zeros(n, bool))
    decision: tuple[DateOrder | None, bool] = (None, False)
    for shape, pattern in _PATTERNS.items() if len(todo) else ():
        parts, hit = _match(cells.take(pa.array(todo)), pattern + _CLOCK + _ZONE)
        if len(hit) == 0:
            continue
        if shape == "open":
            parts, decision = _decided(parts, rules)
        read = draft.put(todo[hit], parts, rules)
        todo = np.setdiff1d(todo, todo[hit][read], assume_unique=True)
    serial = np.zeros(n, bool)
    serial[draft.put_serials(todo, cells)] = True
    unreadable = text.filled(cells) & ~draft.known
    return Moments(draft.seconds, draft.known, draft.has_time, unreadable, serial, *decision)


Parts = dict[str, Any]


def _match(cells: Strings, pattern: str) -> tuple[Parts, Ints]:
    """The named parts of the cells that match, and which those are."""
    found = pc.extract_regex(cells, pattern)
    hit = np.flatnonzero(text.mask(pc.is_valid(found)))
    found = found.take(pa.array(hit))
    return {f.name: pc.fill_null(pc.struct_field(found, [i]), "")
            for i, f in enumerate(found.type)}, hit  # fmt: skip


@dataclass(eq=False)
class _Draft:
    """Moments being filled in, one pattern after the other."""

    seconds: Ints
    known: Bools
    has_time: Bools

    def put(self, at: Ints, parts: Parts, rules: DateRules) -> Bools:
        """Write what is a real day and a real time; says which of `at` were."""
        day, day_ok = _days(parts)
        clock, clock_ok, timed = _clock(parts)
        ok: Bools = day_ok & clock_ok
        seconds = _shop_local(day * _DAY + clock, timed, parts, rules)
        self.seconds[at[ok]] = seconds[ok]
        self.known[at[ok]] = True
        self.has_time[at[ok]] = timed[ok]
        return ok

    def put_serials(self, todo: Ints, cells: Strings) -> Ints:
        """Write spreadsheet day numbers; returns where they stood."""
        parts, hit = _match(cells.take(pa.array(todo)), _SERIAL)
        at = todo[hit]
        part = parts["part"].to_pylist() if len(at) else []
        share = np.array([float(f"0.{p}") if p else 0.0 for p in part])
        self.seconds[at] = (_ints(parts["day"]) + _SERIAL_EPOCH) * _DAY + np.rint(share * _DAY)
        self.known[at] = True
        self.has_time[at] = share > 0
        return at


def _ints(cells: Strings, blank: int = 0) -> Ints:
    values = pc.if_else(pc.equal(cells, ""), str(blank), cells)
    numbers: Ints = pc.cast(values, pa.int64()).to_numpy()
    return numbers


def _named(cells: Strings, names: Mapping[str, int]) -> Ints:
    """Codes of the few distinct words in a column, 0 for an unknown one."""
    at, unique = text.codes(cells)
    return np.array([names.get(word, 0) for word in unique.to_pylist()], np.int64)[at]


def _days(parts: Parts) -> tuple[Ints, Bools]:
    """Days since 1970-01-01 and whether such a day exists."""
    month = _month(parts)
    year, day = _year(parts), _ints(parts["day"])
    ok = (month >= 1) & (month <= 12) & (day >= 1) & (year >= 1868) & (year <= 2200)
    months = np.where(ok, (year - 1970) * 12 + month - 1, 0)
    start = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    following = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return start + day - 1, ok & (start + day - 1 < following)


def _month(parts: Parts) -> Ints:
    if "name" not in parts:
        return _ints(parts["month"])
    short = pc.utf8_slice_codeunits(parts["name"], 0, 3)
    return _named(short, {name: i for i, name in enumerate(_MONTHS, 1)})


def _year(parts: Parts) -> Ints:
    year = _ints(pc.if_else(pc.equal(parts["year"], "元"), "1", parts["year"]))
    if "era" in parts:
        return year + _named(parts["era"], _ERAS)
    return np.where(year < 70, year + 2000, np.where(year < 100, year + 1900, year))


def _clock(parts: Parts) -> tuple[Ints, Bools, Bools]:
    """Second of the day, whether it exists, and whether the cell had a time at all."""
    run = _ints(parts["digits"])
    hour = _ints(parts["hour"]) + run // 10_000 + _ints(parts["bare_hour"])
    minute = _ints(parts["minute"]) + run // 100 % 100
    second = _ints(parts["second"]) + run % 100
    timed = text.filled(parts["hour"]) | text.filled(parts["digits"])
    timed |= text.filled(parts["bare_hour"])
    half = pc.binary_join_element_wise(parts["before"], parts["after"], "")
    afternoon = text.matches(half, "^p|午後")
    hour = np.where(afternoon & (hour < 12), hour + 12, hour)
    hour = np.where(text.matches(half, "^a|午前") & (hour == 12), 0, hour)
    ok = (hour < 24) & (minute < 60) & (second < 61)
    return hour * 3600 + minute * 60 + np.minimum(second, 59), ok, timed


def _shop_local(local: Ints, timed: Bools, parts: Parts, rules: DateRules) -> Ints:
    at, zones = text.codes(parts["zone"])
    offsets = [_offset(zone, rules) for zone in zones.to_pylist()]
    shifted = np.array([o is not None for o in offsets], bool)[at] & timed
    if not shifted.any():
        return local
    behind = np.array([o or 0 for o in offsets], np.int64)[at]
    utc = pd.to_datetime(local[shifted] - behind[shifted], unit="s", utc=True)
    moved = utc.tz_convert(rules.timezone).tz_localize(None).as_unit("s").asi8
    out = local.copy()
    out[shifted] = moved
    return out


def _offset(zone: str, rules: DateRules) -> int | None:
    """Seconds ahead of UTC that a zone mark says; None for shop time."""
    if zone == "":
        return 0 if rules.naive == "utc" else None
    if zone == "jst":
        return 9 * 3600
    digits = zone.lstrip("gmtuc")
    if digits in {"", "z"}:
        return 0
    sign, rest = (-1 if digits[0] == "-" else 1), digits[1:].replace(":", "")
    hours, minutes = (rest[:-2], rest[-2:]) if len(rest) > 2 else (rest, "0")
    return sign * (int(hours) * 3600 + int(minutes) * 60)


def _decided(parts: Parts, rules: DateRules) -> tuple[Parts, tuple[DateOrder | None, bool]]:
    """Name the three numbers of `1/2/24` after deciding their order for the whole column."""
    possible = [r for r in _READINGS if _exists(_arranged(parts, r))]
    if rules.order is not None:
        chosen, assumed = rules.order, False
    elif len(possible) == 1:
        chosen, assumed = possible[0], False
    else:
        candidates = possible or list(_READINGS)
        sorted_ones = [r for r in candidates if _in_sequence(_arranged(parts, r))]
        assumed = len(sorted_ones) != 1
        shortest = min(candidates, key=lambda r: _span(_arranged(parts, r)))
        likely = rules.likely if rules.likely in candidates else shortest
        chosen = likely if assumed else sorted_ones[0]
    return _arranged(parts, chosen), (chosen, assumed)


def _arranged(parts: Parts, order: DateOrder) -> Parts:
    places: dict[DateOrder, Sequence[str]] = {
        "month_first": ("last", "first", "middle"),
        "day_first": ("last", "middle", "first"),
        "year_first": ("first", "middle", "last"),
    }
    year, month, day = places[order]
    return parts | {"year": parts[year], "month": parts[month], "day": parts[day]}


def _exists(parts: Parts) -> bool:
    """Whether (nearly) every cell is a real day when read so."""
    return bool(_days(parts)[1].mean() > 0.98)


def _span(parts: Parts) -> int:
    """Days from the first to the last when read so."""
    return int(np.ptp(_days(parts)[0]))


def _in_sequence(parts: Parts) -> bool:
    """Whether the days run one way down the file, as exports do."""
    steps = np.diff(_days(parts)[0])
    return len(steps) >= 3 and bool((steps >= 0).all() or (steps <= 0).all())
