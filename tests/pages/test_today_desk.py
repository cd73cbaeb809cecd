"""The list of the day: worked through, kept from others, never shown twice."""

import json
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import bcrypt
import numpy as np
import pytest

from core.customers.segments import Condition, Segment
from core.demo.files import write
from core.demo.shop import generate
from core.experiments.experiment import Experiment
from core.intake import Options, Upload, read
from core.triggers.presets import usual_belt
from pages.shared.i18n import speaking
from pages.shared.store import (
    base,
    belts,
    cases,
    consents,
    dispatches,
    experiments,
    groups,
    histories,
    imports,
    lines,
    merges,
    missed,
    privacy,
    referrals,
    traits,
    verdicts,
)
from pages.shared.store import people as accounts
from tests.pages.places import PASSWORD, join, put

DAY = date(2026, 11, 20)
SHOP = 1


@pytest.fixture
def at(monkeypatch):
    """Puts the clock on a day."""

    def put(day):
        monkeypatch.setenv("FANBELT_NOW", f"{day.isoformat()}T03:00:00+00:00")

    put(DAY)
    return put


def answers_of(*scores, day="2026-11-19"):
    """A file of answers by the customers of the newest orders."""
    with base.reading(SHOP) as session:
        rows = session.connection().exec_driver_sql(
            "SELECT o.order_no FROM order_state o WHERE NOT o.void AND o.own_list"
            " GROUP BY o.customer_id ORDER BY max(o.ordered_at) DESC, o.id"
        )
        orders = [row[0] for row in rows][: len(scores)]
    table = [f"{order},{day},{score}" for order, score in zip(orders, scores, strict=True)]
    return "\n".join(["order number,date,score", *table]).encode()


def give_answers(*scores, owner):
    intake = read([Upload("answers.csv", answers_of(*scores))], Options())
    said = imports.Answers(as_of=DAY, by=owner)
    imports.commit(SHOP, intake, said, lambda *_: None)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A database with a shop, orders up to today and a few answers of yesterday."""
    folder = tmp_path_factory.mktemp("prepared")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FANBELT_DATA", str(folder))
        patch.setenv("FANBELT_NOW", f"{DAY.isoformat()}T03:00:00+00:00")
        slow = bcrypt.gensalt
        patch.setattr(bcrypt, "gensalt", lambda: slow(4))
        number = accounts.create_owner("Hana", "hana", password=PASSWORD, language="en")
        file = write(generate(DAY, customers=200), "shopify")
        said = imports.Answers(as_of=DAY, complete="yes", consent="yes", consent_source="form")
        asked = Options(currency="JPY", as_of=DAY)
        imports.commit(SHOP, read([Upload("o.csv", file)], asked), said, lambda *_: None)
        give_answers(4, 9, 7, 10, 2, owner=number)
        base.engine().dispose()
    return folder, number


@pytest.fixture
def owner(prepared, data):
    """The owner of a copy of it."""
    folder, number = prepared
    put(folder, data)
    return number


@pytest.fixture
def belt(at, owner):
    """The usual belt, running since today."""
    number = belts.save(SHOP, usual_belt("JPY"), by=owner)
    belts.start(SHOP, number, DAY, by=owner)


@pytest.fixture
def page(open_app, owner):
    """The first page: `page(language, who)`."""
    with ExitStack() as stack:

        def open_(language="en", who=owner):
            stack.enter_context(speaking(language))
            app = open_app(language, who)
            assert not app.exception
            return app

        yield open_


def words(app) -> str:
    kinds = ("title", "subheader", "markdown", "caption", "warning", "text", "code")
    shown = [element.value for kind in kinds for element in getattr(app, kind)]
    return "\n".join(map(str, [*shown, *(button.label for button in app.button)]))


def press(app, key):
    app.button(key=key).click().run()
    assert not app.exception
    return app


def people():
    return lines.of_day(SHOP, DAY).people


def first_with(rule):
    return next(p for p in people() if rule in [task.line.rule for task in p.now])


@pytest.mark.parametrize(
    ("language", "title"), [("en", "{n} people today"), ("ja", "今日は{n}人です")]
)
def test_the_number_of_people_leads(belt, page, language, title):
    n = len(people())

    assert n >= 5
    assert page(language).title[0].value == title.format(n=n)


def test_nobody_stands_on_the_list_twice_and_unhappy_customers_come_first(belt):
    found = people()
    ids = [person.customer for person in found]

    assert len(set(ids)) == len(ids)
    rescue = [person.now[0].rule.is_rescue for person in found]
    assert rescue == sorted(rescue, reverse=True)
    assert any(rescue)


def test_a_first_import_of_years_makes_nobody_due_of_long_ago(belt):
    for person in people():
        for task in person.now:
            assert (DAY - task.line.due).days == 0
            assert (DAY - task.line.anchor_day).days <= 14


def test_a_line_that_is_done_is_gone_and_can_come_back(belt, page):
    app = page()
    before = len(people())
    who = people()[1].customer
    press(app, f"today.done.{who}")

    assert len(people()) == before - 1
    assert f"{before - 1} people today" in words(app)
    assert f"today.done.{who}" not in {button.key for button in app.button}
    back = [button.key for button in app.button if (button.key or "").startswith("today.back")]
    press(app, back[0])
    assert len(people()) == before


def test_the_text_opens_ready_to_copy_and_is_kept_from_others(belt, page, at):
    app = page()
    who = first_with("N6").customer
    press(app, f"today.text.{who}")
    assert "様" in app.code[-1].value or app.code[-1].value
    assert dispatches.claims(SHOP).keys() == {who}

    other = page(who=join(SHOP, "staff"))
    assert "is at it" in words(other)
    assert f"today.done.{who}" not in {button.key for button in other.button}


def test_two_who_open_a_line_at_once_do_not_both_get_it(belt, page, owner):
    app = page()
    who = people()[0].customer
    dispatches.claim(SHOP, who, by=join(SHOP, "staff"))
    press(app, f"today.text.{who}")

    assert not app.code


def test_closing_a_line_lets_others_at_it(belt, page):
    app = page()
    who = people()[0].customer
    press(app, f"today.text.{who}")
    press(app, f"today.text.{who}")

    assert not dispatches.claims(SHOP)


def test_an_unhappy_customer_who_was_thanked_has_a_case(belt, page, owner):
    who = first_with("N6").customer
    press(page(), f"today.done.{who}")
    found = cases.listed(SHOP, by=owner)

    assert found["customer"].tolist() == [who]
    assert found[["answered_on", "due"]].iloc[0].tolist() == ["2026-11-19", "2026-11-23"]
    assert found["score"].iloc[0] in (2, 4)


def test_who_would_recommend_gets_a_code_with_the_text(belt, page):
    app = page()
    who = first_with("N9").customer
    press(app, f"today.text.{who}")
    code = referrals.code_of(SHOP, who)

    assert code
    assert any(code in block.value for block in app.code)


def test_a_viewer_sees_the_list_and_marks_nothing(belt, page, owner):
    app = page(who=join(SHOP, "viewer"))
    keys = {button.key or "" for button in app.button}

    assert f"{len(people())} people today" in words(app)
    assert not [key for key in keys if key.startswith(("today.done", "today.text", "today.all"))]
    assert "Customer no" in words(app)


def test_old_data_asks_to_check_every_line(belt, page, at):
    assert "Check first" not in words(page())
    later = date(2026, 11, 23)
    at(later)
    app = page()
    listed = lines.of_day(SHOP, later).people

    assert len(listed) > 0
    assert words(app).count("Check first") == len(listed[:20])


def test_what_was_not_done_is_late_until_its_limit(belt, page, at):
    who = first_with("N6").customer
    for later in (21, 22, 23):
        at(date(2026, 11, later))
        found = {p.customer: p for p in lines.of_day(SHOP, date(2026, 11, later)).people}
        assert found[who].overdue == later - 20
        assert found[who].limit == date(2026, 11, 23)
    at(date(2026, 11, 24))
    assert who not in {p.customer for p in lines.of_day(SHOP, date(2026, 11, 24)).people}


def test_capacity_orders_the_list_and_stops_nobody(belt, owner, page):
    before = [person.customer for person in people()]
    number = belts.save(SHOP, replace(usual_belt("JPY"), capacity=2), by=owner)
    belts.start(SHOP, number, DAY, by=owner)
    found = people()

    assert [person.customer for person in found] == before
    assert [person.if_time for person in found] == [False] * 2 + [True] * (len(before) - 2)
    assert "If there is time" in words(page())


def test_a_whole_file_of_a_channel_is_marked_at_once(belt, page):
    """But who cannot be written to yet: the text to the neutral ones still wants its link."""
    by_mail = [task for person in people() for task in person.now if task.line.channel == "email"]
    press(page(), "today.all.email")
    left = [task for person in people() for task in person.now if task.line.channel == "email"]

    assert {task.rule.text for task in left} == {"N7"}
    assert len(by_mail) > len(left)


def test_a_text_that_wants_something_says_what_and_leads_there(belt, page):
    app = page()
    press(app, f"today.text.{first_with('N7').customer}")

    said = "The text still needs: A link. Fill it in under Texts."
    assert [warning.value for warning in app.warning] == [said]


def test_after_everybody_is_done_the_day_is_over(belt, page, owner):
    for person in people():
        dispatches.mark(SHOP, [task.line for task in person.now], "done", by=owner)

    assert page().title[0].value == "All done for today"


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("part", ["unhappy", "lookout", "friends"])
def test_every_part_stands_in_both_languages(belt, page, owner, language, part):
    who = first_with("N9").customer
    referrals.give(SHOP, who, by=owner)
    dispatches.mark(SHOP, [task.line for task in first_with("N6").now], "done", by=owner)
    app = page(language)
    app.session_state["today.part"] = part
    app.run()

    assert not app.exception
    assert app.title


def test_a_case_is_closed_on_the_screen(belt, page, owner):
    dispatches.mark(SHOP, [task.line for task in first_with("N6").now], "done", by=owner)
    number = int(cases.listed(SHOP, by=owner)["id"].iloc[0])
    app = page()
    app.session_state["today.part"] = "unhappy"
    app.run()
    app.selectbox(key=f"today.case.{number}.cause").set_value("delivery").run()
    app.selectbox(key=f"today.case.{number}.outcome").set_value("settled").run()
    assert not app.exception
    row = cases.listed(SHOP, by=owner).iloc[0]

    assert (row["cause"], row["outcome"]) == ("delivery", "settled")


def test_without_a_belt_the_owner_starts_the_usual_one_from_here(at, owner, page):
    app = page()
    assert "One list each morning" in words(app)
    press(app, "today.begin.start")
    running = belts.running(SHOP)

    assert running.start == DAY
    assert running.belt.rules == usual_belt("JPY").rules
    assert "today" in app.title[0].value


def test_staff_may_not_start_a_belt(at, owner, page):
    app = page(who=join(SHOP, "staff"))

    assert "The owner of the shop can start it." in words(app)
    assert "today.begin.start" not in {button.key for button in app.button}


def test_what_was_done_follows_two_customers_who_are_merged_and_parted(belt, owner):
    one, other = people()[0], people()[1]
    for each in (one, other):
        dispatches.mark(SHOP, [task.line for task in each.now], "done", by=owner)
    merges.merge(SHOP, one.customer, other.customer, by=owner)
    left = min(one.customer, other.customer)
    made = len(one.now) + len(other.now)

    assert len(dispatches.of_person(SHOP, left, by=owner)) == made
    assert left not in {person.customer for person in people()}
    merges.undo(SHOP, merges.said(SHOP).one[0].name, by=owner)
    assert len(dispatches.of_person(SHOP, one.customer, by=owner)) == len(one.now)
    assert len(dispatches.of_person(SHOP, other.customer, by=owner)) == len(other.now)


def test_who_asks_for_their_data_gets_contacts_case_and_code_too(belt, owner, signed_in):
    who = first_with("N6")
    dispatches.mark(SHOP, [task.line for task in who.now], "done", by=owner)
    code = referrals.give(SHOP, who.customer, by=owner)
    packed = privacy.take_along(SHOP, who.customer, signed_in(owner))
    with ZipFile(BytesIO(packed)) as archive:
        told = json.loads(archive.read("person.json"))

    assert told["contacts_made"][0]["rule"] == "N6"
    assert told["cases"][0]["answered_on"] == "2026-11-19"
    assert told["referrals"][0]["code"] == code


def open_part(page, part, language="en"):
    app = page(language)
    app.session_state["today.part"] = part
    app.run()
    assert not app.exception
    return app


def record(app, code, order):
    app.text_input(key="today.friend.code").set_value(code)
    app.text_input(key="today.friend.order").set_value(order)
    press_label(app, "Record this order")


def press_label(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def order_of_newcomer(but):
    """The first and only order of another customer."""
    asked = (
        "SELECT min(order_no) FROM order_state WHERE NOT void AND customer_id <> ?"
        " GROUP BY customer_id HAVING count(*) = 1 LIMIT 1"
    )
    with base.reading(SHOP) as session:
        return session.connection().exec_driver_sql(asked, (but,)).scalar()


def test_an_order_of_a_friend_is_recorded_or_refused_in_words(belt, page, owner):
    who = first_with("N9").customer
    code = referrals.give(SHOP, who, by=owner)
    app = open_part(page, "friends")
    record(app, "222-2222", "#1")  # a code that can be one
    assert "Nobody was given this code." in words(app)
    record(app, code[:-1] + ("2" if code[-1] != "2" else "3"), "#1")
    assert "a letter is wrong or missing" in words(app)
    record(app, code, "no such order")
    assert "There is no order of this number." in words(app)
    record(app, code.lower(), order_of_newcomer(but=who))

    assert referrals.listed(SHOP)["void"].tolist() == [0]
    assert "1" in [metric.value for metric in app.metric]


def test_an_invitation_is_settled_with_one_tap(belt, page, owner):
    who = people()[0].customer
    line = dispatches.Line("C5", who, DAY, DAY, "postcard")
    dispatches.mark(SHOP, [line], "done", by=owner)
    number = int(referrals.invited(SHOP)["id"].iloc[0])
    app = open_part(page, "friends")
    app.segmented_control(key=f"today.invitation.{number}").set_value("attended").run()

    assert not app.exception
    assert referrals.invited(SHOP)["state"].tolist() == ["attended"]
    acted = traits.acts(SHOP)
    assert (acted.customer == who).any()


def test_an_unhappy_answer_without_a_line_can_still_be_looked_after(belt, page, owner):
    sad = cases.missing(SHOP)
    assert sorted(sad["score"]) == [2, 4]
    who = int(sad["customer"].iloc[0])
    app = open_part(page, "unhappy")
    press(app, f"today.case.new.{who}")

    assert cases.listed(SHOP, by=owner)["customer"].tolist() == [who]
    assert who not in set(cases.missing(SHOP)["customer"])


def test_who_is_not_on_the_list_is_counted_with_the_reason(belt, page, owner):
    who = first_with("N9").customer
    for channel in ("email", "line", "postcard", "call", "insert"):
        consents.opt_out(SHOP, who, channel, by=owner)
    aside = missed.of_day(SHOP, DAY)

    assert who not in {person.customer for person in people()}
    assert aside.left_out["DROP_NO_CONSENT"] >= 1
    assert aside.missed.empty
    assert aside.changed.empty
    assert "Left out today:" in words(page())


def test_what_nobody_got_to_is_told_for_a_week(belt, page, at):
    who = first_with("N6").customer
    at(date(2026, 11, 24))
    late = missed.of_day(SHOP, date(2026, 11, 24)).missed
    row = late[late["customer"] == who].iloc[0]

    assert (row["rule"], row["day"]) == ("N6", DAY)
    assert "there was no time for" in words_of_lookout(page)
    at(date(2026, 12, 1))
    assert who not in set(missed.of_day(SHOP, date(2026, 12, 1)).missed["customer"])


def words_of_lookout(page):
    app = open_part(page, "lookout")
    return "\n".join([words(app), *(each.label for each in app.expander)])


def test_what_was_done_is_not_missed(belt, owner, at):
    line = first_with("N6").now[0].line
    dispatches.mark(SHOP, [line], "done", by=owner)
    later = date(2026, 11, 25)
    at(later)
    late = missed.of_day(SHOP, later).missed

    assert (line.customer, "N6") not in set(zip(late["customer"], late["rule"], strict=True))


# What later files change


def bring(*orders, as_of):
    """A file of orders: number, day, e-mail, total, state."""
    heading = "order number,order date,email,total,status"
    content = "\n".join([heading, *(",".join(order) for order in orders)]).encode()
    intake = read([Upload("more.csv", content)], Options(currency="JPY", as_of=as_of))
    said = imports.Answers(as_of=as_of, complete="yes", consent="yes", consent_source="form")
    imports.commit(SHOP, intake, said, lambda *_: None)


def changed(day):
    """Rule and reason of the lines that newer files see differently."""
    rows = missed.of_day(SHOP, day).changed
    return sorted(zip(rows["rule"], rows["why"], strict=True))


GIFT = "A1", "2026-11-20", "fresh@example.jp", "90000"


def test_who_was_contacted_although_a_newer_file_says_not_to_is_told_apart(belt, owner, page, at):
    bring((*GIFT, "paid"), as_of=DAY)
    at(date(2026, 11, 23))
    line = of_fresh(date(2026, 11, 23))
    dispatches.mark(SHOP, [line], "done", by=owner)
    later = date(2026, 11, 24)
    at(later)
    assert changed(later) == []

    bring((*GIFT, "cancelled"), as_of=DAY)
    assert changed(later) == [(line.rule, "UNMET")]  # there never was an order that counts
    told = words_of_lookout(page)
    assert "that newer files see differently" in told
    assert "not due" in told


def test_why_newer_data_speaks_against_a_contact_is_said(belt, owner, page, at):
    line = first_with("N9").now[0].line
    at(date(2026, 11, 21))
    for channel in ("email", "line", "postcard", "call", "insert"):
        consents.opt_out(SHOP, line.customer, channel, by=owner)
    at(date(2026, 11, 22))
    dispatches.mark(SHOP, [line], "done", by=owner)
    later = date(2026, 11, 23)
    at(later)

    assert changed(later) == [("N9", "DROP_NO_CONSENT")]
    assert "has not agreed" in words_of_lookout(page)


def of_fresh(day):
    """The first line about the order that was brought."""
    tasks = (task for person in lines.of_day(SHOP, day).people for task in person.now)
    return next(task.line for task in tasks if task.line.order_no == GIFT[0])


def test_who_would_have_been_due_had_the_file_come_earlier_is_told_apart(belt, at):
    later = date(2026, 11, 30)
    at(later)
    assert "UNSEEN" not in {why for _, why in changed(later)}
    bring((*GIFT, "paid"), as_of=later)

    assert "UNSEEN" in {why for _, why in changed(later)}
    aside = missed.of_day(SHOP, later)
    pairs = [set(zip(each["customer"], each["rule"], strict=True))
             for each in (aside.missed, aside.changed)]  # fmt: skip
    assert not pairs[0] & pairs[1]


def test_a_group_is_shown_alone_and_its_files_hold_nobody_else(belt, owner, page):
    who = [person.customer for person in people()]
    history = histories.history(SHOP)
    once = set(history.customer[np.diff(history.occasion_offsets) == 1].tolist())
    twice = Segment((Condition("occasions", "at_least", (2,)),), others=True)
    key = groups.save(SHOP, "Once", twice, by=owner)
    wanted = [each for each in who if each in once]
    assert 0 < len(wanted) < len(who)
    app = page()
    app.selectbox(key=f"today.{SHOP}.group").set_value(key).run()
    cards = [(each.key or "").removeprefix("today.text.") for each in app.button
             if (each.key or "").startswith("today.text.")]  # fmt: skip

    assert app.title[0].value == f"{len(wanted)} of {len(who)} people today"
    assert "Only: Once" in words(app)
    assert cards == [str(each) for each in wanted][:20]
    press(app, f"today.{SHOP}.group.everybody")
    assert app.title[0].value == f"{len(who)} people today"


def test_a_test_that_can_be_decided_is_named(belt, owner, page, at):
    for start, waiting in ((date(2026, 11, 18), 0), (date(2026, 11, 10), 1)):
        at(start)
        day = histories.number_of(start)
        plan = Experiment("Card", "-", day, 3, end_day=day + 1)
        experiments.deal(SHOP, experiments.save(SHOP, plan, by=owner))
        at(DAY)
        assert verdicts.due(SHOP) == waiting

    assert "1 test can be decided." in [link.proto.label for link in page().get("page_link")]
