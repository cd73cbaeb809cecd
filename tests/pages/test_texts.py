"""The page of texts: read, seen for a customer, changed by the owner, and checked."""

import re

import pytest

from core.voice import Voice
from pages.shared.i18n import LANGUAGES, speaking
from pages.shared.store import consents, histories, people, shops, texts, voice
from pages.shared.store.here import Shop
from pages.shared.texts.finished import IDS, finished
from pages.texts import preview
from pages.texts.choice import Draft
from tests.pages.places import join
from tests.pages.test_outbox_paper import read

TITLES = {"ja": "お客様に、どんな言葉を届けますか", "en": "What do you write to your customers?"}


@pytest.fixture(autouse=True)
def _english():
    """The harness reads the options of a page after it was drawn, in the language of the test."""
    with speaking("en"):
        yield


@pytest.fixture
def page(open_app, mine):
    """Opens the page for somebody of the shop."""

    def open_(language="en", user=None):
        app = open_app(language, user or mine.owner)
        app.switch_page("texts/page.py").run()
        assert not app.exception
        return app

    return open_


def shown(app):
    """Everything that stands there as plain text."""
    return "\n".join(element.value for element in app.text)


def box(app, label):
    """A field by its label."""
    return next(one for one in [*app.text_area, *app.text_input] if one.label == label)


def change(app, words):
    """Open the words and write others."""
    app.toggle(key="texts.edit").set_value(True).run()
    return box(app, "Text").set_value(words).run()


def save(app):
    return next(one for one in app.button if one.label == "Save" and ".T3." in (one.key or ""))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_text_is_shown_for_a_customer_of_the_shop(page, mine, language):
    app = page(language)
    stand = consents.stand(mine.shop, histories.history(mine.shop))

    assert [title.value for title in app.title] == [TITLES[language]]
    assert re.search(r"^\S+ \S+様$", shown(app), re.MULTILINE)  # a customer of a shop in Japan
    assert "Shop of Aです" in shown(app)
    assert not app.warning
    assert stand.customer.size


def test_who_may_only_look_sees_nobodys_name(page, mine):
    app = page(user=join(mine.shop, "viewer"))

    assert "佐藤 花子様" in shown(app)  # made up
    assert not app.toggle
    assert [one.value for one in app.caption if "made-up" in one.value]


def test_staff_reads_and_does_not_write(page, mine):
    app = page(user=join(mine.shop, "staff"))

    assert not app.toggle
    assert "Only the owner can change these." in [one.value for one in app.caption]


def test_the_owner_writes_a_text_and_it_goes_out(page, mine):
    app = change(page(), "[{name}|お客様]、こんにちは。{sender} {opt_out}")
    assert "、こんにちは。" in shown(app)
    assert "Not saved yet." in [one.value for one in app.caption]
    assert texts.text(mine.shop, "T3", "ja").text == finished("T3", "ja")

    save(app).click().run()

    kept = texts.text(mine.shop, "T3", "ja")
    assert kept.is_own
    assert kept.text.forms["long"].startswith("[{name}|お客様]、こんにちは。")
    assert kept.text.forms["short"] == finished("T3", "ja").forms["short"]
    assert "、こんにちは。" in shown(app)
    assert "Not saved yet." not in [one.value for one in app.caption]

    next(one for one in app.button if one.label == "Back to the finished text").click().run()
    assert texts.text(mine.shop, "T3", "ja").text == finished("T3", "ja")
    assert "、こんにちは。" not in shown(app)


def test_the_choice_stays_when_something_is_saved(page, mine):
    app = page()
    app.selectbox(key="texts.message").set_value("T7").run()
    change(app, "書き直しました。{sender} {opt_out}")
    next(one for one in app.button if ".T7." in (one.key or "")).click().run()

    assert texts.text(mine.shop, "T7", "ja").is_own
    assert app.selectbox(key="texts.message").value == "T7"
    assert "書き直しました。" in shown(app)


def test_what_is_filled_in_stands_in_the_text(page, mine):
    app = page()
    box(app, "How to use what was bought").set_value("お湯は70度で。").run()

    assert "お湯は70度で。" in shown(app)
    save(app).click().run()
    assert texts.text(mine.shop, "T3", "ja").notes == {"how": "お湯は70度で。"}
    assert not texts.text(mine.shop, "T3", "ja").is_own


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("{nmae} {sender} {opt_out}", "There is no field called"),
        ("[a {sender} {opt_out}", "A square bracket is opened"),
        ("星5のレビューで割引 {sender} {opt_out}", "a reward for good reviews"),
    ],
)
def test_what_must_not_go_out_is_not_saved(page, mine, words, said):
    app = change(page(), words)

    assert said in app.error[0].value
    save(app).click().run()
    assert [one.value for one in app.toast] == ["Not saved: this must not go out as it is."]
    assert not texts.text(mine.shop, "T3", "ja").is_own


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("こんにちは {opt_out}", "Messages must say who sends them"),
        ("こんにちは {sender}", "Messages must say how to stop them"),
        ("シミが消えます {sender} {opt_out}", "may read as a claim of effect"),
        ("激安です {sender} {opt_out}", "your shop never uses"),
    ],
)
def test_what_may_need_care_is_pointed_out_and_can_be_saved(page, mine, words, said):
    voice.save_voice(mine.shop, Voice(banned=("激安",)), by=mine.owner)
    app = change(page(), words)

    assert said in app.warning[0].value
    save(app).click().run()
    assert texts.text(mine.shop, "T3", "ja").is_own


def test_what_a_text_still_needs_is_said(page):
    app = page()
    app.selectbox(key="texts.message").set_value("N7").run()

    assert "〔A link〕" in shown(app)
    assert "{link}" in app.warning[0].value.replace("\\", "")


def test_markup_in_a_text_stays_text(page):
    app = change(page(), "**[x](https://evil.example)** {sender} {opt_out}")

    assert "x](https" not in "\n".join(one.value for one in app.markdown)


def test_another_customer_is_a_click_away(page):
    app = page()
    first = shown(app)
    app.button(key="texts.another").click().run()

    assert shown(app) != first


def test_the_language_of_the_customers_is_the_shops_not_the_readers(page, mine):
    texts.save_common(mine.shop, texts.Common("en"), by=mine.owner)

    assert "Dear " in shown(page("ja"))


def test_an_address_leads_to_a_text(open_app, mine):
    app = open_app("en", mine.owner)
    app.query_params["text"] = "C5"
    app.switch_page("texts/page.py").run()

    assert app.selectbox(key="texts.message").value == "C5"
    assert "小さな集い" in shown(app)


@pytest.mark.parametrize("text_id", ["A1", "N9", "news"])
def test_a_sample_to_print_is_nobodys(mine, text_id):
    place = next(place for place in people.places(mine.owner) if place.shop_id == mine.shop)
    shop = Shop(mine.shop, "花と暮らす", "owner", shops.settings(mine.shop), place.history_version)
    stored = texts.text(mine.shop, text_id, "ja")
    content = preview._sample(shop, Draft(text_id, "paper", "ja", stored, stored))

    assert "佐藤花子様" in read(content)[0]


def test_every_text_and_form_opens(page, mine):
    app = page()
    for text_id in IDS:
        app.selectbox(key="texts.message").set_value(text_id).run()
        assert not app.exception
        assert not app.error
