"""The words of the page: where an experiment stands, what it is made of, how it is computed."""

from core.customers.segments import FieldGone
from core.experiments.experiment import STANDING_BP, Experiment, FixedAfterStart
from core.formulas import FORMULAS
from core.stats.proportions import Arm
from pages.experiments.finding import Finding
from pages.shared import customer_words, formats
from pages.shared.figure import Explained
from pages.shared.i18n import language, mark, t, tn
from pages.shared.store.experiments import NoSuchExperiment, NoSuchGroup, Registered
from pages.shared.store.histories import day_of
from pages.shared.text import plain
from pages.shared.texts.finished import IDS, finished

MEASURE = {
    "trigger": mark("a message"),
    "points": mark("loyalty points"),
    "survey": mark("a survey"),
    "improvement": mark("an improvement"),
    "other": mark("something else"),
}
ENTRY = {
    "new": mark("newcomers"),
    "known": mark("those here already"),
    "both": mark("both of them"),
}
OUTCOME = {"bought": mark("they buy again"), "spent": mark("they spend a certain amount")}
DECISION = {
    "keep": mark("Keep it"),
    "change": mark("Change it and test again"),
    "stop": mark("Stop it"),
}
DECIDED = {"keep": mark("is kept"), "change": mark("is changed"), "stop": mark("is stopped")}
STAGE = {
    "planned": mark("is planned"),
    "running": mark("is running"),
    "decided": mark("was decided"),
    "due": mark("can be decided"),
}
FINDING = {
    "works": mark("It works."),
    "backfires": mark("It does not work: those who got it bought less."),
    "does_not": mark("It does not work, at least not as much as it would have to."),
}
FIELD = {
    "hypothesis": mark("what you expect"),
    "control_bp": mark("the split"),
    "outcome": mark("what counts"),
    "at_least": mark("the amount that counts"),
    "window_days": mark("the days that count"),
    "start_day": mark("the start"),
    "planned_n": mark("how many take part"),
    "end_day": mark("the last day"),
    "expected_share": mark("the share without it"),
    "worth_share": mark("from where on it is worth it"),
    "group": mark("whom it is for"),
    "entry": mark("whom it is for"),
    "decision": mark("the decision"),
}
"""What may not change after the start, as `FixedAfterStart` names it."""

REFUSED = {
    "name": mark("Give the test a name."),
    "len(name)": mark("The name is too long: 80 letters at most."),
    "len(hypothesis)": mark("What you expect is too long: 500 letters at most."),
    "control_bp": mark("The share kept aside must lie between 1 % and 99 %."),
    "window_days": mark("Count between 1 and 365 days."),
    "at_least": mark("Say from which amount on it counts."),
    "planned_n": mark("At least 2 customers have to take part."),
    "end_day": mark("The last day lies before the start."),
    "expected_share": mark("Without any past there is nothing to compare with."),
    "worth_share": mark("Say a share between 0 % and 100 % that differs from today's."),
    "start_day": mark("A test cannot start in the past: what came of it would be known already."),
}
"""By how the message of a `ValueError` begins."""

EXPLAINED = {
    "verdict.finding": (
        mark("Works or not"),
        mark(
            "Looked at once, after the planned end, by the side each customer was dealt to. A "
            "difference that chance alone would bring in fewer than 5 of 100 tests counts as real."
        ),
    ),
    "verdict.tells_on": (
        mark("When it can tell"),
        mark("The day the last planned customer comes in, at the pace so far, and the days after."),
    ),
    "proportions.difference": (
        mark("Difference of the shares"),
        mark("Share that bought of those who got it, less the share of those kept aside."),
    ),
    "proportions.interval": (
        mark("Roughly between"),
        mark(
            "With other customers of the same kind the difference would lie in this range 95 "
            "times out of 100. The fewer customers, the wider."
        ),
    ),
    "sizing.customers": (
        mark("How many it takes"),
        mark(
            "So many that a difference of this size is seen in 8 of 10 tests, and one that is "
            "not there is seen in 5 of 100."
        ),
    ),
    "means.interval": (
        mark("Money per customer"),
        mark(
            "What those who got it spent on average within the days, less what those kept aside "
            "spent. Those who bought nothing count as 0."
        ),
    ),
    "proportions.pooled": (
        mark("Several runs together"),
        mark("Each run is compared within itself; then the differences are averaged by size."),
    ),
}
"""Code of the formula -> what the number is called, and how it is computed in plain words."""


def explained(*codes: str) -> list[Explained]:
    """The numbers of these codes, in words."""
    return [
        Explained(FORMULAS[code], t(EXPLAINED[code][0]), t(EXPLAINED[code][1])) for code in codes
    ]


def sentences(*said: str) -> str:
    """Sentences one after another; Japanese ones need no blank between them."""
    return ("" if language() == "ja" else " ").join(part for part in said if part)


def name(entry: Registered) -> str:
    """What an experiment is called; what people wrote, made harmless."""
    named = plain(entry.experiment.name)
    if entry.follows and entry.experiment.control_bp == STANDING_BP:
        return t("{name}, going on", name=named)
    return t("{name}, once more", name=named) if entry.follows else named


def day(number: int) -> str:
    """A day in full."""
    return formats.day(day_of(number))


def answer(found: Finding) -> str:
    """The one plain sentence: what may be said today."""
    if found.stage == "planned":
        return t("It starts on {day}.", day=day(found.entry.experiment.start_day))
    if found.has_fallen:
        return (
            t(FINDING[found.verdict.finding])
            if found.verdict.finding in FINDING
            else _unsure(found)
        )
    if found.stage == "decided":
        return t("It was ended before it could tell.")
    if found.is_behind:
        return t(
            "Its time is over. Upload the orders up to {day}, then it can tell.",
            day=day(found.tells_on or 0),
        )
    return _wait(found)


def _unsure(found: Finding) -> str:
    counts = found.verdict.counts
    if found.verdict.comparison is None and counts is not None:
        return t(
            "It cannot tell: with {treated} and {control} customers too few took part.",
            treated=formats.count(counts.treated.n),
            control=formats.count(counts.control.n),
        )
    return t("It cannot tell: the difference may be chance.")


def _wait(found: Finding) -> str:
    if found.tells_on is not None:
        return t("Cannot tell yet; on {day} it can.", day=day(found.tells_on))
    if not found.n:
        return t("Cannot tell yet. Nobody takes part so far.")
    return t("Cannot tell yet. Nobody new has come in so far, so no day can be named.")


def stage(found: Finding) -> str:
    """Where it stands, as a code of STAGE."""
    return "due" if found.stage == "running" and found.has_fallen else found.stage


def shares(written: Experiment, treated: Arm, control: Arm, currency: str | None) -> str:
    """What the sentence rests on: the share of each side, within how many days."""
    sides = {
        "days": formats.days(written.window_days),
        "treated": formats.percent(treated.share),
        "control": formats.percent(control.share),
    }
    if written.outcome == "spent":
        return t(
            "Within {days}, {treated} of those who got it spent {amount} or more, and {control} "
            "of those kept aside.",
            amount=plain(formats.money(written.at_least, currency)),
            **sides,
        )
    return t(
        "Within {days}, {treated} of those who got it bought, and {control} of those kept aside.",
        **sides,
    )


def points(share: float) -> str:
    """A difference of shares: +5.9 points."""
    return t("{n} points", n=signed(share * 100))


def signed(value: float) -> str:
    """A number with its sign."""
    return f"+{formats.decimal(value)}" if value > 0 else formats.decimal(value)


def outcome(written: Experiment, currency: str | None) -> str:
    """What counts, in which days."""
    if written.outcome == "spent":
        return tn(
            "spends at least {amount} within {n} day",
            "spends at least {amount} within {n} days",
            written.window_days,
            amount=plain(formats.money(written.at_least, currency)),
        )
    return tn("buys within {n} day", "buys within {n} days", written.window_days)


def whom(entry: Registered) -> str:
    """Whom it is for; holds what people wrote, made harmless."""
    named = t("Everybody") if entry.group is None else plain(customer_words.group(entry.group))
    return f"{named} ・ {t(ENTRY[entry.experiment.entry])}"


def size(written: Experiment) -> str:
    """How many are to take part, or until when."""
    if written.planned_n is not None:
        return tn("{n} customer", "{n} customers", written.planned_n)
    return t("until {day}", day=day(written.end_day or 0))


def message(rule: str, text: str) -> str:
    """A message of the belt by what it sends; may be what people wrote."""
    if not rule:
        return t("none of them")
    return finished(text, language()).title if text in IDS else rule


def measure(written: Experiment) -> str:
    """What is tried; a message by what it sends."""
    said = t(MEASURE[written.measure])
    if not written.measure_id:
        return said
    return f"{said} ・ {plain(message(written.measure_id, written.measure_id))}"


def refusal(error: Exception) -> str:
    """Why something cannot be written down, and what to do."""
    if isinstance(error, FixedAfterStart):
        return t(
            "This test has started, so {what} stays as it was written down: changed midway, the "
            "result would mean nothing. Nothing was changed. End the test, or plan a new one.",
            what=t(FIELD[error.field]),
        )
    if isinstance(error, FieldGone):
        return customer_words.gone(error.field)
    if isinstance(error, NoSuchGroup):
        return t("The group of customers was removed meanwhile. Choose another one.")
    if isinstance(error, NoSuchExperiment):
        return t("This test was removed meanwhile.")
    return t(REFUSED[str(error).split(" ", 1)[0]])
