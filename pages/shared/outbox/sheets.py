"""Lists as CSV: for mail tools, for LINE and text messages, for the phone and for the parcels."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from pages.shared import csv
from pages.shared.i18n import Language, t
from pages.shared.outbox.letters import Letter
from pages.shared.outbox.lists import Parcel

Row = dict[str, str]


def mail(letters: Sequence[Letter], tool: str, language: Language) -> bytes:
    """A list of addresses with each one's text, in the columns a tool asks for.

    Args:
        letters: by e-mail.
        tool: of `TOOLS`.
        language: of the customers; it decides which part of a name comes first.
    """
    return _encoded([TOOLS[tool](letter, language) for letter in letters])


def _plain(letter: Letter, _: Language) -> Row:
    return {
        t("E-mail"): letter.contact["email"],
        t("Name"): letter.to,
        t("Subject"): letter.subject,
        t("Text"): letter.body,
    }


def _mailchimp(letter: Letter, language: Language) -> Row:
    family, given = parted(letter.name, language)
    return {
        "Email Address": letter.contact["email"],
        "First Name": given,
        "Last Name": family,
        "SUBJECT": letter.subject,
        "TEXT": letter.body,
    }


def _benchmark(letter: Letter, language: Language) -> Row:
    """The heading of the address must be the English word."""
    family, given = parted(letter.name, language)
    return {
        "Email": letter.contact["email"],
        "姓": family,
        "名": given,
        "件名": letter.subject,
        "本文": letter.body,
    }


def _mailwise(letter: Letter, _: Language) -> Row:
    """Four columns in this order and no other; the text is written there."""
    return {
        "メールアドレス": letter.contact["email"],
        "名前": letter.name,
        "会社名": "",
        "部課": "",
    }


TOOLS: Mapping[str, Callable[[Letter, Language], Row]] = {
    "plain": _plain,
    "mailchimp": _mailchimp,
    "benchmark": _benchmark,
    "mailwise": _mailwise,
}


def parted(name: str, language: Language) -> tuple[str, str]:
    """Family name and given name; a name in one piece is the family name in Japanese."""
    words = name.split()
    if len(words) < 2:
        return (name.strip(), "") if language == "ja" else ("", name.strip())
    if language == "ja":
        return words[0], " ".join(words[1:])
    return words[-1], " ".join(words[:-1])


def line(letters: Sequence[Letter]) -> bytes:
    """The text of each person beside the name noted for LINE."""
    return _encoded(
        [
            {
                t("LINE name"): letter.contact["line_name"],
                t("Name"): letter.to,
                t("Text"): letter.body,
            }
            for letter in letters
        ]
    )


def phone(letters: Sequence[Letter]) -> bytes:
    """The text of each person beside the number: for text messages and for calls."""
    return _encoded(
        [
            {t("Phone"): letter.contact["phone"], t("Name"): letter.to, t("Text"): letter.body}
            for letter in letters
        ]
    )


def addresses(letters: Sequence[Letter]) -> bytes:
    """Postal addresses, for a label printer or a printing house."""
    return _encoded(
        [
            {
                t("Postal code"): letter.contact["postal_code"],
                t("Address"): " ".join(letter.address),
                t("Name"): letter.to,
                t("Text"): letter.body,
            }
            for letter in letters
        ]
    )


def pick_list(parcels: Sequence[Parcel]) -> bytes:
    """What goes along with each order."""
    return _encoded(
        [
            {
                t("Order no."): parcel.order_no,
                t("Ordered on"): parcel.ordered,
                t("Name"): parcel.customer,
                t("Products"): parcel.products.replace("\n", " / "),
                t("Put in"): parcel.papers,
            }
            for parcel in parcels
        ]
    )


def _encoded(rows: list[Row]) -> bytes:
    return csv.encode(pd.DataFrame(rows, dtype="str"))
