"""MakeShop: the shop picks the columns; only the first nine headings are known."""

import pyarrow.compute as pc

from core.intake.format import Format, Join, Void, one_of
from core.intake.rows import Rows

_DIGITS = 6


def times_of_day_filled(rows: Rows) -> Rows:
    """Put back the zeros that a spreadsheet took from `hhmmss` (91538 is 09:15:38)."""
    moments = rows.text("ordered_at")
    for digits in range(1, _DIGITS):
        zeros = "0" * (_DIGITS - digits)
        moments = pc.replace_substring_regex(moments, rf" ([0-9]{{{digits}}})$", rf" {zeros}\1")
    return rows.with_fields(ordered_at=moments)


ORDERS = Format(
    name="makeshop_orders",
    source="makeshop",
    signature=("注文番号", "処理状況", "注文者", "注文時間"),
    template=True,
    columns={
        "order_no": "注文番号",
        "ordered_at": Join(("日付", "注文時間")),
        "status": "処理状況",
        "email": ("注文者メールアドレス", "メールアドレス"),
        "name": "注文者",
        "kana": "注文者(振り仮名)",
    },
    mend=times_of_day_filled,
    void=(
        Void("status", "cancelled", one_of("注文キャンセル", "キャンセル")),
        Void("status", "returned", one_of("返送")),
    ),
)

FORMATS = (ORDERS,)
