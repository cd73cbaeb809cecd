"""minne and Creema, malls of handmade things: rows are items, the order's amounts repeat."""

from core.intake.format import Format, Void, one_of
from core.intake.guess_words import CANCELLED

_CANCELLED = (Void("status", "cancelled", one_of(*CANCELLED)),)

# Addresses are those of the receiver, who is not always the customer: they are not read.
MINNE = Format(
    name="minne_orders",
    source="minne",
    owner="mall",
    signature=("注文ID", "注文状況", "作品名", "注文者のユーザーID"),
    columns={
        "order_no": "注文ID",
        "ordered_at": "注文日",
        "shipped_at": "発送日",
        "status": "注文状況",
        "total": "注文の合計",
        "goods": "注文の販売価格",
        "shipping": "注文の送料",
        "member": "注文者のユーザーID",
        "name": ("注文者の氏名", "注文者のニックネーム"),
        "phone": "注文者の電話番号",
        "product_code": "作品管理番号",
        "product": "作品名",
        "quantity": "数量",
        "unit_price": "販売価格",
        "amount": "小計",
    },
    void=_CANCELLED,
)

CREEMA = Format(
    name="creema_orders",
    source="creema",
    owner="mall",
    signature=("注文ID", "購入日", "作品タイトル", "ご注文金額"),
    columns={
        "order_no": "注文ID",
        "ordered_at": "購入日",
        "shipped_at": "発送日",
        "status": "ステータス",
        "total": "ご注文金額",
        "goods": "作品合計",
        "shipping": "送料・ラッピング",
        "coupon_own": "(-)作家クーポン",
        "points_mall": (
            "(-)お買い物券・ポイント・キャンペーン分", "(-)ポイント・お買い物券利用分",
        ),
        "member": "取引相手",
        "name": "取引相手",
        "stated_orders": "購入回数",
        "product": "作品タイトル",
        "quantity": "数量",
        "unit_price": "作品価格",
    },
    magnitude=("coupon_own", "points_mall"),
    void=_CANCELLED,
)  # fmt: skip

FORMATS = (MINNE, CREEMA)
