"""A number that is not given, and the reason."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """Why there is no number; the screen puts the code into words.

    Attributes:
        code: the reason.
        value: what was found, nan where there is nothing to say.
        needed: what it would have to reach, or stay within.
    """

    code: str
    value: float = float("nan")
    needed: float = float("nan")
