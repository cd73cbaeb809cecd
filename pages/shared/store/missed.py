"""What is not on the list of a day: left out, too late for it, or changed by a later file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
import streamlit as st

from core.triggers.belt import Belt
from core.triggers.outcomes import DONE, Outcomes
from core.triggers.replay import Replay, replay
from core.triggers.today import late
from db import orders
from pages.shared.store import belts, compared, dispatches, facts, histories, lines
from pages.shared.store.base import reading

TOLD = (
    "DROP_MALL_CHANNEL", "DROP_CANCELLED", "DROP_NO_CONSENT", "DROP_REPURCHASED",
    "DROP_DETRACTOR_HOLD", "DROP_COOLDOWN", "DROP_HOLDOUT",
)  # fmt: skip
"""Why somebody is left out, by the codes of `core.triggers.decision`."""

UNSEEN, UNMET = "UNSEEN", "UNMET"
"""The file that showed it came after its last day; by now nothing asks for it any more."""

WEEK = 7
"""Days for which what came too late is told."""
SHUT = 31
"""Days a shop may be closed while something waits."""


@dataclass(frozen=True, eq=False)
class Aside:
    """What is not on the list of a day.

    Attributes:
        left_out: code of `TOLD` -> customers whom something would have come up for on the day.
        missed: contacts of the last week that nobody got to in time; (k, 3) `customer`, `rule`
            (id), `day` (date) they were due.
        changed: lines of the last week that files changed which came later; (k, 4) as `missed`
            and `why`: UNSEEN where it would have been due; else somebody was contacted on the
            day, and it is the code of `core.triggers.decision` that speaks against it, or UNMET.
    """

    left_out: Mapping[str, int]
    missed: pd.DataFrame = field(repr=False)
    changed: pd.DataFrame = field(repr=False)


def of_day(shop_id: int, day: date) -> Aside | None:
    """What is not on the list of a day; None while no belt runs on it."""
    running, version = belts.running(shop_id, day), lines.key(shop_id, day)
    return None if running is None or version is None else _of_day(shop_id, version, running.start)


@st.cache_resource(max_entries=8, show_spinner=False)
def _of_day(shop_id: int, version: lines.Key, start: date) -> Aside:
    belt = compared.belt(belts.version(shop_id, version.belt).belt, version.tried)
    day = histories.number_of(version.day)
    said = dispatches.outcomes(shop_id, before=version.day)
    whole = replay(
        facts.of_shop(shop_id, belt), belt, _from(belt, version, day), day + 1, outcomes=said
    )
    found = whole.decisions.frame(belt)
    begun = pd.to_datetime(found["rule"].map(dict(version.since)))
    found = found[(found["due"] >= begun) & ~found["folded"]]
    today = found[found["day"] == pd.Timestamp(version.day)]
    left = today[today["code"].isin(TOLD)].groupby("code")["customer"].nunique()
    week = pd.Timestamp(version.day) - pd.Timedelta(days=WEEK)
    expired = found[(found["code"] == "DROP_EXPIRED") & (found["day"] > week)]
    unseen = _came_late(shop_id, expired)
    expired = expired.assign(day=expired["due"], why=UNSEEN)
    against = _against(whole, found, said, since=max(pd.Timestamp(start), week))
    return Aside(
        {code: int(left[code]) for code in TOLD if code in left},
        _plain(expired[~unseen])[["customer", "rule", "day"]],
        _plain(pd.concat([against, expired[unseen]]))[["customer", "rule", "day", "why"]],
    )


def _from(belt: Belt, version: lines.Key, day: int) -> int:
    """The first day that may still matter to the last week."""
    waits = belt.days + max((rule.valid_days for rule in belt.rules), default=0) + SHUT
    since = (histories.number_of(start) for _, start in version.since)
    return max(min(since, default=day), day - WEEK - waits)


def _came_late(shop_id: int, expired: pd.DataFrame) -> pd.Series:
    """(k,) the first file that held the order is newer than the last day of the contact."""
    with reading(shop_id) as session:
        shown = orders.first_shown(
            session.connection(), shop_id, numbers=expired["anchor_order"].unique()
        )
    first = pd.to_datetime(expired["anchor_order"].map(shown.set_index("id")["day"]))
    return first >= expired["day"]


def _against(
    whole: Replay, found: pd.DataFrame, said: Outcomes, *, since: pd.Timestamp
) -> pd.DataFrame:
    """(k, 4) contacts that were made and would not have been listed by what is known now.

    Only of rules for everybody: who is in a group, or kept aside, changes without any file.
    """
    place = late(whole, said)
    place = place[said.outcome[place] == DONE]
    made = pd.DataFrame(
        {
            "place": place,
            "customer": said.customer[place],
            "rule": said.rule[place],
            "day": said.day[place].astype("datetime64[D]"),
        }
    )
    rules = [rule.id for rule in whole.belt.rules if not rule.group and not rule.experiment]
    made = made[made["rule"].isin(rules) & (made["day"] >= since)]
    asked = found[["customer", "rule", "day", "code"]].rename(columns={"day": "asked"})
    asked = made.merge(asked, on=["customer", "rule"])
    asked = asked[asked["asked"] <= asked["day"]].sort_values("asked", kind="stable")
    why = asked.drop_duplicates("place", keep="last").set_index("place")["code"].astype("str")
    return made.assign(why=why.reindex(made["place"]).fillna(UNMET).to_numpy())


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    """The days as dates."""
    dates = pd.Series(rows["day"].dt.date, dtype=object)
    return rows.assign(day=dates).reset_index(drop=True)
