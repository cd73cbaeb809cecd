"""Codes that customers hand on to friends: easy to say, hard to mistype."""

import unicodedata

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without what looks alike (0 O, 1 I L). Their number is prime, which the check needs."""

LENGTH = 6
"""Letters before the one that checks them."""

COMBINATIONS = len(LETTERS) ** LENGTH


def code(number: int) -> str:
    """The code of a number: six letters and one that checks them.

    A wrong letter and two swapped ones are always noticed.

    Args:
        number: 0 .. COMBINATIONS - 1, drawn by chance.

    Raises:
        ValueError: it is out of range.
    """
    if not 0 <= number < COMBINATIONS:
        raise ValueError(f"number == {number}, must be in 0..{COMBINATIONS - 1}")
    places = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(LETTERS))
        places.append(place)
    return "".join(LETTERS[place] for place in (*places, _check(places)))


def normal(said: str) -> str:
    """A code as people write it, made comparable: NFKC, upper case, without blanks and hyphens."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", said).upper() if sign.isalnum())


def is_code(said: str) -> bool:
    """Whether this can be a code at all; who mistyped one is told so without asking anybody."""
    letters = normal(said)
    if len(letters) != LENGTH + 1 or not set(letters) <= set(LETTERS):
        return False
    *places, check = (LETTERS.index(letter) for letter in letters)
    return check == _check(places)


def _check(places: list[int]) -> int:
    """Weights 2, 3, ... differ, and no two of them by a multiple of the number of letters."""
    return sum(weight * place for weight, place in enumerate(places, start=2)) % len(LETTERS)
