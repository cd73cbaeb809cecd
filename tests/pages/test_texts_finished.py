"""The finished texts: whole, well worded, and good to read whatever is missing."""

import re
import unicodedata
from itertools import product

import pytest

from core.triggers.presets import PRESETS
from core.triggers.texts import FIELDS, Text, fill, read
from core.triggers.wording import Situation, findings
from pages.shared.i18n import LANGUAGES
from pages.shared.texts.finished import FOLDER, IDS, finished

EVERY = [pytest.param(*pair, id="-".join(pair)) for pair in product(IDS, LANGUAGES)]
VALUES = {
    "ja": {
        "name": "髙﨑 花子様", "bought": "深蒸し煎茶", "product": "ほうじ茶",
        "reason": "煎茶をお選びの方に、よく一緒にお選びいただいています。", "number": "3",
        "code": "K7WM3QX", "shop": "花と暮らす", "sender": "店主 佐藤",
        "words": "今日も火を入れました。",
        "story": "祖父の代から焙煎しています。", "opt_out": "「停止」とご返信ください。",
        "reply": "hana@example.jp", "link": "https://example.jp/a", "benefit": "500円引き",
        "until": "12月31日", "date": "12月6日", "place": "本店", "how": "お湯は70度で。",
        "voices": "「朝に飲んでいます」", "secret": "茶葉は二度火入れします。",
        "news": "新茶が届きました。",
    },
    "en": {
        "name": "Hana Sato", "bought": "Deep green tea", "product": "Roasted tea",
        "reason": "People who chose green tea often choose it too.", "number": "3",
        "code": "K7WM3QX", "shop": "Hana & Co.", "sender": "Ken, the owner",
        "words": "The kettle is on.", "story": "My grandfather began it.",
        "opt_out": 'Reply "stop" to end these messages.', "reply": "hana@example.com",
        "link": "https://example.com/a", "benefit": "5 dollars off", "until": "December 31",
        "date": "December 6", "place": "our shop", "how": "Brew it at 70 degrees.",
        "voices": '"I drink it in the morning."', "secret": "We roast it twice.",
        "news": "The new tea is in.",
    },
}  # fmt: skip
SHOP = {"shop", "sender", "opt_out"}
"""What every shop has."""

WRITER = {"C3": {"benefit"}, "N9": {"code"}, "N7": {"link"}, "news": {"news"}}
"""What a text cannot do without."""

HOLES = re.compile(
    r"None|[{}\[\]\0]|様様|、、|。。|、。|「」|（）|(?m:^(?:[、。様がをに,.;:!?]|は(?!じめ)))|,\s*[.,]|\(\s*\)"
    r"|(?<=\S)  +(?=\S)|\n{3,}|[ \t]$| [,.;:!?](?=\s|$)|\.\.",
)
PUSHY = re.compile(
    r"今すぐ|お急ぎ|お見逃し|限定|先着|残りわずか|最後のチャンス|必ず|絶対|激安|お得|！"
    r"|hurry|act now|don.t miss|limited time|last chance|only today|exclusive|guarantee|best deal",
    re.IGNORECASE,
)


def templates(text: Text):
    """The subject and every form."""
    return {"subject": text.subject, **text.forms}


@pytest.mark.parametrize(("text_id", "language"), EVERY)
def test_a_text_has_every_form_and_says_nothing_that_needs_care(text_id, language):
    text = finished(text_id, language)
    rule = PRESETS[text_id]
    situation = Situation(
        rewarded=rule.offer.kind != "none",
        promoters=rule.kind == "score" and rule.low >= 9,
        malls=True,
    )

    assert {"long", "short", "paper", "call"} <= set(text.forms)
    assert text.title
    assert text.subject
    assert set(rule.channels) <= set(text.channels)
    assert findings(text, situation=situation) == ()


@pytest.mark.parametrize(("text_id", "language"), EVERY)
def test_only_what_cannot_be_done_without_is_needed(text_id, language):
    text = finished(text_id, language)
    needed = {name for template in templates(text).values() for name in read(template).needed}

    assert needed <= SHOP | WRITER.get(text_id, set())
    assert needed >= WRITER.get(text_id, set())


@pytest.mark.parametrize(("text_id", "language"), EVERY)
def test_it_reads_well_whatever_is_missing(text_id, language):
    every = VALUES[language]
    always = SHOP | WRITER.get(text_id, set())
    least = {name: every[name] for name in always}
    cases = [every, least]
    cases += [{k: v for k, v in every.items() if k != name} for name in FIELDS.keys() - always]
    cases += [least | {name: every[name]} for name in FIELDS.keys() - always]
    for template, values in product(templates(finished(text_id, language)).values(), cases):
        filled = fill(template, values)
        assert filled.lacks == ()
        assert HOLES.findall(filled.text) == [], filled.text


@pytest.mark.parametrize(("text_id", "language"), EVERY)
def test_it_is_calm(text_id, language):
    for words in templates(finished(text_id, language)).values():
        assert PUSHY.findall(words) == []
        assert [sign for sign in words if unicodedata.category(sign) == "So"] == []


@pytest.mark.parametrize("text_id", IDS)
def test_both_languages_carry_the_same_forms(text_id):
    ja, en = finished(text_id, "ja"), finished(text_id, "en")

    assert list(ja.forms) == list(en.forms)
    for form in ja.forms:
        assert read(ja.forms[form]).needed == read(en.forms[form]).needed


@pytest.mark.parametrize("text_id", IDS)
def test_paper_fits_a_card(text_id):
    for language, most in (("ja", 330), ("en", 640)):
        values = VALUES[language]
        text = fill(finished(text_id, language).forms["paper"], values).text
        assert len(text) <= most, f"{language}: {len(text)}"


def test_every_file_belongs_to_a_text():
    for language in LANGUAGES:
        assert {path.stem for path in (FOLDER / language).iterdir()} == set(IDS)


def test_an_unknown_text_is_no_file():
    with pytest.raises(KeyError):
        finished("../ja/T3", "ja")


def test_every_usual_rule_has_its_text():
    assert {rule.text for rule in PRESETS.values()} == set(IDS)
