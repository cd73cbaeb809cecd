"""The texts of a shop: its own version of each, what it wrote into them, and in which language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from core.triggers.texts import FIELDS, Text, inert, read
from db import audit, documents, members, shops
from pages.shared.i18n import Language
from pages.shared.store.base import reading, saving
from pages.shared.texts.finished import IDS, finished

KIND = "text"
COMMON = "common"
NOTE_LENGTH = 2_000


@dataclass(frozen=True)
class Kept:
    """A text as the shop sends it.

    Attributes:
        text: the shop's own version, else the finished one.
        notes: what was written for its fields, by field.
        is_own: somebody has changed it.
    """

    text: Text
    notes: Mapping[str, str] = field(default_factory=dict, hash=False)
    is_own: bool = False


@dataclass(frozen=True)
class Common:
    """What all texts of a shop share.

    Attributes:
        language: of its customers.
        opt_out: how to stop messages, in the shop's words or as an address; "" = by a reply.
        reply: where answers on paper arrive; "" = unsaid.
        address: of the shop, for envelopes and labels; "" = unsaid.
    """

    language: Language
    opt_out: str = ""
    reply: str = ""
    address: str = ""


def text(shop_id: int, text_id: str, language: Language) -> Kept:
    """A text as the shop sends it.

    Raises:
        KeyError: there is none of that id.
    """
    return texts(shop_id, language)[text_id]


def texts(shop_id: int, language: Language) -> dict[str, Kept]:
    """Every text as the shop sends it, by id, in the order of the finished ones."""
    with reading(shop_id) as session:
        stored = documents.newest(session, shop_id, kind=KIND)
    return {text_id: _kept(stored, text_id, language) for text_id in IDS}


def version(shop_id: int, text_id: str, language: Language) -> int:
    """How often the text has been changed; 0 while it is as it came."""
    with reading(shop_id) as session:
        name = _name(text_id, language)
        return len(documents.versions(session, shop_id, kind=KIND, name=name))


def _kept(stored: Mapping[str, dict], text_id: str, language: Language) -> Kept:
    content = stored.get(_name(text_id, language), {})
    own = content.get("text")
    ready = finished(text_id, language)
    return Kept(Text.of(own) if own else ready, content.get("notes", {}), is_own=bool(own))


def save(
    shop_id: int, text_id: str, language: Language, new: Text, notes: Mapping[str, str], *, by: int
) -> None:
    """Store a text as the person `by` wrote it; one like the finished one is not the shop's own.

    Raises:
        NotAllowed: the person `by` is not an owner of the shop.
        Faulty: a form or the subject cannot be read.
        ValueError: a note is about no field, or longer than 2,000 characters.
    """
    for template in (new.subject, *new.forms.values()):
        read(template)
    kept = {name: said for name, value in notes.items() if (said := inert(name, value))}
    for name, said in kept.items():
        if name not in FIELDS or len(said) > NOTE_LENGTH:
            raise ValueError(f"note {name!r} has {len(said)} characters, must be a field's, short")
    own = None if new == finished(text_id, language) else new.plain()
    _write(shop_id, _name(text_id, language), {"text": own, "notes": kept}, by=by)


def common(shop_id: int) -> Common:
    """What all texts share; a shop in Japan writes Japanese until somebody says otherwise."""
    with reading(shop_id) as session:
        stored = documents.newest(session, shop_id, kind=KIND).get(COMMON, {})
        zone = shops.settings(session, shop_id).timezone
    usual: Language = "ja" if zone == "Asia/Tokyo" else "en"
    return Common(**{"language": usual} | stored)


def save_common(shop_id: int, new: Common, *, by: int) -> None:
    """Store what all texts share.

    Raises:
        NotAllowed: the person `by` is not an owner of the shop.
        ValueError: the language is none of ours, or a word is too long.
    """
    if new.language not in get_args(Language):
        raise ValueError(f"language == {new.language!r}, must be one of {get_args(Language)}")
    content = {
        "language": new.language,
        "opt_out": inert("opt_out", new.opt_out),
        "reply": inert("reply", new.reply),
        "address": inert("place", new.address),
    }
    if max(map(len, content.values())) > NOTE_LENGTH:
        raise ValueError(f"a word has more than {NOTE_LENGTH} characters")
    _write(shop_id, COMMON, content, by=by)


def _name(text_id: str, language: Language) -> str:
    return f"{text_id}.{language}"


def _write(shop_id: int, name: str, content: dict, *, by: int) -> None:
    with saving(shop_id) as session:
        members.require(session, shop_id, by, role="owner")
        documents.write(session, shop_id, kind=KIND, name=name, content=content)
        audit.record(session, act="settings", shop_id=shop_id, user_id=by, subject="texts")
