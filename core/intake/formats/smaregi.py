"""Smaregi (point of sale): rows are details of a transaction, whose amounts repeat on each."""

import pyarrow as pa
import pyarrow.compute as pc

from core.intake import text
from core.intake.format import Format, RefundRows, Void, one_of
from core.intake.rows import Rows

_RETURN = one_of("2", "返品")
_NOT_SALES = frozenset(str(code) for code in range(2, 40))


def sales_told(rows: Rows) -> Rows:
    """Mark rows without a detail: deposits, withdrawals and movements of points sell nothing."""
    sold = text.filled(rows.text("line_id")) | text.filled(rows.text("product"))
    sold |= not rows.has("line_id")
    return rows.with_fields(sells_nothing=pc.if_else(pa.array(sold), "", "1"))


# The total is after discounts and points; what they took off is put back for the goods.
ORDERS = Format(
    name="smaregi_sales",
    source="smaregi",
    signature=("取引ID", "取引日時", "打消取引ID", "取引明細ID"),
    legend=True,
    columns={
        "order_no": "取引ID",
        "ordered_at": "取引日時",
        "status": "打消区分",
        "division": "取引区分",
        "line_division": "取引明細区分",
        "total": "合計",
        "coupon_own": "小計値引き",
        "points_own": ("ポイント値引き", "使用ポイント"),
        "member": ("会員ID", "会員コード"),
        "line_id": "取引明細ID",
        "product_code": ("商品コード", "商品ID", "品番"),
        "product": "商品名",
        "category": "部門名",
        "quantity": "数量",
        "unit_price": "販売単価",
        "amount": "値引き後計",
    },
    money={"goods": ("total", "coupon_own", "points_own")},
    magnitude=("coupon_own", "points_own"),
    mend=sales_told,
    refund_rows=RefundRows("line_division", _RETURN),
    void=(
        Void("status", "voided_pair", one_of("1", "2")),
        Void("division", "not_a_sale", _NOT_SALES),
        Void("sells_nothing", "not_a_sale"),
        # rows that give back come last: where one leads, there is no sale in the transaction
        Void("line_division", "returned", _RETURN),
    ),
)

FORMATS = (ORDERS,)
