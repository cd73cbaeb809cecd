"""What of a belt does not fit, in kind words, and how to mend it."""

import streamlit as st

from core.triggers.belt import Problem, problems
from pages.shared import formats
from pages.shared.i18n import mark, t
from pages.triggers import words
from pages.triggers.draft import Draft, Refused

PROBLEMS = {
    "bands_overlap": mark(
        "An answer of {value} sets off two messages. Let the bands end where the next begins; "
        "“{name}” is one of the two."
    ),
    "bands_gap": mark("Nobody writes to who answers {value}. Let one of the bands reach it."),
    "out_of_order": mark(
        "“{name}” ({value}) comes before the message above it. Put them in rising order, or the "
        "story is told backwards."
    ),
    "same_threshold": mark(
        "“{name}” ({value}) begins where the message above it does. Move one of them, or take "
        "one out."
    ),
    "cooldown_stops": mark(
        "“{name}” asks for {value} days without a message before it, so the one before always "
        "keeps it away. Ask for fewer days, or move it later."
    ),
}
REFUSED = {
    "days": mark(
        "“{name}”: {value} days cannot be. The day of purchase is day 0: choose 1 or more."
    ),
    "at_least": mark("“{name}”: an amount above 0 is needed. Without one every order would do."),
    "count": mark("“{name}”: choose the second purchase or a later one."),
    "band": mark("“{name}”: answers go from 0 to 10, the lower end first."),
    "channels": mark("“{name}”: choose at least one way to reach people."),
    "unit_cost": mark("“{name}”: a message cannot cost less than nothing. Enter 0 or more."),
    "offer_cost": mark("“{name}”: an offer cannot cost less than nothing. Enter 0 or more."),
    "offer_used": mark("“{name}”: between 0 and 100 percent of the buyers use an offer."),
    "window_days": mark("“{name}”: an order counts for 1 to 365 days."),
    "kept_aside": mark("“{name}”: between 0 and 90 percent can be kept aside."),
    "cooldown_days": mark("“{name}”: 0 to 365 days without another message."),
    "valid_days": mark("“{name}”: a message may be 0 to 60 days late."),
}
ELSE = mark("“{name}”: one of the values cannot be. What was there before is used.")


def draw(draft: Draft) -> bool:
    """Say what does not fit; nothing where all is well.

    Returns:
        Whether the belt can be saved as it stands.
    """
    said = [_refused(draft, each) for each in draft.refused]
    said += [_problem(draft, each) for each in _merged(problems(draft.belt))]
    for sentence in said:
        st.warning(sentence, icon=":material/build:")
    return not draft.refused


def _merged(found: tuple[Problem, ...]) -> list[Problem]:
    """One problem per code and rule: three overlapping answers are one mistake."""
    first: dict[tuple[str, str], Problem] = {}
    for problem in found:
        first.setdefault((problem.code, problem.rule), problem)
    return list(first.values())


def _refused(draft: Draft, refused: Refused) -> str:
    return t(
        REFUSED.get(refused.field, ELSE),
        name=_name(draft, refused.rule),
        value=_value(draft, refused.field, refused.value),
    )


def _problem(draft: Draft, problem: Problem) -> str:
    return t(
        PROBLEMS[problem.code],
        name=_name(draft, problem.rule),
        value=_value(draft, problem.field, problem.value),
    )


def _name(draft: Draft, rule_id: str) -> str:
    found = next((rule for rule in draft.base.rules if rule.id == rule_id), None)
    return t("the belt") if found is None else words.title(found)


def _value(draft: Draft, field: str, value: object) -> str:
    if field == "at_least" and isinstance(value, int):
        return words.money(value, draft.currency)
    return formats.count(value) if isinstance(value, int) else ""
