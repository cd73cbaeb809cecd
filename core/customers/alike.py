"""Customers who may be one person: pairs with the evidence, for the owner to confirm.

Nothing here joins anybody. A telephone alone says nothing (families share one), and neither does
a name; a masked and a real e-mail address are a hint only beside other evidence.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from core.customers.acts import places
from core.formula import Formula
from core.history import History
from core.intake import keys, text

EVIDENCE = ("phone_name", "address_name", "masked_mail")
MOST_ALIKE = 6
"""More customers than this behind one telephone or address are a dormitory, or a dummy."""

VARIANTS = str.maketrans("髙﨑濵濱邊邉齋齊澤廣德", "高崎浜浜辺辺斎斉沢広徳")
"""Letters of names that are written in two ways."""

FORMULAS = (
    Formula(
        "alike.second_rate",
        "customers with two occasions or more / customers; a pair counts as one customer with the "
        "distinct days of both",
        "share",
    ),
)

COLUMNS = ("name", "kana", "phone", "email", "postal_code", "address")


def candidates(records: pd.DataFrame) -> pd.DataFrame:
    """Pairs of customers who may be one person.

    Args:
        records: (n, 7) `customer` (id), and the texts of COLUMNS as files wrote them, missing
            where one says nothing; `address` holds everything below the postal code. A customer
            may have several rows.

    Returns:
        One row per pair, the strongest evidence first: `customer` < `other` (ids), and True or
        False for each of EVIDENCE.

    Source: domain conventions, section 0, identity.
    """
    said = _comparable(records)
    phone = _pairs(said, ["phone", "person"])
    address = _pairs(said, ["postal_code", "address", "person"])
    both = pd.concat([phone, address]).drop_duplicates()
    found = both.assign(phone_name=_among(both, phone), address_name=_among(both, address))
    mail = said.groupby("customer")[["masked", "real"]].any()
    one, other, real = found["customer"], found["other"], mail["real"]
    only = mail["masked"] & ~real
    found["masked_mail"] = (one.map(only) & other.map(real)) | (other.map(only) & one.map(real))
    strength = -found[list(EVIDENCE)].sum(axis=1)
    order = np.lexsort((other, one, strength))
    return found.iloc[order].reset_index(drop=True)


def second_rate(history: History, pairs: Iterable[tuple[int, int]] = ()) -> float:
    """Share of the customers who bought a second time, if these pairs were one person each.

    Args:
        history: as of the day asked for.
        pairs: ids of two customers; who has bought nothing is no customer.
    """
    n, again = history.n_customers, int(np.count_nonzero(history.occasions > 1))
    if not n:
        return float("nan")
    asked = np.array(list(pairs), np.int64).reshape(-1, 2)
    (a, has_a), (b, has_b) = (places(history.customer, side) for side in asked.T)
    both = has_a & has_b
    mine = np.unique(np.concatenate([a[both], b[both]]))
    if not mine.size:
        return again / n
    edges = np.searchsorted(mine, a[both]), np.searchsorted(mine, b[both])
    graph = coo_array((np.ones(both.sum(), np.int8), edges), shape=(mine.size,) * 2)
    people, person = connected_components(graph, directed=False)
    place, of_mine = places(mine, history.occasion_customer.astype(np.int64))
    span = int(history.occasion_day.max()) + 1
    key = person[place[of_mine]].astype(np.int64) * span + history.occasion_day[of_mine]
    days = np.bincount(np.unique(key) // span, minlength=people)
    came = again - int(np.count_nonzero(history.occasions[mine] > 1)) + np.count_nonzero(days > 1)
    return float(came / (n - mine.size + people))


def second_rates(history: History, pairs: Sequence[tuple[int, int]]) -> list[float]:
    """`second_rate` for each pair alone, without counting everybody each time."""
    n, again = history.n_customers, int(np.count_nonzero(history.occasions > 1))
    return [_with_one(history, n, again, pair) for pair in pairs]


def _with_one(history: History, n: int, again: int, pair: tuple[int, int]) -> float:
    place, has = places(history.customer, np.array(pair, np.int64))
    if not has.all():
        return again / n if n else float("nan")
    counts, firsts = history.occasions[place], history.first_day[place]
    one = int((counts > 1).any() or firsts[0] != firsts[1])
    return (again - int((counts > 1).sum()) + one) / (n - 1)


def _comparable(records: pd.DataFrame) -> pd.DataFrame:
    """The texts as they can be compared, one row per customer and way of writing; "" unknown."""
    cells = {name: _cells(records[name]) for name in COLUMNS}
    mail = keys.emails(cells["email"])
    masked = keys.is_relay(mail)
    plain = {
        "customer": records["customer"].to_numpy(np.int64),
        "name": _letters(cells["name"]),
        "kana": _letters(cells["kana"]),
        "phone": keys.phones(cells["phone"]).to_pylist(),
        "postal_code": keys.postal_codes(cells["postal_code"]).to_pylist(),
        "address": _letters(cells["address"]),
        "masked": masked,
        "real": text.filled(mail) & ~masked,
    }
    return pd.DataFrame(plain)


def _cells(column: pd.Series) -> text.Strings:
    said = column.astype(object)
    return text.strings([str(cell) for cell in said.where(said.notna(), "")])


def _among(pairs: pd.DataFrame, these: pd.DataFrame) -> pd.Series:
    """Which of the pairs are among these."""
    index = pd.MultiIndex.from_frame(pairs)
    return pd.Series(index.isin(pd.MultiIndex.from_frame(these)), index=pairs.index)


def _letters(cells: text.Strings) -> pd.Series:
    """Folded, without blanks, letters of two ways in one, numbers of houses with one dash."""
    plain = pd.Series(text.folded(cells).to_pylist(), dtype="str")
    plain = plain.str.translate(VARIANTS).str.replace(r"\s+", "", regex=True)
    plain = plain.str.replace(r"[‐‑–—―−ーｰ]", "-", regex=True)
    return plain.str.replace(r"(?<=\d)(?:丁目|番地の|番地|番|号)", "-", regex=True).str.rstrip("-")


def _pairs(said: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Pairs of customers with the same of everything named; "person" is the name or its kana."""
    parts = []
    for name in ("name", "kana"):
        columns = [name if column == "person" else column for column in by]
        filled = (said[columns] != "").all(axis=1)
        rows = said.loc[filled, ["customer", *columns]].drop_duplicates()
        sizes = rows.groupby(columns)["customer"].transform("size")
        few = rows[(sizes > 1) & (sizes <= MOST_ALIKE)]
        joined = few.merge(few, on=columns, suffixes=("", "_other"))
        pairs = joined[joined["customer"] < joined["customer_other"]]
        parts.append(pairs[["customer", "customer_other"]])
    return pd.concat(parts).drop_duplicates().rename(columns={"customer_other": "other"})
