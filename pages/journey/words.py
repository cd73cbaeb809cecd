"""The words of the page: states, channels, and how each number is computed."""

from collections.abc import Iterable

from core.formula import Formula
from core.journey import belt, cohorts, drift, ladder, returning
from pages.shared.customer_words import STATE as DRIFT
from pages.shared.customer_words import channel
from pages.shared.figure import Explained
from pages.shared.i18n import mark, t
from pages.shared.text import plain

__all__ = ["DRIFT", "STATES", "channel", "explained", "listed", "nth"]

STATES = {
    "went_on": mark("bought again"),
    "open": mark("still open"),
    "left": mark("drifted away"),
}
"""The states of the ladder, in the order of the theme's colours."""

EXPLAINED = {
    "ladder.reached": (
        mark("Got that far"),
        mark("Customers who have bought at least so many times. Orders of one day count once."),
    ),
    "ladder.went_on": (
        mark("Bought again"),
        mark("Of these, those who have bought once more since, however long it took."),
    ),
    "ladder.left": (
        mark("Drifted away"),
        mark(
            "Of these, those who have not bought since and have been silent for longer than the "
            "number of days you set. They can still come back."
        ),
    ),
    "ladder.open": (
        mark("Still open"),
        mark(
            "Of these, those who have not bought since but have not been silent that long. "
            "Nobody can say yet."
        ),
    ),
    "ladder.left_after": (
        mark("Suggested days of silence"),
        mark(
            "Of all customers who came back, nine in ten were back within so many days. "
            "Customers who are silent for longer seldom return on their own."
        ),
    ),
    "returning.rate": (
        mark("Share that buys again"),
        mark(
            "On every day we count who comes back among those we could still watch on that day. "
            "A customer who bought last week counts for one week only, so new customers do not "
            "pull the share down."
        ),
    ),
    "returning.interval": (
        mark("Roughly between"),
        mark(
            "With other customers of the same kind the share would lie in this range 95 times "
            "out of 100. The fewer customers, the wider."
        ),
    ),
    "returning.naive": (
        mark("Simple ratio"),
        mark(
            "Those who came back within the days ÷ all, also those who bought only yesterday. "
            "It looks low whenever a shop has many new customers."
        ),
    ),
    "returning.half_of_returned_days": (
        mark("Half of those who returned"),
        mark("The middle of all waits that have ended. Those who never came back are not in it."),
    ),
    "returning.half_back_days": (
        mark("Half are back"),
        mark("The first day by which half of all customers have bought again."),
    ),
    "returning.quarter_back_days": (
        mark("One in four is back"),
        mark("The first day by which a quarter of all customers have bought again."),
    ),
    "returning.returns": (
        mark("Customers who came back"),
        mark("Counted by the days they took. Those who have not come back yet are not in it."),
    ),
    "belt.smoothed_chance": (
        mark("Comes back on that day"),
        mark("Of those not back by then, the share that buys on that day, averaged over a week."),
    ),
    "belt.peak_day": (
        mark("Days people come back"),
        mark(
            "Days on which clearly more customers return than in the weeks before and after. "
            "Where nothing stands out, none is named."
        ),
    ),
    "belt.day": (
        mark("A good day to write"),
        mark("Three days before the days people come back, so that the message is there in time."),
    ),
    "belt.next_30": (
        mark("Back within 30 days anyway"),
        mark("Of those not back by that day, the share that returns within the next 30 days."),
    ),
    "cohorts.retention": (
        mark("Bought in that month"),
        mark(
            "Of the customers of a group, the share that bought something in that calendar month. "
            "A month that is not over stays blank."
        ),
    ),
    "cohorts.ltv": (
        mark("Spent so far per customer"),
        mark(
            "All they paid up to the end of that month ÷ all customers of the group, also those "
            "who never came back. Shipping is not in it, points of your own are taken off. "
            "It is what happened, not a forecast."
        ),
    ),
    "cohorts.margin_ltv": (
        mark("Gross profit so far per customer"),
        mark("Spent so far per customer × the margin rate in your settings."),
    ),
    "cohorts.mean": (
        mark("Spent so far per customer"),
        mark(
            "All they have paid ÷ all customers. Shipping is not in it, points of your own are "
            "taken off. It is what happened, not a forecast."
        ),
    ),
    "cohorts.median": (
        mark("The customer in the middle"),
        mark(
            "Half of your customers have spent more, half less. A few big spenders do not move it."
        ),
    ),
    "cohorts.top_share": (
        mark("Share of the top 1%"),
        mark("What the 1% who spent most have spent ÷ what all have spent."),
    ),
    "drift.lines": (
        mark("How quiet is quiet"),
        mark(
            "Of all customers who came back, half were back by the first line, eight in ten by the "
            "second and nine in ten by the third. Customers past the third have drifted away."
        ),
    ),
    "drift.personal_lines": (
        mark("Regulars have lines of their own"),
        mark("Customers who have bought six times or more are measured by their own waits."),
    ),
    "drift.measured": (
        mark("Came back within 90 days"),
        mark("Of those who were in this state 90 days earlier, the share that has bought since."),
    ),
}
"""Code of the formula -> what the number is called, and how it is computed in plain words."""

REGISTRY: dict[str, Formula] = {
    formula.code: formula
    for module in (belt, cohorts, drift, ladder, returning)
    for formula in module.FORMULAS
}


def explained(*codes: str) -> list[Explained]:
    """The numbers of these codes, in words."""
    return [
        Explained(REGISTRY[code], t(EXPLAINED[code][0]), t(EXPLAINED[code][1])) for code in codes
    ]


def nth(step: int) -> str:
    """The n-th purchase."""
    return t("purchase {n}", n=step)


def listed(names: Iterable[str]) -> str:
    """Names of the shop's files in a sentence."""
    return t(", ").join(plain(name) for name in names)
