"""Who the customers are, in a real browser: one person's story, and a group of one's own."""

import pytest

from pages.shared.i18n import speaking, t, tn


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
    visitor.page.wait_for_timeout(700)
    visitor.shoot(what)
    assert visitor.overflow() == 0
    visitor.page.set_viewport_size(size)


def tick(visitor, row):
    """Tick a row of the list: the tables draw on a canvas, so by place."""
    table = visitor.page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    visitor.page.wait_for_timeout(500)
    visitor.act(lambda: table.click(position={"x": 14, "y": 18 + 35 * row}))


def part(visitor, name):
    control = visitor.page.locator(".st-key-customers-sub")
    visitor.act(control.get_by_text(name, exact=True).click)


@pytest.mark.parametrize(("language", "size"), [("ja", "phone"), ("en", "desk")])
def test_a_person_is_found_her_story_read_and_a_group_saved(owner, language):
    page = owner.page
    owner.go("/customers")
    with speaking(language):
        page.get_by_text(t("Who are your customers?")).first.wait_for()
        owner.act(page.locator("[data-testid=stBaseButton-primary]").first.click)
        picture(owner, "customers-1-leaving")
        tick(owner, 1)
        dialog = page.get_by_role("dialog")
        dialog.get_by_text(t("Everything so far")).wait_for()
        dialog.get_by_text(t("What to show them next")).wait_for()
        dialog.get_by_text(t("Why this score")).click()
        page.wait_for_timeout(500)
        owner.shoot("customers-2-person")
        owner.act(lambda: page.keyboard.press("Escape"))

        part(owner, t("Groups"))
        owner.act(page.get_by_text(t("VIPs with a score below 30"), exact=True).first.click)
        n = count(page, language)
        name = page.get_by_label(t("Name of the group"))
        name.fill("*Call* first")
        owner.act(lambda: name.press("Enter"))
        owner.press(t("Save the group"))
        page.get_by_text("*Call* first").first.wait_for()
        picture(owner, "customers-3-groups")
        owner.act(page.get_by_role("button", name=t("See them")).first.click)
        people = tn("{n} customer", "{n} customers", n)
        page.get_by_text(people).first.wait_for()
        only = t("Only: {group}", group="")
        assert only in page.get_by_test_id("stMain").inner_text()
        picture(owner, "customers-4-group")
        for number, name in enumerate(("Recent, often, much", "Worth", "Same person"), 5):
            part(owner, t(name))
            picture(owner, f"customers-{number}-part")


def count(page, language):
    """How many the sentence above the conditions says fit."""
    told = page.get_by_test_id("stMain").locator("h3").first.inner_text()
    numbers = [int(word) for word in "".join(c if c.isdigit() else " " for c in told).split()]
    assert numbers
    return numbers[-1] if language == "ja" else numbers[0]
