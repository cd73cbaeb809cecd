"""Settings: every choice is stored as said, by the owner, and nothing is overwritten unseen."""

from contextlib import ExitStack
from dataclasses import replace

import pytest
from sqlmodel import select

from core.voice import Voice
from db.tables import Membership
from pages.shared.i18n import speaking
from pages.shared.store import base, histories, people, shops, voice


@pytest.fixture
def page(open_app, owner):
    """The settings page."""
    with ExitStack() as stack:

        def open_(language="en"):
            stack.enter_context(speaking(language))
            app = open_app(language, owner)
            app.switch_page("settings/page.py").run()
            assert not app.exception
            return app

        yield open_


def field(elements, name):
    return next(element for element in elements if f"settings.{name}." in (element.key or ""))


def save(app):
    next(b for b in app.button if b.label in ("Save", "保存する")).click().run()
    assert not app.exception
    return app


def save_voice(app, **said):
    for name, text in said.items():
        kind = app.text_input if name == "sender" else app.text_area
        field(kind, f"voice.{name}").set_value(text)
    next(b for b in app.button if "settings.voice.save" in (b.key or "")).click().run()
    assert not app.exception
    return app


def test_what_is_chosen_is_stored(page):
    app = page()
    field(app.selectbox, "currency").set_value("USD")
    field(app.selectbox, "timezone").set_value("Europe/London")
    field(app.number_input, "margin").set_value(35)
    field(app.toggle, "merge").set_value(False)
    field(app.number_input, "left_after").set_value(90)
    field(app.number_input, "transit").set_value(4)
    field(app.pills, "working_days").set_value([5, 0])
    save(app)

    stored = shops.settings(1)
    assert (stored.currency, stored.timezone, stored.margin_bp) == ("USD", "Europe/London", 3500)
    assert (stored.merge_same_day, stored.left_after_days) == (False, 90)
    assert (stored.transit_days, stored.working_days) == (4, (0, 5))
    assert [toast.value for toast in app.toast] == ["Saved."]


def test_saving_without_a_change_changes_nothing(page):
    before = shops.settings(1)

    save(page())

    assert shops.settings(1) == before


def test_a_field_left_open_stays_unsaid(page):
    shops.save_settings(1, replace(shops.settings(1), left_after_days=90, margin_bp=4000))
    app = page()
    field(app.number_input, "left_after").set_value(None)
    save(app)

    assert shops.settings(1).left_after_days is None
    assert shops.settings(1).margin_bp == 4000


def test_what_was_stored_elsewhere_is_not_overwritten_by_an_old_draft(page):
    app = page()
    shops.save_settings(1, replace(shops.settings(1), margin_bp=4000))

    app.run()
    save(app)

    assert shops.settings(1).margin_bp == 4000


def test_what_somebody_else_stored_since_the_page_was_drawn_stays(page):
    app = page()
    shops.save_settings(1, replace(shops.settings(1), margin_bp=4000))
    voice.save_voice(1, Voice(sender="Hana"), by=1)

    field(app.number_input, "transit").set_value(5)
    save(app)
    assert (shops.settings(1).margin_bp, shops.settings(1).transit_days) == (4000, 5)

    voice.save_voice(1, Voice(sender="Mio"), by=1)
    save_voice(app, words="Hello.")
    assert voice.voice(1) == Voice("Mio", "Hello.")


def test_what_is_changed_right_after_saving_is_stored_too(page):
    """Nothing draws the page between the first saving and the second change."""
    app = page()
    field(app.number_input, "margin").set_value(40)
    save(app)
    field(app.number_input, "margin").set_value(35)
    save(app)

    assert shops.settings(1).margin_bp == 3500


def test_only_the_owner_may_change(page):
    with base.saving() as session:
        session.exec(select(Membership)).one().role = "staff"
    app = page()

    assert "Only the owner can change these." in [caption.value for caption in app.caption]
    assert field(app.selectbox, "timezone").disabled
    assert next(b for b in app.button if b.label == "Save").disabled


def test_merging_orders_of_a_day_makes_a_new_history(page):
    before = shops.names()
    version = histories.history(1)
    app = page()
    field(app.toggle, "merge").set_value(False)
    save(app)

    assert shops.names() == before
    assert histories.history(1) is not version


def test_the_language_is_the_persons(page, owner, signed_in):
    app = page("en")
    app.segmented_control(key="settings.language").set_value("ja").run()

    assert app.title[0].value == "お店の設定"
    assert people.live(signed_in(owner)).person.language == "ja"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_choice_says_what_depends_on_it(page, language):
    app = page(language)

    assert len(app.caption) >= 9


def sell(app, **said):
    kinds = {"malls": app.multiselect, "consent": app.radio, "consent_source": app.text_input}
    for name, value in said.items():
        field(kinds[name], name).set_value(value)
    next(b for b in app.button if "settings.selling.save" in (b.key or "")).click().run()
    assert not app.exception
    return app


def test_malls_and_the_usual_consent_are_stored(page):
    shops.save_settings(1, replace(shops.settings(1), malls=("Qoo10", "au PAY")))
    app = page()
    assert field(app.multiselect, "malls").value == ["Qoo10", "au PAY"]
    sell(app, malls=["Qoo10"], consent="yes", consent_source=" order form ")

    stored = shops.settings(1)
    assert stored.malls == ("Qoo10",)
    assert (stored.consent, stored.consent_source) == ("yes", "order form")


def test_a_usual_yes_says_where_it_was_given(page):
    app = sell(page(), consent="yes")

    assert "Please say where your customers agreed to e-mail." in [w.value for w in app.warning]
    assert shops.settings(1).consent == "unknown"


def test_how_the_shop_speaks_is_written_down(page):
    app = save_voice(
        page(),
        sender=" 花と暮らす 佐藤 ",
        words="お水だけは毎朝。",
        story="祖母の庭から始まりました。\n毎日あけています。",
        banned="激安\n 最安、激安\n\n",
    )

    assert voice.voice(1) == Voice(
        "花と暮らす 佐藤",
        "お水だけは毎朝。",
        "祖母の庭から始まりました。\n毎日あけています。",
        ("激安", "最安"),
    )
    assert [toast.value for toast in app.toast] == ["Saved."]
    save_voice(app, sender="", banned="")
    assert (voice.voice(1).sender, voice.voice(1).banned) == ("", ())


def test_a_sentence_is_no_word_to_look_for(page):
    app = save_voice(page(), sender="Hana", banned="a" * 41)

    assert [w.value for w in app.warning] == [
        f"“{'a' * 40}” is too long to look for. Write single words, one per line."
    ]
    assert voice.voice(1) == Voice()


def test_only_the_owner_says_how_the_shop_speaks(page):
    with base.saving() as session:
        session.exec(select(Membership)).one().role = "staff"
    app = page()

    assert all(area.disabled for area in app.text_area)
    assert all(button.disabled for button in app.button if button.label == "Save")
