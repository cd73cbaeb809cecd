"""Fields and findings in words: what a field stands for, what is wrong and what to do."""

from collections.abc import Mapping

from core.triggers.texts import FIELDS, Fault
from core.triggers.wording import Finding
from pages.shared.i18n import mark, t

FIELD_NAMES: Mapping[str, str] = {
    "name": mark("Name of the customer, with the honorific"),
    "bought": mark("What the customer bought"),
    "product": mark("The product recommended to the customer"),
    "reason": mark("Why it is recommended, as a sentence"),
    "number": mark("Which purchase it was"),
    "code": mark("Code of the coupon or the referral"),
    "shop": mark("Name of the shop"),
    "sender": mark("Who signs"),
    "words": mark("The sender's own words"),
    "story": mark("The story of the shop"),
    "opt_out": mark("How to stop these messages"),
    "reply": mark("Where an answer arrives"),
    "link": mark("A link"),
    "benefit": mark("What the offer gives"),
    "until": mark("Last day of the offer"),
    "date": mark("Day and time of the event"),
    "place": mark("Place of the event"),
    "how": mark("How to use what was bought"),
    "voices": mark("What other customers wrote"),
    "secret": mark("What only these customers are told"),
    "news": mark("The news"),
}

FORM_NAMES: Mapping[str, str] = {
    "subject": mark("Subject"),
    "long": mark("E-mail"),
    "short": mark("LINE and text message"),
    "paper": mark("Card and letter"),
    "insert": mark("Paper in the parcel"),
    "call": mark("Words for a call"),
}

SENTENCES: Mapping[str, str] = {
    "unknown_field": mark(
        "There is no field called {word}. Choose one of these: {known}. To write a brace as it "
        "is, double it."
    ),
    "open_field": mark("A brace is opened and never closed. Close it, or double it."),
    "stray_brace": mark("A brace is closed that was never opened. Take it away, or double it."),
    "open_part": mark("A square bracket is opened and never closed. Close it, or double it."),
    "stray_bracket": mark(
        "A square bracket is closed that was never opened. Take it away, or double it."
    ),
    "part_in_part": mark(
        "A square bracket stands within another. Close the first one before, or double it."
    ),
    "no_sender": mark(
        "Messages must say who sends them. Put {word} into the text, outside of square brackets."
    ),
    "no_opt_out": mark(
        "Messages must say how to stop them. Put {word} into the text, outside of square brackets."
    ),
    "reward_for_stars": mark(
        "“{word}”: a reward for good reviews makes them your advertisement. Ask for any "
        "words, good or bad, or leave the reward out."
    ),
    "reward_on_platform": mark(
        "“{word}” allows no reward for a review, whatever it says. Leave out the reward or the "
        "review."
    ),
    "reward_at_rakuten": mark(
        "“{word}”: rewards for reviews are limited there. Use the function of the mall for it, "
        "and ask it first."
    ),
    "reward_for_review": mark(
        "“{word}” with a reward: say in the text that any words are welcome, good or bad, and "
        "that reviews come with a reward."
    ),
    "promoters_to_platform": mark(
        "“{word}”: asking only your happy customers for reviews is not allowed there. Ask "
        "everybody, or nobody."
    ),
    "health_claim": mark(
        "“{word}” may read as a claim of effect, also in the words of a customer. For cosmetics, "
        "supplements and health goods write about use and feel instead."
    ),
    "personal_view": mark(
        "“{word}” does not make a claim of effect allowed. Leave out the claim itself."
    ),
    "mall_link": mark(
        "“{word}” leads customers of a mall away from it, which malls forbid. Leave it out of "
        "what lies in the parcel."
    ),
    "mall_qr": mark(
        "“{word}”: malls forbid codes that lead away from them. Leave it out of what lies in the "
        "parcel."
    ),
    "mall_line": mark(
        "“{word}”: malls forbid inviting their customers to LINE. Leave it out of what lies in "
        "the parcel."
    ),
    "mall_own_shop": mark(
        "“{word}” invites customers of a mall to your own shop, which malls forbid. Leave it out "
        "of what lies in the parcel."
    ),
    "banned_word": mark("“{word}” is one of the words your shop never uses. Write it otherwise."),
    "honorific_twice": mark(
        "“{word}”: the name comes with its honorific. Take the second one away."
    ),
}
"""By code of `core.triggers.wording`; what to do stands in each."""

PLACE = mark("{form}, line {line}")


def sentence(finding: Finding) -> str:
    """What is wrong and what to do. `{word}` is text of the shop: show it through `plain`."""
    return t(SENTENCES[finding.code], word=_quoted(finding.word, finding.code), known=fields())


def where(finding: Finding) -> str:
    """The form it stands in, and the line."""
    name = t(FORM_NAMES.get(finding.form) or FIELD_NAMES[finding.form])
    return t(PLACE, form=name, line=finding.line) if finding.line else name


def fault(found: Fault) -> str:
    """What keeps a template from being read, and what to do."""
    return t(SENTENCES[found.code], word=_quoted(found.word, found.code), known=fields())


def fields() -> str:
    """Every field there is, as it is written."""
    return " ".join(f"{{{name}}}" for name in FIELDS)


def _quoted(word: str, code: str) -> str:
    return f"{{{word}}}" if code == "unknown_field" else word


def field(name: str) -> str:
    """What a field stands for, as it is written and in words."""
    return f"{{{name}}} {t(FIELD_NAMES[name])}"
