"""What is found in a text, and what is left in peace."""

import pytest

from core.triggers.texts import Text
from core.triggers.wording import CODES, Finding, Situation, blocked, findings

END = "\n{sender}\n{opt_out}"


def codes(words, form="paper", *, notes=None, **situation):
    found = findings(Text("", "", {form: words}), situation=Situation(**situation), notes=notes)
    return sorted({finding.code for finding in found})


@pytest.mark.parametrize(
    ("form", "words", "expected"),
    [
        ("long", "こんにちは", ["no_opt_out", "no_sender"]),
        ("short", "こんにちは {sender}", ["no_opt_out"]),
        ("short", "こんにちは {opt_out}", ["no_sender"]),
        ("long", "[{sender}]\n{opt_out}", ["no_sender"]),  # not there for everybody
        ("long", f"こんにちは{END}", []),
        ("paper", "こんにちは", []),
        ("call", "こんにちは", []),
    ],
)
def test_L8_messages_say_who_sends_them_and_how_to_stop_them(form, words, expected):
    assert codes(words, form) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("星5のレビューで500円クーポンを差し上げます", ["reward_for_stars"]),
        ("★★★★★の評価をくださった方にプレゼント", ["reward_for_stars"]),
        ("高評価の口コミで１０％ＯＦＦ", ["reward_for_stars"]),
        ("A discount for five-star reviews", ["reward_for_stars"]),
        ("Leave a positive review and get a coupon", ["reward_for_stars"]),
        ("レビューを書いてくださった方に次回のクーポンをお送りします", ["reward_for_review"]),
        ("ﾚﾋﾞｭｰで割引", ["reward_for_review"]),
        ("Rate us and collect points", ["reward_for_review"]),
        ("内容にかかわらず、レビューをくださった方に特典があります", []),
        ("Whatever you write: a coupon for your review", []),
        ("レビューをお待ちしています", []),
        ("星5のレビューをいただきました", []),
        ("500円のクーポンをお送りします", []),
        ("We would love to read your review", []),
        ("夜空の星を見ながら", []),
    ],
)
def test_L5_a_reward_must_not_hang_on_a_good_review(words, expected):
    assert codes(words) == expected


def test_L5_an_offer_of_the_rule_is_a_reward_too():
    assert codes("レビューをお待ちしています", rewarded=True) == ["reward_for_review"]
    assert codes("お便りをお待ちしています", rewarded=True) == []
    assert codes("レビューを書いた方へ {benefit}") == ["reward_for_review"]


@pytest.mark.parametrize(
    ("words", "situation", "expected"),
    [
        ("Googleの口コミを書いてくださった方にクーポン", {}, ["reward_on_platform"]),
        ("A coupon for your Amazon review", {}, ["reward_on_platform"]),
        ("アマゾンのレビューをお願いします", {"rewarded": True}, ["reward_on_platform"]),
        ("Googleの口コミをお願いします", {"promoters": True}, ["promoters_to_platform"]),
        ("Googleの口コミをお願いします", {}, []),
        ("Amazonでも販売しています。クーポンはこちら", {}, []),
        ("楽天のレビューを書くと送料無料", {}, ["reward_at_rakuten"]),  # L7
    ],
)
def test_L6_reviews_on_platforms(words, situation, expected):
    assert codes(words, **situation) == expected


@pytest.mark.parametrize(
    "words",
    [
        "シミが消えました",
        "飲み始めて体調が改善",
        "肌荒れに効く",
        "効果を実感",
        "３週間で痩せました",
        "免疫を高める",
        "医師もすすめる",
        "It cured my acne",
        "clinically proven",
        "I lost weight",
        "ANTI-AGEING care",
        "効\u200b果を実感",  # a sign that cannot be seen
    ],
)
def test_L9_claims_of_effect_are_found(words):
    assert codes(words) == ["health_claim"]
    assert codes("{voices}", notes={"voices": words}) == ["health_claim"]


@pytest.mark.parametrize(
    "words",
    [
        "いつも頑張っています",
        "いただいたお声をもとに、お店の改善を続けます",
        "使い心地を教えてください",
        "香りがよく、気に入っています",
        "明治の頃からの店です",
        "Treat yourself to a quiet evening",
        "It looks well on the table",
        "特に効率のよい使い方",
    ],
)
def test_L9_ordinary_words_are_left_in_peace(words):
    assert codes(words) == []


def test_L9_a_remark_on_personal_views_allows_no_claim():
    assert codes("疲れが取れました（個人の感想です）") == ["health_claim", "personal_view"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("くわしくは https://example.com まで", ["mall_link"]),
        ("www.example.jp", ["mall_link"]),
        ("{link}", ["mall_link"]),
        ("QRコードを読み取ってください", ["mall_qr"]),
        ("ＱＲコード", ["mall_qr"]),
        ("LINEで友だち追加", ["mall_line"]),
        ("公式LINE", ["mall_line"]),
        ("公式サイトもご覧ください", ["mall_own_shop"]),
        ("Visit our online shop", ["mall_own_shop"]),
        ("ありがとうございました。使い方はこちらの面に。", []),
        ("The outline of the pot", []),
    ],
)
def test_L12_what_lies_in_a_malls_parcel_leads_nowhere_else(words, expected):
    assert codes(words, "insert", malls=True) == expected
    assert codes(words, "insert") == []


def test_L12_paper_stands_in_for_an_insert_and_other_forms_stay_free():
    words = "くわしくは https://example.com まで"

    assert codes(words, "paper", malls=True) == ["mall_link"]
    assert codes(words + END, "long", malls=True) == []
    both = Text("", "", {"paper": words, "insert": "お礼"})
    assert findings(both, situation=Situation(malls=True)) == ()


@pytest.mark.parametrize(
    ("banned", "words", "word"),
    [
        ("激安", "本日は激安です", "激安"),
        ("SALE", "ｓａｌｅのお知らせ", "ｓａｌｅ"),
        ("a.b", "a.b", "a.b"),
        ("セール", "ｾｰﾙのお知らせ", "ｾｰﾙ"),
    ],
)
def test_the_shops_own_banned_words(banned, words, word):
    found = findings(Text("", "", {"paper": words}), situation=Situation(banned=(banned,)))

    assert [(finding.code, finding.word) for finding in found] == [("banned_word", word)]
    assert codes(words.replace(word, "axb"), banned=(banned,)) == []


def test_fields_are_no_words():
    assert codes("{link} {code}", banned=("link", "code")) == []


def test_an_honorific_is_written_once():
    assert codes("{name}様、こんにちは") == ["honorific_twice"]
    assert codes("[{name}|お客様]、こんにちは") == []


@pytest.mark.parametrize("words", ["{nmae}", "{name", "name}", "[x", "x]", "[x]]"])
def test_what_cannot_be_read_is_blocked(words):
    found = findings(Text("", "", {"long": words}))

    assert blocked(found)
    assert len(found) == 1


def test_a_finding_says_where():
    text = Text("", "激安", {"paper": "一行目\nﾊﾞｰｹﾞﾝで激安です", "call": "激安"})
    found = findings(text, situation=Situation(banned=("激安",)))

    assert found == (
        Finding("banned_word", "subject", 1, 1, "激安"),
        Finding("banned_word", "paper", 2, 8, "激安"),
        Finding("banned_word", "call", 1, 1, "激安"),
    )
    assert not blocked(found)


def test_every_code_has_its_weight():
    assert set(CODES.values()) == {"block", "high", "info"}
    assert Finding("reward_for_stars", "long", 1, 1, "").severity == "block"
