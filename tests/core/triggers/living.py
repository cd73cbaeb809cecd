"""Lists worked day by day, and decisions of both engines as rows that can be compared."""

import numpy as np
from hypothesis import strategies as st

from core.consent import CHANNELS
from core.triggers.decision import ON_LIST
from core.triggers.outcomes import Outcomes
from core.triggers.today import due
from tests.core.triggers.shop import START

seeds = st.integers(0, 2**32 - 1)


def fast_rows(found, belt):
    frame = found.decisions.frame(belt)
    along = frame["folded"] & (frame["code"] == "DROP_HIGHER_TIER")
    day = frame[["anchor_day", "due", "day"]].to_numpy("datetime64[D]").astype(int)
    return sorted(
        zip(
            frame["customer"], frame["rule"], *day.T.tolist(), frame["anchor_order"],
            frame["code"], frame["channel"], along, strict=True,
        )
    )  # fmt: skip


def slow_rows(log):
    return sorted(
        (
            c.customer, c.rule.id, c.anchor_day, c.due, day, c.order["sequence"] if c.order else -1,
            code, channel, c.folded and code == "DROP_HIGHER_TIER",
        )
        for c, day, code, channel in log
    )  # fmt: skip


def outcomes_of(notes):
    columns = {
        name: [note[name] for note in notes]
        for name in ("customer", "rule", "day", "outcome", "order", "anchor_day", "folded")
    }
    channel = [CHANNELS.index(note["channel"]) if note["channel"] else -1 for note in notes]
    return Outcomes.of(**columns, channel=channel)


def notes_on(listed, belt, day, mark):
    """What people write down of a list; `mark` says what became of a line, None nothing."""
    frame = listed.decisions.frame(belt).assign(role=listed.role)
    notes = []
    for line in frame[frame["role"] == "now"].itertuples():
        if (outcome := mark()) is None:
            continue
        gifts = frame[(frame["role"] == "folded") & (frame["anchor_order"] == line.anchor_order)]
        kinds = {rule.id: (rule.kind, rule.amount_of) for rule in belt.rules}
        along = [rule for rule in gifts["rule"] if kinds[rule] == kinds[line.rule]]
        for rule, folded in [(line.rule, False), *((rule, True) for rule in along)]:
            notes.append(
                {
                    "customer": line.customer, "rule": rule, "day": day, "outcome": outcome,
                    "order": line.anchor_order, "folded": folded, "channel": line.channel,
                    "anchor_day": int(np.datetime64(line.anchor_day, "D").astype(int)),
                }
            )  # fmt: skip
    return notes


def lived(facts, belt, end, mark):
    """Work the lists day by day: the notes, and who stood on the list of each day."""
    notes, lists = [], {}
    for day in range(START, end):
        listed = due(facts, belt, day, outcomes_of(notes), START)
        lists[day] = lines_of(listed.decisions.take(listed.role == "now"))
        notes += notes_on(listed, belt, day, mark)
    return notes, lists


def lines_of(decisions):
    columns = (decisions.customer, decisions.rule, decisions.anchor_day, decisions.anchor_order)
    return sorted(zip(*(c.tolist() for c in (*columns, decisions.channel)), strict=True))


def of_day(found, day):
    rows = (found.decisions.day == day) & np.isin(found.decisions.code, ON_LIST)
    return lines_of(found.decisions.take(rows))


def marks(rng):
    return lambda: [None, "done", "done", "skipped", "no_answer"][rng.integers(5)]
