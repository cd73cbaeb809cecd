"""What went wrong becomes a sentence; what a customer wrote does not become a log line."""

import logging

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import errors
from pages.shared.store.here import NoShop, NotAllowed, SignedOut
from pages.shared.store.members import LastOwner


def screen(error):
    """What a person sees of an error in a page."""

    def page(error):
        from pages.shared import errors

        assert errors.show(error) is True

    app = AppTest.from_function(page, kwargs={"error": error}, default_timeout=20).run()
    assert not app.exception
    return app


def unforeseen():
    try:
        return {}["佐藤 美咲 sato@example.jp"]
    except KeyError as error:
        return error


def test_an_unforeseen_error_shows_a_number_that_stands_in_the_log(caplog):
    app = screen(unforeseen())
    sentence = app.error[0].value
    number = sentence.split("番号 ")[1].split(" ")[0]

    assert number in caplog.text
    assert "KeyError" in caplog.text
    assert "tests/pages/test_errors.py" in caplog.text


def test_no_personal_data_reaches_the_screen_or_the_log(caplog):
    app = screen(unforeseen())
    streamlits = logging.getLogger("streamlit.error_util")
    streamlits.error("Uncaught app execution", exc_info=unforeseen())

    for place in (caplog.text, app.error[0].value):
        assert "佐藤" not in place
        assert "sato" not in place


@pytest.mark.parametrize("error", [SignedOut(), NoShop(), NotAllowed("owner"), LastOwner()])
def test_a_refusal_is_a_sentence_and_no_fault(error, caplog):
    app = screen(error)

    assert app.warning[0].value
    assert not app.error
    assert "ERROR" not in caplog.text


def test_what_a_role_does_not_allow_stands_in_the_log(caplog):
    screen(NotAllowed("owner"))

    assert "not allowed: owner needed" in caplog.text


def test_every_refusal_of_the_store_has_its_sentence():
    assert set(errors.SENTENCES) == {SignedOut, NoShop, NotAllowed, LastOwner}
