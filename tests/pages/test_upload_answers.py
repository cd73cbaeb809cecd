"""A plain file of answers goes the way of every upload: looked at, stored, taken back."""

from contextlib import ExitStack

import pytest

from pages.shared.i18n import speaking
from pages.shared.store import imports

FILE = b"email,date,score\na@x.jp,2026-04-01,9\nb@x.jp,2026-04-02,3\nc@x.jp,2026-04-02,11\n"


@pytest.fixture
def give(open_app, owner):
    with ExitStack() as stack:

        def run(content, language):
            stack.enter_context(speaking(language))
            app = open_app(language, owner)
            app.switch_page("upload/page.py").run()
            app.file_uploader[0].set_value([("answers.csv", content, "text/csv")]).run()
            assert not app.exception
            return app

        yield run


def words(app) -> str:
    kinds = ("title", "subheader", "markdown", "caption", "error", "info")
    shown = [element.value for kind in kinds for element in getattr(app, kind)]
    return "\n".join([*shown, *(f"{each.label}: {each.value}" for each in app.metric)])


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["2 answers of your customers", "Answers: 2", "would recommend: 1", "unhappy: 1"]),
        ("ja", ["お客様の回答 2件", "回答: 2", "すすめてくれる方: 1", "不満のある方: 1"]),
    ],
)
def test_answers_are_looked_at_stored_and_taken_back(give, language, said):
    app = give(FILE, language)
    for each in said:
        assert each in words(app)
    assert not app.radio  # neither money nor consent is asked about
    app.button(key="upload.store").click().run()
    assert not app.exception
    assert imports.listed(1)["kind"].tolist() == ["answers"]
    assert imports.listed(1)["answers"].tolist() == [2]
    imports.undo(1, int(imports.listed(1)["id"].iloc[0]))

    assert imports.listed(1).empty


def test_a_file_without_a_single_answer_says_what_is_needed(give):
    app = give(b"email,date,score\na@x.jp,2026-04-01,12\n", "en")

    assert "a whole number from 0 to 10" in words(app)
    assert not [button for button in app.button if button.key == "upload.store"]
