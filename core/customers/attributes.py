"""What is known of the customers themselves: age, gender, region, breadth, and how completely."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.arrays import Counts, Days, Floats
from core.customers.acts import places
from core.customers.regions import ROMAJI, region
from core.customers.segments import Choice, Field
from core.formula import Formula
from core.stats.intervals import evidence

AGE_BANDS = ("0-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70-79", "80+")
GENDERS = ("female", "male", "other", "unsaid")
SAID = {
    "female": ("女", "女性", "female", "f", "woman", "2"),
    "male": ("男", "男性", "male", "m", "man", "1"),
    "other": ("その他", "other", "non-binary", "x"),
    "unsaid": ("不明", "未回答", "無回答", "回答しない", "unknown", "prefer not to say"),
}
"""How files write a gender; the numbers are EC-CUBE's."""
OLDEST = 120
BREADTH_DAYS = 365

FORMULAS = (
    Formula("attributes.age_band", "whole years from birth to as_of, in tens", "calendar"),
    Formula("attributes.breadth", "distinct categories bought in (as_of - 365, as_of]", "count"),
    Formula("attributes.completeness", "customers of whom it is known / customers", "share"),
)


def age_bands(birth: npt.ArrayLike, as_of: int) -> Choice:
    """The age of each customer in tens of years.

    Args:
        birth: (c,) dates, NaT unknown.
        as_of: days since 1970-01-01.

    Returns:
        Ages in AGE_BANDS; unknown where the date is missing, in the future or too long ago.
    """
    born = np.asarray(birth, "datetime64[D]")
    today = np.datetime64(as_of, "D")
    missing = np.isnat(born)
    day = np.where(missing, today, born)
    years = _year(today) - _year(day)
    years -= (_day_of_year_key(today) < _day_of_year_key(day)).astype(np.int64)
    odd = missing | (years < 0) | (years > OLDEST)
    return Choice(np.where(odd, -1, np.minimum(years // 10, 8)).astype(np.int8), AGE_BANDS)


def genders(said: pd.Series) -> Choice:
    """The gender of each customer as the files write it, in GENDERS; unknown without a word."""
    code = {word: GENDERS.index(name) for name, words in SAID.items() for word in words}
    known = said.astype("str").str.strip().str.lower().map(code)
    known = known.where(known.notna() | said.isna(), GENDERS.index("other"))
    return Choice(known.fillna(-1).to_numpy(np.int8), GENDERS)


def regions(said: pd.Series) -> Choice:
    """The region of each customer: prefectures in their order, then others as they are written.

    Args:
        said: (c,) text of the files, missing where they say nothing.
    """
    codes, cells = pd.factorize(said)  # few spellings, however many customers
    names = [region(str(cell)) for cell in cells]
    there = set(names) - {""}
    order = [name for name in ROMAJI if name in there]
    order += sorted(there.difference(order))
    place = {name: at for at, name in enumerate(order)}
    # One more at the end, which is where the -1 of a missing cell looks.
    found = np.array([*(place.get(name, -1) for name in names), -1], np.int32)
    return Choice(found[codes], tuple(order))


def breadth(
    customers: npt.NDArray[np.int64],
    customer: npt.NDArray[np.int64],
    category: npt.NDArray[np.integer],
    day: Days,
    *,
    as_of: int,
) -> Counts:
    """(c,) distinct categories each of (c,) customers, ascending, bought in the last year.

    Args:
        customers: ids, ascending.
        customer: (l,) id of each order line.
        category: (l,) code of its category, -1 unknown.
        day: (l,) day of its order.
        as_of: the last day that counts.
    """
    place, known = places(customers, customer)
    lately = known & (category >= 0) & (day <= as_of) & (day > as_of - BREADTH_DAYS)
    wide = int(category.max(initial=0)) + 1
    pairs = np.unique(place[lately] * wide + category[lately])
    return np.bincount(pairs // wide, minlength=customers.size)


def completeness(fields: Mapping[str, Field]) -> pd.DataFrame:
    """How many of the customers each attribute is known of.

    Returns:
        One row per field: `field`, `known` (customers), `share`, `evidence`.
    """
    rows = []
    for name, values in fields.items():
        known = _known(values)
        n = int(known.sum())
        share = n / known.size if known.size else float("nan")
        rows.append({"field": name, "known": n, "share": share, "evidence": evidence(n)})
    return pd.DataFrame(rows, columns=["field", "known", "share", "evidence"])


def profile_share(fields: Mapping[str, Field]) -> Floats:
    """(c,) share of these attributes that is known of each customer."""
    return np.asarray(np.mean([_known(values) for values in fields.values()], axis=0))


def _known(values: Field) -> npt.NDArray[np.bool_]:
    if isinstance(values, Choice):
        return np.asarray(values.codes >= 0)
    return ~np.isnan(values.astype(np.float64))


def _year(days: npt.ArrayLike) -> npt.NDArray[np.int64]:
    return np.asarray(days).astype("datetime64[Y]").astype(np.int64)


def _day_of_year_key(days: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Month and day as one number, so that a birthday on 29 February is on 1 March."""
    dates = np.asarray(days, "datetime64[D]")
    month = dates.astype("datetime64[M]")
    return np.asarray(100 * (month.astype(np.int64) % 12) + (dates - month).astype(np.int64))
