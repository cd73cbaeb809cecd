"""ecforce: a row per order, a template of columns that the shop picks, subscriptions."""

import pyarrow.compute as pc

from core.intake.format import Format, Void, one_of
from core.intake.guess_words import CANCELLED, RETURNED
from core.intake.rows import Rows
from core.intake.unfold import one_row_per_line


def products_apart(rows: Rows) -> Rows:
    """One row per product: their codes stand in one cell with commas between them."""
    codes = pc.split_pattern(rows.text("product_code"), ",")
    return one_row_per_line(rows, {"product_code": codes})


# An automatic delivery is not a decision to buy: from the second on it is a renewal.
ORDERS = Format(
    name="ecforce_orders",
    source="ecforce",
    signature=("受注ID", "受注番号", "顧客番号", "支払い合計"),
    template=True,
    columns={
        "order_no": "受注番号",
        "ordered_at": "受注日",
        "status": "対応状況",
        "total": "支払い合計",
        "goods": "小計",
        "acquisition_source": ("広告URLグループ名", "広告主名"),
        "subscription_no": "定期受注番号",
        "subscription_count": "定期回数",
        "member": "顧客番号",
        "email": "メールアドレス",
        "stated_orders": "顧客購入回数",
        "product_code": "購入商品（商品コード）",
    },
    mend=products_apart,
    void=(
        Void("status", "cancelled", one_of(*CANCELLED)),
        Void("status", "returned", one_of(*RETURNED)),
    ),
)

FORMATS = (ORDERS,)
