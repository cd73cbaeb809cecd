"""When customers come back: rates by horizon, the days they return, and when to write."""

import pandas as pd
import streamlit as st

from core.journey.returning import Returning
from pages.journey import numbers, people, sub, words
from pages.journey.numbers import Box
from pages.journey.sub import Page
from pages.shared import figure, formats, waits_chart
from pages.shared.figure import Card, Picture
from pages.shared.i18n import t, tn
from pages.shared.table import Column, Table

HORIZON = 90
SHORTEST = 120
"""Days the pictures show at least, where the data reaches that far."""

USUAL_DAY = 14

SAME = 0.005
"""Shares that differ by less look the same."""

STEPS = 4
"""Purchases that can be waited for: the second to the fifth."""


def draw(page: Page) -> None:
    """Sentence, rates, the days people come back, three numbers, and whom to write to."""
    page = sub.begin(page)
    returning = numbers.returning_of(page.view)
    with page.side:
        step = _step(page, returning)
    with page.answer:
        if returning.n == 0:
            sub.nobody(page)
            return
        curve, belt = numbers.curve_of(page.view, step)
        sub.say(_answer(returning, belt, step), *_context(returning, step))
        sub.notices(page, _n(returning, step))
        if sub.few(_n(returning, step)):
            _gaps(page, step, belt.iloc[:0].assign(number=0, own=False), longest=None)
        else:
            _rates(page, returning, step)
            _days(page, returning, step, curve, belt)
        figure.cards(*_cards(returning, belt, step))
        _list(page, belt, step)


def _step(page: Page, returning: Returning) -> int:
    """Which purchase is waited for."""
    steps = returning.times["step"].tolist()[:STEPS] or [1]
    chosen = st.segmented_control(
        t("Until purchase number"),
        steps,
        default=1,
        required=True,
        format_func=lambda step: str(step + 1),
        key=page.keys.of("step"),
        wrap=True,
        persist_state="session",
    )
    return chosen if chosen in steps else 1


def _n(returning: Returning, step: int) -> int:
    return returning.curves[step - 1].n


def _answer(returning: Returning, belt: pd.DataFrame, step: int) -> str:
    curve = returning.curves[step - 1]
    rate = curve.told_rate(HORIZON)
    n = tn("{n} customer", "{n} customers", curve.n)
    if sub.few(curve.n):
        back = formats.count(int(curve.events.sum()))
        return t("{back} of {n} have come back so far.", back=back, n=n)
    if formats.is_missing(rate.value):
        return t("Your orders do not reach 90 days back yet, so the rate cannot be told.")
    share = formats.percent(rate.value, 0)
    said = t("{share} make purchase {n} within 90 days.", share=share, n=step + 1)
    own = belt.loc[belt["kind"] == "suggested", "peak_day"]
    if own.empty:
        return said
    return sub.sentences(
        said,
        t(
            "More come back around day {day} than in the weeks around it.",
            day=formats.count(own.iloc[0]),
        ),
    )


def _context(returning: Returning, step: int) -> list[str]:
    n = _n(returning, step)
    if sub.few(n):
        return [sub.wait_for(n)]
    half = returning.times.set_index("step").loc[step, "half_of_returned_days"]
    if formats.is_missing(half):
        return []
    return [
        t(
            "Half of those who came back did so within {days}; those who never came back are not "
            "in this number.",
            days=formats.days(half),
        )
    ]


def _rates(page: Page, returning: Returning, step: int) -> None:
    """The rates at 30 to 365 days beside the naive ratio, and why they differ."""
    rates = returning.rates[returning.rates["step"] == step]
    if rates.empty:
        st.caption(t("Not enough customers can be watched for 30 days yet."))
        return
    rows = rates.assign(
        within=rates["horizon"].map(formats.days),
        percent=rates["rate"].map(lambda share: formats.percent(share, 0)),
        value=rates["rate"],
    )
    figure.figure(
        _rates_picture(rows),
        key="journey.rates",
        alt_text=_rates_aloud(rows),
        caption=figure.told(page.day, _n(returning, step)),
        note=_why(rows),
        numbers=_rate_table(page, returning),
        explained=words.explained("returning.rate", "returning.interval", "returning.naive"),
    )


def _why(rows: pd.DataFrame) -> str:
    """Why the two differ, or that here they do not."""
    if (rows["value"] - rows["naive"]).max() < SAME:
        return t("Here both are the same: hardly any customer is too new to have returned.")
    return t(
        "The simple ratio counts customers who bought only recently as not returned, although "
        "they have had no time to return. That is why it is lower."
    )


def _rates_picture(rows: pd.DataFrame) -> Picture:
    drawn = ["horizon", "within", "value", "low", "high", "naive", "percent"]
    said = {
        "rate": t("share that buys again"),
        "naive": t("simple ratio"),
        "days": t("within"),
        "share": t("bought again"),
    }
    return Picture(waits_chart.rates_chart, said, {"rows": rows[drawn]})


def _rates_aloud(rows: pd.DataFrame) -> str:
    said = [
        t(
            "Within {days}: {share}, {between}; simple ratio {naive}.",
            days=row.within,
            share=row.percent,
            between=formats.between(row.low, row.high),
            naive=formats.percent(row.naive, 0),
        )
        for row in rows.itertuples()
    ]
    return sub.sentences(*said)


def _rate_table(page: Page, returning: Returning) -> Table:
    rates = returning.rates
    few = rates["evidence"] == "reference"
    told = {name: rates[name].mask(few) for name in ("rate", "low", "high", "naive")}
    frame = rates.assign(**told, next=rates["step"] + 1)
    columns = {
        "next": Column(t("Purchase"), "count"),
        "horizon": Column(t("Within days"), "count"),
        "n": Column(t("Customers"), "count"),
        "rate": Column(t("Share that buys again"), "share"),
        "low": Column(t("Roughly from"), "share"),
        "high": Column(t("Roughly to"), "share"),
        "naive": Column(t("Simple ratio"), "share"),
    }
    return Table(frame, columns, f"return-rates-{page.day}")


def _days(
    page: Page, returning: Returning, step: int, curve: pd.DataFrame, belt: pd.DataFrame
) -> None:
    """The curve and the histogram of the days, with the days worth writing on."""
    badges = belt.sort_values("day", ignore_index=True)
    badges = badges.assign(number=badges.index + 1, own=badges["kind"] == "suggested")
    longest = _longest(returning, step, badges)
    figure.figure(
        _chance_picture(curve, badges, longest),
        key="journey.chance",
        title=_title_of_days(badges),
        alt_text=_said_of_badges(badges),
        caption=figure.told(page.day, _n(returning, step)),
        note=_said_of_badges(badges),
        numbers=_belt_table(page, badges),
        explained=words.explained(
            "belt.smoothed_chance", "belt.peak_day", "belt.day", "belt.next_30"
        ),
    )
    _gaps(page, step, badges, longest=longest)


def _chance_picture(curve: pd.DataFrame, badges: pd.DataFrame, longest: int) -> Picture:
    shown = curve.loc[curve["day"].between(1, longest), ["day", "smoothed_chance"]]
    said = {
        "longest": longest,
        "days": t("days since the last purchase"),
        "share": t("came back on that day"),
    }
    data = {"rows": shown, "badges": waits_chart.placed(badges, longest)}
    return Picture(waits_chart.chance_chart, said, data)


def _gaps(page: Page, step: int, badges: pd.DataFrame, *, longest: int | None) -> None:
    """How long those took who came back; `longest` None draws all of them, by the month."""
    days = 30 if longest is None else 7 if longest > 45 else 1
    gaps = numbers.gaps_of(page.view, step, days)
    back = int(gaps["returns"].sum())
    if not back:
        return
    columns = {
        "from_day": Column(t("From day"), "count"),
        "to_day": Column(t("to before day"), "count"),
        "returns": Column(t("Customers who came back"), "count"),
    }
    figure.figure(
        _gaps_picture(gaps, badges, longest),
        key="journey.gaps",
        title=t("How long those took who came back"),
        alt_text=t("Customers who came back, by the days they took."),
        caption=figure.told(page.day, back),
        numbers=Table(gaps, columns, f"days-to-next-purchase-{page.day}"),
        explained=words.explained("returning.returns"),
    )


def _gaps_picture(gaps: pd.DataFrame, badges: pd.DataFrame, longest: int | None) -> Picture:
    end = longest or int(gaps["to_day"].max())
    bars = waits_chart.bars_of(gaps, end)
    said = {
        "longest": end,
        "days": t("days since the last purchase"),
        "returns": t("customers who came back"),
        "faint": longest is None,
    }
    return Picture(
        waits_chart.gaps_chart, said, {"rows": bars, "badges": waits_chart.placed(badges, end)}
    )


def _longest(returning: Returning, step: int, badges: pd.DataFrame) -> int:
    """Last day drawn: far enough for all badges, not beyond what can be told."""
    wanted = max(SHORTEST, int(badges["day"].max()) + 30)
    return max(min(wanted, returning.curves[step - 1].follow_up), 30)


def _title_of_days(badges: pd.DataFrame) -> str:
    own = badges[badges["own"]]
    if own.empty:
        return t("No days stand out: customers come back evenly.")
    return t(
        "Write on day {day}: around day {peak} more come back.",
        day=formats.count(own["day"].iloc[0]),
        peak=formats.count(own["peak_day"].iloc[0]),
    )


def _said_of_badges(badges: pd.DataFrame) -> str:
    """What the badges stand for; in the picture they are numbers."""
    own = badges["own"]
    said = [t("{numbers} days many shops use ({days})", **_numbered(badges[~own]))]
    if own.any():
        said.append(t("{numbers} your shop's own ({days})", **_numbered(badges[own])))
    return sub.joined(said)


def _numbered(badges: pd.DataFrame) -> dict[str, str]:
    """The numbers of some badges in circles, and their days."""
    circled = [chr(0x2460 + number - 1) for number in badges["number"]]
    days = [t("day {day}", day=day) for day in badges["day"]]
    return {"numbers": " ".join(circled), "days": t(", ").join(days)}


def _belt_table(page: Page, badges: pd.DataFrame) -> Table:
    kinds = badges["own"].map({True: t("your shop's own"), False: t("usual")})
    columns = {
        "number": Column(t("Badge"), "count"),
        "day": Column(t("Day"), "count"),
        "what": Column(t("Kind")),
        "n": Column(t("Not back by then"), "count"),
        "returned_by_day": Column(t("Back by then"), "share"),
        "next_30_days": Column(t("Back within 30 days anyway"), "share"),
        "next_30_low": Column(t("Roughly from"), "share"),
        "next_30_high": Column(t("Roughly to"), "share"),
    }
    return Table(badges.assign(what=kinds), columns, f"days-to-write-{page.day}")


def _cards(returning: Returning, belt: pd.DataFrame, step: int) -> list[Card]:
    """The rate, how long it takes, and the shop's own day."""
    few = sub.few(_n(returning, step))
    return [
        _rate_card(returning, step, few=few),
        _wait_card(returning, step, few=few),
        _day_card(belt),
    ]


def _rate_card(returning: Returning, step: int, *, few: bool) -> Card:
    rate = returning.curves[step - 1].told_rate(HORIZON)
    label = t("Purchase {n} within 90 days", n=step + 1)
    explained = words.explained("returning.rate")[0]
    if few or formats.is_missing(rate.value):
        return Card(label, formats.MISSING, t("cannot be told yet"), explained)
    between = formats.between(rate.low, rate.high)
    return Card(label, formats.percent(rate.value, 1), between, explained)


def _wait_card(returning: Returning, step: int, *, few: bool) -> Card:
    """Half back, else one in four back, else half of those who returned; of few the count."""
    if few:
        back = int(returning.curves[step - 1].events.sum())
        return Card(t("Customers who came back"), tn("{n} person", "{n} people", back))
    times = returning.times.set_index("step").loc[step]
    labels = {
        "half_back_days": t("Until half are back"),
        "quarter_back_days": t("Until one in four is back"),
        "half_of_returned_days": t("Half of those who returned"),
    }
    told = [name for name in labels if not formats.is_missing(times[name])]
    name = told[0] if told else "half_of_returned_days"
    explained = words.explained(f"returning.{name}")[0]
    return Card(labels[name], formats.days(times[name]), None, explained)


def _day_card(belt: pd.DataFrame) -> Card:
    own = belt[belt["kind"] == "suggested"]
    label, explained = t("Days people come back"), words.explained("belt.peak_day")[0]
    if own.empty:
        return Card(label, formats.MISSING, t("no days stand out"), explained)
    first = own.iloc[0]
    returns = tn("{n} customer", "{n} customers", int(first["peak_returns"]))
    return Card(
        label,
        t("day {day}, roughly", day=formats.count(first["peak_day"])),
        t("{n} came back within 3 days of it", n=returns),
        explained,
    )


def _list(page: Page, belt: pd.DataFrame, step: int) -> None:
    """The next step: who reaches the day to write on within a week."""
    own = belt.loc[belt["kind"] == "suggested", "day"]
    day = int(own.iloc[0]) if len(own) else USUAL_DAY
    box = Box("reaching", step, days=day)
    n = len(numbers.behind(page.view, box))
    label = tn(
        "See the {n} who reach day {day} this week",
        "See the {n} who reach day {day} this week",
        n,
        day=day,
    )
    if people.offered(label, n, key=page.keys.of("reaching")):
        title = t("{purchase}: day {day} within a week", purchase=words.nth(step), day=day)
        people.draw(page.shop, page.view, box, key="journey.reaching", title=title)
    st.page_link(
        "triggers/page.py",
        label=t("Try messages on these days"),
        icon=":material/conveyor_belt:",
    )
