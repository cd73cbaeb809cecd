"""EC-CUBE 2, 3 and 4; 4 writes postage, fees and points as rows of their own."""

from dataclasses import replace

from core.intake.format import Format, Join, Void, one_of

_KINDS = {
    "1": "product", "2": "shipping", "3": "fee", "4": "discount", "5": "tax", "6": "points",
}  # fmt: skip
_VOID_4 = (
    Void("status", "cancelled", one_of("3", "注文取消し")),
    Void("status", "unfinished", one_of("7", "8", "決済処理中", "購入処理中")),
    Void("status", "returned", one_of("9", "返品")),
)
_PHONE = ("TEL1", "TEL2", "TEL3")

ORDERS_4 = Format(
    name="eccube4_orders",
    source="eccube",
    signature=("注文ID", "注文番号", "お名前(姓)", "明細区分(ID)", "対応状況(ID)", "支払合計"),
    template=True,
    columns={
        "order_no": "注文ID",  # the number shown is the same by default and can be blank
        "ordered_at": "受注日",
        "shipped_at": "発送日",
        "status": ("対応状況(ID)", "対応状況(名称)"),
        "total": "支払合計",
        "goods": "小計",
        "coupon_own": "値引き",
        "shipping": "送料",
        "member": "会員ID",
        "email": "メールアドレス",
        "name": Join(("お名前(姓)", "お名前(名)")),
        "kana": Join(("お名前(セイ)", "お名前(メイ)")),
        "phone": "TEL",
        "postal_code": "郵便番号",
        "prefecture": ("都道府県(名称)", "都道府県(ID)"),
        "address": Join(("住所1", "住所2")),
        "birth_date": "誕生日",
        "gender": ("性別(名称)", "性別(ID)"),
        "line_id": "注文詳細ID",
        "line_kind": ("明細区分(ID)", "明細区分(名称)"),
        "product_code": "商品コード",
        "product": Join(("商品名", "規格分類名1", "規格分類名2")),
        "quantity": "個数",
        "unit_price": "価格",
        "tax_rate": "税率",
    },
    money={"points_own": ("-lines:points",), "fees": ("lines:fee",)},
    magnitude=("coupon_own",),
    line_kinds=_KINDS | {
        "商品": "product", "送料": "shipping", "手数料": "fee", "割引": "discount",
        "税": "tax", "ポイント": "points",
    },
    void=_VOID_4,
)  # fmt: skip

ORDERS_3 = Format(
    name="eccube3_orders",
    source="eccube",
    signature=("注文ID", "対応状況(ID)", "支払合計", "郵便番号1", "注文詳細ID"),
    template=True,
    columns={
        **ORDERS_4.columns,
        "phone": Join(_PHONE, "-"),
        "postal_code": Join(("郵便番号1", "郵便番号2"), "-"),
    },
    magnitude=("coupon_own",),
    void=_VOID_4[:2],
)

ORDERS_2 = Format(
    name="eccube2_orders",
    source="eccube",
    signature=("注文番号", "お支払い合計", "使用ポイント", "対応状況", "注文日時"),
    template=True,
    columns={
        "order_no": "注文番号",
        "ordered_at": "注文日時",
        "shipped_at": "発送完了日時",
        "status": "対応状況",
        "total": "お支払い合計",
        "goods": "小計",
        "coupon_own": "値引き",
        "shipping": "送料",
        "fees": "手数料",
        "points_own": "使用ポイント",
        "member": "会員ID",
        "email": "メールアドレス",
        "name": Join(("お名前(姓)", "お名前(名)")),
        "kana": Join(("お名前(フリガナ・姓)", "お名前(フリガナ名)")),
        "phone": Join(("電話番号1", "電話番号2", "電話番号3"), "-"),
        "postal_code": Join(("郵便番号1", "郵便番号2"), "-"),
        "prefecture": "都道府県",
        "address": Join(("住所1", "住所2")),
        "birth_date": "生年月日",
        "gender": "性別",
    },
    magnitude=("coupon_own", "points_own"),
    void=(
        Void("status", "cancelled", one_of("3", "キャンセル")),
        Void("status", "unfinished", one_of("7", "決済処理中")),
    ),
)

CUSTOMERS_4 = Format(
    name="eccube4_customers",
    source="eccube",
    kind="customers",
    signature=("会員ID", "会員ステータス(ID)", "ポイント", "メールアドレス"),
    columns={
        "member": "会員ID",
        "email": "メールアドレス",
        "name": Join(("お名前(姓)", "お名前(名)")),
        "kana": Join(("お名前(セイ)", "お名前(メイ)")),
        "phone": ("TEL", Join(_PHONE, "-")),
        "postal_code": ("郵便番号", Join(("郵便番号1", "郵便番号2"), "-")),
        "prefecture": ("都道府県(名称)", "都道府県(ID)"),
        "address": Join(("住所1", "住所2")),
        "birth_date": "誕生日",
        "gender": ("性別(名称)", "性別(ID)"),
        "registered_at": "登録日",
        "first_order_at": "初回購入日",
        "stated_orders": "購入回数",
        "points_balance": "ポイント",
    },
)

CUSTOMERS_3 = replace(
    CUSTOMERS_4,
    name="eccube3_customers",
    signature=("会員ID", "会員ステータス(ID)", "メールアドレス", "郵便番号1"),
)

CUSTOMERS_2 = Format(
    name="eccube2_customers",
    source="eccube",
    kind="customers",
    signature=("会員ID", "E-MAIL", "初回購入日", "ポイント残高"),
    columns={
        "member": "会員ID",
        "email": "E-MAIL",
        "name": Join(("お名前(姓)", "お名前(名)")),
        "kana": Join(("お名前(フリガナ・姓)", "お名前(フリガナ・名)")),
        "phone": Join(_PHONE, "-"),
        "postal_code": Join(("郵便番号1", "郵便番号2"), "-"),
        "prefecture": "都道府県",
        "address": Join(("住所1", "住所2")),
        "birth_date": "誕生日",
        "gender": "性別",
        "registered_at": "登録日",
        "first_order_at": "初回購入日",
        "stated_orders": "購入回数",
        "points_balance": "ポイント残高",
    },
)

FORMATS = (ORDERS_4, ORDERS_3, ORDERS_2, CUSTOMERS_4, CUSTOMERS_3, CUSTOMERS_2)
