"""The people behind a number: this person, this message, this day, written to or held back, why."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from core.consent import CHANNELS
from core.journey.people import customer_list
from core.triggers.decision import CODES, Decisions
from core.triggers.rule import Rule
from pages.shared import figure, formats, person, table
from pages.shared.channels import LABELS
from pages.shared.i18n import mark, t
from pages.shared.store import Shop, customers, exports, here
from pages.shared.store.histories import day_of
from pages.shared.table import Column, Table
from pages.triggers import numbers, replays, words
from pages.triggers.view import View

SHOWN = 300
"""Rows on the screen; the file holds everybody."""

RESULTS = {"all": mark("Everybody"), "sent": mark("Written to"), "stopped": mark("Held back")}

WAYS_OUT = {
    "DROP_NO_CONSENT": mark(
        "None of them has agreed to be written to by these ways. Add a way that needs no yes "
        "(post, paper in the parcel, a call), or record who has agreed."
    ),
    "DROP_MALL_CHANNEL": mark(
        "They are customers of a mall. The mall's terms leave the paper in the parcel: add it."
    ),
    "DROP_REPURCHASED": mark("They buy again before it is due. Choose fewer days."),
    "DROP_CANCELLED": mark("Their orders were cancelled or are worth less now."),
    "DROP_EXPIRED": mark(
        "They wait until it is too late: allow more messages per week, or let it be later."
    ),
    "DROP_HOLDOUT": mark("All of them are kept aside to compare. Keep fewer aside."),
}
OTHERWISE = mark("Other messages come first. Look at who, below.")


def stops(view: View, rules: Sequence[Rule]) -> pd.Series:
    """What holds contacts of these rules back for good, the most frequent first: code -> count."""
    mine = _of(view, rules)
    last = mine.take(mine.final & ~mine.contact & ~mine.gift)
    counts = np.bincount(last.code, minlength=len(CODES))
    found = pd.Series(counts, index=pd.Index(CODES))
    return found[found > 0].sort_values(ascending=False)


def _of(view: View, rules: Sequence[Rule]) -> Decisions:
    decisions = replays.replayed(view).decisions
    places = [view.belt.place(rule.id) for rule in rules]
    return decisions.take(np.isin(decisions.rule, places))


def _key(shop_id: int) -> str:
    return f"triggers.{shop_id}.behind"


def open_(shop_id: int, rule_id: str) -> None:
    """Show the people behind a message; for callbacks. A second tap closes the list."""
    key = _key(shop_id)
    st.session_state[key] = None if st.session_state.get(key) == rule_id else rule_id


def draw(shop: Shop, view: View, rules: Sequence[Rule]) -> None:
    """The list of the message chosen, if one of these is."""
    chosen = st.session_state.get(_key(shop.id))
    rule = next((rule for rule in rules if rule.id == chosen), None)
    if rule is None:
        return
    st.markdown(f"#### {words.title(rule)}")
    result = st.segmented_control(
        t("Who?"),
        list(RESULTS),
        default="all",
        required=True,
        format_func=lambda code: t(RESULTS[code]),
        label_visibility="collapsed",
        key=f"{_key(shop.id)}.result",
    )
    found = _of(view, [rule])
    wanted = found.contact | found.gift
    if result != "all":
        found = found.take(wanted if result == "sent" else ~wanted)
    _list(shop, view, found)


def listed_of(shop: Shop, view: View, customers_: npt.NDArray[np.int64] | None = None) -> None:
    """What a belt decided on some customers, or on everybody."""
    decisions = replays.replayed(view).decisions
    if customers_ is not None:
        decisions = decisions.take(np.isin(decisions.customer, customers_))
    _list(shop, view, decisions)


def unmet(shop: Shop, view: View, ids: npt.NDArray[np.int64]) -> None:
    """Customers no message fits."""
    history = numbers.facts_of(view).history
    listed = customer_list(history, np.isin(history.customer, ids))
    if listed.empty:
        st.caption(t("Nobody."))
        return
    columns = {
        "name": Column(t("Name")),
        "first_day": Column(t("First purchase"), "day"),
        "last_day": Column(t("Last purchase"), "day"),
        "occasions": Column(t("Purchases"), "count"),
        "customer": Column(t("Customer no.")),
    }
    _draw(shop, view, listed, columns)


def _list(shop: Shop, view: View, found: Decisions) -> None:
    """What was decided, newest first."""
    if not found.size:
        st.caption(t("Nobody."))
        return
    _draw(shop, view, _listed(view, found), _columns())


def _draw(shop: Shop, view: View, listed: pd.DataFrame, columns: dict[str, Column]) -> None:
    """A list of people; names for those who work with them, and the person one tap away."""
    first, day = listed.head(SHOWN), day_of(view.end - 1)
    caption = figure.told(day, listed["customer"].nunique())
    if len(listed) > SHOWN:
        caption += " ・ " + t("the first {n} are shown, the file has all", n=formats.count(SHOWN))
    st.caption(caption)
    opens = shop.role != "viewer"
    if opens:
        st.caption(t("Tick a row to open the person."))
    else:
        columns = {name: column for name, column in columns.items() if name != "name"}
    # Rows are ticked by their place: another list is another table, so that nobody is mistaken.
    key = f"triggers.behind.{hash(tuple(first['customer']))}"
    table.draw(
        Table(
            _named(shop, first),
            columns,
            file_name=f"messages-{day}",
            complete=partial(_taken, shop, listed, here.token()),
        ),
        key=key,
        alt=t("Who?"),
        on_select=partial(person.tick, f"{key}.table", first["customer"]) if opens else None,
    )
    person.draw_ticked(shop)


def _listed(view: View, found: Decisions) -> pd.DataFrame:
    order = np.lexsort((found.customer, -found.day))
    mine = found.take(order)
    ways = [t(LABELS[name]) for name in CHANNELS]
    said = [t(words.DECIDED[code]) for code in CODES]
    along = t("goes along with a higher gift")
    names = [words.title(rule) for rule in view.belt.rules]
    return pd.DataFrame(
        {
            "day": mine.day.astype("datetime64[D]").astype("datetime64[s]"),
            "anchor": mine.anchor_day.astype("datetime64[D]").astype("datetime64[s]"),
            "customer": mine.customer,
            "message": np.array(names, object)[mine.rule],
            "decided": np.where(mine.gift, along, np.array(said, object)[mine.code]),
            "way": np.array([*ways, ""], object)[mine.channel],
        }
    )


def _columns() -> dict[str, Column]:
    return {
        "day": Column(t("Date"), "day"),
        "name": Column(t("Name")),
        "message": Column(t("Message")),
        "decided": Column(t("What became of it")),
        "way": Column(t("By")),
        "anchor": Column(t("Counted from"), "day"),
        "customer": Column(t("Customer no.")),
    }


def _taken(shop: Shop, listed: pd.DataFrame, token: str | None) -> pd.DataFrame:
    """The whole list for the file; who takes it along is written down first."""
    exports.taken(shop.id, token, what="customers", count=listed["customer"].nunique())
    return _named(shop, listed)


def _named(shop: Shop, listed: pd.DataFrame) -> pd.DataFrame:
    if shop.role == "viewer":
        return listed
    names = customers.names(shop.id, listed["customer"].unique().tolist())
    return listed.assign(name=listed["customer"].map(names).astype("str"))
