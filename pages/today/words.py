"""What stands on a line of Today, in words."""

from collections.abc import Mapping

from core.triggers.rule import Rule
from pages.shared import formats
from pages.shared.i18n import language, mark, t, tn
from pages.shared.store import missed
from pages.shared.store.lines import Person, Task, Waiting
from pages.shared.texts.finished import IDS, finished

UNHAPPY, HAPPY = 6, 9

WAITS: Mapping[str, str] = {
    "DEFER_CAP": mark("waits, so that it is not too often"),
    "SHIFT_CLOSED": mark("waits for the next working day"),
    "LISTED": mark("comes up again tomorrow"),
}
"""Why something waits, by the codes of `core.triggers.decision`."""

LEFT_OUT: Mapping[str, str] = {
    "DROP_MALL_CHANNEL": mark("customers of the mall"),
    "DROP_CANCELLED": mark("order cancelled"),
    "DROP_NO_CONSENT": mark("has not agreed"),
    "DROP_REPURCHASED": mark("bought again already"),
    "DROP_DETRACTOR_HOLD": mark("unhappy lately"),
    "DROP_COOLDOWN": mark("heard from you lately"),
    "DROP_HOLDOUT": mark("kept aside to compare"),
}
"""Why somebody is not on the list, by the codes of `pages.shared.store.missed.TOLD`."""

UNSEEN = mark("the file with it came after its last day")
CONTACTED = mark("contacted; newer data says: {why}")
NOT_DUE = mark("not due")

BEFORE: Mapping[str, str] = {
    "count": mark("the number of purchases goes before amounts, answers and days"),
    "amount": mark("the amount of an order goes before answers and days"),
    "score": mark("answers go before days"),
    "elapsed": mark("the days since the first purchase go before birthdays and news"),
}
"""Why one kind goes first."""
RESCUE = mark("unhappy customers go before everything else")
OWN_ORDER = mark("your belt puts it first")


def title(rule: Rule) -> str:
    """What is sent."""
    return finished(rule.text, language()).title if rule.text in IDS else rule.id


def title_of(rule_id: str) -> str:
    """What a rule sends that may have left the belt: the usual ones are named as their texts."""
    return finished(rule_id, language()).title if rule_id in IDS else rule_id


def badge(rule: Rule, currency: str | None) -> str:
    """What set it off, in a few signs."""
    if rule.kind == "elapsed":
        return tn("{n} day after", "{n} days after", rule.days)
    if rule.kind == "count":
        return t("Purchase no. {n}", n=rule.count)
    if rule.kind == "amount":
        return t("From {amount}", amount=formats.money(rule.at_least, currency))
    if rule.kind == "score":
        return _mood(rule)
    return t(OCCASIONS[rule.kind])


OCCASIONS: Mapping[str, str] = {
    "birthday": mark("Birthday"),
    "anniversary": mark("Anniversary"),
    "silence": mark("Silent for long"),
    "news": mark("News"),
}


def _mood(rule: Rule) -> str:
    if rule.high <= UNHAPPY:
        return t("Unhappy customer")
    return t("Would recommend you") if rule.low >= HAPPY else t("Neutral customer")


def reason(task: Task) -> str:
    """Why this customer, and what is sent."""
    return f"{_because(task)} ・ {title(task.rule)}"


def _because(task: Task) -> str:
    day = formats.short_day(task.line.anchor_day)
    sentence = {
        "elapsed": t("First purchase on {day}", day=day),
        "count": t("Bought again on {day}", day=day),
        "amount": t("Ordered on {day}", day=day),
        "score": t("Answered on {day}", day=day),
        "silence": t("Last purchase on {day}", day=day),
        "birthday": t("Birthday on {day}", day=day),
        "anniversary": t("Customer since {day}", day=formats.day(task.line.anchor_day)),
    }
    return sentence.get(task.rule.kind, day)


def why_first(person: Person) -> str:
    """Why the first thing goes before what waits behind it; "" where nothing does."""
    rule = person.now[0].rule
    behind = [waiting.rule for waiting in person.waiting]
    behind += [task.rule for task in person.now[1:]]
    if not behind:
        return ""
    if rule.priority is not None:
        why = OWN_ORDER
    elif rule.is_rescue:
        why = RESCUE
    else:
        same = all(other.kind == rule.kind for other in behind)
        why = OWN_ORDER if same else BEFORE.get(rule.kind, OWN_ORDER)
    return t("{what} goes first: {why}.", what=title(rule), why=t(why))


def waits(waiting: Waiting) -> str:
    """What stands behind, and why it waits."""
    why = t(WAITS.get(waiting.code, WAITS["LISTED"]))
    return t("{what}: {why}", what=title(waiting.rule), why=why)


def changed(why: str) -> str:
    """What a file that came later says of a line, by a code of `pages.shared.store.missed`."""
    if why == missed.UNSEEN:
        return t(UNSEEN)
    return t(CONTACTED, why=t(LEFT_OUT.get(why, NOT_DUE)))


def late(person: Person) -> str:
    """How late it is, and until when it still makes sense; "" where it is in time."""
    if person.overdue <= 0:
        return ""
    return tn(
        "{n} day late, at the latest on {day}",
        "{n} days late, at the latest on {day}",
        person.overdue,
        day=formats.short_day(person.limit),
    )
