"""The trigger simulator: what moves when a slider moves, and what is said of it."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.customers.segments import Condition, Segment
from core.triggers.belt import Belt
from core.triggers.decision import CODES
from core.triggers.facts import Answers
from core.triggers.presets import PRESETS, usual_belt
from core.triggers.replay import Replay
from core.triggers.rule import Rule
from core.triggers.suggest import Suggestion
from core.triggers.whatif import ASSUMPTIONS
from pages.shared import waits_chart
from pages.shared.figure import Picture
from pages.shared.i18n import speaking
from pages.shared.store import base, belts, demo, facts, groups, histories, people, shops
from pages.triggers import numbers, pictures, replays, scenes, words
from pages.triggers.view import View, planned
from tests.pages.places import join, quiet

PATH = "triggers/page.py"


@pytest.fixture(scope="module")
def stocked(tmp_path_factory):
    """A database whose one shop holds the demo shop; made once."""
    folder = tmp_path_factory.mktemp("stocked")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FANBELT_DATA", str(folder))
        patch.setenv("FANBELT_NOW", "2026-11-20T03:00:00+00:00")
        owner = people.create_owner("S", "o", password="correct horse battery", language="en")
        shop = people.places(owner)[0].shop_id
        demo.load(shop, quiet, by=owner)
        base.engine().dispose()
    return folder, owner, shop


@pytest.fixture
def shop(stocked, data, monkeypatch):
    """The demo shop in a database of the test's own: owner and shop."""
    folder, owner, number = stocked
    for name in (base.DATABASE, f"{base.DATABASE}-wal"):
        if (folder / name).exists():
            (data / name).write_bytes((folder / name).read_bytes())
    monkeypatch.setenv("FANBELT_NOW", "2026-11-20T03:00:00+00:00")
    return owner, number


@pytest.fixture(autouse=True)
def _english():
    with speaking("en"):
        yield


@pytest.fixture
def margin(shop):
    """The shop has said what is left of a sale."""
    owner, number = shop
    shops.save_settings(number, replace(shops.settings(number), margin_bp=4_000), by=owner)


@pytest.fixture
def app(shop, open_app):
    return open_app("en", shop[0]).switch_page(PATH).run()


def part(app, name):
    return app.segmented_control(key="triggers.sub").set_value(name).run()


def key(*names, shop_id=1, version=0):
    return ".".join(("triggers", str(shop_id), str(version), *names))


def slide(app, rule, name, value, version=0):
    return app.slider(key=key(rule, name, version=version)).set_value(value).run()


def view(shop_id, belt, margin_bp=None):
    known = histories.history(shop_id)
    span = (known.as_of - 364, known.as_of + 1)
    return View(shop_id, facts.key(shop_id, belt), planned(belt), *span, margin_bp)


def told(app):
    return [element.value for kind in ("subheader", "caption") for element in getattr(app, kind)]


def people_a_month(app):
    said = [metric.value for metric in app.metric if metric.value.endswith("a month")]
    return [float(value.split()[0].replace(",", "")) for value in said]


# --- what stands on the page


def test_each_part_asks_its_question(app):
    for name, (_, question) in words.PARTS.items():
        part(app, name)
        assert not app.exception
        assert app.title[0].value == question


def test_without_a_margin_rate_volumes_and_costs_and_where_to_enter_it(app):
    assert "messages a month, at a cost of" in app.subheader[0].value
    assert any("how much of a sale is left" in line for line in told(app))
    assert not any("pays off if" in line for line in told(app))
    assert "Assumed effect" not in [control.label for control in app.segmented_control]


def test_the_margin_rate_can_be_said_where_it_is_missed(app, shop):
    app.button(key="triggers.1.margin.save").click().run()
    assert shops.settings(shop[1]).margin_bp is None

    app.number_input(key="triggers.1.margin").set_value(35)
    app.button(key="triggers.1.margin.save").click().run()

    assert shops.settings(shop[1]).margin_bp == 3_500
    assert app.subheader[0].value.startswith("It pays off if")


def test_an_effect_of_ones_own(margin, app):
    app.segmented_control(key="triggers.1.assumption").set_value("own").run()
    app.slider(key="triggers.1.assumption.own").set_value((0, 0)).run()

    assert any("0 to 0 percent more buyers" in line for line in told(app))
    before, after = (app.subheader[0].value.split(word)[1] for word in ("from ", "it is "))
    assert before.split("%")[0] == after.split("%")[0]  # no effect: as many as buy anyway


def test_with_a_margin_rate_the_sentence_that_says_from_where_it_pays_off(margin, app):
    sentence = app.subheader[0].value

    assert sentence.startswith("It pays off if those who buy again within 41 days rise from")
    assert any("the effect is assumed" in line for line in told(app))
    assert any("of 100 simulated worlds" in line for line in told(app))


def test_a_stronger_assumption_gives_more_and_changes_neither_volume_nor_break_even(margin, app):
    def split():
        sentence = app.subheader[0].value
        before, _, after = sentence.partition("; with your assumption it is ")
        return before, float(after.rstrip("%."))

    usual, people_before = split(), people_a_month(app)
    app.segmented_control(key="triggers.1.assumption").set_value("hopeful").run()
    hopeful = split()

    assert hopeful[0] == usual[0]
    assert hopeful[1] > usual[1]
    assert people_a_month(app) == people_before


def test_a_larger_coupon_moves_the_line_and_nobody_else(margin, app, shop):
    belt = usual_belt()
    dear = replace(belt.rules[4].offer, cost=3_000)
    with_coupon = replace(belt, rules=(*belt.rules[:4], replace(belt.rules[4], offer=dear)))

    usual, dearer = (
        numbers.pays_off(seen, numbers.rows(seen)[4])
        for seen in (view(shop[1], belt, 4_000), view(shop[1], with_coupon, 4_000))
    )

    assert dearer.p0 == usual.p0
    assert dearer.p1 > usual.p1


def test_moving_a_day_moves_the_people_and_the_picture(app):
    before = app.get("vega_lite_chart")[0].proto.SerializeToString()
    first = people_a_month(app)
    slide(app, "T14", "days", 60)

    assert app.get("vega_lite_chart")[0].proto.SerializeToString() != before
    assert people_a_month(app) != first
    assert people_a_month(app)[0] == first[0]
    assert "③ day 60" in " ".join(str(m.value) for m in app.markdown)


def test_a_higher_amount_reaches_fewer(app):
    part(app, "amounts")
    first = people_a_month(app)
    slide(app, "A3", "at_least", 40_000)

    assert people_a_month(app)[2] < first[2]


def test_a_message_can_be_taken_out(app):
    app.pills(key=key("days", "use")).set_value(["T3"]).run()

    assert len(people_a_month(app)) == 1
    assert [s.label for s in app.slider] == ["① Thanks and how to use it"]


def test_a_shop_without_consents_still_sees_whom_its_belt_would_meet(shop, open_app):
    """Before the gates: people who fit; after them nobody, and what would change it."""
    belt = usual_belt()
    mail = tuple(replace(r, channels=("sms",)) for r in belt.rules if r.kind == "elapsed")
    belts.save(shop[1], replace(belt, rules=mail), by=shop[0])
    app = open_app("en", shop[0]).switch_page(PATH).run()

    assert app.subheader[0].value == "Nobody can be written to this way yet."
    assert any("has agreed to be written to" in line for line in told(app))
    assert people_a_month(app) == [0, 0, 0]
    assert any("a month fit, before anything holds them back" in line for line in told(app))


def test_no_answers_yet_says_which_file_brings_them(app):
    part(app, "answers")

    assert any("a number from 0 to 10" in line for line in told(app))
    assert not app.metric


def test_suggestions_come_with_their_reason_and_are_taken_over(app):
    assert any("Around day 4" in line for line in told(app))

    app.button(key=key("suggested", "days")).click().run()

    assert app.slider(key=key("T14", "days")).value > 14
    assert not any("Around day 4" in line for line in told(app))


def test_answers_stand_in_their_bands(shop, open_app, monkeypatch):
    def answered(_):
        ids = histories.history(shop[1]).customer[:300]
        day = histories.history(shop[1]).as_of - np.arange(300) % 300
        return Answers.of(ids, day, np.arange(300) % 11)

    monkeypatch.setattr(facts, "_answers", answered)
    app = part(open_app("en", shop[0]).switch_page(PATH).run(), "answers")

    assert not app.exception
    assert len(people_a_month(app)) == 3
    assert sum(people_a_month(app)) > 0
    assert app.get("vega_lite_chart")
    slide(app, "N9", "band", (10, 10))
    assert any("answers 9" in warning.value for warning in app.warning)


def test_occasions_are_added_by_hand(app):
    part(app, "occasions")
    assert app.subheader[0].value == "No message of this kind is in use."

    chosen = ["anniversary", "silence", "news", "birthday"]
    app.pills(key=key("occasions", "use")).set_value(chosen).run()

    assert not app.exception
    titles = [words.title(PRESETS[name]) for name in sorted(chosen, key=list(PRESETS).index)]
    assert [slider.label[2:] for slider in app.slider] == titles
    assert "after" in " ".join(str(m.value) for m in app.markdown)


def test_all_together_adds_up(app, shop):
    part(app, "whole")
    found = numbers.whole(view(shop[1], usual_belt()))

    months = found.months
    assert (months["met"] == months[["sent", "not_agreed", "otherwise"]].sum(axis=1)).all()
    assert months["sent"].sum() == found.days["contacts"].sum()
    assert sum(found.persons[1:]) == found.reached
    app.segmented_control(key="triggers.1.tables").set_value("gates").run()
    assert not app.exception
    for name in ("channels", "persons", "overlap", "missed", "people"):
        app.segmented_control(key="triggers.1.tables").set_value(name).run()
        assert not app.exception


def test_how_often_is_too_often_can_be_set(app, shop):
    part(app, "whole")
    app.number_input(key=key("belt", "per_7")).set_value(1).run()
    first = app.subheader[0].value
    app.number_input(key=key("belt", "per_7")).set_value(0).run()

    assert app.subheader[0].value != first


def test_what_is_taken_over_may_lie_beyond_the_end_of_a_slider(shop, open_app, monkeypatch):
    far = Suggestion("T14", "days", 14, 200, "before_rise", 203.0, 0.1, 500)
    monkeypatch.setattr(numbers, "suggestions", lambda _: (far,))
    app = open_app("en", shop[0]).switch_page(PATH).run()

    app.button(key=key("suggested", "days")).click().run()

    assert not app.exception
    assert app.slider(key=key("T14", "days")).value == 200
    assert "③ day 200" in " ".join(str(m.value) for m in app.markdown)
    assert slide(app, "T14", "days", 120).slider(key=key("T14", "days")).value == 120
    assert "③ day 120" in " ".join(str(m.value) for m in app.markdown)


def test_suggested_days_stand_quietly_in_the_picture():
    badges = pd.DataFrame(
        {"number": [1, 2], "rule": ["T3", "T14"], "days": [3, 14], "kind": "elapsed", "own": True}
    )
    found = (
        Suggestion("T14", "days", 14, 40, "before_rise", 43.0, 0.1, 500),
        Suggestion("A1", "at_least", 1, 2, "share_of_orders", float("nan"), 0.2, 500),
    )

    quiet_ = scenes.quiet(badges, found)

    assert quiet_[["number", "days", "own"]].values.tolist() == [[2, 40, False]]
    assert scenes.quiet(badges, ()).empty


def test_pale_numbers_are_explained_where_there_are_some(app, shop):
    said = "Pale numbers: the days that would suit your customers."
    assert said in " ".join(told(app))

    app.button(key=key("suggested", "days")).click().run()

    assert said not in " ".join(told(app))


def test_who_goes_first_on_one_day_is_the_usual_place_until_it_is_said(app, shop):
    app.session_state[key("days", "details")] = True
    app.session_state[key("T3", "more")] = True
    app.run()
    first = app.number_input(key=key("T3", "priority"))
    assert (first.value, first.placeholder) == (None, "usual place: 50")

    first.set_value(5).run()
    app.button(key=key("save")).click().run()
    assert belts.newest(shop[1]).belt.rules[0].priority == 5

    app.session_state[key("days", "details", version=1)] = True
    app.session_state[key("T3", "more", version=1)] = True
    app.run()
    app.number_input(key=key("T3", "priority", version=1)).set_value(None).run()
    app.button(key=key("save", version=1)).click().run()
    assert belts.newest(shop[1]).belt.rules[0].priority is None


# --- bad input, in kind words


@pytest.mark.parametrize(
    ("where", "rule", "name", "value", "said"),
    [
        ("days", "T3", "days", 0, "day 0"),
        ("days", "T14", "days", 5, "rising order"),
        ("days", "T7", "days", 3, "begins where the message above it does"),
        ("answers", "N7", "band", (6, 8), "sets off two messages"),
        ("answers", "N6", "band", (0, 5), "answers 6"),
        ("amounts", "A2", "at_least", 0, "above 0"),
        ("amounts", "A3", "at_least", 15_000, "rising order"),
    ],
)
def test_what_does_not_fit_is_said_kindly(app, where, rule, name, value, said):
    part(app, where)
    slide(app, rule, name, value)

    assert not app.exception
    assert any(said in warning.value for warning in app.warning)


def test_a_cost_below_nothing_is_refused_and_cannot_be_saved(app):
    app.session_state[key("T3", "unit_cost")] = -5
    app.run()

    assert any("cannot cost less than nothing" in warning.value for warning in app.warning)
    assert app.button(key=key("save")).disabled


NOBODY = {
    "count": (Rule("x", "count", count=50), "purchases", "Nobody has bought that often yet"),
    "amount": (Rule("x", "amount", at_least=10**8), "amounts", "the largest is"),
    "silence": (Rule("x", "silence", days=1_825), "occasions", "Nobody waited that long"),
    "birthday": (Rule("x", "birthday", days=7), "occasions", "No birthdays are known"),
    "group": (Rule("x", "elapsed", days=3, group="g1"), "days", "Nobody in the chosen group"),
}


@pytest.mark.parametrize("why", NOBODY)
def test_a_belt_that_can_reach_nobody_says_why_and_what_would_change_it(shop, open_app, why):
    rule, where, said = NOBODY[why]
    nobody = Segment((Condition("occasions", "at_least", (999,)),))
    groups.save(shop[1], "Nobody", nobody, by=shop[0])
    belts.save(shop[1], Belt("", (rule,)), by=shop[0])
    app = part(open_app("en", shop[0]).switch_page(PATH).run(), where)

    assert not app.exception
    assert app.subheader[0].value == "These messages would have met nobody."
    assert any(said in line for line in told(app))


# --- saving, starting, comparing


def test_saved_and_started(app, shop):
    slide(app, "T14", "days", 60)
    app.button(key=key("save")).click().run()

    saved = belts.newest(shop[1])
    assert (saved.number, saved.belt.rules[2].days) == (1, 60)
    assert any("This is version 1 as it was saved" in line for line in told(app))

    app.button(key=key("start", version=1)).click().run()

    assert belts.running(shop[1]).number == 1
    assert any("Version 1 runs since November 20, 2026" in line for line in told(app))


def test_a_saved_belt_is_what_the_page_begins_with(shop, open_app):
    belts.save(shop[1], Belt("", usual_belt().rules[:1]), by=shop[0])
    app = open_app("en", shop[0]).switch_page(PATH).run()

    assert len(people_a_month(app)) == 1
    assert key("save", version=1) not in [button.key for button in app.button]


def test_what_was_moved_can_be_taken_back(app):
    belts_key = key("back")
    slide(app, "T14", "days", 60)
    app.button(key=belts_key).click().run()

    assert app.slider(key=key("T14", "days")).value == 14


def test_who_may_only_look_moves_but_saves_nothing(shop, open_app):
    viewer = join(shop[1], "viewer")
    app = open_app("en", viewer).switch_page(PATH).run()
    first = people_a_month(app)
    slide(app, "T14", "days", 60)

    assert people_a_month(app) != first
    assert key("save") not in [button.key for button in app.button]


def test_the_same_belts_differ_by_nothing(app):
    part(app, "versions")

    assert app.subheader[0].value == "Both do exactly the same."


def test_the_draft_beside_the_saved_one(app):
    app.button(key=key("save")).click().run()
    slide(app, "T14", "days", 60, version=1)
    part(app, "versions")

    assert "people more are reached" in app.subheader[0].value
    (table,) = [frame.value for frame in app.dataframe if "contacts_one" in frame.value]
    moved = table[table["contacts_one"] != table["contacts_other"]]
    assert "A message from the owner" in moved["name"].tolist()


# --- a group of customers by itself


AGAIN = Segment((Condition("occasions", "at_least", (2,)),))
SHOWN = "triggers.1.shown.1"


def kept(shop, name, segment):
    return groups.save(shop[1], name, segment, by=shop[0])


def of_group(seen, group):
    return replace(seen, group=group, stamp=groups.stamp(seen.shop_id, group))


def show(app, group):
    return app.selectbox(key=SHOWN).set_value(group).run()


def test_a_group_is_its_part_of_what_the_belt_did_for_everybody(shop):
    """The belt runs for everybody: whom it is counted for changes no limit and no gate."""
    all_ = view(shop[1], usual_belt(), 4_000)
    seen = of_group(all_, kept(shop, "Again", AGAIN))
    history = histories.history(shop[1])
    ids, found = history.customer[history.occasions >= 2], replays.replayed(all_)
    mine = found.decisions.frame(all_.belt).assign(out=found.decisions.contact)
    mine["gift"] = found.decisions.gift
    mine = mine[mine["customer"].isin(ids)]
    meets = pd.DataFrame({"rule": found.meets.rule, "customer": found.meets.customer})
    meets = meets[meets["customer"].isin(ids)]

    for place, row in enumerate(numbers.rows(seen)):
        part_ = mine[mine["rule"] == row.rule.id]
        sent = int((part_["out"] | part_["gift"]).sum())
        assert (row.sent, row.cost) == (sent, sent * row.rule.unit_cost)
        assert row.met == (meets["rule"] == place).sum()
        if not row.of_all:
            asked = part_["code"].isin(numbers.WANTED).sum()
            assert row.anyway.finished + row.anyway.open == asked
    whole = numbers.whole(seen)
    written = mine[mine["out"]]
    by_day = written.groupby("day").size()
    assert whole.days.set_index("day")["contacts"].pipe(lambda n: n[n > 0]).to_dict() == (
        by_day.to_dict()
    )
    assert whole.reached == written["customer"].nunique() > 0
    assert list(whole.unmet) == np.setdiff1d(ids, meets["customer"]).tolist()
    held = np.setdiff1d(np.intersect1d(ids, meets["customer"]), written["customer"])
    assert list(whole.held) == held.tolist()
    assert (whole.months["sent"] <= numbers.whole(all_).months["sent"]).all()


def test_the_pictures_are_of_the_group_only(shop):
    seen = of_group(view(shop[1], usual_belt()), kept(shop, "Again", AGAIN))
    history = histories.history(shop[1])
    mine = history.occasions >= 2

    assert numbers.reached_counts(seen, 2).tolist() == [mine.sum(), mine.sum()]
    assert numbers.curve(seen, 1)["at_risk"].iloc[0] == (mine & history.true_first).sum()
    rows = history.known & ~history.is_void & (history.net > 0) & mine[history.order_customer]
    assert numbers.order_values(seen).tolist() == sorted(history.net[rows].tolist())


def test_a_group_can_be_looked_at_by_itself_and_left_again(app, shop):
    everybody = people_a_month(app)
    group = kept(shop, "*Again*", AGAIN)
    show(app.run(), group)

    assert not app.exception
    assert "Only: \\*Again\\*" in told(app)
    assert any("of this group only" in line for line in told(app))
    assert sum(people_a_month(app)) < sum(everybody)
    for name in words.PARTS:
        assert not part(app, name).exception
    app.button(key=f"{SHOWN}.everybody").click().run()

    assert people_a_month(part(app, "days")) == everybody
    assert not any("of this group only" in line for line in told(app))


def test_a_group_of_nobody_is_said_so_in_every_part(app, shop):
    nobody = kept(shop, "Nobody", Segment((Condition("occasions", "at_least", (999,)),)))
    show(app.run(), nobody)

    assert any("Nobody in the chosen group fits" in line for line in told(app))
    for name in words.PARTS:
        assert not part(app, name).exception


def test_a_group_on_a_field_that_is_gone_says_so_and_everybody_is_shown(app, shop):
    everybody = people_a_month(app)
    gone = kept(shop, "Large", Segment((Condition("shoe_size", "at_least", (40,)),)))
    show(app.run(), gone)

    assert [w.value for w in app.warning if "which your files no longer tell" in w.value]
    assert len(app.warning) == 1
    assert people_a_month(app) == everybody
    assert not any("of this group only" in line for line in told(app))


# --- people behind a number


def test_everybody_behind_a_number_can_be_looked_at(app, shop):
    app.button(key=key("T3", "who")).click().run()
    (table,) = [frame.value for frame in app.dataframe if "decided" in frame.value]

    assert {"written to", "has not agreed to any of these ways"} <= set(table["decided"])
    found = replays.replayed(view(shop[1], usual_belt()))
    n = np.unique(found.decisions.take(found.decisions.rule == 0).customer).size
    assert any(f"{n:,} customers" in line for line in told(app))


def test_a_gift_that_goes_along_is_among_those_who_get_something(app):
    part(app, "amounts")
    app.button(key=key("A1", "who")).click().run()
    app.segmented_control(key="triggers.1.behind.result").set_value("sent").run()
    (table,) = [frame.value for frame in app.dataframe if "decided" in frame.value]

    assert set(table["decided"]) == {"written to", "goes along with a higher gift"}


def test_no_code_of_the_engine_is_seen(app):
    app.button(key=key("T3", "who")).click().run()
    seen = " ".join(str(frame.value) for frame in app.dataframe)

    assert "DROP_" not in seen
    assert "SENT" not in seen


def test_every_decision_has_words():
    assert set(words.DECIDED) == set(CODES)


# --- the numbers


def test_would_have_bought_anyway_is_a_direct_count(shop):
    belt = usual_belt()
    seen = view(shop[1], belt)
    found: Replay = replays.replayed(seen)
    history = found.meets.facts.history
    orders = pd.DataFrame(
        {
            "customer": history.customer[history.occasion_customer],
            "on": history.occasion_day,
        }
    )
    for place, row in enumerate(numbers.rows(seen)):
        sent = found.decisions.take(
            (found.decisions.rule == place) & found.decisions.is_code("SENT")
        )
        if sent.size < 100:
            continue
        frame = pd.DataFrame({"customer": sent.customer, "day": sent.day}).reset_index()
        over = frame[frame["day"] + row.rule.window_days <= history.as_of]
        pairs = over.merge(orders, on="customer")
        wait = pairs["on"] - pairs["day"]
        hits = pairs.loc[wait.between(1, row.rule.window_days), "index"].nunique()
        assert (row.anyway.bought, row.anyway.finished) == (hits, len(over)), row.rule.id
        assert row.anyway.open == len(frame) - len(over)


def test_volume_and_cost_are_those_of_the_replay(shop):
    seen = view(shop[1], usual_belt())
    found = replays.replayed(seen)

    for place, row in enumerate(numbers.rows(seen)):
        mine = found.decisions.take(found.decisions.rule == place)
        assert row.sent == (mine.contact | mine.gift).sum()
        assert row.cost == row.sent * row.rule.unit_cost
        assert row.met == (found.meets.rule == place).sum()


def test_a_gift_that_goes_along_costs_no_more_than_one_that_goes_alone(shop):
    """Each card costs 120 yen: what it takes to pay off is the same for each who gets one."""
    seen = view(shop[1], usual_belt(), 4_000)
    row = next(row for row in numbers.rows(seen) if row.rule.id == "A1")
    even = numbers.pays_off(seen, row)

    assert row.gifts > 0
    needed = row.base.share + row.rule.unit_cost / row.margin
    assert even.p1 == pytest.approx(needed)


def test_steps_after_one_purchase_are_one_wait_not_three(shop):
    """The effect of the three together is less than three times that of one."""
    belt = usual_belt()
    seen = view(shop[1], belt, 4_000)
    together = numbers.effect(seen, ("elapsed",), ASSUMPTIONS["standard"])
    alone = [
        numbers.effect(seen.with_belt(replace(belt, rules=(rule,))), ("elapsed",),
                       ASSUMPTIONS["standard"])
        for rule in belt.rules[:3]
    ]  # fmt: skip

    assert together.then.extra < sum(each.then.extra for each in alone)
    assert together.then.extra > max(each.then.extra for each in alone)


# --- the pictures


PICTURES = {
    "steps": Picture(
        pictures.steps_chart,
        {"first": 0.4, "last": 8.6, "across": "purchases", "up": "customers", "format_": "d"},
        {
            "rows": pictures.centred([9, 5, 2], 1),
            "badges": waits_chart.placed(
                pd.DataFrame({"number": [1], "count": [2], "own": [True]}), 8, of="count"
            ),
        },
    ),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_valid_and_sets_no_colour(name):
    picture = PICTURES[name]
    text = json.dumps(picture.build(**picture.words).to_dict())

    assert '"#' not in text


def test_badges_are_the_colour_of_what_is_to_be_done():
    placed = PICTURES["steps"].data["badges"]

    assert placed["kind"].tolist() == ["own"]
