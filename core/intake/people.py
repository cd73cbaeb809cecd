"""Identity keys and contact data: one record per person as the file knows them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.customers.identity import customers_of
from core.intake import keys, text
from core.intake.amounts import read_amounts
from core.intake.dates import DateRules, read_moments
from core.intake.model import CONTACT_COLUMNS, KEY_COLUMNS, KeyKind
from core.intake.orders import as_text
from core.intake.problems import Problems
from core.intake.rows import Rows
from core.intake.text import Strings

Ints = npt.NDArray[np.int64]

_DAYS = ("birth_date", "registered_at", "first_order_at", "consent_at")
_COUNTS = ("points_balance", "stated_orders")
_YES = text.strings(
    ["yes", "true", "1", "y", "on", "subscribed", "はい", "希望する", "希望", "受け取る",
     "受信する", "許可", "購読"]
)  # fmt: skip
_NO = text.strings(
    ["no", "false", "0", "n", "off", "not subscribed", "unsubscribed", "いいえ", "希望しない",
     "受け取らない", "受信しない", "拒否", "未購読"]
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Records:
    """(n,) records (orders, or rows of a customer file) with their keys as text, "" = none."""

    member: Strings
    email: Strings
    relay: Strings
    name_phone: Strings

    def keyed(self) -> npt.NDArray[np.bool_]:
        """(n,) whether a record has any key."""
        found: npt.NDArray[np.bool_] = np.any(
            [text.filled(getattr(self, k)) for k in KEY_COLUMNS], axis=0
        )
        return found

    def frame(self, source: str) -> pd.DataFrame:
        """(n, 5) as `core.customers.identity` takes it."""
        return pd.DataFrame({k: as_text(getattr(self, k)) for k in KEY_COLUMNS}).assign(
            source=source
        )


def read_keys(cells: Mapping[str, Strings], n: int) -> Records:
    """Normalise keys; name and phone become one only where no record has any other.

    `cells` holds (n,) text of member, email, name, kana and phone, as far as the file has them.
    """
    blank = text.blanks(n)
    address = keys.emails(cells.get("email", blank))
    masked = keys.is_relay(address)
    member = keys.members(cells.get("member", blank))
    email, relay = text.blank_where(address, masked), text.blank_where(address, ~masked)
    other = any(text.filled(k).any() for k in (member, email, relay))
    if other:
        return Records(member, email, relay, blank)
    name = _either(cells.get("kana", blank), cells.get("name", blank))
    phone = keys.phones(cells.get("phone", blank))
    return Records(member, email, relay, keys.names_with_phones(name, phone))


def _either(one: Strings, other: Strings) -> Strings:
    return pc.if_else(pa.array(text.filled(one)), one, other)


def note_damaged_members(rows: Rows, problems: Problems) -> None:
    """Say where a spreadsheet has rounded member ids so that they name nobody any more."""
    at = np.flatnonzero(text.matches(rows.text("member"), text.EXCEL_ID))
    problems.add(
        "excel_damaged_key", file=rows.file_names(at), line=rows.line[at],
        column=rows.headings.get("member", ""), cells=rows.text("member").take(at),
    )  # fmt: skip


def key_kind(records: Records, where: npt.NDArray[np.bool_]) -> KeyKind:
    """The key that most of the records carry; of equals the first of member, e-mail, relay."""
    kinds: tuple[KeyKind, ...] = ("member", "email", "relay", "name_phone")
    counts = {k: int((text.filled(getattr(records, k)) & where).sum()) for k in kinds}
    best = max(kinds, key=lambda k: counts[k])
    return best if counts[best] else "none"


def persons_of(records: Records) -> tuple[Ints, Ints]:
    """Records with the very same keys are one person record.

    Returns:
        (n,) person of each record, -1 without any key; (persons,) its first record.
    """
    code = np.zeros(len(records.member), np.int64)
    for key in KEY_COLUMNS:
        at, unique = text.codes(getattr(records, key))
        code = pd.factorize(code * max(len(unique), 1) + at)[0].astype(np.int64)
    keyed = records.keyed()
    person = np.full(len(code), -1, np.int64)
    person[keyed] = pd.factorize(code[keyed])[0]
    first = np.flatnonzero(keyed)
    return person, first[np.unique(person[keyed], return_index=True)[1]]


def count_customers(records: Records, person: Ints, where: npt.NDArray[np.bool_]) -> int:
    """How many customers stand behind the records chosen by `where`."""
    chosen, first = np.unique(person[where & (person >= 0)], return_index=True)
    if len(chosen) == 0:
        return 0
    at = np.flatnonzero(where & (person >= 0))[first]
    some = Records(*(getattr(records, k).take(pa.array(at)) for k in KEY_COLUMNS))
    return int(customers_of(some.frame("")).max()) + 1


def newest_cells(cells: Strings, person: Ints, n_persons: int, by_time: Ints) -> Strings:
    """(n_persons,) each person's last cell that is not blank, records walked in `by_time`."""
    at = by_time[(text.filled(cells) & (person >= 0))[by_time]]
    last = np.full(n_persons, -1, np.int64)
    last[person[at]] = at
    return text.blank_where(cells.take(pa.array(np.maximum(last, 0))), last < 0)


def contacts_frame(
    records: Records, first: Ints, details: Mapping[str, Strings], rules: DateRules, scale: int
) -> pd.DataFrame:
    """(n_persons,) columns in CONTACT_COLUMNS.

    `first` is the record that holds a person's keys, `details` maps fields to (n_persons,) text.
    """
    blank = text.blanks(len(first))
    index = pa.array(first)
    frame = {k: as_text(getattr(records, k).take(index)) for k in KEY_COLUMNS}
    for name in CONTACT_COLUMNS[len(KEY_COLUMNS) :]:
        frame[name] = _detail(name, details.get(name, blank), rules, scale)
    return pd.DataFrame(frame)


def _detail(name: str, cells: Strings, rules: DateRules, scale: int) -> pd.Series:
    if name in _DAYS:
        return read_moments(cells, rules).series()
    if name in _COUNTS:
        return read_amounts(cells).minor(0)
    if name == "stated_spent":
        return read_amounts(cells).minor(scale)
    if name == "consent_email":
        return truths(cells)
    if name == "phone":
        return as_text(keys.phones(cells))
    return as_text(keys.postal_codes(cells) if name == "postal_code" else cells)


def truths(cells: Strings) -> pd.Series:
    """(n,) yes and no in both languages as nullable boolean; anything else is not known."""
    values = text.folded(cells)
    yes, no = (text.mask(pc.is_in(values, value_set=words)) for words in (_YES, _NO))
    return pd.Series(yes, dtype="boolean").mask(~(yes | no))
