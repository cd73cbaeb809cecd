"""Why a number is not given, in words: the one place where a `Refusal` becomes a sentence."""

from collections.abc import Mapping

from core.refusal import Refusal
from pages.shared import formats
from pages.shared.i18n import mark, t

FORECAST: Mapping[str, str] = {
    "few_customers": mark(
        "With {n} customers no forecast is honest yet; it takes {needed} whose first purchase is "
        "in your files."
    ),
    "few_repeaters": mark(
        "{n} customers have come back so far; an honest forecast takes {needed}."
    ),
    "short_span": mark("Your orders cover {n} days; an honest forecast takes {needed}."),
    "degenerate": mark(
        "Your customers buy so much alike that no forecast can tell them apart yet."
    ),
    "not_converged": mark("No forecast comes to rest with these orders yet: it would be a guess."),
    "two_answers": mark("Two different forecasts fit these orders equally well, so none is shown."),
    "flat": mark("Many different forecasts fit these orders equally well, so none is shown."),
    "no_mean": mark(
        "A few very large purchases decide the whole average, so no amount can be foretold."
    ),
}
"""Of what customers may still bring."""

CHECK: Mapping[str, str] = {
    "few_customers": mark(
        "It takes {needed} customers to see whether the score tells who buys; {n} were here then."
    ),
    "few_buyers": mark(
        "It takes {needed} customers who bought again to learn from; there are {n}."
    ),
    "one_outcome": mark(
        "All did the same in the months since: nobody to compare with. Look again later."
    ),
    "short_span": mark("Your orders do not reach back far enough to look at an earlier day."),
}
"""Of whether the score tells who buys."""

NO_PATTERN = mark("The purchases follow no clear pattern yet, so a forecast would be a guess.")


def forecast(refusal: Refusal) -> str:
    """Why there is no forecast."""
    return _said(FORECAST, refusal)


def check(refusal: Refusal) -> str:
    """Why it cannot be told whether the score tells who buys."""
    return _said(CHECK, refusal)


def _said(words: Mapping[str, str], refusal: Refusal) -> str:
    sentence = words.get(refusal.code, NO_PATTERN)
    unknown = formats.is_missing(refusal.value) or formats.is_missing(refusal.needed)
    if "{needed}" in sentence and unknown:
        sentence = NO_PATTERN
    if "{" not in sentence:
        return t(sentence)
    return t(sentence, n=formats.count(refusal.value), needed=formats.count(refusal.needed))
