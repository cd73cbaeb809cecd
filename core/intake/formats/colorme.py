"""Color Me Shop: rows are items, the order's amounts repeat on each of them."""

from core.intake.format import Add, Format, Void, one_of

_VOID = (
    Void("status", "cancelled", one_of("キャンセル")),
    Void("status", "refunded", one_of("全額返金済", "全額返金済み")),
)

ORDERS = Format(
    name="colorme_orders",
    source="colorme",
    signature=("売上ID", "受注日", "総合計金額", "購入者 名前", "入金状態"),
    columns={
        "order_no": "売上ID",
        "ordered_at": "受注日",
        "shipped_at": "発送日時",
        "status": "入金状態",
        "total": "総合計金額",
        "goods": "商品の合計金額(税込)",
        "shipping": "送料合計",
        "fees": Add(("決済手数料", "メッセージカード手数料合計")),
        "coupon_own": "割引金額",
        "points_own": "ショップポイントによる割引金額",
        "points_mall": "外部ポイントによる割引金額",
        "member": "購入者 顧客ID",
        "email": "購入者 メールアドレス",
        "name": "購入者 名前",
        "phone": ("購入者 電話番号", "購入者 携帯番号"),
        "postal_code": "購入者 郵便番号",
        "prefecture": ("購入者 都道府県", "購入者 都道府県名"),
        "address": "購入者 住所",
        "line_id": "売上詳細ID",
        "product_code": ("購入商品 型番", "購入商品 商品ID"),
        "product": "購入商品 商品名",
        "quantity": "購入商品 販売個数",
        "unit_price": "購入商品 販売価格(消費税込)",
        "amount": "購入商品 小計",
    },
    magnitude=("coupon_own", "points_own", "points_mall"),
    void=_VOID,
)

# The older sales_detail file: only its first ten headings are known, none of them an amount.
DETAILS = Format(
    name="colorme_details",
    source="colorme",
    signature=("売上ID", "受注日", "顧客ID", "名前", "型番"),
    absent=("購入者 名前",),
    columns={
        "order_no": "売上ID",
        "ordered_at": "受注日",
        "status": "入金状態",
        "total": "総合計金額",
        "member": "顧客ID",
        "email": "メールアドレス",
        "name": "名前",
        "phone": ("電話番号", "携帯番号"),
        "line_id": "売上詳細ID",
        "product_code": "型番",
        "product": "商品名",
    },
    void=_VOID,
)

FORMATS = (ORDERS, DETAILS)
