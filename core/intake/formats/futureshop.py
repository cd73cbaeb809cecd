"""futureshop: the shop picks the columns; rows are items, the order's amounts repeat."""

from core.intake.format import Add, Format, Join
from core.intake.tax import tax_on_top

ORDERS = Format(
    name="futureshop_orders",
    source="futureshop",
    signature=("受注コード", "注文日時", "請求合計金額", "枝番号"),
    template=True,
    columns={
        "order_no": "受注コード",
        "ordered_at": "注文日時",
        "total": "請求合計金額",
        "goods": "商品合計金額",
        "tax": "消費税合計",
        "shipping": "送料",
        "fees": Add(("包装手数料", "決済手数料", "クール便手数料", "その他手数料")),
        "coupon_own": "割引合計金額(商品)",
        "shipping_off": "割引合計金額(送料)",
        "points_own": "ポイント利用額",
        "email": (
            "メールアドレス(メイン)", "メールアドレス", "メールアドレス(サブ)",
            "メールアドレス(モバイル)",
        ),
        "name": Join(("氏名(姓)", "氏名(名)")),
        "kana": Join(("フリガナ(姓)", "フリガナ(名)")),
        "phone": ("電話番号(メイン)", "電話番号(サブ)", "携帯電話番号"),
        "postal_code": "郵便番号",
        "prefecture": "都道府県区分",
        "address": Join(("住所1", "住所2", "住所3")),
        "product_code": "商品番号",
        "product": "商品名",
        "quantity": "購入数量",
        "unit_price": "販売単価",
    },
    money={"shipping": ("shipping", "-shipping_off")},
    magnitude=("coupon_own", "shipping_off", "points_own"),
    prepare=tax_on_top("shipping", "-shipping_off", "fees", "-coupon_own", "-points_own"),
    total_less_shipping=("total", "-shipping", "shipping_off", "-fees"),
)  # fmt: skip

FORMATS = (ORDERS,)
