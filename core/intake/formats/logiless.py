"""LOGILESS, which merges the orders of several shops and malls: rows are items."""

from core.intake.format import Format, Join, Void, one_of
from core.intake.guess_words import CANCELLED, RETURNED
from core.intake.tax import tax_on_top

_MALLS = (
    "楽天", "rakuten", "yahoo", "ヤフー", "amazon", "アマゾン", "au pay", "aupay", "wowma", "qoo10",
    "minne", "creema", "etsy", "メルカリ", "mercari", "zozo", "dショッピング", "ポンパレ",
)  # fmt: skip

ORDERS = Format(
    name="logiless_orders",
    source="logiless",
    signature=("受注コード", "受注明細コード", "購入者名1", "受注日時"),
    columns={
        "order_no": "受注コード",
        "ordered_at": "受注日時",
        "status": "伝票ステータス",
        "channel": Join(("店舗名", "プラットフォーム"), " / "),
        "total": "合計金額",
        "goods": "商品合計",
        "tax": "税合計",
        "shipping": "送料",
        "fees": "その他手数料",
        "coupon_own": "クーポン利用",
        "points_own": "ポイント利用",
        "discount": "値引き",
        "email": "購入者 メールアドレス",
        "name": Join(("購入者名1", "購入者名2")),
        "kana": Join(("購入者名かな1", "購入者名かな2")),
        "phone": "購入者 電話番号",
        "postal_code": "購入者 郵便番号",
        "prefecture": "購入者 都道府県",
        "address": Join(("購入者 住所1", "購入者 住所2", "購入者 住所3")),
        "line_id": "受注明細コード",
        "product_code": "商品コード",
        "product": "商品名",
        "quantity": "数量",
        "unit_price": "販売単価",
        "amount": "小計",
        "tax_rate": "税率",
    },
    money={"coupon_own": ("coupon_own", "discount")},
    magnitude=("coupon_own", "points_own", "discount"),
    prepare=tax_on_top("shipping", "fees", "-coupon_own", "-points_own", "-discount"),
    mall_channels=_MALLS,
    void=(
        Void("status", "cancelled", one_of(*CANCELLED)),
        Void("status", "returned", one_of(*RETURNED)),
    ),
)

FORMATS = (ORDERS,)
