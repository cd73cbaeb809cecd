"""Cases with a known right answer, by their number."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from core.consent import CHANNELS, Consents
from core.history import NEVER, History, OrderColumns
from core.triggers import gates
from core.triggers.belt import Belt, Caps
from core.triggers.facts import Answers, Birthdays, Facts
from core.triggers.outcomes import Outcomes
from core.triggers.presets import PRESETS, usual_belt
from core.triggers.reach import reach
from core.triggers.replay import replay
from core.triggers.rule import Rule
from core.triggers.today import due
from tests.core.shops import day_number
from tests.core.triggers.living import fast_rows, lived, marks, outcomes_of, seeds
from tests.core.triggers.shop import DAYS, START, random_belt, random_shop

DAY = 20_000  # a Friday
BY_POST = {name: replace(rule, channels=("postcard",)) for name, rule in PRESETS.items()}
STEPS = Belt("steps", (BY_POST["T3"], BY_POST["T7"], BY_POST["T14"]))
GIFTS = Belt("gifts", (BY_POST["A1"], BY_POST["A2"], BY_POST["A3"]))


def shop(*orders, as_of=DAY + 400, **facts):
    """Orders as (customer, day, amount, more)."""
    rows = [{"customer": c, "day": d, "net": n, **more} for c, d, n, more in orders]
    names = {name for row in rows for name in row}
    plain = {"void_day": NEVER, "refund_day": NEVER, "shipped_day": NEVER, "own_list": True}
    columns = {name: [row.get(name, plain.get(name, 0)) for row in rows] for name in names}
    return Facts(History.build(OrderColumns.of(**columns), as_of), **facts)


def order(customer, day, net=5_000, **more):
    return customer, DAY + day, net, more


def said(facts, belt, start=-100, end=300, **rest):
    """(rule, day, code) of each decision, by day."""
    frame = replay(facts, belt, DAY + start, DAY + end, **rest).decisions.frame(belt)
    day = frame["day"].to_numpy("datetime64[D]").astype(int) - DAY
    return sorted(zip(day, frame["rule"], frame["code"], strict=True))


def test_case_23_two_orders_on_the_first_day_are_one_occasion_and_two_amounts():
    facts = shop(order(1, 0, 6_000), order(1, 0, 5_000, second=60))
    belt = Belt("", (BY_POST["C2"], BY_POST["A1"]))

    assert said(facts, belt) == []
    of_day = replace(BY_POST["A1"], amount_of="day")
    assert said(facts, Belt("", (of_day,))) == [(1, "A1", "SENT")]


def test_case_24_an_order_fully_returned_is_no_occasion():
    returned = order(1, 5, void_day=DAY + 6)
    belt = Belt("", (BY_POST["C2"], BY_POST["C3"]))

    found = said(shop(order(1, 0), returned, order(1, 20)), belt)

    assert found == [(6, "C2", "DROP_CANCELLED"), (21, "C2", "SENT")]


def test_case_24_a_second_crossing_never_fires_again():
    returned = order(1, 5, void_day=DAY + 10)
    belt = Belt("", (BY_POST["C2"],))

    found = said(shop(order(1, 0), returned, order(1, 20)), belt)

    assert found == [(6, "C2", "SENT"), (21, "C2", "DUPLICATE")]


def test_case_25_who_buys_again_before_day_7_leaves_the_first_steps():
    belt = Belt("", (*STEPS.rules, BY_POST["C2"]))

    found = said(shop(order(1, 0), order(1, 5)), belt)

    assert found == [
        (3, "T3", "SENT"), (6, "C2", "SENT"), (7, "T7", "DROP_REPURCHASED"),
        (14, "T14", "DROP_REPURCHASED"),
    ]  # fmt: skip


@pytest.mark.parametrize(("late", "overdue"), [(0, 0), (2, 2), (3, 3), (4, None)])
def test_case_26_a_late_import_shows_as_overdue_with_a_limit(late, overdue):
    thanks = Belt("", STEPS.rules[:1])
    listed = due(shop(order(1, 0)), thanks, DAY + 3 + late, Outcomes.of(), DAY - 10)

    assert listed.overdue.tolist() == ([] if overdue is None else [overdue])
    assert listed.limit.tolist() == ([] if overdue is None else [DAY + 6])


def test_case_26_it_then_expires_with_the_reason():
    found = said(shop(order(1, 0)), STEPS, end=8, outcomes=Outcomes.of())

    listed = [(day, "T3", "LISTED") for day in (3, 4, 5, 6)]
    assert [row for row in found if row[1] == "T3"] == [*listed, (7, "T3", "DROP_EXPIRED")]


def test_case_27_several_triggers_on_one_day_in_their_order():
    rules = tuple(BY_POST[name] for name in ("T3", "N9", "A1", "C2", "N6"))
    answers = Answers.of([1, 1], [DAY + 3, DAY + 3], [9, 2], second=[0, 0], survey=[0, 1])
    facts = shop(order(1, -1), order(1, 2, 12_000), answers=answers)
    belt = Belt("", tuple(replace(r, stops=(), days=4) if r.id == "T3" else r for r in rules),
                caps=Caps(1, None, None), hold_days=0)  # fmt: skip

    found = said(facts, belt)

    order_of = [rule for day, rule, code in found if code == "SENT"]
    assert order_of == ["N6", "C2", "A1", "N9"]
    assert [row for row in found if row[0] == 3] == [
        (3, "A1", "DEFER_CAP"), (3, "C2", "DEFER_CAP"), (3, "N6", "SENT"),
        (3, "N9", "DEFER_CAP"), (3, "T3", "DEFER_CAP"),
    ]  # fmt: skip


def test_case_27_the_list_has_one_line_and_says_what_waits():
    facts = shop(order(1, 0, 32_000), order(1, -20))
    belt = Belt("", (*GIFTS.rules, BY_POST["C2"]))

    listed = due(facts, belt, DAY + 1, Outcomes.of(), DAY - 30)

    assert listed.customer.tolist() == [1]
    found = listed.of_line(0).frame(belt)
    assert list(zip(found["rule"], listed.role, strict=True)) == [
        ("C2", "now"), ("A3", "waiting"),
    ]  # fmt: skip
    listed = due(facts, GIFTS, DAY + 1, Outcomes.of(), DAY - 30)
    roles = dict(zip(listed.of_line(0).frame(GIFTS)["rule"], listed.role, strict=True))
    assert roles == {"A3": "now", "A1": "folded", "A2": "folded"}


def test_case_28_a_first_import_of_three_years_makes_nobody_due():
    rng = np.random.default_rng(1)
    days = rng.integers(-1_095, -20, 2_000)
    orders = OrderColumns.of(
        rng.integers(0, 600, 2_000), DAY + days, net=rng.choice([3_000, 15_000, 40_000], 2_000)
    )
    facts = Facts(History.build(orders, DAY))
    belt = Belt("", tuple(BY_POST[rule.id] for rule in usual_belt().rules))

    for day in range(DAY, DAY + 8):
        assert due(facts, belt, day, Outcomes.of(), DAY).size == 0
    assert reach(facts, belt, DAY - 1_100, DAY).size > 2_000


def test_KL_9_who_is_on_the_belt_is_placed_where_they_would_be():
    long = Belt("", (Rule("T75", "elapsed", days=75, channels=("postcard",)),))
    facts = shop(order(1, -50), order(2, -100), order(3, -75))

    found = replay(facts, long, DAY, DAY + 200).decisions

    assert dict(zip(found.customer.tolist(), (found.day - DAY).tolist(), strict=True)) == {
        1: 25, 3: 0,
    }  # fmt: skip


def test_case_29_the_next_free_slot_is_when_the_window_frees():
    rules = tuple(
        Rule(f"T{day}", "elapsed", days=day, channels=("postcard",), valid_days=10)
        for day in (1, 2, 3, 4)
    )
    belt = Belt("", rules, caps=Caps(1, 3, None))

    sent = [row for row in said(shop(order(1, 0)), belt) if row[2] == "SENT"]

    assert [day for day, _, _ in sent] == [1, 2, 3, 8]


def test_case_30_one_order_fires_only_the_highest_and_folds_the_rest():
    found = said(shop(order(1, 0, 32_000)), GIFTS)

    assert found == [
        (1, "A1", "DROP_HIGHER_TIER"), (1, "A2", "DROP_HIGHER_TIER"), (1, "A3", "SENT"),
    ]  # fmt: skip


def test_case_30_a_refund_below_the_line_unfires_if_not_yet_contacted():
    before = order(1, 0, 32_000, refund=8_000, refund_day=DAY + 1)
    after = order(2, 0, 32_000, refund=8_000, refund_day=DAY + 2)

    assert (1, "A2", "SENT") in said(shop(before), GIFTS)
    assert (1, "A3", "DROP_CANCELLED") in said(shop(before), GIFTS)
    assert (1, "A3", "SENT") in said(shop(after), GIFTS)


@pytest.mark.parametrize(("amount", "met"), [(9_999, 0), (10_000, 1)])
def test_case_30_the_line_is_inclusive(amount, met):
    assert len(said(shop(order(1, 0, amount)), GIFTS)) == met


def test_case_30_a_lower_gift_that_went_along_counts_for_its_own_re_entry():
    found = said(shop(order(1, 0, 32_000), order(1, 60, 12_000), order(1, 100, 12_000)), GIFTS)

    assert found[3:] == [(61, "A1", "DUPLICATE"), (101, "A1", "SENT")]


def test_case_30_the_highest_tier_whose_own_re_entry_allows_it_wins():
    found = said(shop(order(1, 0, 32_000), order(1, 100, 32_000)), GIFTS)

    assert found[3:] == [
        (101, "A1", "SENT"), (101, "A2", "DUPLICATE"), (101, "A3", "DUPLICATE"),
    ]  # fmt: skip


@pytest.mark.parametrize("answer", range(11))
def test_case_31_each_answer_belongs_to_one_band(answer):
    belt = Belt("", tuple(BY_POST[name] for name in ("N9", "N7", "N6")))
    facts = shop(order(1, -90), answers=Answers.of([1], [DAY], [answer], second=[60]))

    expected = "N9" if answer >= 9 else "N7" if answer >= 7 else "N6"
    assert said(facts, belt) == [(0, expected, "SENT")]


@pytest.mark.parametrize("answer", [11, -1, float("nan"), 7.5])
def test_case_31_what_is_no_answer_is_refused(answer):
    with pytest.raises(ValueError, match="score"):
        Answers.of([1], [DAY], [answer])


def test_case_31_the_latest_answer_before_the_message_wins_and_an_edit_after_it_is_not_sent():
    belt = Belt("", tuple(BY_POST[name] for name in ("N9", "N7", "N6")))
    answers = Answers.of([1, 1, 1], [DAY, DAY, DAY + 3], [9, 4, 8], second=[40_000, 50_000, 0])

    found = said(shop(order(1, -90), answers=answers), belt)

    assert found == [(1, "N6", "SENT"), (1, "N9", "DUPLICATE"), (3, "N7", "DUPLICATE")]


@pytest.mark.parametrize(("second", "day"), [(35_999, 0), (36_000, 1), (-1, 1)])
def test_an_answer_before_the_send_hour_is_due_on_its_day(second, day):
    answers = Answers.of([1], [DAY], [10], second=[second])

    assert said(shop(order(1, -90), answers=answers), Belt("", (BY_POST["N9"],))) == [
        (day, "N9", "SENT")
    ]


@pytest.mark.parametrize(("first", "found"), [(0, [(0, "N9", "SENT")]), (1, [])])
def test_an_answer_of_who_has_not_ordered_by_its_day_reaches_nobody(first, found):
    answers = Answers.of([1], [DAY], [10], second=[0])

    assert said(shop(order(1, first), answers=answers), Belt("", (BY_POST["N9"],))) == found


def test_a_paper_goes_into_the_parcel_while_it_is_here_and_outside_of_the_caps():
    paper = replace(PRESETS["A1"], channels=("insert",))
    here = order(1, 0, 12_000, shipped_day=DAY + 2)
    gone = order(2, 0, 12_000, shipped_day=DAY + 1)
    belt = Belt("", (paper, replace(BY_POST["T3"], days=1)))

    frame = replay(shop(here, gone), belt, DAY, DAY + 30).decisions.frame(belt)
    found = frame.set_index(["customer", "rule"])["code"].to_dict()

    assert found == {
        (1, "A1"): "SENT", (1, "T3"): "SENT", (2, "A1"): "DROP_NO_CONSENT", (2, "T3"): "SENT",
    }  # fmt: skip


def test_a_mall_customer_gets_nothing_but_the_paper_and_is_one_until_the_first_own_order():
    card = replace(PRESETS["A1"], channels=("email", "insert"), again_days=0)
    belt = Belt("", (card,))
    words = pd.DataFrame(
        {"customer": [1], "key": [1], "channel": ["email"], "agreed": [True], "day": [DAY - 9]}
    )
    yes = Consents.build(words, pd.DataFrame({"customer": [], "channel": [], "day": []}), ())
    facts = shop(order(1, 0, 12_000, own_list=False), order(1, 20, 12_000), consents=yes)

    frame = replay(facts, belt, DAY, DAY + 30).decisions.frame(belt)

    assert frame.sort_values("day")["channel"].tolist() == ["insert", "email"]


def test_a_closed_day_puts_off_to_the_next_open_one():
    belt = replace(STEPS, closed_weekdays=(5, 6), blackout=((DAY + 7, DAY + 8),))

    found = said(shop(order(1, 0)), belt)  # day 0 is a Friday

    assert found == [
        (3, "T3", "SENT"), (7, "T7", "SHIFT_CLOSED"), (10, "T7", "SENT"), (14, "T14", "SENT"),
    ]  # fmt: skip
    assert said(shop(order(1, -1)), belt)[:2] == [(2, "T3", "SHIFT_CLOSED"), (3, "T3", "SENT")]


def test_a_birthday_on_29_february_and_one_told_too_late():
    rule = replace(BY_POST["birthday"], days=0)
    born = [day_number("1992-02-29"), day_number("1990-03-01")]
    since = day_number("2025-02-10")
    facts = shop(
        order(1, -500), order(2, -500),
        birthdays=Birthdays.of([1, 2], born, [since - 900, since]),
    )  # fmt: skip
    start, end = day_number("2024-01-01"), day_number("2026-12-31")

    found = replay(facts, Belt("", (replace(rule, again_days=0),)), start, end).decisions
    days = found.day.astype("datetime64[D]").astype(str).tolist()

    assert sorted(zip(found.customer.tolist(), days, strict=True)) == [
        (1, "2024-02-29"), (1, "2025-02-28"), (1, "2026-02-28"), (2, "2026-03-01"),
    ]  # fmt: skip


# --- what always holds


@given(seeds)
def test_nobody_is_contacted_more_often_than_the_caps_allow(seed):
    rng = np.random.default_rng(seed)
    shop_, belt = random_shop(rng), random_belt(rng)
    found = replay(shop_.facts, belt, START, START + DAYS).decisions
    capped = np.array([rule.promotional and not rule.is_rescue for rule in belt.rules])
    counts = found.contact & capped[found.rule] & (found.channel != CHANNELS.index("insert"))

    for customer in np.unique(found.customer):
        days = found.day[counts & (found.customer == customer)]
        for window, most in belt.caps.windows():
            assert all(((days > day - window) & (days <= day)).sum() <= most for day in days)


@given(seeds)
def test_each_contact_that_was_met_is_decided_once_or_waits(seed):
    rng = np.random.default_rng(seed)
    shop_, belt = random_shop(rng), random_belt(rng)
    found = replay(shop_.facts, belt, START, START + DAYS)
    last = found.decisions.take(found.decisions.final)
    waits = found.decisions.take(~found.decisions.final)

    assert last.size + len(contacts(waits) - contacts(last)) == found.meets.size


def contacts(d):
    columns = (d.customer, d.rule, d.anchor_day, d.anchor_order, d.due)
    return set(zip(*(column.tolist() for column in columns), strict=True))


@given(seeds)
def test_nobody_who_has_not_agreed_gets_mail_and_nobody_of_a_mall_gets_more_than_paper(seed):
    rng = np.random.default_rng(seed)
    shop_, belt = random_shop(rng), random_belt(rng)
    found = replay(shop_.facts, belt, START, START + DAYS).decisions
    frame = found.take(found.contact).frame(belt)
    agreed = {(w[0], w[2]) for w in shop_.known.words if w[3]}

    for row in frame.itertuples():
        if row.channel in ("email", "newsletter", "line", "sms"):
            assert (row.customer, row.channel) in agreed
        assert row.customer not in shop_.known.erased


@given(seeds)
def test_what_a_day_decided_does_not_change_with_what_comes_later(seed):
    rng = np.random.default_rng(seed)
    shop_, belt = random_shop(rng), random_belt(rng)
    as_of = shop_.known.as_of
    cut = int(rng.integers(START, as_of + 1))

    whole = fast_rows(replay(shop_.facts, belt, START, as_of + 1), belt)
    past = replace(shop_.facts, history=shop_.facts.history.at(cut))
    until = fast_rows(replay(past, belt, START, cut + 1), belt)

    def flat(rows):  # whether a gift went along may turn out later
        return [row[:-1] for row in rows if row[4] <= cut and row[3] <= cut]

    assert flat(until) == flat(whole)


@given(seeds)
def test_taking_an_import_back_and_in_again_changes_no_list(seed):
    """Orders come back with new numbers; what was recorded follows the order."""
    rng = np.random.default_rng(seed)
    shop_, belt = random_shop(rng, surveys=1), random_belt(rng)
    end = START + int(rng.integers(1, 20))
    notes, _ = lived(shop_.facts, belt, end, marks(rng))
    orders, as_of = shop_.facts.history.base.orders, shop_.facts.history.as_of
    renewed = History.build(
        replace(orders, sequence=orders.sequence + 1_000), as_of, merge_same_day=shop_.known.merge
    )
    moved = [note | {"order": note["order"] + 1_000 * (note["order"] >= 0)} for note in notes]

    one = due(shop_.facts, belt, end, outcomes_of(notes), START)
    other = due(replace(shop_.facts, history=renewed), belt, end, outcomes_of(moved), START)

    assert one.customer.tolist() == other.customer.tolist()
    assert one.decisions.rule.tolist() == other.decisions.rule.tolist()
    assert one.role.tolist() == other.role.tolist()


def test_a_done_line_stays_done_when_its_order_is_gone_and_back():
    facts = shop(order(1, 0), order(2, 0))
    for gone in (-1, 0):
        done = Outcomes.of([1], ["T3"], [DAY + 3], ["done"], order=[gone], anchor_day=[DAY])
        listed = due(facts, STEPS, DAY + 4, done, DAY - 9)
        assert listed.customer.tolist() == [2]


def test_a_skipped_line_does_not_come_back_and_a_call_without_an_answer_does():
    facts = shop(order(1, 0), order(2, 0))
    noted = Outcomes.of(
        [1, 2], ["T3", "T3"], [DAY + 3] * 2, ["skipped", "no_answer"], order=[0, 1],
        anchor_day=[DAY] * 2,
    )  # fmt: skip

    assert due(facts, STEPS, DAY + 4, noted, DAY - 9).customer.tolist() == [2]
    assert due(facts, STEPS, DAY + 3, noted, DAY - 9).customer.tolist() == [1, 2]


def test_the_capacity_orders_and_marks_and_stops_nobody():
    facts = shop(order(1, 0), order(2, 0), order(3, -1), order(3, 2))
    belt = Belt("", (*STEPS.rules, BY_POST["C2"]), capacity=2)

    listed = due(facts, belt, DAY + 3, Outcomes.of(), DAY - 9)

    assert listed.customer.tolist() == [3, 1, 2]
    assert listed.if_time.tolist() == [False, False, True]


def test_a_parcel_that_leaves_over_a_closed_day_makes_the_message_one_that_counts():
    card = replace(PRESETS["A1"], channels=("insert", "postcard"), again_days=0)
    call = replace(BY_POST["T3"], days=4)
    facts = shop(order(1, -1, 12_000, shipped_day=DAY + 2))
    belt = Belt("", (replace(card, days=2), call), caps=Caps(1, 1, None), closed_weekdays=(5, 6))

    found = said(facts, belt)  # the card is due on a Saturday, the parcel leaves on Sunday

    assert found[:3] == [
        (1, "A1", "SHIFT_CLOSED"), (3, "A1", "SENT"), (3, "T3", "DEFER_CAP"),
    ]  # fmt: skip


@pytest.mark.parametrize("belt", [Belt("none"), Belt("all", tuple(PRESETS.values()))])
@pytest.mark.parametrize("orders", [(), (order(1, 0),), (order(1, 0, renewal=True),)])
def test_shops_and_belts_with_nothing_in_them(belt, orders):
    facts = shop(*orders) if orders else Facts(History.build(OrderColumns.of([], []), DAY))

    for start, end in ((0, 0), (0, 60), (400, 0)):
        found = replay(facts, belt, DAY + start, DAY + end)
        assert found.decisions.size >= found.meets.size >= 0
        listed = due(facts, belt, DAY + end, Outcomes.of(), DAY + start)
        assert listed.size <= 1
        for table in (gates.by_gate, gates.by_month, gates.per_day, gates.overlap):
            assert len(table(found)) >= 0
        assert sum(n * k for n, k in enumerate(gates.per_person(found).tolist())) == int(
            found.decisions.contact.sum()
        )


@given(seeds)
def test_facts_with_other_parts_are_the_same_as_facts_made_anew(seed):
    rng = np.random.default_rng(seed)
    shop_, other, belt = random_shop(rng), random_shop(rng), random_belt(rng)
    start, end = START, START + DAYS
    replay(shop_.facts, belt, start, end)
    names = rng.permutation(
        ["history", "consents", "answers", "birthdays", "assigned", "consent_day", "packing_days"]
    )[: rng.integers(1, 4)]
    parts = {str(name): getattr(other.facts, str(name)) for name in names}

    changed = replay(shop_.facts.changed(**parts), belt, start, end)

    anew = replay(replace(shop_.facts, **parts), belt, start, end)
    assert fast_rows(changed, belt) == fast_rows(anew, belt)
