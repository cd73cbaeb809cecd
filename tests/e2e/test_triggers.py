"""The trigger simulator in a real browser: a slider moves the picture, a belt is saved, started."""

from datetime import date

import pytest

from core.triggers.presets import usual_belt
from pages.shared import formats
from pages.shared.i18n import speaking, t
from pages.triggers import words


@pytest.fixture
def owner(new_server, visit, language):
    """The owner of a new installation with the demo shop."""
    visitor = visit(new_server(FANBELT_NOW="2026-11-20T03:00:00+00:00"), language, "desk")
    visitor.create_owner()
    with speaking(language):
        visitor.press(t("Look around with the demo shop"))
        made_up = t("You are looking at the demo shop. Its customers are made up.")
        visitor.page.get_by_text(made_up).first.wait_for()
        yield visitor


def people(page):
    """What the cards say a month."""
    return page.get_by_test_id("stMetricValue").all_inner_texts()


def picture(page):
    """What the first chart draws."""
    return page.locator("[data-testid=stVegaLiteChart] svg.marks").first.inner_html()


def whole_page(owner, what):
    """A picture of the whole page, and that nothing sticks out of the screen."""
    size = owner.page.viewport_size
    tall = owner.page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
    owner.page.set_viewport_size({"width": size["width"], "height": max(tall, 600)})
    owner.page.wait_for_timeout(700)
    owner.shoot(what)
    assert owner.overflow() == 0
    owner.page.set_viewport_size(size)


def test_a_belt_is_moved_saved_and_started(owner):
    page = owner.page
    owner.go("/triggers")
    page.locator("svg.marks").first.wait_for()
    page.wait_for_timeout(500)
    before, drawn = people(page), picture(page)

    slider = page.get_by_role("slider").nth(2)
    slider.focus()
    for _ in range(4):
        page.keyboard.press("PageUp")
    page.get_by_text(words.when(usual_belt().rules[2], "JPY")).first.wait_for(state="detached")
    page.wait_for_timeout(800)

    assert people(page)[:2] == before[:2]
    assert people(page)[2] != before[2]
    assert picture(page) != drawn
    whole_page(owner, "triggers-1-moved")

    page.get_by_role("button", name=t("Save this belt"), exact=True).click()
    page.get_by_text(t("This is version {n} as it was saved.", n=1)).wait_for()
    page.get_by_role("button", name=t("Start it"), exact=True).click()
    page.get_by_role("button", name=t("Start from this day"), exact=True).click()
    today = formats.day(date(2026, 11, 20))
    page.get_by_text(t("Version {n} runs since {day}.", n=1, day=today)).first.wait_for()
    page.get_by_role("button", name=t("Who?"), exact=True).first.click()
    page.get_by_text(t("Tick a row to open the person.")).wait_for()
    whole_page(owner, "triggers-2-started")
