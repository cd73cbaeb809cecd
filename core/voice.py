"""How a shop speaks to its customers: who signs, its own words, its story, and what it never says.

Source: S1.1.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

SENDER_LENGTH = 80
WORDS_LENGTH = 400
STORY_LENGTH = 2_000
BANNED_LENGTH = 40
BANNED_COUNT = 200


@dataclass(frozen=True)
class Voice:
    """What every text of a shop has in common.

    Attributes:
        sender: who signs, in one line: a name and what the person is to the customer.
        words: what this person would say anyway: a few sentences in their own way of speaking.
        story: where the shop comes from and what it is for, in the owner's words.
        banned: words that no text of this shop may hold, without blanks at their ends.
    """

    sender: str = ""
    words: str = ""
    story: str = ""
    banned: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no text could be signed or checked with.

        Raises:
            ValueError: name, value and rule of the first part that is out of range.
        """
        for name, text, most in (
            ("sender", self.sender, SENDER_LENGTH),
            ("words", self.words, WORDS_LENGTH),
            ("story", self.story, STORY_LENGTH),
        ):
            if len(text) > most:
                raise ValueError(f"{name} has {len(text)} characters, must have at most {most}")
        if len(self.sender.splitlines()) > 1:
            raise ValueError(f"sender == {self.sender!r}, must be one line")
        if len(self.banned) > BANNED_COUNT:
            raise ValueError(
                f"banned has {len(self.banned)} words, must have at most {BANNED_COUNT}"
            )
        for word in self.banned:
            if not 1 <= len(word) <= BANNED_LENGTH or word != word.strip():
                raise ValueError(f"banned has {word!r}, must be 1..{BANNED_LENGTH} characters")

    def plain(self) -> dict[str, Any]:
        """As lists, texts and numbers, for storing."""
        return asdict(self) | {"banned": list(self.banned)}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Voice":
        """From what `plain` gave; what it does not name is empty."""
        return cls(
            sender=plain.get("sender", ""),
            words=plain.get("words", ""),
            story=plain.get("story", ""),
            banned=tuple(plain.get("banned", ())),
        )
