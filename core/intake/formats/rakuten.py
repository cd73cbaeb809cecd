"""Rakuten RMS: rows are items per destination, the order's amounts repeat on each of them."""

from core.intake.format import Add, Format, Join, Void, one_of
from core.intake.tax import tax_on_top

_CANCELLED = one_of("800", "900", "キャンセル確定待ち", "キャンセル確定")

# The mall pays its own coupons and the points to the shop: they are no loss of the shop's.
# The address is a mask of the mall, so name and phone only suggest who is the same person.
ORDERS = Format(
    name="rakuten_orders",
    source="rakuten",
    owner="mall",
    signature=("注文番号", "ステータス", "注文日時", "請求金額", "注文者メールアドレス"),
    template=True,
    columns={
        "order_no": "注文番号",
        "ordered_at": ("注文日時", Join(("注文日", "注文時間"))),
        "shipped_at": "発送完了報告日時",
        "status": "ステータス",
        "total": "合計金額",
        "goods": "商品合計金額",
        "tax": ("外税合計", "消費税合計"),
        "shipping": "送料合計",
        "wrapping": Add(("ラッピング料金1", "ラッピング料金2")),
        "fees": Add(("代引料合計", "決済手数料")),
        "coupon_own": "店舗発行クーポン利用額",
        "coupon_mall": "楽天発行クーポン利用額",
        "points_mall": "ポイント利用額",
        "subscription_no": "申込番号",
        "subscription_count": "申込お届け回数",
        "email": "注文者メールアドレス",
        "name": Join(("注文者姓", "注文者名")),
        "kana": Join(("注文者姓カナ", "注文者名カナ")),
        "phone": Join(("注文者電話番号1", "注文者電話番号2", "注文者電話番号3"), "-"),
        "postal_code": Join(("注文者郵便番号1", "注文者郵便番号2"), "-"),
        "prefecture": "注文者住所都道府県",
        "city": "注文者住所郡市区",
        "address": "注文者住所それ以降の住所",
        "gender": "注文者性別",
        "line_id": Join(("送付先ID", "商品明細ID"), "-"),
        "product_code": ("商品管理番号", "商品番号", "商品ID"),
        "product": "商品名",
        "quantity": "個数",
        "unit_price": "単価",
        "tax_rate": "商品税率",
    },
    missing=("-9999",),
    magnitude=("coupon_own", "coupon_mall", "points_mall"),
    prepare=tax_on_top("shipping", "wrapping"),
    total_less_shipping=("total", "-shipping", "-wrapping"),
    void=(Void("status", "cancelled", _CANCELLED),),
    day_in_number=r"^[0-9]+-(?P<day>[0-9]{8})-",
)

FORMATS = (ORDERS,)
