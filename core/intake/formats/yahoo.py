"""Yahoo! Shopping (Store Creator Pro): a row per order, its items packed as `L1=a&L2=b`."""

import pyarrow.compute as pc

from core.intake.format import Add, Format, Join, Void, one_of
from core.intake.rows import Rows
from core.intake.unfold import one_row_per_line

_PACKED = ("item_id", "sub_code", "product", "unit_price", "quantity")


def items_apart(rows: Rows) -> Rows:
    """One row per item. A title may hold a bare `&`, so only `&L2=` parts two items."""
    cells = {
        name: pc.replace_substring_regex(rows.text(name), r"^L[0-9]+=", "")
        for name in _PACKED if rows.has(name)
    }  # fmt: skip
    lists = {n: pc.split_pattern_regex(packed, r"&L[0-9]+=") for n, packed in cells.items()}
    wide = one_row_per_line(rows, lists)
    code = wide.text("sub_code")
    return wide.with_fields(product_code=pc.if_else(pc.equal(code, ""), wide.text("item_id"), code))


# Malls pay their coupons and points to the shop: only the store's own coupon is its loss.
ORDERS = Format(
    name="yahoo_orders",
    source="yahoo",
    owner="mall",
    signature=("OrderId", "OrderTime", "OrderStatus", "BillMailAddress", "TotalPrice"),
    template=True,
    columns={
        "order_no": "OrderId",
        "ordered_at": "OrderTime",
        "status": "OrderStatus",
        "total": "TotalPrice",
        "shipping": "ShipCharge",
        "fees": Add(("PayCharge", "GiftWrapCharge")),
        "coupon_own": "ItemCouponDiscount",
        "coupon_mall": "TotalMallCouponDiscount",
        "points_mall": "UsePoint",
        "email": "BillMailAddress",
        "name": ("BillName", Join(("BillLastName", "BillFirstName"))),
        "kana": ("BillNameKana", Join(("BillLastNameKana", "BillFirstNameKana"))),
        "phone": "BillPhoneNumber",
        "postal_code": "BillZipCode",
        "prefecture": "BillPrefecture",
        "city": "BillCity",
        "address": Join(("BillAddress1", "BillAddress2")),
        "item_id": "ItemId",
        "sub_code": "SubCode",
        "product": "Title",
        "quantity": ("QuantityDetail", "Quantity"),
        "unit_price": "UnitPrice",
    },
    money={"goods": ("lines",)},
    made_of=("lines", "shipping", "fees", "-coupon_own", "-coupon_mall", "-points_mall"),
    magnitude=("coupon_own", "coupon_mall", "points_mall"),
    mend=items_apart,
    void=(Void("status", "cancelled", one_of("4", "キャンセル")),),
)

FORMATS = (ORDERS,)
