"""The first page: how to begin, then how old the data is and what moved."""

from contextlib import ExitStack
from datetime import date

import pytest
from sqlmodel import select

from core.journey.moved import Moved
from db.tables import Membership
from pages.shared.i18n import speaking
from pages.shared.store import base, demo, histories, imports
from pages.today import news

NOW = "2026-11-20T03:00:00+00:00"


@pytest.fixture(autouse=True)
def _a_day(monkeypatch, data):
    monkeypatch.setenv("FANBELT_NOW", NOW)


@pytest.fixture
def page(open_app, owner):
    """The first page as the owner opens it."""
    with ExitStack() as stack:

        def open_(language="en"):
            stack.enter_context(speaking(language))
            app = open_app(language, owner)
            assert not app.exception
            return app

        yield open_


def words(app) -> str:
    kinds = ("title", "subheader", "markdown", "caption", "warning")
    shown = [element.value for kind in kinds for element in getattr(app, kind)]
    return "\n".join([*shown, *(button.label for button in app.button)])


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def test_an_empty_shop_offers_an_upload_the_guide_and_the_demo(page):
    labels = [button.label for button in page().button]

    assert labels[:3] == [
        "Upload your orders",
        "Look around with the demo shop",
        "First time? Be guided step by step",
    ]


def test_the_demo_comes_in_with_one_click_and_goes_with_one(page):
    app = press(page(), "Look around with the demo shop")

    assert len(imports.listed(1)) == 1
    assert "You are looking at the demo shop" in words(app)
    assert "of your customers have bought a second time" in words(app)
    assert histories.as_of(1).day == date(2026, 11, 20)

    app = press(app, "Remove the demo shop")
    assert imports.listed(1).empty
    assert not demo.is_in(1)
    assert "Let us begin with your orders" in words(app)


def test_a_viewer_is_offered_nothing_that_writes(page):
    with base.saving() as session:
        session.exec(select(Membership)).one().role = "viewer"
    app = page()

    assert not {"Upload your orders", "Look around with the demo shop"} & {
        button.label for button in app.button
    }


def test_old_data_asks_for_a_newer_file(page, monkeypatch):
    demo.load(1, lambda *_: None)
    assert "The data is old" not in words(page())

    monkeypatch.setenv("FANBELT_NOW", "2026-12-10T03:00:00+00:00")
    said = words(page())
    assert "data as of Nov 20, 20 days old" in said
    assert "The data is old" in said


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        (Moved("second", 40, 10, 30, beyond_chance=True), "More second purchases"),
        (Moved("second", 10, 40, 30, beyond_chance=True), "Fewer second purchases"),
        (Moved("again", 40, 10, 30, beyond_chance=True), "More customers come back"),
        (Moved("again", 10, 40, 30, beyond_chance=True), "Fewer customers come back"),
        (Moved("new", 40, 10, 30, beyond_chance=True), "More new customers"),
        (Moved("new", 10, 40, 30, beyond_chance=True), "Fewer new customers"),
        (Moved("new", 11, 10, 30, beyond_chance=False), "Nothing has moved"),
    ],
)
def test_what_moved_is_a_sentence(moved, said):
    with speaking("en"):
        assert news.headline(moved).startswith(said)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_both_languages_stand_with_and_without_orders(page, language):
    assert page(language).title
    demo.load(1, lambda *_: None)
    assert page(language).title
