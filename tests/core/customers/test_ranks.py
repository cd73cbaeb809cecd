"""The ladder: who stands where and why, what is lacking, and ranks walked day by day by hand."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.customers.acts import Acts
from core.customers.levels import RANKS, RankRules, levels
from core.customers.ranks import call_first, days_to_next, moves, next_steps, rank_days, ranks
from core.history import NEVER, History
from core.orders import DTYPES
from tests.core.shops import LAST, complete, day_number, plain_shop, shops, slow_occasions

NEVER_LOST = RankRules(review=None)


def named(standing):
    return [RANKS[place] for place in standing.held]


def often(*counts):
    """One customer per count, who bought so often, a day apart from day 0 on."""
    customer = np.repeat(np.arange(len(counts)), counts)
    return customer, np.concatenate([np.arange(n) for n in counts])


# --- the rules


def test_the_first_match_from_the_top():
    history = History.build(complete(*often(1, 2, 3, 4, 5, 6)), 30)

    assert named(ranks(history, NEVER_LOST)) == [
        "first", "repeater", "vip_candidate", "vip_candidate", "vip", "vip",
    ]  # fmt: skip


def test_a_single_order_of_the_amount_makes_a_VIP_a_day_of_two_does_not():
    orders = complete([1, 2, 2, 3], [5, 5, 5, 5], net=[20_000, 10_000, 10_000, 19_999])

    assert named(ranks(History.build(orders, 30), NEVER_LOST)) == ["vip", "first", "first"]


def test_so_much_in_all_makes_a_VIP_where_the_owner_says_so():
    history = History.build(complete([1, 1, 2], [5, 9, 5], net=[9_000, 8_000, 9_000]), 30)

    assert named(ranks(history, NEVER_LOST)) == ["repeater", "first"]
    assert named(ranks(history, RankRules(vip_spend=17_000))) == ["vip", "first"]


@pytest.mark.parametrize(
    ("acts", "rank"),
    [
        ([("recommendation", 9), ("referral", None)], "ambassador"),
        ([("recommendation", 9), ("review", None), ("share", None)], "ambassador"),
        ([("recommendation", 9), ("review", None)], "vip"),
        ([("recommendation", 8), ("referral", None)], "vip"),
        ([("referral", None), ("review", None), ("review", None)], "vip"),
        ([("recommendation", 9), ("referral", None), ("recommendation", 8)], "ambassador"),
    ],
)
def test_an_ambassador_recommends_and_has_brought_somebody(acts, rank):
    """The last one said 9 and later 8: earned once, it is kept."""
    history = History.build(complete(*often(5)), 60)
    kinds, values = zip(*acts, strict=True)
    said = [np.nan if value is None else value for value in values]
    done = Acts.of([0] * len(acts), 10 + np.arange(len(acts)), kinds, said)

    assert named(ranks(history, NEVER_LOST, acts=done)) == [rank]


def test_nobody_is_an_ambassador_without_five_purchases():
    history = History.build(complete(*often(4)), 60)
    done = Acts.of([0, 0], [10, 11], ["recommendation", "referral"], [10, np.nan])

    assert named(ranks(history, NEVER_LOST, acts=done)) == ["vip_candidate"]


def test_an_answer_counts_for_a_year():
    history = History.build(complete(*often(5)), 900)
    rules = RankRules(review=None)
    for gap, rank in ((365, "ambassador"), (366, "vip")):
        done = Acts.of([0, 0], [10, 10 + gap], ["recommendation", "referral"], [9, np.nan])
        assert named(ranks(history, rules, acts=done)) == [rank]


# --- kept until a review


def returned():
    """Five purchases from day 0 on, the fifth sent back on day 20: 1970-01-21."""
    void = np.full(5, NEVER)
    void[4] = 20
    return complete(*often(5), void_day=void)


def test_a_return_takes_the_rank_away_at_the_yearly_review_after_notice():
    history = History.build(returned(), 800)
    rules = RankRules(review=(4, 1), notice_days=60)  # day 90, falls on day 150

    def on(day):
        standing = ranks(history.at(day), rules)
        return named(standing)[0], RANKS[standing.earned[0]], int(standing.falls_on[0])

    assert on(19) == ("vip", "vip", NEVER)
    assert on(20) == ("vip", "vip_candidate", NEVER)
    assert on(89) == ("vip", "vip_candidate", NEVER)
    assert on(90) == ("vip", "vip_candidate", 150)
    assert on(149) == ("vip", "vip_candidate", 150)
    assert on(150) == ("vip_candidate", "vip_candidate", NEVER)
    assert named(ranks(history, NEVER_LOST)) == ["vip"]


def test_whoever_earns_it_again_during_the_notice_keeps_it():
    orders = returned()
    again = complete([*orders.customer, 0], [*orders.day, 140], void_day=[*orders.void_day, NEVER])

    standing = ranks(History.build(again, 200), RankRules(review=(4, 1)))

    assert named(standing) == ["vip"]
    assert standing.falls_on.tolist() == [NEVER]
    assert standing.since.tolist() == [4]


# --- a slow twin


def slow_level(orders, as_of, rules, acts, customer):
    """The rank of one customer from the facts of one day."""
    mine = [o for o in slow_occasions(orders, as_of) if o.customer == customer]
    columns = {name: getattr(orders, name).tolist() for name in DTYPES}
    rows = [dict(zip(columns, v, strict=True)) for v in zip(*columns.values(), strict=True)]
    rows = [
        r for r in rows if r["customer"] == customer and r["day"] <= as_of and r["void_day"] > as_of
    ]

    def net(row):
        return row["net"] - (row["refund"] if row["refund_day"] <= as_of else 0)

    done = [a for a in acts if a[0] == customer and a[1] <= as_of]
    said = [a for a in done if a[2] == "recommendation"]
    latest = max(enumerate(said), key=lambda pair: (pair[1][1], pair[0]), default=None)
    promoter = (
        latest is not None
        and latest[1][3] >= rules.promoter_from
        and as_of - latest[1][1] <= rules.promoter_days
    )
    spread = (
        sum(a[2] == "referral" for a in done) >= rules.referrals
        or sum(a[2] in ("review", "share") for a in done) >= rules.shares
    )
    if not mine:
        return -1
    vip = (
        len(mine) >= rules.vip_occasions
        or any(net(r) >= rules.vip_order for r in rows if not r["renewal"])
        or (rules.vip_spend is not None and sum(map(net, rows)) >= rules.vip_spend)
    )
    if vip:
        return 4 if promoter and spread else 3
    return 2 if len(mine) >= rules.candidate_occasions else min(len(mine) - 1, 1)


def slow_held(orders, as_of, rules, acts, customer):
    """Day by day: up at once, down after a review and its notice."""
    held, notice, end = -1, False, None
    for day in range(-1, as_of + 1):
        level = slow_level(orders, day, rules, acts, customer)
        held = max(held, level)
        today = date(1970, 1, 1) + timedelta(days=day)
        if (today.month, today.day) == rules.review:
            notice, end = level < held, day + rules.notice_days
        if end == day:
            held = level if notice and level < held else held
            notice, end = False, None
    falls = end if notice and level < held else NEVER
    return held, level, falls


kinds = st.sampled_from(["recommendation", "review", "share", "referral"])
acts_of_shop = st.lists(
    st.tuples(st.sampled_from([3, 7, 11]), st.integers(0, LAST), kinds, st.integers(7, 10)),
    max_size=8,
)


@given(
    shops(max_size=12), acts_of_shop, st.integers(30, LAST + 20), st.integers(1, 4),
    st.sampled_from([0, 7, 25]), st.sampled_from([None, 6_000]),
)  # fmt: skip
def test_ranks_agree_with_walking_day_by_day(orders, acts, as_of, month, notice, vip_spend):
    rules = RankRules(
        vip_occasions=4, vip_order=3_500, vip_spend=vip_spend, promoter_days=20,
        review=(month, 20), notice_days=notice,
    )  # fmt: skip
    said = [a[3] if a[2] == "recommendation" else np.nan for a in acts]
    done = Acts.of(*([a[i] for a in acts] for i in range(3)), said)

    standing = ranks(History.build(orders, as_of), rules, acts=done)

    expected = [slow_held(orders, as_of, rules, acts, c) for c in standing.customer.tolist()]
    found = zip(
        standing.held.tolist(), standing.earned.tolist(), standing.falls_on.tolist(), strict=True
    )
    assert list(found) == expected


@given(shops(), st.integers(0, LAST))
def test_later_facts_change_no_rank(orders, day):
    rules = RankRules(vip_order=3_000, review=(2, 1))
    later, then = (
        ranks(h, rules)
        for h in (History.build(orders, LAST + 30).at(day), History.build(orders, day))
    )

    for name in ("held", "earned", "since", "falls_on", "occasions"):
        np.testing.assert_array_equal(getattr(later, name), getattr(then, name))


# --- the next step


def test_what_is_lacking_for_the_next_rank():
    orders = complete(*often(1, 2, 3, 4, 5), net=np.full(15, 100))
    history = History.build(orders, 30)

    steps = next_steps(ranks(history, RankRules(vip_spend=2_000)))

    assert steps["next_rank"].tolist()[:4] == ["repeater", "vip_candidate", "vip", "vip"]
    assert steps["next_rank"].isna().tolist() == [False] * 4 + [True]
    assert steps["occasions"].tolist()[:4] == [1, 1, 2, 1]
    assert steps["order"].tolist()[2:4] == [20_000, 20_000]
    assert steps["spend"].tolist()[2:4] == [1_700, 1_600]
    assert steps.loc[4, ["occasions", "order", "spend"]].isna().all()
    assert not steps["advocacy"].any()


def test_a_VIP_sees_the_way_up_only_where_it_exists():
    history = History.build(complete(*often(5)), 30)

    steps = next_steps(ranks(history, NEVER_LOST, acts=Acts.of([], [], [])))

    assert steps["next_rank"].tolist() == ["ambassador"]
    assert steps["advocacy"].tolist() == [True]
    assert np.isnan(steps["occasions"][0])


def test_a_cold_VIP_is_called_first():
    standing = ranks(History.build(complete(*often(5, 5, 1)), 30), NEVER_LOST)

    assert call_first(standing, np.array([29.9, 30.0, 5.0])).tolist() == [True, False, False]


# --- movement


def test_the_moves_of_a_quarter():
    """A: first in Q1, second in Q2. B: first in Q2. C: five in Q1, silent since."""
    q1, q2 = day_number("2026-02-01"), day_number("2026-05-01")
    orders = complete([1, 1, 2, *[3] * 5], [q1, q2, q2, *range(q1, q1 + 5)])
    history = History.build(orders, day_number("2026-06-30"))

    table = moves(history, NEVER_LOST)

    assert table["quarter"].astype(str).tolist() == ["2026-01-01"] * 2 + ["2026-04-01"] * 3
    named_ = table["from_rank"].fillna("new")
    pairs = list(zip(named_, table["to_rank"], table["customers"], strict=True))
    assert pairs == [
        ("new", "first", 1), ("new", "vip", 1),
        ("new", "first", 1), ("first", "repeater", 1), ("vip", "vip", 1),
    ]  # fmt: skip
    assert table["complete"].all()
    running = moves(history.at(day_number("2026-06-29")), NEVER_LOST)
    assert running["complete"].tolist() == [True] * 2 + [False] * 3


def test_quarters_follow_each_other():
    history = History.build(plain_shop(3, days=700), 720)
    rules = RankRules(vip_order=8_000, review=(3, 1))

    table = moves(history, rules, quarters=4)

    for (_, one), (_, other) in zip(
        *(list(table.groupby("quarter"))[i:] for i in (0, 1)), strict=False
    ):
        ended = one.groupby("to_rank")["customers"].sum()
        began = other.dropna(subset="from_rank").groupby("from_rank")["customers"].sum()
        pd.testing.assert_series_equal(ended, began, check_names=False)
    held = ranks(history, rules).counts.set_index("rank")["customers"]
    last = table[table["quarter"] == table["quarter"].max()].groupby("to_rank")["customers"].sum()
    assert last.to_dict() == held[held > 0].to_dict()


def test_an_empty_shop_moves_nowhere():
    empty = History.build(complete([], []), 30)

    assert moves(empty, NEVER_LOST).empty
    assert ranks(empty, RankRules()).counts["customers"].sum() == 0
    assert days_to_next(empty, NEVER_LOST)["n"].sum() == 0
    assert next_steps(ranks(empty, NEVER_LOST)).empty


def test_the_median_counts_those_still_on_the_step():
    """Three of four came back after 10, 20 and 30 days, one is open since 40 days."""
    orders = complete([1, 1, 2, 2, 3, 3, 4], [0, 10, 0, 20, 0, 30, 60])

    table = days_to_next(History.build(orders, 100), NEVER_LOST)

    first = table.iloc[0]
    assert (first["rank"], first["next_rank"], first["n"], first["went_on"]) == (
        "first", "repeater", 4, 3,
    )  # fmt: skip
    assert first["median_days"] == 20
    assert np.isnan(table.iloc[1]["median_days"])
    assert table["next_rank"].tolist() == ["repeater", "vip_candidate", "vip"]


def test_a_customer_who_leaps_a_step_never_stood_on_it():
    orders = complete([1, 2, 2], [0, 0, 9], net=[50_000, 10, 10])

    table = days_to_next(History.build(orders, 100), NEVER_LOST)

    assert table["n"].tolist() == [1, 1, 0]


def test_levels_tell_when_each_rank_was_reached():
    reached = levels(History.build(complete(*often(3)), 30), NEVER_LOST).reached()

    assert reached[:, 0].tolist() == [0, 1, 2, NEVER, NEVER]


def test_the_days_of_one_customer_are_those_on_which_the_rank_of_all_changes():
    history = History.build(plain_shop(5, days=900), 920)
    rules = RankRules(vip_order=8_000, review=(3, 1))
    watched = history.customer[:: max(history.n_customers // 12, 1)].tolist()

    said = {customer: dict(rank_days(history, rules, customer)) for customer in watched}

    held = dict.fromkeys(watched, -1)
    for day in range(int(history.first_day.min()), 921):
        standing = ranks(history.at(day), rules) if day % 30 == 0 or _any(said, day) else None
        for customer in watched:
            held[customer] = said[customer].get(day, held[customer])
            if standing is not None and customer in standing.customer:
                place = np.searchsorted(standing.customer, customer)
                assert standing.held[place] == held[customer]


def test_a_rank_taken_away_has_its_day_too():
    """The large order was cancelled; the review is on 1 March, and 60 days later the rank falls."""
    orders = complete([1, 1], [10, 12], net=[50_000, 10], void_day=[20, NEVER])

    days = rank_days(History.build(orders, 300), RankRules(review=(3, 1)), 1)

    assert [(day, RANKS[place]) for day, place in days] == [(10, "vip"), (119, "first")]


def _any(said, day):
    return any(day in days for days in said.values())


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("candidate_occasions", {"candidate_occasions": 2}),
        ("vip_occasions", {"vip_occasions": 3}),
        ("vip_order", {"vip_order": 0}),
        ("shares", {"shares": 0}),
        ("review", {"review": (2, 29)}),
        ("review", {"review": (13, 1)}),
        ("notice_days", {"notice_days": 301}),
        ("notice_days", {"notice_days": -1}),
    ],
)
def test_steps_that_lead_nowhere_are_refused(name, rules):
    with pytest.raises(ValueError, match=f"{name} == "):
        RankRules(**rules)
