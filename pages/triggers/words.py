"""The words of the page: families, messages, what stops one, and how each number is computed."""

import numpy as np

from core.formula import Formula
from core.triggers import anyway, suggest, whatif
from core.triggers.rule import Rule
from pages.shared import formats
from pages.shared.figure import Explained
from pages.shared.i18n import language, mark, t
from pages.shared.text import plain
from pages.shared.texts.finished import IDS, finished

FAMILIES: dict[str, tuple[str, ...]] = {
    "days": ("elapsed",),
    "purchases": ("count",),
    "amounts": ("amount",),
    "answers": ("score",),
    "occasions": ("birthday", "anniversary", "silence", "news"),
}
"""Part of the page -> kinds of rules it holds."""

PARTS = {
    "days": (mark("Days"), mark("When does a word bring them back?")),
    "purchases": (mark("Purchases"), mark("After which purchase do you write?")),
    "amounts": (mark("Amounts"), mark("From which amount on do you give special thanks?")),
    "answers": (mark("Answers"), mark("What do you reply to what they say?")),
    "occasions": (mark("Occasions"), mark("On which days of the year do you write?")),
    "whole": (mark("All together"), mark("Whom, when and at what cost does the belt reach?")),
    "versions": (mark("Versions"), mark("What would change?")),
}
"""Part of the page -> its name, and the question it answers."""

DECIDED = {
    "SENT": mark("written to"),
    "DROP_MALL_CHANNEL": mark("a customer of the mall"),
    "DROP_CANCELLED": mark("the order was cancelled, or is worth less now"),
    "DUPLICATE": mark("has had it before"),
    "DROP_HIGHER_TIER": mark("a higher gift came first"),
    "DROP_NO_CONSENT": mark("has not agreed to any of these ways"),
    "DROP_REPURCHASED": mark("bought again before it was due"),
    "DROP_DETRACTOR_HOLD": mark("was unhappy just before"),
    "DROP_COOLDOWN": mark("was written to shortly before"),
    "DROP_HOLDOUT": mark("kept aside to compare"),
    "SHIFT_CLOSED": mark("a day off: waits for the next working day"),
    "DEFER_CAP": mark("not too often: waits for the next day"),
    "DROP_EXPIRED": mark("waited too long"),
    "LISTED": mark("stood on the list"),
    "SKIPPED": mark("taken off the list"),
}
"""What became of a contact, by the codes of `core.triggers.decision`."""

STOPS = {
    "DROP_MALL_CHANNEL": mark("Customers of the mall"),
    "DROP_CANCELLED": mark("Cancelled orders"),
    "DUPLICATE": mark("Had it before"),
    "DROP_HIGHER_TIER": mark("A higher gift"),
    "DROP_NO_CONSENT": mark("Not agreed"),
    "DROP_REPURCHASED": mark("Bought again"),
    "DROP_DETRACTOR_HOLD": mark("Unhappy just before"),
    "DROP_COOLDOWN": mark("Written to before"),
    "DROP_HOLDOUT": mark("Kept aside"),
    "DROP_EXPIRED": mark("Waited too long"),
}
"""The gates in their order, as short names."""

EXPLAINED = {
    "anyway.share": (
        mark("Would have bought anyway"),
        mark(
            "Of those who would have been written to, the share that bought again within the "
            "window, without any message. Whose window is not over yet is counted apart. It is "
            "what you start from, not an effect."
        ),
    ),
    "whatif.break_even": (
        mark("Pays off from"),
        mark(
            "The share that has to buy again so that what is left of the extra orders covers the "
            "messages and the offer. The offer is used by everybody who buys, also by those who "
            "would have bought anyway."
        ),
    ),
    "whatif.p1": (
        mark("Your assumption"),
        mark(
            "While a message is at work, the daily chance to buy is multiplied. Where several "
            "are at work at once, the strongest counts, never all of them together."
        ),
    ),
    "whatif.chance": (
        mark("Earns money in so many of 100 worlds"),
        mark(
            "20,000 worlds that agree with your past and with the assumption; in each the profit "
            "is counted. The same ones every time."
        ),
    ),
    "suggest.day": (
        mark("Suggested days"),
        mark("Three days before the days on which clearly more customers of yours come back."),
    ),
    "suggest.amount": (
        mark("Suggested amounts"),
        mark("Round amounts that a fifth, a twentieth and a hundredth of your orders reach."),
    ),
}
"""Code of the formula -> what the number is called, and how it is computed in plain words."""

REGISTRY: dict[str, Formula] = {
    formula.code: formula for module in (whatif, anyway, suggest) for formula in module.FORMULAS
}


def explained(*codes: str) -> list[Explained]:
    """The numbers of these codes, in words."""
    return [
        Explained(REGISTRY[code], t(EXPLAINED[code][0]), t(EXPLAINED[code][1])) for code in codes
    ]


def title(rule: Rule) -> str:
    """What a message is called."""
    return finished(rule.text, language()).title if rule.text in IDS else rule.id


def when(rule: Rule, currency: str | None) -> str:
    """What sets a message off, in a few signs."""
    if rule.kind == "elapsed":
        return t("day {n}", n=formats.count(rule.days))
    if rule.kind == "count":
        return t("purchase {n}", n=rule.count)
    if rule.kind == "amount":
        return t("{amount} or more", amount=money(rule.at_least, currency))
    if rule.kind == "score":
        return t("{low} to {high}", low=rule.low, high=rule.high)
    return _occasion(rule)


def _occasion(rule: Rule) -> str:
    n = formats.count(rule.days)
    if rule.kind == "news":
        return t("on day {n} of the month", n=n)
    if rule.kind == "silence":
        return t("after {n} days of silence", n=n)
    return t("{n} days before", n=n) if rule.days else t("on the day")


def sentences(*said: str) -> str:
    """Sentences one after another; Japanese ones need no blank between them."""
    return ("" if language() == "ja" else " ").join(part for part in said if part)


def money(minor: float | None, currency: str | None) -> str:
    """An amount, for places where a dollar sign would begin a formula."""
    return plain(formats.money(minor, currency))


def monthly(n: float) -> str:
    """How many a month; of a few the first digit after the point counts."""
    return formats.decimal(n) if 0 < n < 10 and n % 1 else formats.count(n)


def rounded(amount: float) -> float:
    """Two digits: more would pretend to know."""
    if not amount:
        return 0.0
    ten = 10.0 ** (np.floor(np.log10(abs(amount))) - 1)
    return float(np.round(amount / ten) * ten)


def unit(currency: str | None) -> str:
    """What amounts are counted in."""
    return t("yen") if currency == "JPY" else currency or ""
