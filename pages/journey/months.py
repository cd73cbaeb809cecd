"""How long customers go on buying: groups by month of first purchase, and who drifts away."""

import pandas as pd
import streamlit as st

from core.journey.cohorts import Cohorts
from core.journey.drift import Drift
from pages.journey import charts, drifting, numbers, sub, words
from pages.journey.sub import Page
from pages.shared import figure, formats
from pages.shared.figure import Card, Picture
from pages.shared.i18n import t, tn
from pages.shared.table import Column, Table
from pages.shared.text import plain

YEAR = 12
TOLD_AFTER = (12, 6, 3, 1)
"""Months after which the answer may speak, the first that enough customers have reached."""


def draw(page: Page) -> None:
    """Sentence, two maps, who drifts away, three numbers, and whom to win back."""
    page = sub.begin(page)
    money = numbers.has_amounts(page.view)
    with page.side:
        months = _months(page)
        margin = _margin(page) if money else None
        drifted_from = drifting.choose(page)
    found = numbers.cohorts_of(page.view, margin)
    drift = numbers.drift_of(page.view, drifted_from)
    with page.answer:
        if found.n == 0:
            sub.nobody(page)
            return
        sub.say(_answer(page, found, money=money), *_context(found, money=money))
        sub.notices(page, found.n)
        if not sub.few(found.n):
            cells = _shown(found, months)
            _retention(page, found, cells)
            if money:
                _spent(page, found, cells, "ltv" if margin is None else "margin_ltv")
        drifting.picture(page, drift)
        figure.cards(*_cards(page, found, drift, money=money))
        drifting.people_about_to_leave(page, drift, drifted_from)


def _months(page: Page) -> int:
    """How many groups and months are shown."""
    spans = {YEAR: "1", 2 * YEAR: "2", 0: t("All")}
    chosen = st.segmented_control(
        t("How far back (years)"),
        list(spans),
        default=YEAR,
        required=True,
        format_func=spans.__getitem__,
        key=page.keys.of("months"),
        wrap=True,
        persist_state="session",
    )
    return chosen or 10_000


def _margin(page: Page) -> int | None:
    """The margin rate where the owner has set one and wants to see it."""
    margin = page.shop.settings.margin_bp
    if margin is None:
        return None
    key = page.keys.of("margin")
    shown = st.toggle(t("Show gross profit"), key=key, persist_state="session")
    return margin if shown else None


# the answer


def _mature(found: Cohorts) -> pd.DataFrame:
    """By month since the first purchase, over all groups that have come that far."""
    cells = found.cells.dropna(subset="buyers")
    sums = cells.groupby("month")[["size", "buyers", "cash"]].sum(min_count=1)
    return sums.assign(ltv=sums["cash"] / sums["size"], retention=sums["buyers"] / sums["size"])


def _answer(page: Page, found: Cohorts, *, money: bool) -> str:
    mature = _mature(found)
    if sub.few(found.n):
        n = tn("{n} customer", "{n} customers", found.n)
        return t("{n} so far: too few to compare months.", n=n)
    enough = [k for k in TOLD_AFTER if k in mature.index and not sub.few(mature.loc[k, "size"])]
    if not enough:
        return t("Your first month is not over yet. Come back at the beginning of the next one.")
    if not money:
        return _next_month(mature)
    spent = formats.money(mature.loc[enough[0], "ltv"], page.shop.settings.currency)
    return tn(
        "{n} month after the first purchase a customer has spent {spent} on average.",
        "{n} months after the first purchase a customer has spent {spent} on average.",
        enough[0],
        spent=plain(spent),
    )


def _next_month(mature: pd.DataFrame) -> str:
    share = formats.percent(mature.loc[1, "retention"], 0)
    return t("{share} buy again in the month after their first purchase.", share=share)


def _context(found: Cohorts, *, money: bool) -> list[str]:
    if sub.few(found.n):
        return [sub.wait_for(found.n)]
    if not money:
        return [t("Amounts are not in your files, so nothing is said about money.")]
    mature = _mature(found)
    return [_next_month(mature)] if 1 in mature.index else []


# the maps


def _shown(found: Cohorts, months: int) -> pd.DataFrame:
    """The newest groups and their first months."""
    newest = found.groups["cohort"].tail(months + 1)
    cells = found.cells[found.cells["cohort"].isin(newest) & (found.cells["month"] <= months)]
    sizes = cells["size"].map(lambda n: tn("{n} person", "{n} people", n))
    group = cells["cohort"].map(formats.month) + "|" + sizes
    return cells.assign(group=group, faint=cells["evidence"] == "reference")


def _retention(page: Page, found: Cohorts, cells: pd.DataFrame) -> None:
    """Who bought in each month after the first."""
    later = cells[(cells["month"] > 0) & cells["retention"].notna()]
    if later.empty:
        return
    percent = later["retention"].map(lambda share: formats.percent(share, 0))
    bare = later["retention"].map(lambda share: formats.decimal(100 * share, 0))
    counts = later["buyers"].map(formats.count)
    rows = later.assign(
        value=later["retention"],
        said=bare.mask(later["faint"], "(" + counts + ")"),
        told=(counts + " (" + percent + ")").mask(later["faint"], counts),
    )
    notes = [t("in brackets: people, where fewer than 30")] if rows["faint"].any() else []
    figure.figure(
        _map(rows, t("Bought then")),
        key="journey.retention",
        title=t("Who buys again, month by month (%)"),
        alt_text=_alt(rows),
        caption=figure.told(page.day, found.n, *notes),
        numbers=_retention_table(page, found),
        explained=words.explained("cohorts.retention"),
    )


def _spent(page: Page, found: Cohorts, cells: pd.DataFrame, name: str) -> None:
    """What a customer has spent up to each month; `name` is ltv or margin_ltv."""
    known = cells[cells[name].notna()]
    few, currency = known["faint"], page.shop.settings.currency
    if known.empty or few.all():
        return
    unit = _unit(known.loc[~few, name].max(), currency)
    said = known[name].map(lambda amount: formats.decimal(amount / unit, 1 if unit > 1 else 0))
    told = known[name].map(lambda amount: formats.money(amount, currency))
    rows = known.assign(
        value=known[name].mask(few),
        said=said.mask(few, ""),
        told=told.mask(few, t("fewer than 30 customers")),
    )
    what = t(words.EXPLAINED[f"cohorts.{name}"][0])
    figure.figure(
        _map(rows[~few], t("Per customer")),
        key="journey.spent",
        title=_in_unit(what, unit, currency),
        alt_text=_alt(rows[~few]),
        caption=figure.told(page.day, found.n, t("without shipping, own points taken off")),
        numbers=_spent_table(page, found, name),
        explained=words.explained(f"cohorts.{name}", "cohorts.median", "cohorts.top_share"),
    )


def _unit(largest: float, currency: str | None) -> float:
    """Minor units that one unit of the map stands for: a thousand where amounts are large."""
    major = 10 ** (formats.minor_digits(currency) if currency else 0)
    return major * (1000 if largest >= 10_000 * major else 1)


def _in_unit(what: str, unit: float, currency: str | None) -> str:
    """The title with the unit of the numbers in the map."""
    if currency is None:
        return what
    name = t("yen") if currency == "JPY" else currency
    if unit >= 1000:
        return t("{what}, in thousands of {currency}", what=what, currency=name)
    return t("{what} ({currency})", what=what, currency=name)


def _map(rows: pd.DataFrame, told: str) -> Picture:
    sure = rows.loc[~rows["faint"], "value"]
    top = (sure if len(sure) else rows["value"]).max()  # few cases do not set the scale
    aloud = _one_line(rows["group"]) + ", " + rows["month"].astype("str") + ": " + rows["told"]
    ink = ((rows["value"] < 0.5 * top) | rows["faint"]).astype(int)
    drawn = ["cohort", "group", "which", "month", "value", "said", "ink", "faint", "told", "aloud"]
    tips = (("which", t("First bought")), ("month", t("Months later")), ("told", told))
    said = {"months": t("months since the first purchase"), "tips": tips}
    value, which = rows["value"].clip(upper=top), _one_line(rows["group"])
    shown = rows.assign(aloud=aloud, ink=ink, value=value, which=which)
    return Picture(charts.heatmap, said, {"rows": shown[drawn]})


def _one_line(labels: pd.Series) -> pd.Series:
    return labels.str.replace("|", " ", regex=False)


def _alt(rows: pd.DataFrame) -> str:
    first = rows[rows["month"] == rows["month"].min()]
    return t(
        "One row per month of first purchase, one column per month since. {cells}",
        cells=sub.joined(list(_one_line(first["group"]) + ": " + first["told"])),
    )


def _retention_table(page: Page, found: Cohorts) -> Table:
    """All groups and months, not only those in the picture."""
    few = found.cells["evidence"] == "reference"
    columns = _group_columns() | {
        "buyers": Column(t("Bought then"), "count"),
        "retention": Column(t("Share"), "share"),
    }
    frame = found.cells.assign(retention=found.cells["retention"].mask(few))
    return Table(frame, columns, f"bought-again-by-month-{page.day}")


def _spent_table(page: Page, found: Cohorts, name: str) -> Table:
    few = found.cells["evidence"] == "reference"
    columns = _group_columns() | {
        "cash": Column(t("Spent by all"), "money"),
        name: Column(t("Per customer"), "money"),
    }
    frame = found.cells.assign(**{name: found.cells[name].mask(few)})
    currency = page.shop.settings.currency
    return Table(frame, columns, f"spent-by-month-{page.day}", currency)


def _group_columns() -> dict[str, Column]:
    return {
        "cohort": Column(t("First bought"), "month"),
        "size": Column(t("Customers"), "count"),
        "month": Column(t("Months later"), "count"),
    }


# the numbers


def _cards(page: Page, found: Cohorts, drift: Drift, *, money: bool) -> list[Card]:
    """What a customer spends, where it is known, and who is about to leave."""
    if money and not sub.few(int(found.overall["size"].iloc[0])):
        return [*_money_cards(page, found), drifting.risk(drift)]
    return [drifting.as_usual(drift), drifting.risk(drift), drifting.gone(drift)]


def _money_cards(page: Page, found: Cohorts) -> list[Card]:
    """The mean beside the customer in the middle, and how much hangs on a few."""
    whole, currency = found.overall.iloc[0], page.shop.settings.currency
    mean, top = words.explained("cohorts.mean", "cohorts.top_share")
    middle = plain(formats.money(whole["median"], currency))
    return [
        Card(
            t("Spent so far per customer"),
            plain(formats.money(whole["mean"], currency)),
            t("the customer in the middle: {amount}", amount=middle),
            mean,
        ),
        Card(
            t("Share of the top 1%"),
            formats.percent(whole["top_share"], 0),
            t("of all that was spent"),
            top,
        ),
    ]
