"""BASE: rows are items and chosen options, postage and fees repeat on each of them."""

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from core.intake import text
from core.intake.format import Format, Join, Void, one_of
from core.intake.rows import Rows


def options_apart(rows: Rows) -> npt.NDArray[np.str_]:
    """A chosen option is a row of its own without a product id; its price counts."""
    named = text.mask(pc.starts_with(rows.text("product"), "商品オプション「"))
    return np.where(named & ~text.filled(rows.text("product_id")), "option", "product")


ORDERS = Format(
    name="base_orders",
    source="base",
    signature=("注文ID", "氏(請求先)", "メールアドレス(請求先)", "合計金額", "発送状況"),
    columns={
        "order_no": "注文ID",
        "ordered_at": "注文日時",
        "status": "発送状況",
        "channel": "購入元",
        "shipping": "送料",
        "fees": "代引き手数料",
        "adjustment": "調整金額",
        "email": "メールアドレス(請求先)",
        "name": Join(("氏(請求先)", "名(請求先)")),
        "phone": "電話番号(請求先)",
        "postal_code": "郵便番号(請求先)",
        "prefecture": "都道府県(請求先)",
        "address": Join(("住所(請求先)", "住所2(請求先)")),
        "product_id": "商品ID",
        "product_code": ("商品コード", "商品ID"),
        "product": Join(("商品名", "バリエーション")),
        "quantity": "数量",
        "unit_price": "価格",
        "amount": "合計金額",
        "tax_rate": "税率",
    },
    money={
        "total": ("lines", "shipping", "fees", "adjustment"),
        "goods": ("lines", "adjustment"),
    },
    kind_of=options_apart,
    void=(Void("status", "cancelled", one_of("キャンセル")),),
)

FORMATS = (ORDERS,)
