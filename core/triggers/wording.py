"""What may need care in a text: sender, rewards for reviews, claims of effect, malls, banned words.

Prompts to look once more, not advice. Words are found by patterns: a text without findings is not
thereby allowed, and a finding is not thereby forbidden.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from core.triggers.texts import FIELDS, Text, faults, place, read

Severity = Literal["block", "high", "info"]

CODES: Mapping[str, Severity] = {
    "unknown_field": "block",
    "open_field": "block",
    "stray_brace": "block",
    "open_part": "block",
    "stray_bracket": "block",
    "part_in_part": "block",
    "no_sender": "high",  # L8
    "no_opt_out": "high",  # L8
    "reward_for_stars": "block",  # L5
    "reward_on_platform": "block",  # L6: Amazon, Google
    "reward_at_rakuten": "high",  # L7
    "reward_for_review": "high",  # L5: ask for any words, and say that there is a reward
    "promoters_to_platform": "high",  # L6: only happy customers are asked
    "health_claim": "high",  # L9
    "personal_view": "high",  # L9: "individual results" does not allow a claim
    "mall_link": "high",  # section 0, L12
    "mall_qr": "high",
    "mall_line": "high",
    "mall_own_shop": "high",
    "banned_word": "high",
    "honorific_twice": "info",
}
"""What can be found, and how grave it is; "block": not to be sent as it is."""


@dataclass(frozen=True)
class Finding:
    """Something to look at once more.

    Attributes:
        code: one of `CODES`.
        form: "subject", one of `FORMS`, or the field whose value was written for the text.
        line, column: where in it, from 1; 0 where something is missing as a whole.
        word: what stands there.
    """

    code: str
    form: str
    line: int
    column: int
    word: str

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return CODES[self.code]


@dataclass(frozen=True)
class Situation:
    """What a text is for.

    Attributes:
        rewarded: an offer goes with it.
        promoters: only people who would recommend the shop receive it.
        malls: the insert may lie in a parcel of a mall's customer.
        banned: words the shop never says.
    """

    rewarded: bool = False
    promoters: bool = False
    malls: bool = False
    banned: tuple[str, ...] = ()


ORDINARY = Situation()

SIGNED = frozenset({"long", "short"})
"""Forms that e-mail, LINE and SMS carry: with sender and opt-out."""

_JAPANESE_AND_ENGLISH: Mapping[str, tuple[str, ...]] = {
    "review": (
        "レビュー", "口コミ", "クチコミ", "くちこみ", r"星\s*[1-5一二三四五]", "[★☆]", "評価を",
        "高評価",
        r"\breviews?\b", r"\bratings?\b", r"\brate us\b", r"\bstars?\b", r"\btestimonials?\b",
    ),
    "stars": (
        r"星\s*[45四五]", "[★☆]{3,5}", r"[★☆]\s*[45]", "高評価", "高い評価", "満点",
        r"[45]\s*点以上", "好意的な",
        "(?:良い|よい|いい|うれしい)(?:評価|レビュー|口コミ|クチコミ)",
        r"\b(?:4|5|four|five)[\s-]*stars?\b",
        r"\b(?:positive|good|nice|great|favou?rable|high|top)\s+(?:reviews?|ratings?)\b",
    ),
    "reward": (
        "クーポン", "割引", "値引", r"[円%]\s*(?:引|オフ|off)",
        r"ポイント(?:を|が|も)?\s*(?:進呈|プレゼント|差し上|付与|もら|つき|付き)", "プレゼント",
        "進呈", "特典", "謝礼", "お礼の品", "粗品", "抽選", "ギフト券", "送料無料", "無料で",
        r"\bcoupons?\b", r"\bvouchers?\b", r"\bdiscounts?\b", r"\d\s*% off", r"\brewards?\b",
        r"\bgift cards?\b", r"\bfree gifts?\b", r"\bpoints\b", r"\bprizes?\b", r"\bcash ?back\b",
    ),
    "platform": ("amazon", "アマゾン", "google", "グーグル"),
    "rakuten": ("楽天", "rakuten"),
    "any_words": (
        r"内容(?:や点数|や評価|の良し悪し)?(?:に|は)(?:かかわら|関わら|問いません|よら)",
        r"\bwhatever you (?:write|think)\b", r"\bgood or bad\b",
    ),
    "health_claim": (
        "効[くきい果能]", "治[るりすしっ療癒]", "完治", "予防", "痩せ", "やせ(?:る|た|ます|ました)",
        "体重が", "若返", "アンチエイジング", "美白",
        "(?:シミ|しみ|シワ|しわ|ニキビ|たるみ|毛穴|くすみ)[がもを]?(?:消|なくな|薄く|[取と]れ|改善)",
        "(?:体調|症状|肌荒れ|肌|体質|便秘|睡眠|血行|代謝|痛み|不調)[がのをも]?改善",
        "デトックス", "毒素", "免疫", "血圧", "血糖", "コレステロール", "中性脂肪", "副作用",
        "[即速]効", "医師[がもの]?(?:推薦|推奨|おすすめ|すすめ)", "癌", "がん予防",
        "アトピー", "花粉症", "関節痛", "腰痛", "頭痛", "不眠", "更年期",
        "疲労回復", "疲れが(?:取|と)れ", "育毛", "発毛",
        r"\b(?:cures?|cured|heals?|healed|healing|remedy|remedies|slimming|weight loss)\b",
        r"\b(?:los[et] weight|detox\w*|immun(?:e|ity)|blood pressure|blood sugar|cholesterol)\b",
        r"\b(?:eczema|acne|wrinkles?|side effects?|insomnia|arthritis|miracle|rejuvenat\w+)\b",
        r"\b(?:whitening|prevents?|pain relief|relieves?|clinically proven|anti-?age?ing)\b",
        r"\bdoctor[\s-]recommended\b",
    ),
    "personal_view": (
        "個人の(?:感想|見解)", "個人差があ", r"\bindividual results\b", r"\bresults may vary\b",
        r"\bpersonal opinions?\b",
    ),
    "mall_link": (r"https?://\S+", r"\bwww\.\S+", r"[\w-]+\.(?:com|net|jp|shop|store)\b"),
    "mall_qr": (r"qr\s*コード", "[二2]次元(?:バー)?コード", r"\bqr[\s-]codes?\b"),
    "mall_line": (
        "(?:友だち|友達|ともだち)に?追加",
        r"\bline\s*(?:公式|登録|アカウント|の?友だち|で|から|@)",
        r"公式\s*line", r"(?<![\w.])@\w{4,}", r"\b(?:on|our|via) line\b",
    ),
    "mall_own_shop": (
        "公式(?:サイト|ショップ|ストア|通販)", "自社サイト", "本店サイト", "直営(?:店|サイト)",
        "当店(?:の)?(?:サイト|ホームページ|通販)",
        r"\bour (?:own )?(?:web ?site|online (?:shop|store)|web ?shop)\b",
    ),
    "honorific_twice": (r"\{name\}\s*(?:様|さま|さん|殿|御中|くん|ちゃん)",),
}  # fmt: skip
"""What each thing is recognised by, in letters as `_folded` leaves them."""

_PATTERNS = {name: re.compile("|".join(words)) for name, words in _JAPANESE_AND_ENGLISH.items()}
_MALL = ("mall_link", "mall_qr", "mall_line", "mall_own_shop")


def findings(
    text: Text, *, situation: Situation = ORDINARY, notes: Mapping[str, str] | None = None
) -> tuple[Finding, ...]:
    """What to look at once more in a text, in the order of its forms.

    Args:
        text: with templates as forms.
        situation: what it is for.
        notes: values written for this text, by field; those that a form uses are read with it.
    """
    said = {name: value for name, value in (notes or {}).items() if value and name in FIELDS}
    found: list[Finding] = []
    if text.subject:
        found += _of_template("subject", text.subject, situation)
    for form, template in text.forms.items():
        inserted = form == text.form("insert")
        found += _of_form(form, template, situation, said, inserted=inserted)
    for name, value in said.items():
        found += _of_words(name, value, situation)
    return tuple(dict.fromkeys(found))


def blocked(found: Iterable[Finding]) -> bool:
    """Whether a text is not to be sent as it is."""
    return any(finding.severity == "block" for finding in found)


def _of_form(
    form: str, template: str, situation: Situation, notes: Mapping[str, str], *, inserted: bool
) -> Iterator[Finding]:
    found = list(_of_template(form, template, situation))
    yield from found
    if any(finding.severity == "block" for finding in found):
        return  # what cannot be read cannot be judged
    parts = read(template)
    if form in SIGNED:
        for name in ("sender", "opt_out"):
            if name not in parts.needed:
                yield Finding(f"no_{name}", form, 0, 0, f"{{{name}}}")
    used = [notes[name] for name in sorted(parts.named & notes.keys())]
    yield from _rewards(form, template, used, situation, named=parts.named)
    if inserted and situation.malls:
        yield from _malls(form, template, used)


def _of_template(form: str, template: str, situation: Situation) -> Iterator[Finding]:
    for fault in faults(template):
        yield Finding(fault.code, form, fault.line, fault.column, fault.word)
    yield from _matches("honorific_twice", form, template, _PATTERNS["honorific_twice"])
    yield from _of_words(form, _without_fields(template), situation)


def _of_words(form: str, words: str, situation: Situation) -> Iterator[Finding]:
    """What is looked at in any words of the shop, templates or not."""
    for code in ("health_claim", "personal_view"):
        yield from _matches(code, form, words, _PATTERNS[code])
    for word in situation.banned:
        if folded := _folded(word)[0]:
            yield from _matches("banned_word", form, words, re.compile(re.escape(folded)))


def _rewards(
    form: str, template: str, used: list[str], situation: Situation, *, named: frozenset[str]
) -> Iterator[Finding]:
    """Rewards for reviews, and where the review is to be written."""
    whole = "\n".join([_without_fields(template), *used])
    if not (reviews := _first("review", form, whole)):
        return
    given = situation.rewarded or "benefit" in named or bool(_first("reward", form, whole))
    platform, rakuten = _first("platform", form, whole), _first("rakuten", form, whole)
    stars = _first("stars", form, whole)
    if given and stars:
        yield _named("reward_for_stars", stars)
    if given and platform:
        yield _named("reward_on_platform", platform)
    if situation.promoters and platform and not given:
        yield _named("promoters_to_platform", platform)
    if given and rakuten:
        yield _named("reward_at_rakuten", rakuten)
    if given and not (stars or platform or rakuten or _first("any_words", form, whole)):
        yield _named("reward_for_review", reviews)


def _malls(form: str, template: str, used: list[str]) -> Iterator[Finding]:
    """What leads a mall's customer to a shop of one's own."""
    words = "\n".join([_without_fields(template), *used])
    for code in _MALL:
        yield from _matches(code, form, words, _PATTERNS[code])
    for match in re.finditer(r"\{\s*(link|reply|opt_out)\s*\}", template):
        yield Finding("mall_link", form, *place(template, match.start()), match.group())


def _first(name: str, form: str, words: str) -> Finding | None:
    return next(_matches(name, form, words, _PATTERNS[name]), None)


def _named(code: str, found: Finding) -> Finding:
    return replace(found, code=code)


def _matches(code: str, form: str, words: str, pattern: re.Pattern[str]) -> Iterator[Finding]:
    """Each place where the pattern stands, in the words as they were written."""
    folded, places = _folded(words)
    for match in pattern.finditer(folded):
        start, stop = places[match.start()], places[match.end()]
        yield Finding(code, form, *place(words, start), words[start:stop])


def _without_fields(template: str) -> str:
    """The template with blanks for its fields, so that every place stays."""
    return re.sub(r"\{[^{}\n]*\}", lambda match: " " * len(match.group()), template)


def _folded(words: str) -> tuple[str, list[int]]:
    """The words in one width and case, without signs that cannot be seen.

    Returns:
        The folded words, and for each sign the place it came from; one more for the end.
    """
    signs: list[str] = []
    places: list[int] = []
    for match in re.finditer(r".[\uff9e\uff9f]?", words, re.DOTALL):
        folded = unicodedata.normalize("NFKC", match.group()).lower()
        visible = [sign for sign in folded if unicodedata.category(sign) != "Cf"]
        signs += visible
        places += [match.start()] * len(visible)
    return "".join(signs), [*places, len(words)]
