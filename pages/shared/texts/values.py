"""What goes into the fields of a text."""

import re
from collections.abc import Mapping

from core.triggers.rule import Offer
from core.voice import Voice
from pages.shared import formats
from pages.shared.i18n import Language, mark, speaking, t
from pages.shared.store.texts import Common

COMPANY = re.compile(
    r"㈱|㈲|㍿|株式会社|有限会社|合同会社|合資会社|一般社団法人|社団法人|財団法人|医療法人|学校法人|"
    r"[(（](?:株|有|同)[)）]"
)
ENDS = re.compile(r"(?:様|さま|御中|殿|先生)$")

STOPS: Mapping[str, str] = {
    "long": mark(
        'If you would rather not receive messages like this, reply with "stop". We will not '
        "write again."
    ),
    "short": mark('Reply "stop", and we will not write again.'),
}
"""How messages are stopped where the shop says nothing of its own; by form."""


def addressed(name: str, language: Language, *, spoken: bool = False) -> str:
    """A name as it is written on a letter: 佐藤 花子様, 株式会社髙﨑商店 御中, Hana Sato.

    Args:
        name: as the files write it; "" stays "".
        language: of the text.
        spoken: it is said, not written; 御中 is for paper alone.
    """
    known = name.strip()
    if language != "ja" or not known or ENDS.search(known):
        return known
    if COMPANY.search(known) and not spoken:
        return f"{known} 御中"
    return f"{known}様"


def of_shop(
    name: str, voice: Voice, common: Common, form: str, notes: Mapping[str, str]
) -> dict[str, str]:
    """The values that are the same for everybody.

    Args:
        name: of the shop.
        voice: how it speaks.
        common: what its texts share.
        form: of the text; messages by e-mail are stopped otherwise than others.
        notes: what was written for this text.
    """
    with speaking(common.language):
        sender = voice.sender or t("all of us")
        return {
            "shop": name,
            "sender": sender,
            "words": voice.words,
            "story": voice.story,
            "opt_out": _opt_out(common, form),
            "reply": common.reply,
        } | dict(notes)


def _opt_out(common: Common, form: str) -> str:
    if not common.opt_out:
        return t(STOPS["long" if form == "long" else "short"])
    if re.fullmatch(r"(?:https?://|mailto:|[\w.+-]+@)\S+", common.opt_out):
        return t("To stop these messages: {where}", where=common.opt_out)
    return common.opt_out


def benefit(offer: Offer, currency: str | None, language: Language) -> str:
    """What an offer gives, as far as its rule says it; "" where the owner has to."""
    if offer.kind != "coupon" or not offer.cost:
        return ""
    with speaking(language):
        return t("{amount} off your order", amount=formats.money(offer.cost, currency))
