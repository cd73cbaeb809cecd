"""Names, addresses and keys of the demo shop's people as cells of a file."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from core.demo.names import GIVEN, PLACES, SURNAMES
from core.demo.table import Cells, Style, chosen, glued, numbers, picked

HOUSES = ("メゾン見本", "コーポ花①", "見本ハイツ", "グリーンコート", "第Ⅱ見本ビル")

KANJI, KANA, ROMAJI = range(3)
POSTCODE, PREFECTURE_ID, PREFECTURE, CITY = range(4)


def surname(folk: pd.DataFrame, style: Style, part: int = KANJI) -> Cells:
    """Family names in one of their three spellings."""
    return picked(style.pool(name[part] for name in SURNAMES), folk["surname"].to_numpy())


def given(folk: pd.DataFrame, style: Style, part: int = KANJI) -> Cells:
    """Given names in one of their three spellings."""
    return picked(style.pool(name[part] for name in GIVEN), folk["given"].to_numpy())


def place(folk: pd.DataFrame, style: Style, part: int) -> Cells:
    """A column of PLACES."""
    return picked(style.pool(str(one[part]) for one in PLACES), folk["place"].to_numpy())


def street(folk: pd.DataFrame, style: Style) -> Cells:
    """Town and block; the town is invented."""
    town = picked(style.pool(f"見本町{n}" for n in range(1, 10)), folk["chome"].to_numpy() - 1)
    return glued(town, "-", numbers(_column(folk, "banchi")), "-", numbers(_column(folk, "ban")))


def postcode(folk: pd.DataFrame, style: Style) -> tuple[Cells, Cells]:
    """Postcodes in two cells, 100 and 0001."""
    codes, where = [one[0] for one in PLACES], folk["place"].to_numpy()
    head, tail = style.pool(code[:3] for code in codes), style.pool(code[3:] for code in codes)
    return picked(head, where), picked(tail, where)


def city_street(folk: pd.DataFrame, style: Style) -> Cells:
    """City, town and block in one cell."""
    return glued(place(folk, style, CITY), street(folk, style))


def house(folk: pd.DataFrame, style: Style) -> Cells:
    """House name and room, blank for those who live in a house of their own."""
    room = _column(folk, "room")
    name = picked(style.pool(HOUSES), room % len(HOUSES))
    return chosen(room > 0, glued(name, numbers(room)))


def email(folk: pd.DataFrame, style: Style) -> Cells:
    """An address of nobody, different for everyone: only example.com and example.jp."""
    number = np.arange(1, len(folk) + 1)
    domain = picked(style.pool(("com", "jp")), number % 5 // 4)
    names = glued(given(folk, style, ROMAJI), ".", surname(folk, style, ROMAJI))
    return glued(names, numbers(number), "@example.", domain)


def relay(folk: pd.DataFrame) -> Cells:
    """A masked mall address, one per person; the local part says that it is of a demo."""
    number = numbers(np.arange(1, len(folk) + 1), width=7)
    return glued("demo", number, "@pc.fw.rakuten.ne.jp")


def shouted(cells: Cells) -> Cells:
    """The same address as typed with the capital lock on."""
    return pc.cast(pc.ascii_upper(pc.cast(cells, "large_string")), "large_binary")


def phone_digits(folk: pd.DataFrame) -> Cells:
    """Eleven digits, see `core.demo.people`."""
    return glued("0900", numbers(_column(folk, "phone")))


def phone_tail(folk: pd.DataFrame) -> tuple[Cells, Cells]:
    """The middle and the last four digits."""
    number = _column(folk, "phone")
    return numbers(number // 10_000, width=4), numbers(number % 10_000, width=4)


def _column(folk: pd.DataFrame, name: str) -> npt.NDArray[np.int64]:
    values: npt.NDArray[np.int64] = folk[name].to_numpy()
    return values
