"""Texts to send: templates with fields and optional parts, and filling them for one person.

`{name}` stands for a value. `[... {product} ...]` is left out as a whole while a value in it is
missing; `[first|second|last]` takes the first that can be filled. Doubled signs `{{ }} [[ ]]` (and
`||` within a part) stand for themselves. What is filled in is never read as a template again.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from core.consent import CHANNELS

Owner = Literal["person", "shop", "writer"]
"""Who knows a value: it differs by person, holds for the shop, or is written for this text."""

FIELDS: Mapping[str, Owner] = {
    "name": "person",  # with the honorific of the language
    "bought": "person",  # what the contact is about
    "product": "person",  # what is recommended
    "reason": "person",  # why, as a sentence
    "number": "person",  # which purchase it was
    "code": "person",  # of a coupon or of a referral
    "shop": "shop",
    "sender": "shop",
    "words": "shop",  # what the sender would say anyway
    "story": "shop",
    "opt_out": "shop",  # how to stop these messages
    "reply": "shop",  # where an answer arrives
    "link": "writer",
    "benefit": "writer",  # what the offer gives
    "until": "writer",  # the last day of the offer
    "date": "writer",  # of an event
    "place": "writer",
    "how": "writer",  # how to use what was bought
    "voices": "writer",  # what other customers wrote, with their consent
    "secret": "writer",  # what only the reader of this text is told
    "news": "writer",
}
"""Every field there is."""

MANY_LINES = frozenset({"words", "story", "how", "voices", "secret", "news", "opt_out", "place"})
"""Fields whose value may have several lines; those of persons never."""

LONGEST = 500
"""Characters of a value in one line; what is longer is cut."""

Form = Literal["long", "short", "paper", "insert", "call"]
FORMS: tuple[Form, ...] = ("long", "short", "paper", "insert", "call")
FORM_OF: Mapping[str, Form] = {
    "email": "long",
    "newsletter": "long",
    "line": "short",
    "sms": "short",
    "postcard": "paper",
    "insert": "insert",
    "call": "call",
}
"""The form of a text that each channel carries."""

LENGTH = 8_000
"""Characters a form may have."""


@dataclass(frozen=True)
class Fault:
    """Why a template cannot be read.

    Attributes:
        code: unknown_field, open_field, stray_brace, open_part, stray_bracket, part_in_part.
        line, column: where, from 1.
        word: what stands there.
    """

    code: str
    line: int
    column: int
    word: str


class Faulty(Exception):  # noqa: N818 - it reads as what happened
    """A template that cannot be read.

    Attributes:
        fault: the first thing that is wrong.
        known: the fields there are.
    """

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code, fault.line, fault.column, fault.word)
        self.fault = fault
        self.known = tuple(FIELDS)


@dataclass(frozen=True)
class Value:
    """A field of a template."""

    name: str


Piece = str | Value
Words = tuple[Piece, ...]


@dataclass(frozen=True)
class Part:
    """An optional part: the first of its versions that can be filled, or nothing."""

    versions: tuple[Words, ...]


@dataclass(frozen=True)
class Template:
    """A template as read: words, values and optional parts, in their order."""

    pieces: tuple[Piece | Part, ...]

    @property
    def needed(self) -> frozenset[str]:
        """Fields without which the text is not whole: those outside of optional parts."""
        return frozenset(piece.name for piece in self.pieces if isinstance(piece, Value))

    @property
    def named(self) -> frozenset[str]:
        """All fields."""
        parts = (piece for piece in self.pieces if isinstance(piece, Part))
        within = (piece for part in parts for words in part.versions for piece in words)
        return self.needed | {piece.name for piece in within if isinstance(piece, Value)}


@dataclass(frozen=True)
class Filled:
    """A text for one person.

    Attributes:
        text: as it is sent.
        lacks: needed fields without a value, in alphabetical order; not to be sent with any.
    """

    text: str
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    """A text in the forms that channels carry, as templates.

    Attributes:
        title: what it is, for those who choose it.
        subject: of the long form.
        forms: form -> template; a form that is missing is not offered on its channels.
    """

    title: str
    subject: str
    forms: Mapping[str, str] = field(hash=False)

    def __post_init__(self) -> None:
        """Refuse what no channel could carry.

        Raises:
            ValueError: name, value and rule of the first form that is out of range.
        """
        for form, words in self.forms.items():
            if form not in FORMS:
                raise ValueError(f"form == {form!r}, must be one of {FORMS}")
            if len(words) > LENGTH:
                raise ValueError(f"{form} has {len(words)} characters, must have at most {LENGTH}")
        if len(self.subject.splitlines()) > 1:
            raise ValueError(f"subject == {self.subject!r}, must be one line")

    def form(self, channel: str) -> Form:
        """The form that a channel carries: paper stands in for an insert of its own."""
        form = FORM_OF[channel]
        return "paper" if form == "insert" and form not in self.forms else form

    def body(self, channel: str) -> str | None:
        """The template of a channel; None where the text has no form for it."""
        return self.forms.get(self.form(channel))

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels that can carry it, in the order of `core.consent.CHANNELS`."""
        return tuple(channel for channel in CHANNELS if self.form(channel) in self.forms)

    def plain(self) -> dict[str, Any]:
        """As texts, for storing."""
        return {"title": self.title, "subject": self.subject, "forms": dict(self.forms)}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Text":
        """From what `plain` gave."""
        return cls(plain["title"], plain.get("subject", ""), dict(plain["forms"]))


def fill(template: str, values: Mapping[str, str | None]) -> Filled:
    """The text for one person.

    Args:
        template: as written.
        values: by field; None, blank or absent = missing. Their signs mean nothing here: braces
            and brackets in a customer's name stay what they are, and line breaks in it go.

    Raises:
        Faulty: the template cannot be read.
    """
    read_ = read(template)
    known = {name: kept for name, value in values.items() if (kept := inert(name, value))}
    lacks = sorted(read_.needed - known.keys())
    text = "".join(_words(piece, known) for piece in read_.pieces)
    return Filled(_tidy(text), tuple(lacks))


def inert(name: str, value: str | None) -> str:
    """A value without signs that steer: one line of visible signs, or several where meant."""
    text = value or ""
    if name in MANY_LINES:
        return "\n".join(_visible(line) for line in text.splitlines()).strip()
    return re.sub(" {2,}", " ", _visible(text)).strip()[:LONGEST]


def faults(template: str) -> tuple[Fault, ...]:
    """What keeps a template from being read: nothing, or the first fault."""
    try:
        read(template)
    except Faulty as error:
        return (error.fault,)
    return ()


_SIGN = re.compile(r"\{\{|\}\}|\[\[|\]\]|\|\||\{([^{}\n]*)\}|[{}\[\]|]")
_GONE = "\0"
"""Where an optional part was left out; no text can hold it."""


@lru_cache(maxsize=512)
def read(template: str) -> Template:
    """Read a template.

    Raises:
        Faulty: the first fault, with its place.
    """
    pieces: list[Piece | Part] = []
    versions: list[list[Piece]] = []  # of the part that is open
    opened = 0
    for at, sign in _signs(template):
        within: list[Any] = versions[-1] if versions else pieces
        if sign == "[":
            if versions:
                raise _faulty("part_in_part", template, at, sign)
            versions, opened = [[]], at
        elif sign == "]":
            if not versions:
                raise _faulty("stray_bracket", template, at, sign)
            pieces.append(Part(tuple(tuple(version) for version in versions)))
            versions = []
        elif sign == "|" and versions:
            versions.append([])
        else:
            within.append(_piece(template, at, sign, in_part=bool(versions)))
    if versions:
        raise _faulty("open_part", template, opened, "[")
    return Template(tuple(pieces))


def _signs(template: str) -> Iterator[tuple[int, str]]:
    """Signs that mean something, and the words between them, each with its place."""
    end = 0
    for match in _SIGN.finditer(template):
        if match.start() > end:
            yield end, template[end : match.start()]
        yield match.start(), match.group()
        end = match.end()
    if end < len(template):
        yield end, template[end:]


def _piece(template: str, at: int, sign: str, *, in_part: bool) -> Piece:
    """Words, a doubled sign, or a field."""
    if sign in ("{{", "}}", "[[", "]]"):
        return sign[0]
    if sign == "||":
        return "|" if in_part else "||"
    if sign in ("{", "}"):
        raise _faulty("open_field" if sign == "{" else "stray_brace", template, at, sign)
    if sign[0] == "{" and sign[-1] == "}":
        name = sign[1:-1].strip()
        if name not in FIELDS:
            raise _faulty("unknown_field", template, at, name)
        return Value(name)
    return sign.replace(_GONE, "")


def _faulty(code: str, template: str, at: int, word: str) -> Faulty:
    line, column = place(template, at)
    return Faulty(Fault(code, line, column, word))


def place(text: str, at: int) -> tuple[int, int]:
    """Line and column, from 1, of a place in a text."""
    before = text[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


def _words(piece: Piece | Part, known: Mapping[str, str]) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Value):
        return known.get(piece.name, "")
    for words in piece.versions:
        if all(word.name in known for word in words if isinstance(word, Value)):
            return "".join(_words(word, known) for word in words) or _GONE
    return _GONE


def _tidy(text: str) -> str:
    """Without lines that held nothing but parts that were left out, and the gaps they leave."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    kept = [
        line.replace(_GONE, "").rstrip()
        for line in lines
        if not line or line.strip(f"{_GONE} \u3000")
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")


def _visible(text: str) -> str:
    """Each sign that steers or cannot be seen becomes a blank."""
    return "".join(sign if sign.isprintable() or sign == "\u3000" else " " for sign in text)
