"""How many customers a plan takes, how long that is, and what so few can see, in sentences."""

from math import ceil, isinf

from core.experiments.assignment import BP
from core.experiments.entry import Outlook
from core.experiments.experiment import Experiment
from core.experiments.sizing import LONGEST_MONTHS, Size, detectable, needed
from core.stats.intervals import REFERENCE_BELOW
from pages.shared import formats
from pages.shared.i18n import t, tn

ROUND = 10
WORTH_FACTOR = 1.25
"""What would be worth it, until the owner says something else: a quarter more."""


def past_share(seen: Outlook) -> float | None:
    """The share to expect without any measure; None where the past cannot say."""
    share = seen.past.share
    return share if seen.past.n >= REFERENCE_BELOW and 0 < share < 1 else None


def usual_worth(share: float) -> int:
    """A share that would be worth it, in whole percent, above today's."""
    return min(max(round(share * 100 * WORTH_FACTOR), int(share * 100) + 1), 99)


def usual_size(seen: Outlook, worth: float | None, *, control_bp: int) -> int:
    """How many to plan, until the owner says something else: what it takes, within a year."""
    within_a_year = int(seen.there + seen.per_month * LONGEST_MONTHS)
    share = past_share(seen)
    wanted = within_a_year
    if share is not None and worth is not None and worth != share:
        wanted = needed(share, worth, control_share=control_bp / BP).total
    return max(ceil(min(wanted, within_a_year) / ROUND) * ROUND, 2 * ROUND)


def told(plan: Experiment, seen: Outlook) -> list[str]:
    """What the plan takes and what it can see: a few plain sentences."""
    share, worth = plan.expected_share, plan.worth_share
    if share is None or worth is None:
        return [t("There are too few customers so far to say how many it takes.")]
    size = needed(share, worth, control_share=plan.control_bp / BP)
    said = [
        t(
            "To tell {worth} from {share}, {n} customers have to take part.",
            worth=percent(worth),
            share=percent(share),
            n=formats.count(size.total),
        ),
        _how_long(seen, size),
    ]
    if seen.months(size.total) > LONGEST_MONTHS:
        said.append(t("Test a bigger change, or decide by what it costs."))
    return [*said, *_visible(plan, seen, size)]


def _how_long(seen: Outlook, size: Size) -> str:
    months = seen.months(size.total)
    if months == 0:
        return t("There are {n} already: enough.", n=formats.count(seen.there))
    if isinf(months):
        return tn(
            "Only {n} customer can take part.", "Only {n} customers can take part.", seen.there
        )
    return tn(
        "With {pace} new customers a month that takes {n} month.",
        "With {pace} new customers a month that takes {n} months.",
        ceil(months),
        pace=formats.count(seen.per_month),
    )


def _visible(plan: Experiment, seen: Outlook, size: Size) -> list[str]:
    """What the planned number can see, where that is less than what would be worth it."""
    n = _taking_part(plan, seen)
    if n >= size.total or plan.expected_share is None:
        return []
    aside = round(n * plan.control_bp / BP)
    least = detectable(plan.expected_share, aside, n - aside)
    if formats.is_missing(least):
        return [t("With {n} customers no difference can be told at all.", n=formats.count(n))]
    return [
        t(
            "With {n} customers only {least} or more could be told from {share}.",
            n=formats.count(n),
            least=percent(least),
            share=percent(plan.expected_share),
        )
    ]


def _taking_part(plan: Experiment, seen: Outlook) -> int:
    """How many will have come in by the planned end."""
    if plan.planned_n is not None:
        most = seen.there if seen.per_month == 0 else plan.planned_n
        return min(plan.planned_n, most)
    days = (plan.end_day or plan.start_day) - plan.start_day + 1
    return int(seen.there + seen.per_month * days * 12 / 365)


def percent(share: float) -> str:
    """A share to the whole percent, small ones to a tenth."""
    return formats.percent(share, 0 if share >= 0.1 else 1)
