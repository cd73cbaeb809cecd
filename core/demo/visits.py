"""When whom the demo shop met: purchases by the come-back curve, and the orders around them."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.demo.truth import Truth

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

VALID, CANCELLED, RETURNED, UNFINISHED = range(4)
DAY = 86_400

_BY_HOUR = (2, 1, 1, 0, 0, 1, 2, 4, 5, 6, 7, 7, 9, 7, 6, 6, 6, 6, 7, 8, 10, 12, 10, 6)


def first_days(rng: np.random.Generator, truth: Truth, size: int, days: Ints) -> Ints:
    """Day of the first purchase of ``size`` customers, within ``days`` (consecutive days)."""
    date = days.astype("datetime64[D]")
    month = date.astype("datetime64[M]").astype(np.int64)
    weekend = (days + 3) % 7 >= 5
    pull = (1 + truth.growth_month) ** (month - month[0]) * np.array(truth.season)[month % 12]
    pull = np.cumsum(np.where(weekend, truth.weekend, 1.0) * pull)
    found: Ints = days[np.searchsorted(pull, rng.random(size) * pull[-1], side="right")]
    return found


def purchases(
    rng: np.random.Generator, truth: Truth, first: Ints, *, mall: Bools, last: int
) -> pd.DataFrame:
    """All purchase occasions up to day ``last``; one turn of the loop per purchase number.

    Args:
        rng: where chance comes from.
        truth: drop-out shares and the come-back curve.
        first: (n,), day of the first purchase per person.
        mall: (n,), who buys at the mall.
        last: last day of the data; who would come back later is not seen.

    Returns:
        Rows of person, day, number (1 = first).
    """
    reached = np.cumsum(truth.comeback())
    person, day, number = np.arange(first.size), first, 1
    found = []
    while person.size:
        found.append(pd.DataFrame({"person": person, "day": day, "number": number}))
        stays = rng.random(person.size) >= truth.left(number, mall[person])
        person, day = person[stays], day[stays]
        day = day + 1 + np.searchsorted(reached[:-1], rng.random(person.size), side="right")
        person, day, number = person[day <= last], day[day <= last], number + 1
    return pd.concat(found, ignore_index=True)


def seconds(rng: np.random.Generator, size: int) -> Ints:
    """Seconds of the day, by the hours at which people shop."""
    by_hour = np.cumsum(_BY_HOUR, dtype=np.float64)
    hour = np.searchsorted(by_hour, rng.random(size) * by_hour[-1], side="right")
    drawn: Ints = hour * 3600 + rng.integers(0, 3600, size)
    return drawn


def doubles(rng: np.random.Generator, truth: Truth, base: pd.DataFrame) -> pd.DataFrame:
    """Second orders of the same day: something forgotten, ordered within the hour."""
    again = base[rng.random(len(base)) < truth.double]
    second = again["second"] + rng.integers(60, 3600, len(again))
    return pd.DataFrame(
        {"person": again["person"], "day": again["day"], "second": second.clip(upper=DAY - 1)}
    )


def subscriptions(rng: np.random.Generator, truth: Truth, base: pd.DataFrame) -> pd.Series:
    """Number of deliveries per row of ``base``, 0 where no subscription begins there."""
    begins = (base["number"] == 1) & ~base["mall"] & (rng.random(len(base)) < truth.subscriber)
    lasts = np.ceil(np.log1p(-rng.random(len(base))) / np.log1p(-truth.subscription_end))
    count: pd.Series = begins * np.maximum(lasts, 1).astype(np.int64)
    return count


def renewals(
    rng: np.random.Generator, truth: Truth, base: pd.DataFrame, *, last: int
) -> pd.DataFrame:
    """The second and later deliveries of every subscription, at four in the morning."""
    count = (base["deliveries"].to_numpy() - 1).clip(min=0)
    row = np.repeat(np.arange(len(base)), count)
    nth = 1 + np.arange(row.size) - np.repeat(np.cumsum(count) - count, count)
    source = base.iloc[row]
    frame = pd.DataFrame(
        {
            "person": source["person"].to_numpy(),
            "day": source["day"].to_numpy() + nth * truth.delivery_days,
            "second": 4 * 3600 + rng.integers(0, 600, row.size),
            "delivery": nth + 1,
        }
    )
    return frame[frame["day"] <= last]


def strays(
    rng: np.random.Generator, truth: Truth, valid: pd.DataFrame, *, people: int
) -> pd.DataFrame:
    """Orders that are no purchase: cancelled, sent back, never finished, free samples.

    They come on top of the purchases, so the drop-out shares stay as planted. One in three is
    by a person who never bought anything else: such persons are numbered from ``people`` on.

    Returns:
        Rows of person, day, second, state, zero.
    """
    shares = np.array([truth.cancelled, truth.returned, truth.unfinished, truth.zero])
    counts = np.rint(len(valid) / (1 - shares.sum()) * shares).astype(np.int64)
    size = int(counts.sum())
    source = valid.iloc[rng.integers(0, len(valid), size)]
    stranger = rng.random(size) < 1 / 3
    shift = rng.integers(-3, 21, size)
    day = source["day"].to_numpy() + np.where(stranger, 0, shift)
    return pd.DataFrame(
        {
            "person": np.where(
                stranger, people + np.cumsum(stranger) - 1, source["person"].to_numpy()
            ),
            "day": day.clip(valid["day"].min(), valid["day"].max()),
            "second": seconds(rng, size),
            "state": np.repeat([CANCELLED, RETURNED, UNFINISHED, VALID], counts),
            "zero": np.repeat([False, False, False, True], counts),
        }
    )
