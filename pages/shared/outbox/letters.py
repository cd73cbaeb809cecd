"""Texts filled for each person, for those who may be contacted that way and can be reached."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from core.triggers.rule import Offer
from core.triggers.texts import fill
from core.voice import Voice
from pages.shared.i18n import speaking
from pages.shared.recommended import told
from pages.shared.store import Shop, recipients, recommendations, texts, voice
from pages.shared.store.texts import Common, Kept
from pages.shared.texts import values

NEEDS: Mapping[str, str] = {
    "email": "email",
    "newsletter": "email",
    "sms": "phone",
    "postcard": "address",
    "call": "phone",
}
"""Without which word of a customer a channel leads nowhere."""

PRODUCT_LENGTH = 60
"""Signs of a product's name in a text; names in files can be whole advertisements."""


@dataclass(frozen=True)
class Message:
    """What is to go out to one customer.

    Attributes:
        customer: the number.
        text: id of the text.
        channel: one of `core.consent.CHANNELS`.
        source, order_no: the order it is about, "" where it is about none.
        products: what that order held, names joined by " / ".
        number: which purchase it was, None where that is not the point.
        code: of the coupon or the referral.
        offer: what it promises.
        folded: ids of the texts of lower gifts that go along.
    """

    customer: int
    text: str
    channel: str
    source: str = ""
    order_no: str = ""
    products: str = ""
    number: int | None = None
    code: str = ""
    offer: Offer = field(default_factory=Offer)
    folded: tuple[str, ...] = ()


@dataclass(frozen=True)
class Letter:
    """A message as it goes out.

    Attributes:
        message: what was asked for.
        name: of the customer, "" where unknown.
        to: the name as it is addressed.
        contact: e-mail, phone, postal address and so on, "" where unknown.
        subject: of an e-mail.
        body: the text.
    """

    message: Message
    name: str
    to: str
    contact: Mapping[str, str] = field(repr=False, hash=False)
    subject: str = field(repr=False)
    body: str = field(repr=False)

    @property
    def address(self) -> tuple[str, ...]:
        """The postal address without the code: two lines at most."""
        area = self.contact["prefecture"] + self.contact["city"]
        return tuple(line for line in (area, self.contact["address"]) if line)


@dataclass(frozen=True)
class LeftOut:
    """A message that does not go out.

    Attributes:
        message: what was asked for.
        reason: a code of `core.consent.REASONS`, "gone", "no_email", "no_phone", "no_address",
            "no_form" (the text has none for the channel), "shipped" or "lacks".
        lacks: fields that still need a value.
    """

    message: Message
    reason: str
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """What goes out, in the order asked for, and what does not."""

    letters: tuple[Letter, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class _Desk:
    """All that the letters of a shop are written with."""

    shop: Shop
    voice: Voice
    common: Common
    texts: Mapping[str, Kept]
    contacts: Mapping[int, Mapping[str, str]] = field(repr=False)
    products: Mapping[int, tuple[str, str]] = field(repr=False)
    refusals: Mapping[tuple[int, str], str] = field(repr=False)
    shipped: frozenset[tuple[str, str]] = frozenset()


def written(shop: Shop, messages: Sequence[Message], *, by: int) -> Written:
    """Each message as it goes out today, or why it does not.

    Raises:
        NotAllowed: the person `by` may only look, or is not of this shop.
    """
    desk = _desk(shop, messages, by)
    done = [_letter(desk, message) for message in messages]
    return Written(
        tuple(one for one in done if isinstance(one, Letter)),
        tuple(one for one in done if isinstance(one, LeftOut)),
    )


def drafted(shop: Shop, message: Message, kept: Kept, *, by: int) -> Letter | LeftOut:
    """A text that is still being written, for one customer, whether she may be reached or not.

    Raises:
        NotAllowed: as for `written`.
        Faulty: the text cannot be read.
    """
    desk = _desk(shop, [message], by)
    return _filled(desk, message, kept)


def specimen(shop: Shop, message: Message, kept: Kept, name: str) -> Letter | LeftOut:
    """A text that is still being written, for a name that is nobody's.

    Raises:
        Faulty: the text cannot be read.
    """
    common = texts.common(shop.id)
    contacts = {message.customer: {"name": name}}
    return _filled(_Desk(shop, voice.voice(shop.id), common, {}, contacts, {}, {}), message, kept)


def _desk(shop: Shop, messages: Sequence[Message], by: int) -> _Desk:
    ids = {message.customer for message in messages}
    common = texts.common(shop.id)
    kept = texts.texts(shop.id, common.language)
    wanting = {m.customer for m in messages if m.text in kept and _recommends(kept[m.text])}
    return _Desk(
        shop, voice.voice(shop.id), common, kept,
        contacts=_contacts(recipients.contacts(shop.id, ids, by=by)),
        products=_products(shop.id, wanting, common),
        refusals=recipients.refusals(shop.id, ids) if ids else {},
        shipped=_shipped(shop.id, messages, by),
    )  # fmt: skip


def _recommends(kept: Kept) -> bool:
    return any("{product}" in template for template in kept.text.forms.values())


def _contacts(frame: pd.DataFrame) -> dict[int, dict[str, str]]:
    """Words by customer, "" where unknown."""
    words = frame.astype(object).where(frame.notna(), "")
    return {int(customer): row for customer, row in words.to_dict("index").items()}


def _products(shop_id: int, customers: Iterable[int], common: Common) -> dict[int, tuple[str, str]]:
    """What is recommended to each customer, and why."""
    ids = sorted(customers)
    if not ids:
        return {}
    with speaking(common.language):
        return {
            int(row.customer): (str(row.name), told(row) if _knows(row) else "")
            for row in recommendations.recommendations(shop_id, customers=ids, most=1).itertuples(
                index=False
            )
        }


def _knows(row: Any) -> bool:  # noqa: ANN401 - a row of a frame
    return row.reason != "together" or bool(row.because_name)


def _shipped(shop_id: int, messages: Sequence[Message], by: int) -> frozenset[tuple[str, str]]:
    """The orders for inserts that have left the house."""
    asked = {(m.source, m.order_no) for m in messages if m.channel == "insert" and m.order_no}
    if not asked:
        return frozenset()
    found = recipients.parcels(shop_id, asked, by=by)
    open_ = found[found["shipped_at"].isna()]
    waiting = set(zip(open_["source"], open_["order_no"], strict=True))
    return frozenset(asked - waiting)


def _letter(desk: _Desk, message: Message) -> Letter | LeftOut:
    if reason := desk.refusals.get((message.customer, message.channel), recipients.GONE):
        return LeftOut(message, reason)
    if message.channel == "insert" and (message.source, message.order_no) in desk.shipped:
        return LeftOut(message, "shipped")
    needed = NEEDS.get(message.channel)
    if needed and not desk.contacts.get(message.customer, {}).get(needed):
        return LeftOut(message, f"no_{needed}")
    kept = desk.texts.get(message.text)
    return _filled(desk, message, kept) if kept else LeftOut(message, "no_form")


def _filled(desk: _Desk, message: Message, kept: Kept) -> Letter | LeftOut:
    """The text with what is known; reach and consent are asked before."""
    contact = desk.contacts.get(message.customer, {})
    template = kept.text.body(message.channel)
    if template is None:
        return LeftOut(message, "no_form")
    known = _values(desk, message, kept, contact)
    body = fill(template, known)
    subject = fill(kept.text.subject if kept.text.form(message.channel) == "long" else "", known)
    if lacks := tuple(sorted({*body.lacks, *subject.lacks})):
        return LeftOut(message, "lacks", lacks)
    return Letter(
        message, contact.get("name", ""), known["name"], _whole(contact), subject.text, body.text
    )


def _whole(contact: Mapping[str, str]) -> dict[str, str]:
    names = ("email", "phone", "line_name", "postal_code", "prefecture", "city", "address")
    return {name: contact.get(name, "") for name in names}


def _values(
    desk: _Desk, message: Message, kept: Kept, contact: Mapping[str, str]
) -> dict[str, str]:
    """What is known for the fields: of the person first, then of the text, then of the shop."""
    language = desk.common.language
    form = kept.text.form(message.channel)
    gives = values.benefit(message.offer, desk.shop.settings.currency, language)
    product, reason = desk.products.get(message.customer, ("", ""))
    person = {
        "name": values.addressed(
            contact.get("name", ""), language, spoken=message.channel == "call"
        ),
        "bought": _short(message.products.split(" / ")[0]),
        "product": _short(product),
        "reason": reason,
        "number": "" if message.number is None else str(message.number),
        "code": message.code,
    }
    shop = values.of_shop(desk.shop.name, desk.voice, desk.common, form, kept.notes)
    known = {"benefit": gives} | shop
    return known | {name: value for name, value in person.items() if value or name == "name"}


def _short(product: str) -> str:
    return product if len(product) <= PRODUCT_LENGTH else product[: PRODUCT_LENGTH - 1] + "…"
