"""Answers to "would you recommend us", as any survey tool or spreadsheet writes them.

Kept apart from the formats of platforms: it is known by what its columns mean, not by whose they
are, so it is tried last and never where a column holds money.
"""

from core.intake.format import Format, Join
from core.intake.guess_words import NAMES
from core.intake.headings import Headings

ANSWERS = Format(
    name="answers",
    source="answers",
    kind="answers",
    signature=(),
    columns={
        "score": (
            "点数", "スコア", "得点", "評価", "おすすめ度", "推奨度", "回答", "nps", "nps score",
            "score", "rating", "answer", "recommendation",
        ),
        "answered_at": (
            Join(("回答日", "回答時刻")), Join(("回答日", "回答時間")), Join(("日付", "時刻")),
            Join(("date", "time")), "回答日時", "回答時刻", "送信日時", "タイムスタンプ",
            "answered at", "answered on", "answer date", "response date", "submitted at",
            "completed at", *NAMES["ordered_at"],
        ),
        "survey": ("アンケート", "アンケート名", "survey", "survey name", "survey id"),
        "order_no": NAMES["order_no"],
        "email": NAMES["email"],
        "member": NAMES["member"],
    },
)  # fmt: skip


def match_answers(headings: Headings) -> Format | None:
    """The format of answers where the headings are a score, a day, and a person or an order."""
    found = ANSWERS.find(headings).keys()
    money = any(headings.positions(name) for name in NAMES["total"])
    named = {"order_no", "email", "member"} & found
    return ANSWERS if {"score", "answered_at"} <= found and named and not money else None
