"""The register of tests on the screen: planned, fixed, running, verdict, decision, the list."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import numpy as np
import pandas as pd
import pytest

from core.demo.files import write
from core.demo.shop import generate
from core.experiments.entry import Outlook
from core.experiments.experiment import Experiment
from core.intake import Options, Upload, read
from core.stats.proportions import Arm
from core.triggers.belt import Belt
from core.triggers.presets import PRESETS
from pages.experiments import contacts, sizing, words
from pages.experiments.finding import Finding
from pages.experiments.view import View
from pages.shared import person, table
from pages.shared.i18n import speaking
from pages.shared.store import (
    base,
    belts,
    compared,
    consents,
    experiments,
    groups,
    here,
    histories,
    imports,
    lines,
)
from tests.core.demo.later import later
from tests.pages.places import join

DAY = date(2026, 11, 20)
SHOP = generate(DAY, customers=700)
PLAN = Experiment(
    "Card", salt="-", hypothesis="They come back.", start_day=0, window_days=60, planned_n=600,
    entry="known", expected_share=0.05, worth_share=0.15,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _a_day(at):
    at(0)


@pytest.fixture
def at(monkeypatch, data):
    """Lets it be so many days after the first one."""

    def turn(days):
        monkeypatch.setenv("FANBELT_NOW", f"{DAY + timedelta(days=days)}T03:00:00+00:00")

    return turn


def store(content, day):
    upload = Upload("orders_export.csv", content)
    intake = read([upload], Options(currency="JPY", timezone="Asia/Tokyo", as_of=day))
    answers = imports.Answers(
        as_of=day, complete="yes", consent="column", sha256=imports.digest([upload])
    )
    imports.commit(1, intake, answers, lambda *_: None)


@pytest.fixture
def orders(owner):
    """A shop with customers of three years."""
    store(write(SHOP, "shopify"), DAY)


@pytest.fixture
def page(open_app, owner):
    """The page as somebody opens it; the owner, unless another role is said."""
    with ExitStack() as stack:

        def open_(language="en", role="owner"):
            stack.enter_context(speaking(language))
            app = open_app(language, owner if role == "owner" else join(1, role))
            app.switch_page("experiments/page.py").run(timeout=60)
            assert not app.exception
            return app

        yield open_


def started(**changes):
    """A running experiment."""
    plan = replace(PLAN, start_day=experiments.today(1), **changes)
    key = experiments.save(1, plan, by=None)
    experiments.deal(1, key)
    return key


def come_back(key, aside, others, days=66, shop=SHOP):
    """Orders of the weeks since, with these chances to come back."""
    sides = experiments.assigned(1, key)
    with base.reading(1) as session:
        rows = session.connection().exec_driver_sql(
            "SELECT order_no, customer_id FROM order_state WHERE shop_id = 1"
        )
        customer_of = dict(tuple(row) for row in rows)
    until = DAY + timedelta(days=days)
    alone = set(sides.customer[sides.control].tolist())
    found = later(shop, until, customer_of=customer_of, aside=alone, chances=(aside, others))
    store(write(found, "shopify"), until)
    return found


def told(app):
    kinds = ("title", "subheader", "markdown", "caption", "error", "warning")
    shown = [element.value for kind in kinds for element in getattr(app, kind)]
    return "\n".join([*shown, *(button.label for button in app.button)])


def press(app, label):
    next(button for button in app.button if button.label == label).click().run(timeout=30)
    assert not app.exception
    return app


# The register and the plan


@pytest.mark.parametrize("language", ["en", "ja"])
def test_an_empty_shop_is_told_what_will_stand_here(page, language):
    said = told(page(language))

    assert {"en": "Did it work?", "ja": "効果はありましたか"}[language] in said


def test_a_shop_without_tests_offers_to_plan_one(page, orders):
    said = told(page())

    assert "Nothing has been tested yet." in said
    assert "Plan a test" in said


def test_a_plan_is_written_down_changed_and_removed(page, orders):
    app = press(page(), "Plan a test")
    press(app, "Write it down")
    assert "Give the test a name." in told(app)

    app.text_input[0].set_value("Card *in* the parcel").run()
    press(app, "Write it down")

    assert "Card \\*in\\* the parcel" in told(app)
    assert "It starts on November 21, 2026." in told(app)
    (entry,) = experiments.listed(1)
    assert entry.experiment.stage(experiments.today(1)) == "planned"
    assert 0 < entry.experiment.expected_share < entry.experiment.worth_share

    press(app, "Change the plan")
    app.text_input[0].set_value("Another card").run()
    press(app, "Write it down")
    assert "Another card" in told(app)
    press(app, "Remove the plan")
    assert "Nothing has been tested yet." in told(app)
    assert experiments.listed(1) == []


def test_what_is_typed_decides_what_it_takes(page, orders):
    app = press(page(), "Plan a test")
    few = told(app)
    next(f for f in app.number_input if f.label.startswith("It would be")).set_value(90).run()

    assert "customers have to take part" in few
    assert "To tell 90%" in told(app)
    assert told(app) != few


def test_what_is_typed_stays_while_one_looks_elsewhere(page, orders):
    app = press(page(), "Plan a test")
    app.text_input[0].set_value("Card").run()
    app.button_group(key="experiments.1.plan.entry").set_value("known").run()
    planned = next(f for f in app.number_input if f.label == "Customers in all").value
    app.switch_page("customers/page.py").run(timeout=30)
    app.switch_page("experiments/page.py").run(timeout=30)

    assert app.text_input[0].value == "Card"
    assert app.button_group(key="experiments.1.plan.entry").value == "known"
    assert planned <= 700
    press(app, "All tests")
    press(app, "Plan a test")
    assert app.text_input[0].value == ""


def test_a_start_today_deals_everybody_who_is_there(page, orders):
    experiments.save(1, replace(PLAN, start_day=experiments.today(1) + 3), by=None)
    app = press(page(), "Open")
    press(app, "Start today")

    said = told(app)
    assert "Cannot tell yet; on January 19, 2027 it can." in said
    sides = experiments.assigned(1, "e1")
    assert sides.customer.size == histories.history(1).n_customers
    assert 0.4 < sides.control.mean() < 0.6


def test_a_split_that_changes_after_the_start_is_refused_in_words(page, orders, at):
    """The plan is open in a browser while its day comes."""
    experiments.save(1, replace(PLAN, start_day=experiments.today(1) + 1), by=None)
    app = press(press(page(), "Open"), "Change the plan")
    at(1)
    before = experiments.experiment(1, "e1")
    split = next(each for each in app.button_group if each.key == "experiments.1.plan.split")
    split.set_value(1_000).run()
    press(app, "Write it down")

    said = told(app)
    assert "This test has started, so the split stays as it was written down" in said
    assert "Nothing was changed." in said
    assert experiments.experiment(1, "e1") == before


# Running


def test_before_the_end_there_is_progress_and_nothing_of_the_result(page, orders, at):
    key = started()
    at(30)
    come_back(key, 0.05, 0.5, days=30)
    said = told(press(page(), "Open"))

    assert "Cannot tell yet; on January 19, 2027 it can." in said
    for word in ("It works", "points", "bought, and", "Keep it"):
        assert word not in said
    assert "End it early" in "".join(e.label for e in press(page(), "Open").expander)


def test_small_wins_are_said_to_be_no_effect(page, orders, at):
    started(entry="new")
    first = SHOP.orders["at"].max()
    assert first < pd.Timestamp(DAY)
    known = started()
    at(5)
    come_back(known, 0.1, 0.3, days=5)

    app = page()
    press(app, "Open")
    if "Some would have anyway" not in told(app):
        press(app, "All tests")
        [b for b in app.button if b.label == "Open"][1].click().run()
    assert "have bought since. Some would have anyway." in told(app)


def test_when_the_orders_end_before_the_time_it_asks_for_them(page, orders, at):
    started()
    at(70)

    app = press(page(), "Open")

    assert "Its time is over. Upload the orders up to January 19, 2027" in told(app)
    assert "Upload your orders" in told(app)


# The verdict


@pytest.mark.parametrize(
    ("aside", "others", "sentence"),
    [
        (0.05, 0.25, "It works."),
        (0.25, 0.05, "It does not work: those who got it bought less."),
        (0.10, 0.10, "It does not work, at least not as much as it would have to."),
    ],
)
def test_the_verdict_is_one_plain_sentence_with_its_figures_below(
    page, orders, at, aside, others, sentence
):
    key = started()
    at(66)
    come_back(key, aside, others)

    app = page()
    assert "1 test can be decided." in told(app)
    said = told(press(app, "Open"))

    assert app.subheader[0].value == sentence
    assert "Within 60 days," in said
    assert ("Bought because of it" in said) == (sentence == "It works.")


def test_a_message_that_was_tried_teaches_the_simulator_s_assumption(page, orders, at):
    key = started(measure="trigger")
    at(66)
    come_back(key, 0.10, 0.25)

    said = told(press(page(), "Open"))

    assert "updated with your test: 14% becomes" in said
    assert "of 100 possible worlds" in said


def test_what_one_believed_before_is_played_through_and_changes_no_verdict(page, orders, at):
    key = started()
    at(66)
    come_back(key, 0.05, 0.25)
    app = press(page(), "Open")
    before = next(each.value for each in app.markdown if "possible worlds" in each.value)
    entry = experiments.experiment(1, key)

    app.number_input(key=f"experiments.1.belief.{key}.misses").set_value(10_000).run(timeout=30)
    app.number_input(key=f"experiments.1.belief.{key}.hits").set_value(10_000).run(timeout=30)

    after = next(each.value for each in app.markdown if "possible worlds" in each.value)
    assert not app.exception
    assert before.startswith("That it is better than doing nothing holds in 100 of 100")
    assert "between +" in before
    assert "between -" in after.replace("−", "-")  # who was that sure is not moved by a test
    assert app.subheader[0].value == "It works."
    assert experiments.experiment(1, key) == entry


def test_where_an_amount_counts_the_sentence_names_it_and_the_money_is_told(
    page, orders, owner, at
):
    settings = replace(here.shops.settings(1), margin_bp=4_000)
    here.shops.save_settings(1, settings, by=owner)
    key = started(outcome="spent", at_least=1_000)
    at(66)
    come_back(key, 0.05, 0.30)

    app = press(page(), "Open")

    assert "of those who got it spent ¥1,000 or more" in told(app).replace("\\", "")
    money = next(each for each in app.metric if each.value.startswith("+") and "¥" in each.value)
    assert money.label == "Money per customer who got it"
    assert "of this, gross profit: +" in told(app)


def test_without_a_share_that_would_be_worth_it_the_difference_may_be_chance(page, orders, at):
    key = started(expected_share=None, worth_share=None)
    at(66)
    come_back(key, 0.1, 0.1)

    said = told(press(page(), "Open"))

    assert "It cannot tell: the difference may be chance." in said
    assert "Test again and take both together" in said


def test_twelve_customers_in_total(page, owner, at):
    small = generate(DAY, customers=12)
    store(write(small, "shopify"), DAY)
    app = press(page(), "Plan a test")
    assert "There are too few customers so far to say how many it takes." in told(app)
    app.text_input[0].set_value("Card").run()
    press(app, "Write it down")
    press(app, "Remove the plan")

    key = started(planned_n=12, expected_share=None, worth_share=None)
    assert experiments.assigned(1, key).customer.size == 12
    assert "Cannot tell yet; on January 19, 2027 it can." in told(press(page(), "Open"))
    nobody = started(planned_n=12, entry="new", expected_share=None, worth_share=None)
    app = press(page(), "Open")  # the newest stands first
    assert "Cannot tell yet. Nobody takes part so far." in told(app)
    assert "The list to contact" not in told(app)
    press(app, "End it")
    assert experiments.experiment(1, nobody).experiment.decision == "stop"
    at(66)
    store(write(small, "shopify"), DAY + timedelta(days=66))
    app = press(page(), "Open")

    assert "customers too few took part." in told(app)
    assert len(experiments.listed(1)) == 2


@pytest.mark.parametrize("language", ["en", "ja"])
def test_orders_without_any_customer_are_told_what_will_stand_here(page, owner, language):
    head = "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Created at,"
    head += "Lineitem quantity,Lineitem name,Lineitem price,Cancelled at"
    day = "2026-11-01 12:00:00 +0900"
    gone = f"#1,a@example.jp,voided,{day},JPY,100,0,0,100,{day},1,x,100,{day}"
    store(f"{head}\n{gone}\n".encode(), DAY)
    app = page(language)

    assert histories.history(1).n_customers == 0
    said = told(app)
    assert {"en": "Did it work?", "ja": "効果はありましたか"}[language] in said
    app.switch_page("customers/page.py").run(timeout=30)
    assert not app.exception
    assert {"en": "Who are your customers?", "ja": "どんなお客様がいますか"}[language] in told(app)


def test_kept_goes_on_with_a_tenth_of_those_kept_aside_before(page, orders, at):
    key = started()
    at(66)
    come_back(key, 0.05, 0.25)
    app = press(press(page(), "Open"), "Keep it")

    assert "Decision of January 25, 2027: it is kept." in told(app)
    press(app, "It goes on with a tenth kept aside")
    before, now = experiments.assigned(1, key), experiments.assigned(1, "e2")
    aside = set(now.customer[now.control].tolist())
    assert aside < set(before.customer[before.control].tolist())
    assert 0.05 < now.control.mean() < 0.16
    assert set(experiments.kept_aside(1, key).tolist()) == aside
    assert "Card, going on" in told(app)


def test_after_a_stop_nobody_is_kept_aside_and_what_comes_later_tells_nothing(page, orders, at):
    key = started()
    at(10)
    app = press(press(page(), "Open"), "End it")
    assert experiments.kept_aside(1, key).size == 0
    at(66)
    come_back(key, 0.05, 0.25)

    said = told(press(page(), "Open"))

    assert "It was ended before it could tell." in said
    assert "Within 60 days," not in said
    assert app.title[0].value == "Card"


def test_runs_are_taken_together(page, orders, at):
    key = started(expected_share=None, worth_share=None)
    at(66)
    shop = come_back(key, 0.12, 0.09)
    app = press(press(page(), "Open"), "Test again and take both together")
    press(app, "Write it down")
    first, second = experiments.listed(1)
    assert (second.follows, first.experiment.salt == second.experiment.salt) == (key, False)
    assert first.experiment.decision == "stop"
    press(app, "Start today")
    at(133)
    come_back("e2", 0.12, 0.09, days=133, shop=shop)

    said = told(press(page(), "Open"))

    assert "Together with 1 run before: " in said
    assert "roughly between" in said


def test_a_changed_measure_is_not_taken_together_with_what_was_before(page, orders, at):
    key = started()
    at(66)
    shop = come_back(key, 0.12, 0.09)
    app = press(press(page(), "Open"), "Change it and test again")
    press(app, "Plan the changed test")
    press(app, "Write it down")
    press(app, "Start today")
    at(133)
    come_back("e2", 0.12, 0.09, days=133, shop=shop)
    app = page()
    press(app, "Open")

    assert experiments.listed(1)[1].follows == key
    assert "Within 60 days," in told(app)
    assert "Together with" not in told(app)


# The list to contact


def listed_file(key, channel="postcard"):
    """The rows of the list and of its file."""
    shop = here.Shop(1, "花", "owner", here.shops.settings(1), 1)
    view = View.of(shop, histories.history(1))
    found = Finding.of(view, experiments.experiment(1, key))
    return contacts.listed(view, found, channel)


def test_people_kept_aside_never_appear_on_the_list_and_still_count(orders):
    key = started()
    sides = experiments.assigned(1, key)
    rows = listed_file(key)

    aside = set(sides.customer[sides.control].tolist())
    assert not aside & set(rows["customer"])
    assert len(rows) > 100
    assert sides.customer.size == len(aside) + (~sides.control).sum()
    by_mail = set(listed_file(key, "email")["customer"])
    standing = consents.stand(1, histories.history(1))
    may = set(standing.customer[standing.may("email")].tolist())
    assert by_mail == may & set(sides.customer[~sides.control].tolist())


def test_a_name_on_the_list_opens_the_person(page, orders):
    key = started()
    app = press(page(), "Open")
    rows = listed_file(key, "email")
    shown = next(each for each in app.dataframe if "since" in each.value.columns)

    assert shown.value["customer"].tolist() == rows["customer"].tolist()[: contacts.SHOWN]
    assert shown.value["name"].str.len().gt(0).any()
    assert "Tick a row to open the person." in told(app)

    app.session_state[person.TICKED] = int(rows["customer"].iloc[0])
    app.run(timeout=60)
    assert not app.exception
    assert "How may we reach them?" in told(app)


def test_who_refuses_leaves_the_list_at_once(orders, owner, signed_in):
    key = started()
    first = int(listed_file(key)["customer"].iloc[0])
    drawn = listed_file(key)
    consents.opt_out(1, first, "postcard", by=owner)

    assert first not in set(listed_file(key)["customer"])
    taken = contacts._taken(1, drawn, signed_in(owner), "postcard")
    assert set(drawn["customer"]) - set(taken["customer"]) == {first}


def test_the_file_is_written_down_and_holds_no_formula(orders, owner, signed_in):
    key = started()
    rows = listed_file(key, "email").head(3)
    with base.saving() as session:
        session.connection().exec_driver_sql("UPDATE contact SET name = '=1+1'")
    made = contacts._taken(1, rows, signed_in(owner), "email")
    columns = {
        "name": table.Column("Name"), "email": table.Column("E-mail"),
        "customer": table.Column("no."),
    }  # fmt: skip
    content = table.as_csv(table.Table(made, columns, "x"))
    read_back = pd.read_csv(BytesIO(content))

    assert read_back["Name"].tolist() == ["'=1+1"] * 3
    assert read_back["E-mail"].str.contains("@").all()
    assert read_back["no."].tolist() == rows["customer"].tolist()
    with base.reading() as session:
        noted = session.connection().exec_driver_sql(
            "SELECT act, subject, count FROM audit ORDER BY id DESC LIMIT 1"
        )
        assert tuple(noted.one()) == ("export", "experiment", 3)


@pytest.mark.parametrize("channel", consents.CHANNELS)
def test_each_way_brings_what_it_needs_and_nothing_more(orders, owner, signed_in, channel):
    rows = listed_file(started(), channel)
    made = contacts._taken(1, rows, signed_in(owner), channel)

    assert made["customer"].tolist() == rows["customer"].tolist()
    assert set(made.columns) == {"customer", "since", "name", *contacts.WAYS.get(channel, ())}


def test_a_viewer_takes_no_list_along(orders, signed_in):
    rows = listed_file(started()).head(3)

    with pytest.raises(here.NotAllowed):
        contacts._taken(1, rows, signed_in(join(1, "viewer")), "email")
    with pytest.raises(here.SignedOut):
        contacts._taken(1, rows, None, "email")


@pytest.mark.parametrize(("role", "may"), [("viewer", False), ("staff", True)])
def test_who_may_only_look_changes_nothing(page, orders, role, may):
    started()
    app = page(role=role)
    assert next(b for b in app.button if b.label == "Plan a test").disabled != may
    press(app, "Open")

    assert ("The list to contact" in told(app)) == may
    assert next(b for b in app.button if b.label == "End it").disabled != may


# Who takes part


def test_new_customers_come_in_one_by_one_and_nobody_twice(orders, at):
    key = started(entry="new")
    assert experiments.assigned(1, key).customer.size == 0
    more = generate(DAY + timedelta(days=30), customers=900)
    keep = (more.orders["at"] >= pd.Timestamp(DAY)).to_numpy()
    at(30)
    store(write(more.part(keep), "base"), DAY + timedelta(days=30))
    store(write(SHOP, "shopify"), DAY + timedelta(days=30))

    first = experiments.kept_aside(1, key)
    again = experiments.kept_aside(1, key)

    sides = experiments.assigned(1, key)
    assert sides.customer.size > 10
    assert (sides.day >= experiments.today(1) - 30).all()
    assert np.array_equal(first, again)


def test_the_group_stays_as_it_was_when_the_plan_was_written(page, orders, owner):
    from core.customers.segments import Condition, Segment

    twice = Segment((Condition("occasions", "at_least", (2,)),))
    group = groups.save(1, "Twice", twice, by=owner)
    key = started(group=group)
    n = experiments.assigned(1, key).customer.size
    assert n == int((histories.history(1).occasions >= 2).sum())

    groups.save(1, "Twice", Segment(), by=owner, key=group)
    experiments.deal(1, key)
    assert experiments.assigned(1, key).customer.size == n
    groups.remove(1, group, by=owner)
    assert "Twice" in told(press(page(), "Open"))


def test_a_group_on_a_field_that_is_gone_is_said_and_nothing_is_lost(page, orders, owner):
    from core.customers.segments import Condition, Segment

    gone = Segment((Condition("shoe_size", "at_least", (40,)),))
    group = groups.save(1, "Tall", gone, by=owner)
    key = experiments.save(1, replace(PLAN, start_day=experiments.today(1), group=group), by=owner)
    app = press(page(), "Open")

    assert "which your files no longer tell. Nothing was lost" in told(app)
    assert experiments.experiment(1, key).experiment.group == group
    press(app, "All tests")
    press(app, "Plan a test")
    app.selectbox[0].set_value(group).run()
    assert "which your files no longer tell" in told(app)


# The belt


@pytest.fixture
def belt(orders, owner, at):
    """A belt of one message since forty days, tried on newcomers since then."""
    message = replace(PRESETS["T3"], channels=("postcard",), valid_days=60)
    at(-40)
    number = belts.save(1, Belt("one", rules=(message,)), by=owner)
    belts.start(1, number, DAY - timedelta(days=40), by=owner)
    key = started(entry="new", measure="trigger", measure_id="T3", control_bp=5_000)
    at(0)
    return key


def met():
    """Customers on the list of the day."""
    found = lines.of_day(1, DAY)
    return {person.customer for person in found.people}


def test_a_message_that_is_tried_leaves_out_who_is_kept_aside(belt):
    before = met()
    sides = experiments.assigned(1, belt)
    aside = set(sides.customer[sides.control].tolist())

    assert len(aside) > 5
    assert not before & aside
    assert before & set(sides.customer[~sides.control].tolist())

    experiments.decide(1, belt, "stop", by=None)
    assert before < met()
    assert met() - before <= aside


def test_a_message_that_is_kept_goes_on_with_few_kept_aside(belt):
    before = met()
    experiments.decide(1, belt, "keep", by=None)

    assert compared.tried(1) == (("T3", belt, 1_000),)
    assert before <= met()


def test_who_takes_no_part_in_the_test_is_contacted_as_ever(orders, owner, at):
    message = replace(PRESETS["T3"], channels=("postcard",), valid_days=60)
    at(-40)
    number = belts.save(1, Belt("one", rules=(message,)), by=owner)
    belts.start(1, number, DAY - timedelta(days=40), by=owner)
    at(0)
    everybody = met()

    started(entry="new", measure="trigger", measure_id="T3")

    assert met() == everybody
    assert len(everybody) > 5


def test_the_message_is_chosen_from_the_belt(page, belt):
    app = press(page(), "Plan a test")
    app.button_group(key="experiments.1.plan.measure").set_value("trigger").run()
    app.text_input[0].set_value("Thanks").run()
    app.selectbox(key="experiments.1.plan.message").set_value("T3").run()
    press(app, "Write it down")

    assert experiments.listed(1)[-1].experiment.measure_id == "T3"
    assert "a message ・ " in told(app)


# Sizing in words


def test_sizing_in_words():
    """D7: from 30 % to 35 % with 50 new customers a month takes 56 months."""
    plan = replace(PLAN, entry="new", expected_share=0.30, worth_share=0.35, planned_n=600)
    seen = Outlook(Arm(1_000, 300), there=0, per_month=50)
    with speaking("en"):
        said = " ".join(sizing.told(plan, seen))
    with speaking("ja"):
        gesagt = "".join(sizing.told(plan, seen))

    assert "To tell 35% from 30%, 2,754 customers have to take part." in said
    assert "With 50 new customers a month that takes 56 months." in said
    assert "Test a bigger change, or decide by what it costs." in said
    assert "With 600 customers only 41% or more could be told from 30%." in said
    assert "56か月" in gesagt


@pytest.mark.parametrize(
    ("there", "pace", "sentence"),
    [
        (5_000, 0, "There are 5,000 already: enough."),
        (12, 0, "Only 12 customers can take part."),
        (0, 1_000, "With 1,000 new customers a month that takes 3 months."),
    ],
)
def test_how_long_it_takes(there, pace, sentence):
    plan = replace(PLAN, expected_share=0.30, worth_share=0.35)
    with speaking("en"):
        said = sizing.told(plan, Outlook(Arm(100, 30), there=there, per_month=pace))

    assert said[1] == sentence


def test_with_a_handful_no_difference_can_be_told():
    plan = replace(PLAN, expected_share=0.30, worth_share=0.35, planned_n=4)
    with speaking("en"):
        said = sizing.told(plan, Outlook(Arm(100, 30), there=4, per_month=0))

    assert said[-1] == "With 4 customers no difference can be told at all."


@pytest.mark.parametrize("rule", [
    {"name": " "}, {"control_bp": 0}, {"window_days": 0}, {"outcome": "spent"}, {"planned_n": 1},
    {"planned_n": None, "end_day": -1}, {"expected_share": 1.0, "worth_share": None},
    {"worth_share": 1.0},
])  # fmt: skip
def test_every_refusal_has_its_words(rule):
    with pytest.raises(ValueError, match="must be") as refused:
        replace(PLAN, **rule)

    with speaking("ja"):
        assert words.refusal(refused.value)


def test_what_is_too_long_or_in_the_past_is_refused_in_words(orders):
    now = experiments.today(1)
    for wrong in (
        {"name": "x" * 81, "start_day": now},
        {"hypothesis": "x" * 501, "start_day": now},
        {"start_day": now - 1},
    ):
        with pytest.raises(ValueError, match="must be") as refused:
            experiments.save(1, replace(PLAN, **wrong), by=None)
        with speaking("en"):
            assert words.refusal(refused.value)
    with pytest.raises(experiments.NoSuchExperiment) as none:
        experiments.experiment(1, "e9")
    with speaking("en"):
        assert words.refusal(none.value) == "This test was removed meanwhile."


def test_every_fixed_part_has_a_word():
    from core.experiments.experiment import FIXED

    assert set(FIXED) - {"salt"} <= words.FIELD.keys()


def test_nobody_decides_twice_and_nothing_running_is_removed(orders):
    key = started()
    with pytest.raises(experiments.FixedAfterStart):
        experiments.remove(1, key, by=None)
    experiments.decide(1, key, "stop", by=None)
    with pytest.raises(experiments.FixedAfterStart):
        experiments.decide(1, key, "keep", by=None)
    assert len(experiments.listed(1)) == 1
