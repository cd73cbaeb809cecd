"""What is not on the list of a day: who was left out and why, and what came too late for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
import streamlit as st

from core.triggers.replay import replay
from pages.shared.store import belts, compared, dispatches, facts, histories, lines

TOLD = (
    "DROP_MALL_CHANNEL", "DROP_CANCELLED", "DROP_NO_CONSENT", "DROP_REPURCHASED",
    "DROP_DETRACTOR_HOLD", "DROP_COOLDOWN", "DROP_HOLDOUT",
)  # fmt: skip
"""Why somebody is left out, by the codes of `core.triggers.decision`."""

WEEK = 7
"""Days for which what came too late is told."""


@dataclass(frozen=True, eq=False)
class Aside:
    """What is not on the list of a day.

    Attributes:
        left_out: code of `TOLD` -> customers whom something would have come up for on the day.
        late: contacts of the last week that were too late: nobody got to them in time, or the
            file that showed them came too late; (k, 3) `customer`, `rule` (id), `due` (date).
    """

    left_out: Mapping[str, int]
    late: pd.DataFrame = field(repr=False)


def of_day(shop_id: int, day: date) -> Aside | None:
    """What is not on the list of a day; None while no belt runs on it."""
    version = lines.key(shop_id, day)
    return None if version is None else _of_day(shop_id, version)


@st.cache_resource(max_entries=8, show_spinner=False)
def _of_day(shop_id: int, version: lines.Key) -> Aside:
    belt = compared.belt(belts.version(shop_id, version.belt).belt, version.tried)
    since = {rule: histories.number_of(start) for rule, start in version.since}
    day = histories.number_of(version.day)
    said = dispatches.outcomes(shop_id, before=version.day)
    known = facts.of_shop(shop_id, belt)
    start = max(min(since.values(), default=day), day - WEEK - belt.days)
    found = replay(known, belt, start, day + 1, outcomes=said).decisions.frame(belt)
    begun = pd.to_datetime(found["rule"].map(dict(version.since)))
    found = found[(found["due"] >= begun) & ~found["folded"]]
    today = found[found["day"] == pd.Timestamp(version.day)]
    left = today[today["code"].isin(TOLD)].groupby("code")["customer"].nunique()
    late = found[
        (found["code"] == "DROP_EXPIRED")
        & (found["day"] > pd.Timestamp(version.day) - pd.Timedelta(days=WEEK))
    ]
    late = late.assign(due=pd.Series(late["due"].dt.date, dtype=object))
    return Aside(
        {code: int(left[code]) for code in TOLD if code in left},
        late[["customer", "rule", "due"]].reset_index(drop=True),
    )
