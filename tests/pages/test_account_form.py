"""Signing in as a person meets it: the first account, right and wrong passwords, the way out."""

import re
from pathlib import Path

import bcrypt
import pytest
from sqlmodel import select
from streamlit.proto.TextInput_pb2 import TextInput

from db.tables import User
from pages.account import code, password
from pages.shared import menu
from pages.shared.i18n import speaking
from pages.shared.store import here, people
from pages.shared.store.base import saving

PASSWORD = "correct horse battery"
WORDS = {
    "ja": {"create": "登録してはじめる", "in": "ログイン", "out": "ログアウト"},
    "en": {"create": "Create the account", "in": "Sign in", "out": "Sign out"},
}
ROOT = Path(__file__).resolve().parents[2]
FRAME = ROOT / "pages" / "frame.py"
ELSEWHERE = "192.0.2.7"
USUAL_SALT = bcrypt.gensalt  # before the tests make it cheap


def button(app, label):
    return next(each for each in app.button if each.label == label)


def fill_in(app, language="en", **typed):
    fields = {
        "shop": "花と暮らす",
        "username": "hana",
        "password": PASSWORD,
        "again": PASSWORD,
        **typed,
    }
    for name, value in fields.items():
        app.text_input(key=f"owner.{name}").set_value(value)
    return button(app, WORDS[language]["create"]).click().run()


def sign_in(app, username, typed, language="en"):
    app.text_input[0].set_value(username)
    app.text_input[1].set_value(typed)
    return button(app, WORDS[language]["in"]).click().run()


def hop(app):
    """Where the page sends the browser: "open", "close" or None."""
    bodies = [element.proto.body for element in app.get("html")]
    return next((body.split('"')[1] for body in bodies if "data-hop" in body), None)


def runs(app):
    """What the run counter says."""
    bodies = [element.proto.body for element in app.get("html")]
    return next(int(body.split('"')[3]) for body in bodies if 'id="runs"' in body)


def text_of(app):
    """Everything the person can read."""
    elements = [*app.main, *app.sidebar]
    return "\n".join(str(getattr(each, "value", getattr(each, "label", ""))) for each in elements)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_new_installation_asks_for_the_owner_and_lets_them_in(open_app, language):
    app = open_app(language)
    fill_in(app, language)

    assert not app.exception
    assert hop(app) == "open"
    assert people.credentials().keys() == {"hana"}
    owner = people.number_of("hana")
    assert [place.name for place in people.places(owner)] == ["花と暮らす"]
    assert people.places(owner)[0].role == "owner"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"shop": "  "}, "Please give your shop a name."),
        ({"username": ""}, "Please choose a user name of up to 100 characters."),
        ({"password": "short", "again": "short"}, "The password needs at least 8 characters."),
        ({"again": "something else"}, "The two passwords are not the same."),
        (
            {"password": "あ" * 25, "again": "あ" * 25},
            "The password is too long: at most 72 letters or digits, or 24 Japanese characters.",
        ),
    ],
)
def test_what_will_not_do_gets_a_sentence_and_creates_nothing(open_app, typed, sentence):
    app = fill_in(open_app(), **typed)

    assert [error.value for error in app.error] == [sentence]
    assert not people.anyone()


def test_the_slower_of_two_tabs_is_told_that_the_account_exists(open_app):
    slow = open_app()
    people.create_owner("shop", "faster", password=PASSWORD, language="ja")
    # The form is gone in the run that reads it: the account is there.
    slow.run()

    assert people.credentials().keys() == {"faster"}
    assert [field.label for field in slow.text_input] == ["User name", "Password"]


def test_a_browser_on_another_device_needs_the_code_of_the_terminal(open_app, connect, monkeypatch):
    monkeypatch.setenv(code.KEPT_IN, "ABCD-2345")
    connect(headers={"Host": "192.0.2.1:8501"}, peer=ELSEWHERE)
    app = open_app()

    assert [e.value for e in fill_in(app, code="ABCD-9999").error] == [
        "This is not the code that Fanbelt shows in its window."
    ]
    assert not people.anyone()
    assert not fill_in(app, code=" ａｂｃｄ2345 ").error
    assert people.anyone()


def test_codes_cannot_be_guessed_at_leisure(open_app, connect, monkeypatch):
    monkeypatch.setenv(code.KEPT_IN, "ABCD-2345")
    connect(headers={"Host": "192.0.2.1:8501"}, peer=ELSEWHERE)
    app = open_app()
    for _ in range(5):
        fill_in(app, code="AAAA-AAAA")
    fill_in(app, code="ABCD-2345")

    assert [e.value for e in app.error] == ["Too many tries. Please wait 1 minute and try again."]
    assert not people.anyone()


def test_without_a_code_no_code_is_right():
    assert not code.is_right("")


def test_a_browser_on_this_machine_needs_no_code(open_app):
    labels = [field.label for field in open_app().text_input]

    assert len(labels) == 4
    assert "Confirmation code" not in labels


@pytest.mark.parametrize(
    ("peer", "headers", "local"),
    [
        (None, {"Host": "127.0.0.1:8501"}, True),
        (None, {"Host": "localhost:8501"}, True),
        (None, {"Host": "[::1]:8501"}, True),
        ("::ffff:127.0.0.1", {"Host": "localhost"}, True),
        ("192.168.0.7", {"Host": "192.168.0.2:8501"}, False),
        ("192.168.0.7", {"Host": "localhost:8501"}, False),
        (None, {"Host": "shop.example.jp"}, False),
        (None, {"Host": "localhost", "X-Forwarded-For": "127.0.0.1"}, False),
        (None, {"Host": "localhost", "Forwarded": "for=127.0.0.1"}, False),
        (None, {}, False),
        ("no address", {"Host": "localhost"}, False),
    ],
)
def test_only_a_direct_request_from_loopback_is_local(peer, headers, local):
    assert here.is_local(peer, headers) is local


def test_where_others_are_let_in_nobody_is_taken_for_local(connect, monkeypatch):
    assert here.on_this_machine()
    monkeypatch.setenv("FANBELT_LAN", "1")
    assert not here.on_this_machine()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_right_password_lets_in(open_app, owner, language):
    app = sign_in(open_app(language), "hana", PASSWORD, language)

    assert not app.error
    assert hop(app) == "open"


@pytest.mark.parametrize("username", ["HANA", " hana ", "ｈａｎａ"])
def test_the_user_name_may_be_typed_in_any_width(open_app, owner, username):
    assert hop(sign_in(open_app(), username, f" {PASSWORD} ")) == "open"


@pytest.mark.parametrize(
    ("username", "typed"),
    [("hana", "wrong"), ("nobody", PASSWORD), ("hana", "x" * 100), ("hana", "あ" * 100)],
)
def test_wrong_and_unknown_get_the_same_answer(open_app, owner, username, typed):
    app = sign_in(open_app(), username, typed)

    assert [e.value for e in app.error] == ["The user name or the password is not right."]
    assert hop(app) is None


def test_a_deactivated_person_is_answered_like_an_unknown_one(open_app, owner):
    with saving() as session:
        session.exec(select(User)).one().active = False
    app = sign_in(open_app(), "hana", PASSWORD)

    assert [e.value for e in app.error] == ["The user name or the password is not right."]
    assert people.number_of("hana") is None
    assert people.credentials() == {}


@pytest.mark.parametrize(
    ("username", "typed"),
    [("hana", PASSWORD), ("hana", "wrong"), ("nobody", "wrong"), ("hana", "x" * 100)],
)
def test_every_answer_costs_one_look_at_a_password(open_app, owner, monkeypatch, username, typed):
    looked = []
    check = bcrypt.checkpw
    monkeypatch.setattr(bcrypt, "checkpw", lambda *pair: looked.append(pair) or check(*pair))
    sign_in(open_app(), username, typed)

    assert len(looked) == 1


def test_the_hash_of_nobody_costs_what_new_hashes_cost():
    assert password.NOBODYS_HASH[:7] == USUAL_SALT()[:7]


def test_after_five_wrong_passwords_even_the_right_one_has_to_wait(open_app, owner):
    app = open_app()
    for _ in range(5):
        sign_in(app, "hana", "wrong")
    sign_in(app, "hana", PASSWORD)

    assert [e.value for e in app.error] == ["Too many tries. Please wait 1 minute and try again."]
    assert hop(app) is None


def test_a_refusal_is_gone_in_the_next_run(open_app, owner):
    app = sign_in(open_app(), "hana", "wrong")
    assert app.error
    assert not app.run().error


def test_the_form_is_there_again_where_the_browser_did_not_get_its_cookie(open_app, owner):
    app = sign_in(open_app(), "hana", PASSWORD)
    app.run()

    assert [field.label for field in app.text_input] == ["User name", "Password"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_opens_signed_in(open_app, owner, language):
    app = open_app(language, owner)
    with speaking(language):  # the harness puts options into words anew to find the chosen one
        for entry in menu.ENTRIES:
            app.switch_page(entry.file).run()
            assert not app.exception, entry.file


@pytest.mark.parametrize("entry", menu.ENTRIES, ids=lambda entry: entry.path)
@pytest.mark.parametrize("cookie", [None, "garbage", "closed"])
def test_no_page_runs_for_somebody_who_is_not_signed_in(
    open_app, owner, connect, signed_in, entry, cookie
):
    if cookie == "closed":
        cookie = signed_in(owner)
        people.close_session(cookie)
    connect({here.COOKIE: cookie} if cookie else {})
    app = open_app()
    app.switch_page(entry.file).run()

    assert not app.exception
    assert [field.label for field in app.text_input] == ["User name", "Password"]
    assert "花と暮らす" not in text_of(app)
    assert len(app.sidebar) == 0


def test_signing_out_ends_the_session_and_takes_the_cookie(open_app, owner):
    app = open_app("en", owner)
    token = here.token()
    app.button(key="frame.sign_out").click().run()

    assert people.live(token) is None
    assert hop(app) == "close"
    assert [field.label for field in app.text_input] == ["User name", "Password"]
    assert hop(app.run()) is None


def test_a_second_tab_stops_at_its_next_interaction(open_app, owner):
    tab = open_app("en", owner)
    assert "花と暮らす" in text_of(tab)
    people.close_session(here.token())
    tab.switch_page("journey/page.py").run()

    assert "花と暮らす" not in text_of(tab)
    assert [field.label for field in tab.text_input] == ["User name", "Password"]
    assert hop(tab) == "reload"
    assert hop(tab.run()) is None


def test_a_second_tab_changes_nothing_any_more(open_app, owner, signed_in):
    tab = open_app("en", owner)
    people.close_session(here.token())
    tab.segmented_control(key="frame.language").set_value("ja").run()

    assert people.live(signed_in(owner)).person.language == "en"


def test_the_language_is_the_persons_before_the_browsers(open_app, owner):
    people.speak(owner, "en")
    app = open_app("en", owner)
    app.context = {"locale": "ja-JP"}
    assert button(app.run(), "Sign out")

    app.segmented_control(key="frame.language").set_value("ja").run()

    assert button(app, "ログアウト")
    assert people.live(here.token()).person.language == "ja"


def test_the_language_chosen_before_the_account_goes_into_it(open_app, signed_in):
    app = open_app("ja")
    app.segmented_control(key="frame.language").set_value("en").run()
    fill_in(app)

    owner = people.number_of("hana")
    assert people.live(signed_in(owner)).person.language == "en"


@pytest.mark.parametrize(
    ("locale", "label"), [("ja-JP", "ログイン"), ("en-US", "Sign in"), ("de-DE", "ログイン")]
)
def test_a_browser_of_another_language_gets_japanese(open_app, owner, locale, label):
    app = open_app()
    app.context = {"locale": locale}

    assert button(app.run(), label)


def test_the_run_counter_grows_with_every_run(open_app, owner):
    app = open_app("en", owner)
    counts = [runs(app), runs(app.run())]

    assert counts == [1, 2]


@pytest.mark.parametrize("entry", menu.ENTRIES, ids=lambda entry: entry.path)
def test_every_page_ends_with_the_run_counter(open_app, owner, entry):
    app = open_app("en", owner)
    app.switch_page(entry.file).run()

    assert list(app.main)[-1].proto.body.startswith('<span id="runs"')


def test_no_page_stops_the_frame_around_it():
    pages = FRAME.parent.rglob("*.py")

    assert [path for path in pages if "st.stop(" in path.read_text(encoding="utf-8")] == []


def test_a_shops_name_is_no_markup(open_app, data):
    name = "![x](http://evil.example/a.png) <b>*"
    owner = people.create_owner(name, "hana", password=PASSWORD, language="en")
    app = open_app("en", owner)
    shown = app.sidebar.caption[0].value

    assert "![" not in shown
    assert "http://" not in shown
    assert "\\<b\\>" in shown


def test_guessing_the_present_password_is_as_slow_as_at_the_door(open_app, owner):
    before = people.credentials()["hana"]
    app = open_app("en", owner).switch_page("people/page.py").run()
    for typed in [*["wrong password"] * 5, PASSWORD]:
        for key, value in (("present", typed), ("new", "a rarer one"), ("again", "a rarer one")):
            app.text_input(key=f"people.{key}").set_value(value)
        next(b for b in app.button if b.label == "Change it and sign out everywhere").click()
        app.run()

    assert app.error[0].value == "Too many tries. Please wait 1 minute and try again."
    assert people.credentials()["hana"] == before


def test_passwords_are_typed_unseen_and_may_be_filled_in(open_app, owner):
    door = open_app()
    inside = open_app("en", owner).switch_page("people/page.py").run()
    fields = [field for app in (door, inside) for field in app.text_input]
    secret = [field.proto for field in fields if "assword" in field.label]

    assert {proto.type for proto in secret} == {TextInput.PASSWORD}
    assert len(secret) == 4
    assert {proto.autocomplete for proto in secret[1:]} == {"current-password", "new-password"}


def test_nothing_of_the_library_but_its_password_form_is_used():
    sources = [path.read_text(encoding="utf-8") for path in ROOT.glob("pages/**/*.py")]
    others = re.compile(
        r"\.(register_user|forgot_\w+|reset_password|update_user_details)\(|captcha"
    )

    used = [line for source in sources for line in source.splitlines() if others.search(line)]
    assert [line.strip() for line in used] == ["members.reset_password(username, new)"]
