"""The files of each channel, handed over only after it is written down who takes them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from pages.shared import csv, formats
from pages.shared.i18n import Language, language, mark, t
from pages.shared.outbox import cards, labels, letters, lists, paper, sheets
from pages.shared.outbox.letters import Letter, Message
from pages.shared.outbox.lists import Parcel
from pages.shared.store import Shop, SignedOut, clock, exports, people, recipients, texts
from pages.shared.texts.finished import IDS, finished


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Attributes:
        label: in words.
        channels: whose messages it holds.
        ending: of the file's name.
    """

    label: str
    channels: tuple[str, ...]
    ending: str

    @property
    def mime(self) -> str:
        """The type of the file."""
        return paper.MIME if self.ending == "pdf" else csv.MIME


MAIL = ("email", "newsletter")
KINDS: Mapping[str, Kind] = {
    "mail_plain": Kind(mark("Mail list"), MAIL, "csv"),
    "mail_mailchimp": Kind(mark("Mail list for Mailchimp"), MAIL, "csv"),
    "mail_benchmark": Kind(mark("Mail list for Benchmark Email"), MAIL, "csv"),
    "mail_mailwise": Kind(mark("Mail list for Mailwise"), MAIL, "csv"),
    "line": Kind(mark("Texts for LINE"), ("line",), "csv"),
    "sms": Kind(mark("Texts for SMS"), ("sms",), "csv"),
    "labels:12": Kind(mark("Address labels, 12 on a sheet"), ("postcard",), "pdf"),
    "labels:24": Kind(mark("Address labels, 24 on a sheet"), ("postcard",), "pdf"),
    "postcards": Kind(mark("Postcards, both sides"), ("postcard",), "pdf"),
    "letters": Kind(mark("Letters"), ("postcard", "insert"), "pdf"),
    "badges": Kind(mark("VIP badges to cut out"), ("postcard", "insert"), "pdf"),
    "addresses": Kind(mark("Postal addresses"), ("postcard",), "csv"),
    "cards": Kind(mark("Thank-you cards, A6"), ("postcard", "insert"), "pdf"),
    "pick_list": Kind(mark("What goes into which parcel"), ("insert",), "pdf"),
    "pick_table": Kind(mark("What goes into which parcel, as a table"), ("insert",), "csv"),
    "call_sheet": Kind(mark("Call sheet"), ("call",), "pdf"),
    "call_table": Kind(mark("Calls as a table"), ("call",), "csv"),
}
"""Every file there is, in the order they are offered."""

ONE_EACH = frozenset({"cards", "letters", "badges"})
"""Files in which each gift that goes along has a paper of its own."""

BADGE = "A2"
"""The text with which a badge is sent."""


@dataclass(frozen=True)
class Making:
    """What files are made of.

    Attributes:
        shop: its name.
        language: of the customers.
        address: of the shop, "" = unknown.
        day: of today.
        title: of the document.
        used: labels of the first sheet that are gone.
        parcels: what lies in which parcel, for inserts.
    """

    shop: str
    language: Language
    address: str
    day: date
    title: str
    used: int = 0
    parcels: tuple[Parcel, ...] = ()


def fitting(channel: str) -> tuple[str, ...]:
    """The kinds of files for the messages of a channel."""
    return tuple(code for code, kind in KINDS.items() if channel in kind.channels)


def handed_over(
    shop: Shop, code: str, messages: Sequence[Message], token: str | None, *, used: int = 0
) -> bytes:
    """The file, for the person behind a session token, who is written down before having it.

    Who may not be contacted that way is not in it, whatever the page still showed.

    Args:
        shop: whose customers.
        code: of `KINDS`; messages of other channels are left out.
        messages: what is to go out.
        token: of the session, as it was when the button was drawn.
        used: labels of the first sheet that are gone.

    Raises:
        SignedOut: the session has ended.
        NotAllowed: the person may only look, or is not of this shop.
    """
    live = people.live(token)
    if live is None:
        raise SignedOut
    fits = _asked(code, messages)
    found = letters.written(shop, fits, by=live.person.id).letters
    customers = len({letter.message.customer for letter in found})
    exports.taken(shop.id, token, what=code, count=customers, role="staff")
    common = texts.common(shop.id)
    day = clock.today(shop.settings.timezone)
    title = f"{t(KINDS[code].label)} {formats.day(day)}"
    parcels = _parcels(shop, found, by=live.person.id) if code.startswith("pick") else ()
    making = Making(shop.name, common.language, common.address, day, title, used, parcels)
    return MAKERS[code](found, making)


def _asked(code: str, messages: Sequence[Message]) -> list[Message]:
    """The messages of a file: of its channels, and on cards also the gifts that go along."""
    fits = [message for message in messages if message.channel in KINDS[code].channels]
    if code not in ONE_EACH:
        return fits
    every = [
        replace(message, text=text, folded=())
        for message in fits
        for text in (message.text, *message.folded)
    ]
    return [message for message in every if code != "badges" or message.text == BADGE]


def _parcels(shop: Shop, found: Sequence[Letter], *, by: int) -> tuple[Parcel, ...]:
    """Parcels with what goes along, the oldest order first."""
    papers: dict[tuple[str, str], list[str]] = {}
    names: dict[tuple[str, str], str] = {}
    for letter in found:
        order = (letter.message.source, letter.message.order_no)
        gifts = (letter.message.text, *letter.message.folded)
        papers.setdefault(order, []).extend(_title(text_id) for text_id in gifts)
        names[order] = letter.to
    held = recipients.parcels(shop.id, papers, by=by)
    parcels = []
    for order, rows in held.groupby(["source", "order_no"], sort=False):
        ordered = formats.day(pd.Timestamp(rows["ordered_at"].iloc[0]).date())
        products = "\n".join(_product(row) for row in rows.itertuples())
        parcels.append(Parcel(order[1], ordered, names[order], products, "\n".join(papers[order])))
    return tuple(parcels)


def _title(text_id: str) -> str:
    """What the paper is called, for those who pack."""
    return finished(text_id, language()).title if text_id in IDS else text_id


def _product(row: object) -> str:
    name, quantity = getattr(row, "product", None), getattr(row, "quantity", None)
    if formats.is_missing(name):
        return ""
    return str(name) if formats.is_missing(quantity) else f"{name} × {int(quantity)}"


Maker = Callable[[Sequence[Letter], Making], bytes]
MAKERS: Mapping[str, Maker] = {
    **{
        f"mail_{tool}": lambda found, how, tool=tool: sheets.mail(found, tool, how.language)
        for tool in sheets.TOOLS
    },
    **{
        code: lambda found, how, sheet=sheet: labels.labels(
            found, sheet, how.language, how.title, used=how.used
        )
        for code, sheet in labels.SHEETS.items()
    },
    "line": lambda found, _: sheets.line(found),
    "sms": lambda found, _: sheets.phone(found),
    "addresses": lambda found, _: sheets.addresses(found),
    "postcards": lambda found, how: cards.postcards(
        found, how.shop, how.address, how.language, how.title
    ),
    "letters": lambda found, how: cards.letters_on_a4(found, how.language, how.day, how.title),
    "badges": lambda found, how: cards.badges(found, how.shop, how.language, how.day, how.title),
    "cards": lambda found, how: cards.thank_you_cards(found, how.title),
    "pick_list": lambda _, how: lists.pick_list(how.parcels, how.title),
    "pick_table": lambda _, how: sheets.pick_list(how.parcels),
    "call_sheet": lambda found, how: lists.call_sheet(found, how.title),
    "call_table": lambda found, _: sheets.phone(found),
}
