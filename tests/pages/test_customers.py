"""Who the customers are: the sentence, the ladder, the list, and one person out of it."""

from contextlib import ExitStack
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sqlmodel import select

from core.customers.engagement import Weights, components, scores
from core.customers.levels import RankRules
from core.customers.ranks import days_to_next, moves
from core.customers.rfm import CutOffs
from core.customers.segments import Condition, Segment
from core.customers.validity import validity
from core.intake import Options, Upload, read
from core.journey.drift import STATES
from core.stats.auc import Auc
from db.tables import Membership
from pages.customers import bands, ladder, listing, numbers, outlook, proof, words
from pages.customers import view as view_module
from pages.customers.bands import Scale
from pages.customers.view import View
from pages.shared import person
from pages.shared.i18n import speaking
from pages.shared.store import base, demo, groups, here, histories, imports, weights
from pages.shared.store.here import Shop

NOW = "2026-11-20T03:00:00+00:00"


@pytest.fixture(autouse=True)
def _a_day(monkeypatch, data):
    monkeypatch.setenv("FANBELT_NOW", NOW)


@pytest.fixture
def page(open_app, owner):
    """The page as the owner opens it."""
    with ExitStack() as stack:

        def open_(language="en"):
            stack.enter_context(speaking(language))
            app = open_app(language, owner)
            app.switch_page("customers/page.py").run(timeout=60)
            assert not app.exception
            return app

        yield open_


@pytest.fixture
def demo_shop(owner):
    demo.load(1, lambda *_: None)


@pytest.fixture
def store_orders(owner):
    """Stores an order file of one line per order: `store_orders([(customer, day, total), ...])`."""

    def store(orders):
        head = "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,"
        head += "Created at,Lineitem quantity,Lineitem name,Lineitem price"
        lines = [
            f"#{n},{who}@example.jp,paid,{day} 12:00:00 +0900,JPY,{total},0,0,{total},"
            f"{day} 12:00:00 +0900,1,豆皿,{total}"
            for n, (who, day, total) in enumerate(orders, 1001)
        ]
        upload = Upload("orders_export.csv", "\n".join([head, *lines]).encode())
        as_of = date(2026, 11, 20)
        intake = read([upload], Options(currency="JPY", timezone="Asia/Tokyo", as_of=as_of))
        answers = imports.Answers(
            as_of=as_of,
            complete="yes",
            consent="unknown",
            file_names=("orders_export.csv",),
            sha256=imports.digest([upload]),
        )
        imports.commit(1, intake, answers, lambda *_: None)

    return store


def told(app) -> str:
    kinds = ("title", "subheader", "markdown", "caption", "info")
    shown = [element.value for kind in kinds for element in getattr(app, kind)]
    return "\n".join([*shown, *(button.label for button in app.button)])


def press(app, start):
    next(button for button in app.button if button.label.startswith(start)).click().run(timeout=30)
    assert not app.exception
    return app


def people(app) -> pd.DataFrame:
    """The list on the screen."""
    return next(d.value for d in app.dataframe if "customer" in d.value.columns)


def shop_of(role="owner") -> Shop:
    return Shop(1, "花", role, here.shops.settings(1), 1)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_an_empty_shop_is_told_what_will_stand_here(page, language):
    said = told(page(language))

    assert {"en": "Who are your customers?", "ja": "どんなお客様がいますか"}[language] in said
    assert {"en": "Upload your orders", "ja": "注文"}[language] in said


def test_the_sentence_counts_the_best_and_those_who_are_leaving(page, demo_shop):
    said = told(page())
    seen = numbers.known(View(1, 1))

    top = seen.people["occasions"] >= 3
    leaving = (seen.state == STATES.index("at_risk")) & seen.top
    assert seen.top.sum() >= top.sum() > 100
    assert f"{seen.top.sum():,} customers are VIPs or VIP candidates." in said
    assert f"{leaving.sum():,} of them are about to drift away." in said


def test_the_button_leads_to_those_who_are_leaving(page, demo_shop):
    app = press(page(), "See the")
    rows = people(app)

    assert set(rows["rank_word"]) == {"VIP", "VIP candidate"}
    assert set(rows["state_word"]) == {"about to drift away"}


def test_one_purchase_away(page, demo_shop):
    app = page()
    app.toggle[0].set_value(True).run(timeout=30)

    assert people(app)["next"].str.startswith("1 more purchase to ").all()


def test_the_bars_count_everybody_once(demo_shop):
    view = View(1, 1)
    bars = numbers.bars(view)

    assert bars["customers"].sum() == numbers.known(view).n
    shares = bars[bars["reached"] > 0].groupby("rank")["share"].sum()
    assert np.allclose(shares, 1)
    assert "ambassador" not in ladder.aloud(view)


def test_the_list_starts_with_the_highest_rank_and_score(demo_shop):
    view = View(1, 1)
    rows = numbers.rows(view, np.ones(numbers.known(view).n, np.bool_))

    assert rows["rank"].is_monotonic_decreasing
    assert all(group["score"].is_monotonic_decreasing for _, group in rows.groupby("rank"))
    # Each row still tells of the customer it names.
    scored = numbers.scores_of(view)
    assert (scored.customer[rows["place"]] == rows["customer"]).all()


def test_a_viewer_sees_no_names_and_opens_nobody(page, demo_shop):
    with base.saving() as session:
        session.exec(select(Membership)).one().role = "viewer"
    app = page()

    assert "name" not in people(app).columns
    assert "Tick a row to open the person." not in told(app)


def test_an_opened_person_is_told_why_the_score_is_what_it_is(page, demo_shop):
    app = page()
    view = View(1, 1)
    rows = numbers.rows(view, numbers.listed(view, (), (), near=False))
    app.session_state[person.TICKED] = int(rows["customer"].iloc[0])
    app.run(timeout=30)
    assert not app.exception

    parts = next(d.value for d in app.dataframe if "adds" in d.value.columns)
    assert parts["adds"].sum() == pytest.approx(rows["score"].iloc[0])
    assert "Not known yet, so left out: Voice, Takes part, Profile" in told(app)


def test_an_earlier_day_shows_what_was_known_then(page, demo_shop):
    known = histories.history(1)
    day = known.as_of - 400
    app = page()
    next(d for d in app.date_input if d.label == "Show as of").set_value(histories.day_of(day)).run(
        timeout=30
    )

    assert not app.exception
    earlier = known.at(day)
    top = numbers.known(View(1, 1, as_of=day)).top.sum()
    assert f"{top:,} customers are VIPs or VIP candidates." in told(app)
    assert numbers.known(View(1, 1, as_of=day)).n == earlier.n_customers < known.n_customers
    press(app, "Back to everybody, today")
    assert f"{numbers.known(View(1, 1)).top.sum():,} customers are VIPs" in told(app)


@pytest.mark.parametrize("part", ["who", "score", "worth"])
def test_a_group_is_a_filter_of_every_part(page, demo_shop, part):
    segment = Segment((Condition("occasions", "at_least", (2,)),))
    key = groups.save(1, "Again", segment, by=1)
    app = page()
    app.session_state["customers.sub"] = part
    app.session_state[View(1, 1).key("group")] = key
    app.run(timeout=60)

    assert not app.exception
    n = int((histories.history(1).occasions >= 2).sum())
    assert "Only: Again" in told(app)
    assert f"{n:,}" in told(app) + "".join(m.value for m in app.metric)
    if part == "worth":
        assert len(outlook.of(view_module.made(1, 1, group=key), None).customers) == n


def test_a_group_nobody_belongs_to_leads_back(page, demo_shop):
    key = groups.save(1, "None", Segment((Condition("occasions", "above", (999,)),)), by=1)
    app = page()
    app.session_state[View(1, 1).key("group")] = key
    app.run(timeout=30)

    assert "No customer belongs to this group" in told(app)
    press(app, "Show everybody again")
    assert "VIPs or VIP candidates" in told(app)


def test_a_group_on_a_field_that_is_gone_is_told_and_nothing_is_lost(page, demo_shop):
    key = groups.save(1, "Large", Segment((Condition("shoe", "above", (40,)),)), by=1)
    app = page()
    app.session_state[View(1, 1).key("group")] = key
    app.run(timeout=30)

    assert not app.exception
    assert "This group asks for “shoe”" in app.warning[0].value
    assert f"{numbers.known(View(1, 1)).top.sum():,} customers are VIPs" in told(app)
    assert key in [saved.key for saved in groups.listed(1)]


def test_three_customers_are_enough_for_a_useful_page(page, store_orders):
    store_orders([("a", "2026-09-01", 3000), ("b", "2026-10-01", 3000), ("c", "2026-11-01", 3000)])
    said = told(page())

    assert "3 customers have bought once so far." in said
    assert people(page())["next"].eq("1 more purchase to repeater").all()


def test_a_second_purchase_makes_repeaters(page, store_orders):
    store_orders([("a", f"2026-0{month}-01", 3000) for month in (3, 8)])

    assert "1 customer needs one more purchase to be the first VIP candidate." in told(page())


def test_names_are_shown_as_they_are_and_the_file_holds_all(demo_shop):
    view = View(1, 1)
    rows = numbers.rows(view, numbers.listed(view, (), (), near=False))
    with speaking("ja"):
        shown = listing._told(shop_of(), rows.head(3))

    assert shown["name"].notna().all()
    assert "name" not in listing._told(shop_of("viewer"), rows.head(3)).columns


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_number_asked_about_has_its_words(language):
    with speaking(language):
        told_of = words.explained(*words.EXPLAINED)

    assert all(entry.words and entry.formula.source for entry in told_of)


@pytest.fixture
def scales(page):
    """The page turned to recent, often, much."""

    def turn(language="en"):
        app = page(language)
        app.session_state["customers.sub"] = "score"
        app.run(timeout=30)
        assert not app.exception
        return app

    return turn


def slider(app, label):
    return next(s for s in app.slider if s.label == label)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_everybody_stands_on_three_scales(scales, demo_shop, language):
    said = told(scales(language))
    frame = bands.of(View(1, 1), Scale())
    strong = int((frame[["r", "f", "m"]] >= 4).all(axis=1).sum())

    counted = {
        "en": "{n} customers are strong in all",
        "ja": "すべてで上位のお客様は{n}人",
    }[language]
    assert strong > 0
    assert counted.format(n=f"{strong:,}") in said


def test_a_moved_weight_tells_whom_it_moves_and_counts_once_it_is_kept(scales, demo_shop):
    app = scales()
    slider(app, "Recent").set_value(100).run(timeout=30)
    moved = next(d.value for d in app.dataframe if "after" in d.value.columns)
    assert len(moved) == 100
    assert weights.weights(1) == Weights()

    press(app, "Use these weights")
    assert weights.weights(1) == Weights(recency=100)
    assert not [d for d in app.dataframe if "after" in d.value.columns]
    first = numbers.rows(View(1, 1, Weights(recency=100)), np.ones(3000, np.bool_))
    assert (first["score"] >= 0).all()


def test_weights_of_nothing_are_not_taken(scales, demo_shop):
    app = scales()
    for part in ("Recent", "Often", "Much"):
        slider(app, part).set_value(0)
    app.run(timeout=30)

    assert [w.value for w in app.warning] == ["Something must count: move at least one above 0."]
    assert not [b for b in app.button if b.label == "Use these weights"]
    assert weights.weights(1) == Weights()


def test_limits_out_of_order_are_named_and_not_kept(scales, demo_shop):
    app = scales()
    next(n for n in app.number_input if n.label == "from band 5").set_value(999)
    press(app, "Save")

    said = [error.value for error in app.error]
    assert said == ["These limits are out of order: Recent: at most so many days ago"]
    assert weights.cut_offs(1) is None


def test_limits_from_the_shops_own_numbers(scales, demo_shop):
    app = press(scales(), "Take them from my own numbers")
    own = bands.suggested(View(1, 1), 365)

    assert weights.cut_offs(1) == own != CutOffs()
    shown = [n.value for n in app.number_input if n.label == "from band 5"]
    assert shown == [own.recency_days[0], own.frequency[0], own.amount[0]]


def test_a_viewer_may_try_weights_and_keep_none(scales, demo_shop):
    with base.saving() as session:
        session.exec(select(Membership)).one().role = "viewer"
    app = scales()

    assert not [b for b in app.button if b.label == "Use these weights"]
    assert all(n.disabled for n in app.number_input)


def test_the_scales_lead_to_those_who_are_leaving(scales, demo_shop):
    app = press(scales(), "See the")

    assert set(people(app)["state_word"]) == {"about to drift away"}


def test_one_customer_has_scales_too(scales, store_orders):
    store_orders([("a", "2026-09-01", 3000)])

    assert "0 customers are strong in all" in told(scales())


@pytest.fixture
def value(page):
    """The page turned to what customers are worth."""

    def turn(language="en"):
        app = page(language)
        app.session_state["customers.sub"] = "worth"
        app.run(timeout=30)
        assert not app.exception
        return app

    return turn


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_may_come_is_a_range_with_its_check_against_the_past(value, demo_shop, language):
    said = told(value(language))
    found, past = outlook.of(View(1, 1), None), outlook.checked(View(1, 1))

    # Told to three digits: more would feign to know.
    low = f"¥{round(found.total.low / 10_000) * 10_000:,}"
    assert low in said.replace("\\", "")
    assert f"{round(past.predicted):,}" in said
    assert f"{past.actual:,}" in said


def test_those_with_most_purchases_to_expect_stand_first(value, demo_shop):
    app = value()
    rows = next(d.value for d in app.dataframe if "chance" in d.value.columns)

    assert len(rows) == 100
    assert rows["expected_occasions"].is_monotonic_decreasing
    assert rows["name"].notna().all()
    # The range is that of the sum: one person's would look far surer than it is.
    assert not {"cash_low", "cash_high"} & set(rows.columns)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_small_shop_is_told_what_is_certain_instead(value, store_orders, language):
    store_orders([(f"c{n}", f"2026-0{1 + n % 8}-11", 3000) for n in range(60)])
    app = value(language)
    said = told(app)

    assert {"en": "With 60 customers no forecast is honest yet", "ja": "お客様60人では"}[
        language
    ] in said
    assert app.metric[0].value.replace("\\", "") == "¥3,000"
    assert {"en": "Upload older orders", "ja": "過去の注文を取り込む"}[language] in said


def test_a_shop_of_today_has_no_past_to_check(value, store_orders):
    store_orders([("a", "2026-11-20", 3000)])

    assert "With 1 customers no forecast is honest yet" in told(value())


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_score_is_checked_against_who_bought_since(scales, demo_shop, language):
    said = told(scales(language))
    found = validity(histories.history(1))

    assert found.auc.low > 0.5
    expected = {
        "en": f"the score puts the buyer first in {100 * found.auc.value:.0f} of 100 pairs",
        "ja": f"100組のうち{100 * found.auc.value:.0f}組で",
    }
    assert expected[language] in said


def test_the_check_knows_nothing_of_what_came_later(demo_shop):
    """A forecast of three months ago from the data of today is that of the data of then."""
    now = histories.history(1)
    then = now.at(now.as_of - 90)
    scored = scores(components(then))

    assert (scores(components(now.at(then.as_of))).score == scored.score).all()


def test_three_customers_are_too_few_to_check(scales, store_orders):
    store_orders([("a", "2026-05-01", 3000), ("b", "2026-05-01", 3000), ("c", "2026-11-01", 3000)])

    assert "It takes 30 customers to see whether the score tells who buys; 2" in told(scales())


def test_a_shop_of_this_month_has_nothing_to_check(scales, store_orders):
    store_orders([("a", "2026-11-01", 3000)])

    assert "do not reach back far enough" in told(scales())


@pytest.mark.parametrize(("value", "start"), [(0.9, "Yes."), (0.5, "Cannot"), (0.1, "No:")])
def test_the_verdict_is_as_sure_as_the_numbers(value, start):
    judged = Auc(value, value - 0.05, value + 0.05, 0.025, 300, 40)
    with speaking("en"):
        said = proof.verdict(SimpleNamespace(auc=judged, noise=0.05))

    assert said.startswith(start)
    assert "fewer than 5 pairs" in said


def test_the_moves_of_a_quarter_add_up(page, demo_shop):
    app = page()
    table = next(d.value for d in app.dataframe if "start" in d.value.columns)
    found = moves(histories.history(1), RankRules(), quarters=5)
    over = found[found["complete"]]
    last = over[over["quarter"] == over["quarter"].max()]

    assert table.drop(columns="start").to_numpy().sum() == last["customers"].sum()
    new = int(last.loc[last["from_rank"].isna(), "customers"].sum())
    assert f"{new} customers bought for the first time." in told(app)
    assert "VIP candidate → VIP: half within" in told(app)


def test_the_moves_of_a_group_are_those_of_its_members(demo_shop):
    history = histories.history(1)
    mask = history.occasions >= 3

    found = moves(history, RankRules(), quarters=1, who=mask)

    assert found["customers"].sum() == mask.sum()
    assert days_to_next(history, RankRules(), who=mask)["n"].iloc[0] <= mask.sum()


@pytest.mark.parametrize("language", ["en", "ja"])
def test_twelve_customers_in_all_are_told_clearly_in_every_part(page, store_orders, language):
    orders = [(f"c{n}", f"2026-0{1 + n % 9}-11", 3000) for n in range(12)]
    store_orders([*orders, *((f"c{n}", "2026-10-11", 4000) for n in range(3))])
    app = page(language)
    for part in ("who", "score", "worth", "groups", "same"):
        app.session_state["customers.sub"] = part
        app.run(timeout=30)
        assert not app.exception
        assert "12" in told(app)
