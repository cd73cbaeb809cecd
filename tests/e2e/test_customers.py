"""Who the customers are, in a real browser: the ladder, those who are leaving, one person."""

import pytest

from pages.shared.i18n import speaking, t


@pytest.fixture
def owner(new_server, visit, language, size):
    """The owner of a new installation with the demo shop."""
    visitor = visit(new_server(FANBELT_NOW="2026-11-20T03:00:00+00:00"), language, size)
    visitor.create_owner()
    with speaking(language):
        visitor.press(t("Look around with the demo shop"))
        made_up = t("You are looking at the demo shop. Its customers are made up.")
        visitor.page.get_by_text(made_up).first.wait_for()
    return visitor


def picture(visitor, what):
    """A picture of the whole page, and that nothing sticks out of the screen."""
    size = visitor.page.viewport_size
    tall = visitor.page.evaluate(
        "() => document.querySelector('[data-testid=stMain]').scrollHeight"
    )
    visitor.page.set_viewport_size({"width": size["width"], "height": max(tall, 600)})
    visitor.page.wait_for_timeout(900)
    visitor.shoot(what)
    assert visitor.overflow() == 0
    visitor.page.set_viewport_size(size)


def tick(visitor, row):
    """Tick a row of the list: the tables draw on a canvas, so by place."""
    table = visitor.page.get_by_test_id("stDataFrame").last
    table.scroll_into_view_if_needed()
    visitor.page.wait_for_timeout(500)
    visitor.act(lambda: table.click(position={"x": 14, "y": 18 + 35 * row}))


def test_from_the_ladder_to_one_person(owner, language):
    owner.go("/customers")
    with speaking(language):
        owner.page.get_by_text(t("Who are your customers?")).first.wait_for()
        picture(owner, "customers-1-who")
        button = owner.page.locator("[data-testid=stBaseButton-primary]").first
        owner.act(button.click)
        picture(owner, "customers-2-leaving")
        tick(owner, 1)
        dialog = owner.page.get_by_role("dialog")
        dialog.get_by_text(t("Why this score")).wait_for()
        owner.page.wait_for_timeout(500)
        owner.shoot("customers-3-person")
        dialog.get_by_text(t("Why this score")).click()
        owner.page.wait_for_timeout(500)
        owner.shoot("customers-4-score")
        owner.go("/customers")
        control = owner.page.locator(".st-key-customers-sub")
        owner.act(control.get_by_text(t("Recent, often, much"), exact=True).click)
        picture(owner, "customers-5-scales")
        owner.act(control.get_by_text(t("Worth"), exact=True).click)
        picture(owner, "customers-6-worth")
