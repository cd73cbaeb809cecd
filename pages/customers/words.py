"""The words of the page: ranks, states, and how each number is computed."""

from core.customers import attributes, engagement, past_check, ranks, rfm, validity, worth
from core.formula import Formula
from core.journey import drift
from pages.shared.customer_words import RANK, STATE, next_step, rank, state
from pages.shared.figure import Explained
from pages.shared.i18n import language, mark, t

__all__ = ["RANK", "STATE", "explained", "next_step", "rank", "sentences", "state"]

EXPLAINED = {
    "ranks.rank": (
        mark("Rank"),
        mark(
            "One purchase: first purchase. Two: repeater. The higher ranks take what is set under "
            "“What a rank takes”. A rank is kept; only the review once a year can take it away. "
            "Orders of one day count once."
        ),
    ),
    "engagement.score": (
        mark("Score"),
        mark(
            "How close the customer is today, 0 to 100: recent, often and much, each on a scale "
            "to 100, weighed and added up. What is not known is left out, never counted as 0."
        ),
    ),
    "rfm.cut_offs": (
        mark("By limits"),
        mark("Band 5 for the best limit reached, 4 for the next, and so on; 1 for none."),
    ),
    "rfm.quantile": (
        mark("By fifths"),
        mark(
            "All customers in a row, cut into five. Equal customers get equal bands, so with many "
            "who bought once the groups are not the same size."
        ),
    ),
    "worth.cash_expected": (
        mark("May come in 12 months"),
        mark(
            "For each customer: purchases to expect from how often, until when and for how long "
            "they have bought, times what they spend per purchase. Few purchases of somebody are "
            "pulled toward the average. Money of next year counts a tenth less. Seasons are not "
            "in it."
        ),
    ),
    "worth.range": (
        mark("Roughly between"),
        mark("How sure the sum is. A single customer can do quite differently."),
    ),
    "worth.spent": (
        mark("Spent so far"),
        mark("All they have paid by that day. It is what happened, nothing expected is in it."),
    ),
    "worth.chance": (
        mark("Likely to buy again"),
        mark("How likely at least one more purchase within 12 months is."),
    ),
    "ranks.moves": (
        mark("Moves of a quarter"),
        mark("The rank of each customer on the evening before the quarter, and on its last day."),
    ),
    "ranks.median_days": (
        mark("Half within so many days"),
        mark(
            "From reaching a rank to reaching the next. Customers who are still on the step count "
            "for the days we could watch them."
        ),
    ),
    "validity.auc": (
        mark("Does the score predict?"),
        mark(
            "Everybody is scored with what was known three months ago; nothing that came later is "
            "in it. Then we look at who has bought since, and how often the buyer had the higher "
            "score."
        ),
    ),
    "validity.foretold": (
        mark("the three months before said"),
        mark("The share that bought at this score in the three months before those."),
    ),
    "validity.brier": (
        mark("Average miss"),
        mark(
            "How far what was foretold lies from what came, squared and averaged. Smaller is "
            "better."
        ),
    ),
    "past_check.ratio": (
        mark("Checked against the past"),
        mark(
            "The same forecast, made with the first six tenths of the time only, compared with "
            "what the customers then really bought."
        ),
    ),
    "attributes.age_band": (
        mark("Age"),
        mark("Whole years from the birthday to this day, in tens."),
    ),
    "attributes.completeness": (
        mark("Of how many it is known"),
        mark("Customers whose files tell it ÷ all customers. The others are left out."),
    ),
    "drift.lines": (
        mark("How quiet is quiet"),
        mark(
            "Of all customers who came back, half were back by the first line, eight in ten by the "
            "second and nine in ten by the third. Customers past the third have drifted away."
        ),
    ),
}
"""Code of the formula -> what the number is called, and how it is computed in plain words."""

REGISTRY: dict[str, Formula] = {
    formula.code: formula
    for module in (attributes, ranks, engagement, rfm, worth, past_check, validity, drift)
    for formula in module.FORMULAS
}


def explained(*codes: str) -> list[Explained]:
    """The numbers of these codes, in words."""
    return [
        Explained(REGISTRY[code], t(EXPLAINED[code][0]), t(EXPLAINED[code][1])) for code in codes
    ]


def sentences(*said: str) -> str:
    """Sentences one after another; Japanese ones need no blank between them."""
    return ("" if language() == "ja" else " ").join(said)
