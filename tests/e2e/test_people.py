"""Inviting, working beside each other, and leaving: two browsers, two people, one shop."""

import pytest

from pages.shared.i18n import speaking, t
from pages.shared.store import base, members, people
from tests.e2e.conftest import PASSWORD

OWNERS_ALONE = ("Invite somebody", "Close this shop", "Open another shop")


@pytest.fixture
def owner(new_server, visit, language, size, monkeypatch):
    """The owner of a new installation."""
    server = new_server()
    visitor = visit(server, language, size)
    visitor.create_owner()
    monkeypatch.setenv("FANBELT_DATA", str(server.data))
    yield visitor
    base.engine().dispose()


@pytest.fixture
def word(language):
    """Sentences in the visitors' language."""

    def say(message, **fields):
        with speaking(language):
            return t(message, **fields)

    return say


def picture(visitor, what):
    """A picture of the whole page; nothing sticks out of the screen."""
    size = visitor.page.viewport_size
    tall = visitor.page.evaluate(
        "() => document.querySelector('[data-testid=stMain]').scrollHeight"
    )
    visitor.page.set_viewport_size({"width": size["width"], "height": max(tall, 600)})
    visitor.page.wait_for_timeout(500)
    visitor.shoot(what)
    assert visitor.overflow() == 0
    visitor.page.set_viewport_size(size)


def invite(owner, word, role):
    """Make a link on the page, and read it there."""
    owner.go("/people")
    owner.page.get_by_text(word("Invite somebody")).first.click()
    owner.act(owner.page.get_by_text(word(role), exact=True).last.click)
    owner.press(word("Make the link"))
    owner.page.wait_for_timeout(300)
    return owner.page.get_by_test_id("stCode").first.inner_text().strip()


def accept(visitor, link, name):
    """Open the link, make an account, and arrive."""
    visitor.page.goto(link)
    visitor.page.locator(".st-key-invited-username input").wait_for()
    visitor.settle()
    picture(visitor, "invited")
    for field, value in (("username", name), ("password", PASSWORD), ("again", PASSWORD)):
        visitor.page.locator(f".st-key-invited-{field} input").fill(value)
    visitor.page.get_by_test_id("stFormSubmitButton").get_by_role("button").first.click()
    visitor.arrive()


@pytest.mark.slow
@pytest.mark.parametrize(("language", "size"), [("ja", "phone"), ("en", "desk")])
def test_a_guest_comes_by_a_link_looks_around_and_is_shown_the_door(
    owner, visit, word, language, size
):
    link = invite(owner, word, "Viewer")
    picture(owner, "people-link")
    guest = visit(owner.server, language, size)
    accept(guest, link, "mio")

    guest.go("/people")
    for label in ("Change your password", "Where you are signed in"):
        guest.page.get_by_text(word(label)).first.click()
    picture(guest, "people-viewer")
    for label in OWNERS_ALONE:
        assert guest.page.get_by_text(word(label)).count() == 0
    guest.go("/settings")
    buttons = guest.page.get_by_test_id("stFormSubmitButton").get_by_role("button").all()
    assert buttons
    assert all(button.is_disabled() for button in buttons)
    guest.go("/safety")
    guest.page.get_by_text(
        word("Your account may not do this. Ask the owner of the shop.")
    ).wait_for()
    assert guest.page.get_by_role("button", name=word("Download the whole shop")).count() == 0

    late = visit(owner.server, language, size)
    late.page.goto(link)
    late.page.get_by_text(word("This invitation is over. Ask for a new one.")).wait_for()
    assert late.page.locator(".st-key-invited-username").count() == 0

    guest.go("/upload")
    owner.go("/people")
    picture(owner, "people")
    owner.page.get_by_role("button", name=word("Remove")).first.click()
    owner.act(owner.page.get_by_role("button", name=word("Remove from this shop")).first.click)
    assert owner.page.get_by_text("mio").count() == 0
    assert people.number_of("mio") is None

    guest.page.locator(".st-key-upload-part button").nth(1).click()
    guest.page.locator("input[type=password]").wait_for()
    assert guest.page.get_by_test_id("stSidebar").count() == 0


@pytest.mark.slow
@pytest.mark.parametrize(("language", "size"), [("ja", "phone")])
def test_two_shops_are_kept_apart_and_switched_between(owner, word, language):
    owner.go("/people")
    owner.page.get_by_text(word("Open another shop")).first.click()
    owner.page.locator(".st-key-people-shop input").fill("海の店")
    owner.press(word("Open the shop"))
    owner.go("/people")
    picture(owner, "people-two-shops")
    assert [place.name for place in people.places(1)] == ["花と暮らす 本店", "海の店"]
    assert [member.username for member in members.listed(2)] == ["hana"]
