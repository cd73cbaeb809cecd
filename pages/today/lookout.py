"""What is easily overlooked: buds of fans, great trust without an answer, newcomers left alone."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd
import streamlit as st

from core.formulas import FORMULAS
from core.triggers import alerts
from core.triggers.alerts import Contacts
from core.triggers.belt import Belt
from core.triggers.rule import Rule
from pages.shared import formats, person, store
from pages.shared.figure import Card, Explained
from pages.shared.figure import cards as numbers
from pages.shared.i18n import mark, t, tn
from pages.shared.store import customers, dispatches, facts, histories, missed, referrals
from pages.shared.store.lines import Today
from pages.shared.store.missed import Aside
from pages.shared.text import plain
from pages.today import words
from pages.today.acts import look, name_of

SHOWN = 10
WINDOWS = (14, 30)


def draw(shop: store.Shop, found: Today, today: date) -> None:
    """The numbers first, then the people behind them."""
    history, belt = histories.history(shop.id), found.running.belt
    since = histories.number_of(found.running.start)
    made = contacts(shop, belt.rules)
    amounts = [rule.at_least for rule in belt.rules if rule.kind == "amount"]
    buds = alerts.overlooked(history, made.only("count"), since=since)
    trust = alerts.response(
        history, made.only("amount"), at_least=min(amounts), since=since
    ) if amounts else None  # fmt: skip
    _numbers(trust, [alerts.early(history, made, since=since, window=w) for w in WINDOWS])
    waiting = buds["customer"].tolist()
    late = trust.waiting if trust else buds.head(0)
    told = _promoters(shop, belt, history.as_of)
    aside = missed.of_day(shop.id, today)
    asides = [aside.missed, aside.changed] if aside else []
    people = [waiting, told, *(rows["customer"].tolist() for rows in (late, *asides))]
    ids = {each for some in people for each in some[:SHOWN]}
    names = {} if shop.role == "viewer" else customers.names(shop.id, ids)
    _found(shop, buds, late, told, names)
    if aside:
        _gone(shop, aside, names)
    person.draw_ticked(shop)


def _gone(shop: store.Shop, aside: Aside, names: Mapping[int, str]) -> None:
    """What nobody got to in time, and what later files made of the lists that were shown."""
    _people(
        shop,
        tn(
            "{n} contact of the last 7 days that there was no time for",
            "{n} contacts of the last 7 days that there was no time for",
            len(aside.missed),
        ),
        [(row.customer, _due(row)) for row in aside.missed.itertuples()],
        names,
        key="missed",
    )
    _people(
        shop,
        tn(
            "{n} contact of the last 7 days that newer files see differently",
            "{n} contacts of the last 7 days that newer files see differently",
            len(aside.changed),
        ),
        [(row.customer, f"{_due(row)} ・ {words.changed(row.why)}")
         for row in aside.changed.itertuples()],
        names,
        key="changed",
        hint=t(
            "Nobody could know it that morning. Fresh order files before the list keep it rare."
        ),
    )  # fmt: skip


def _due(row: tuple) -> str:
    return f"{words.title_of(row.rule)} ・ {formats.short_day(row.day)}"


def _found(
    shop: store.Shop,
    buds: pd.DataFrame,
    late: pd.DataFrame,
    told: list[int],
    names: Mapping[int, str],
) -> None:
    """The people behind each finding."""
    _people(
        shop,
        tn(
            "{n} customer bought for the second or third time and heard nothing about it",
            "{n} customers bought for the second or third time and heard nothing about it",
            len(buds),
        ),
        [(row.customer, _bought(row)) for row in buds.itertuples()],
        names,
        key="buds",
    )
    _people(
        shop,
        tn("{n} large order has had no word yet", "{n} large orders have had no word yet",
           len(late)),
        [(row.customer, _ordered(shop, row)) for row in late.itertuples()],
        names,
        key="trust",
    )  # fmt: skip
    _people(
        shop,
        tn(
            "{n} customer would recommend you and has no code for friends yet",
            "{n} customers would recommend you and have no code for friends yet",
            len(told),
        ),
        [(customer, t("9 or 10 points")) for customer in told],
        names,
        key="promoters",
    )


def contacts(shop: store.Shop, rules: tuple[Rule, ...]) -> Contacts:
    """The contacts that were made, by kind of rule, in the shop's time."""
    said = dispatches.listed(shop.id)
    said = said[said["outcome"] == "done"]
    at = pd.to_datetime(said["at"], format="ISO8601", utc=True)
    local = at.dt.tz_convert(shop.settings.timezone).dt.tz_localize(None)
    midnight = local.dt.normalize()
    kind = {rule.id: rule.kind for rule in rules}
    return Contacts.of(
        said["customer"].to_numpy(np.int64),
        pd.to_datetime(said["day"]).to_numpy("datetime64[D]").astype(np.int32),
        said["rule"].map(kind).fillna("").to_numpy(object),
        second=(local - midnight).dt.total_seconds().to_numpy(),
    )


EXPLAINED: Mapping[str, tuple[str, str]] = {
    "alerts.response": (
        mark("From a large order to your word"),
        mark(
            "Hours from an order of at least your lowest amount to the first contact about it; "
            "half of the answered orders were quicker."
        ),
    ),
    "alerts.early": (
        mark("Newcomers left alone"),
        mark(
            "Of those who bought for the first time since the belt runs and whose first days are "
            "over: the share that heard from you at most once in them."
        ),
    ),
}
"""Code of the formula -> what the number is called, and how it is computed in plain words."""


def _explained(code: str) -> Explained:
    name, words = EXPLAINED[code]
    return Explained(FORMULAS[code], t(name), t(words))


def _numbers(trust: alerts.Response | None, early: list[alerts.Early]) -> None:
    """How fast great trust is answered, and how many newcomers were left alone."""
    shown = []
    if trust is not None:
        shown.append(
            Card(
                t("From a large order to your word"),
                t("{n} hours", n=formats.decimal(trust.median_hours, 0))
                if trust.answered
                else formats.MISSING,
                tn("{n} order answered", "{n} orders answered", trust.answered),
                _explained("alerts.response"),
            )
        )
    shown += [
        Card(
            tn(
                "Newcomers who heard at most once in {n} day",
                "Newcomers who heard at most once in {n} days",
                each.window,
            ),
            formats.percent(each.left_alone / each.n, 0) if each.n else formats.MISSING,
            t("of {n}", n=formats.count(each.n)) if each.n else t("nobody's days are over yet"),
            _explained("alerts.early"),
            reference=0 < each.n < 30,
        )
        for each in early
    ]
    numbers(*shown)


def _promoters(shop: store.Shop, belt: Belt, as_of: int) -> list[int]:
    """Those who would recommend the shop and have no code to hand on."""
    codes = referrals.listed(shop.id)
    friends = codes.loc[codes["order_no"].notna() & codes["void"].eq(0), "customer"]
    found = alerts.promoters(
        facts.of_shop(shop.id, belt).answers,
        codes=codes["customer"].to_numpy(np.int64),
        friends=friends.to_numpy(np.int64),
        as_of=as_of,
    )
    return found.customer[~found.has_code].tolist()


def _bought(row: tuple) -> str:
    day = formats.short_day(histories.day_of(row.day))
    return t("Purchase no. {n} on {day}", n=row.number, day=day)


def _ordered(shop: store.Shop, row: tuple) -> str:
    day = formats.short_day(histories.day_of(row.day))
    return f"{formats.money(row.net, shop.settings.currency)} ・ {day}"


def _people(
    shop: store.Shop,
    title: str,
    rows: list[tuple[int, str]],
    names: Mapping[int, str],
    *,
    key: str,
    hint: str = "",
) -> None:
    """A finding and the first of the people behind it."""
    if not rows:
        return
    with st.expander(title, expanded=True, key=f"today.lookout.{key}"):
        if hint:
            st.caption(hint)
        for customer, said in rows[:SHOWN]:
            with st.container(horizontal=True, vertical_alignment="center"):
                name = plain(name_of(customer, names))
                st.markdown(f"**{name}** ・ {plain(said)}", width="stretch")
                if shop.role != "viewer":
                    st.button(
                        t("About this customer"),
                        key=f"today.lookout.{key}.{customer}.{said}",
                        type="tertiary",
                        icon=":material/person:",
                        on_click=look,
                        args=(customer,),
                    )
        if len(rows) > SHOWN:
            st.caption(tn("and {n} more", "and {n} more", len(rows) - SHOWN))
