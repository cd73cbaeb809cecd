"""Making a group on the screen: conditions, their count, saving, looking at it, and bad input."""

from contextlib import ExitStack

import pytest

from core.customers.fields import READY
from core.customers.segments import Condition, Segment
from pages.customers.view import View
from pages.shared.i18n import speaking
from pages.shared.store import groups, histories
from tests.pages import places


@pytest.fixture
def page(mine, open_app):
    """The part of the page with the groups."""

    with ExitStack() as stack:

        def open_(language="en", by=None):
            stack.enter_context(speaking(language))
            app = open_app(language, by or mine.owner)
            app.switch_page("customers/page.py")
            app.session_state["customers.sub"] = "groups"
            app.run(timeout=60)
            assert not app.exception
            return app

        yield open_


@pytest.fixture
def view(mine):
    return View(mine.shop, 1)


def told(app):
    kinds = ("title", "subheader", "markdown", "caption", "warning", "error")
    shown = "\n".join(element.value for kind in kinds for element in getattr(app, kind))
    return shown.replace("\\", "").replace("\u2060", "")


def ask(app, view, name, op, **value):
    """Fill the first row."""
    (row,) = app.session_state[view.key("rows")]
    app.selectbox(key=view.key(f"row.{row}.field")).select(name).run(timeout=30)
    app.selectbox(key=view.key(f"row.{row}.op")).select(op).run(timeout=30)
    if "limit" in value:
        app.number_input(key=view.key(f"row.{row}.limit")).set_value(value["limit"])
    if "names" in value:
        app.multiselect(key=view.key(f"row.{row}.names")).set_value(value["names"])
    app.run(timeout=30)
    assert not app.exception
    return app


def press(app, key):
    app.button(key=key).click().run(timeout=60)
    assert not app.exception
    return app


@pytest.mark.parametrize("language", ["en", "ja"])
def test_an_empty_group_asks_for_a_condition(page, language):
    said = told(page(language))

    assert {"en": "Add a condition", "ja": "条件を選んでください"}[language] in said


def test_the_count_follows_the_condition(page, view, mine):
    app = ask(page(), view, "occasions", "at_least", limit=2.0)
    history = histories.history(mine.shop)
    n = int((history.occasions >= 2).sum())

    assert f"{n} customers of {history.n_customers} fit." in told(app)
    assert "Purchases: at least 2" in told(app)


def test_a_group_is_saved_live_and_looked_at(page, view, mine):
    app = ask(page(), view, "rank", "is", names=["first"])
    app.text_input(key=view.key("name")).set_value("New ones")
    press(app, view.key("save"))

    saved = groups.listed(mine.shop)[-1]
    assert (saved.group.name, saved.is_live) == ("New ones", True)
    assert saved.group.segment == Segment((Condition("rank", "is", ("first",)),))
    app = press(app, view.key(f"saved.{saved.key}.see"))
    assert "Only: New ones" in told(app)


def test_a_dated_group_says_its_day(page, view, mine):
    app = ask(page(), view, "recency_days", "below", limit=90.0)
    app.text_input(key=view.key("name")).set_value("Lately")
    app.segmented_control(key=view.key("dated")).set_value("dated")
    press(app, view.key("save"))

    saved = groups.listed(mine.shop)[-1]
    history = histories.history(mine.shop)
    assert saved.group.as_of == history.as_of
    assert len(saved.group.members) == int((history.as_of - history.last_day < 90).sum())
    assert "as it was on November 20, 2026" in told(app)


@pytest.mark.parametrize(("name", "sentence"), [("", "Give the group"), ("Anybody", "already")])
def test_a_group_without_a_name_of_its_own_is_not_saved(page, view, mine, name, sentence):
    before = groups.listed(mine.shop)
    app = ask(page(), view, "occasions", "at_least", limit=2.0)
    app.text_input(key=view.key("name")).set_value(name)
    press(app, view.key("save"))

    assert sentence in told(app)
    assert groups.listed(mine.shop) == before


def test_a_usual_group_is_the_beginning_of_ones_own(page, view, mine):
    app = page()
    app.button_group(key=view.key("start")).set_value("at_risk").run(timeout=30)

    assert not app.exception
    assert "State: about to drift away" in told(app)
    assert len(READY["at_risk"].parts) == len(app.session_state[view.key("rows")])


def test_a_saved_group_on_a_field_that_is_gone_is_told_kept_and_removed(page, view, mine):
    segment = Segment((Condition("shoe", "above", (40,)),))
    key = groups.save(mine.shop, "Large", segment, by=mine.owner)
    app = page()
    assert "This group asks for “shoe”" in told(app)
    app = press(app, view.key(f"saved.{key}.load"))
    assert "shoe" in told(app)

    press(app, view.key(f"saved.{key}.remove"))
    assert key not in [saved.key for saved in groups.listed(mine.shop)]


def test_amounts_and_shares_are_asked_for_as_people_say_them(page, view, mine):
    app = ask(page(), view, "spent", "above", limit=10_000.0)

    assert "Spent so far: more than ¥10,000" in told(app)


def test_a_viewer_looks_and_saves_nothing(page, view, mine):
    app = ask(page(by=places.join(mine.shop, "viewer")), view, "occasions", "at_least", limit=2.0)

    assert "fit." in told(app)
    assert not [b for b in app.button if b.key in {view.key("save"), view.key("saved.g1.remove")}]


def test_what_is_known_of_the_customers_is_said(page, mine):
    said = told(page())

    assert "What is known of your customers" in said
    assert "Age: 0%" in said or "Age: 0 of" in said
