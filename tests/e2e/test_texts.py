"""The texts in a real browser: what is typed is what is stored, and a sample can be printed."""

import pypdfium2
import pytest

from pages.shared.i18n import speaking, t


@pytest.fixture
def owner(new_server, visit):
    """The owner of a new installation, with a phone."""
    visitor = visit(new_server(), "ja", "phone")
    visitor.create_owner()
    return visitor


def test_what_is_typed_is_saved_with_one_click(owner):
    with speaking("ja"):
        owner.go("/texts?text=T7")
        owner.page.get_by_text("使い始めて、少し日が経った頃").first.wait_for()
        assert owner.overflow() == 0
        owner.act(owner.page.get_by_text(t("Change the words"), exact=True).click)
        words = owner.page.get_by_label(t("Text"), exact=True)
        words.fill("[{name}|お客様]、書き直しました。{sender} {opt_out}")
        owner.press(t("Save"))  # the field is still being written in
        owner.page.get_by_text("、書き直しました。").last.wait_for()
        owner.shoot("texts-1-own")

        owner.go("/texts?text=T7")
        owner.page.get_by_text("様、書き直しました。").wait_for()
        owner.act(owner.page.get_by_text(t("Card and letter"), exact=True).click)
        with owner.page.expect_download() as started:
            owner.page.get_by_role("button", name=t("A sample to print")).click()
        document = pypdfium2.PdfDocument(started.value.path().read_bytes())
        assert "佐藤" in document[0].get_textpage().get_text_range()
        document.close()
        owner.press(t("Back to the finished text"))
        owner.act(owner.page.get_by_text(t("E-mail"), exact=True).first.click)
        owner.page.get_by_text("使い始めて、少し日が経った頃").first.wait_for()
