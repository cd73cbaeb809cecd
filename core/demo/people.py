"""The people of the demo shop as codes into the pools of names; no text yet."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.demo.names import GIVEN, MEN, PLACES, SURNAMES, WOMEN
from core.demo.truth import Truth

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

WOMEN_SHARE = 0.72
PHONES = 9_000_000


def people(
    rng: np.random.Generator, truth: Truth, mall: Bools, as_of: np.datetime64
) -> pd.DataFrame:
    """Draw one person per entry of ``mall``.

    Args:
        rng: where chance comes from.
        truth: shares of members, consent and twins.
        mall: (n,), who comes through the mall.
        as_of: nobody is younger than 20 on this day.

    Returns:
        (n, 12): surname, given, place, chome, banchi, ban, room (0 = a house), phone (the last
        seven digits), born (NaT where not said), mall, member_from (the order number from which
        the person is signed in, 0 = never), consent (1 yes, 0 no, -1 unknown).
    """
    size = mall.size
    columns = {
        "surname": rng.integers(0, len(SURNAMES), size),
        "given": _given(rng, size),
        "place": _place(rng, size),
        "chome": rng.integers(1, 10, size),
        "banchi": rng.integers(1, 31, size),
        "ban": rng.integers(1, 21, size),
        "room": np.where(rng.random(size) < 0.4, rng.integers(101, 909, size), 0),
        "phone": _phone(size),
        "born": _born(rng, size, as_of),
        "mall": mall,
        "member_from": _member_from(rng, truth, mall),
        "consent": _consent(rng, truth, mall),
    }
    return _with_twins(rng, truth, pd.DataFrame(columns))


def female(frame: pd.DataFrame) -> Bools:
    """(n,), who carries a woman's name."""
    return (frame["given"] < len(WOMEN)).to_numpy()


def _given(rng: np.random.Generator, size: int) -> Ints:
    women = rng.integers(0, len(WOMEN), size)
    men = len(WOMEN) + rng.integers(0, len(MEN), size)
    picked: Ints = np.where(rng.random(size) < WOMEN_SHARE, women, men)
    return np.minimum(picked, len(GIVEN) - 1)


def _place(rng: np.random.Generator, size: int) -> Ints:
    weight = np.cumsum([place[4] for place in PLACES], dtype=np.float64)
    found: Ints = np.searchsorted(weight, rng.random(size) * weight[-1], side="right")
    return found


def _phone(size: int) -> Ints:
    """Seven digits after 090-0, different for everybody up to nine million people.

    No number that begins 090-0 is given to anybody (the fourth digit of a mobile number is never
    0; 080-0 would be a freephone number), and the digit that follows is never 0 here, so that no
    number looks like a placeholder of zeros.
    """
    scattered: Ints = 1_000_000 + np.arange(size, dtype=np.int64) * 7_368_787 % PHONES
    return scattered


def _born(rng: np.random.Generator, size: int, as_of: np.datetime64) -> npt.NDArray[np.datetime64]:
    """Birthdays of 20 to 80 year olds, most in their forties; two in three do not say."""
    years = 20 + 60 * (rng.random(size) + rng.random(size)) / 2
    born = as_of.astype("datetime64[D]") - np.rint(years * 365.2425).astype("timedelta64[D]")
    return np.where(rng.random(size) < 1 / 3, born, np.datetime64("NaT", "D")).astype(
        "datetime64[s]"
    )


def _member_from(rng: np.random.Generator, truth: Truth, mall: Bools) -> Ints:
    """Members sign in at once (7 in 10), or only from their second or third order on."""
    when = 1 + np.searchsorted(np.array([0.7, 0.9]), rng.random(mall.size), side="right")
    joins = (rng.random(mall.size) < truth.member) & ~mall
    signed: Ints = np.where(joins, when, 0)
    return signed


def _consent(rng: np.random.Generator, truth: Truth, mall: Bools) -> npt.NDArray[np.int8]:
    said = rng.random(mall.size)
    no = np.where(said < truth.consent_yes + truth.consent_no, 0, -1)
    answer = np.where(said < truth.consent_yes, 1, no)
    return np.where(mall, -1, answer).astype(np.int8)


def _with_twins(rng: np.random.Generator, truth: Truth, frame: pd.DataFrame) -> pd.DataFrame:
    """Give some mall customers the name, phone and address of an own customer."""
    at_mall = frame["mall"].to_numpy()
    lucky = np.flatnonzero(at_mall & (rng.random(len(frame)) < truth.twin))
    own = np.flatnonzero(~at_mall)
    if not own.size:
        return frame
    shared = ["surname", "given", "place", "chome", "banchi", "ban", "room", "phone"]
    columns = {name: frame[name].to_numpy().copy() for name in frame}
    chosen = own[rng.integers(0, own.size, lucky.size)]
    for name in shared:
        columns[name][lucky] = columns[name][chosen]
    return pd.DataFrame(columns)
