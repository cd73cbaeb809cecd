"""Amazon Seller Central: rows are items, no order has a total of its own.

The same order can stand in several reports, so all of them are one source.
"""

from core.intake.format import Column, Format, Join, Void, one_of

# In Japan the item's price holds the tax; it is that of the line, not of a piece.
_MONEY = {"total": ("lines",), "goods": ("lines",)}
_AMOUNTS: dict[str, Column] = {
    "currency": "currency",
    "amount": "item-price",
    "shipping": "shipping-price",
    "fees": "gift-wrap-price",
    "coupon_own": "item-promotion-discount",
}
_BUYER: dict[str, Column] = {
    "email": "buyer-email",
    "name": "buyer-name",
    "phone": "buyer-phone-number",
    "postal_code": "bill-postal-code",
    "prefecture": "bill-state",
    "city": "bill-city",
    "address": Join(("bill-address-1", "bill-address-2", "bill-address-3")),
}
_ITEM: dict[str, Column] = {"product_code": "sku", "product": "product-name"}
_ORDER: dict[str, Column] = {"order_no": "order-id", "ordered_at": "purchase-date"}
_AMAZON_ORDER: dict[str, Column] = {
    "order_no": "amazon-order-id",
    "ordered_at": "purchase-date",
}
_SUMMED = ("shipping", "fees", "coupon_own")

ORDER_REPORT = Format(
    name="amazon_orders",
    source="amazon",
    owner="mall",
    signature=("order-id", "order-item-id", "purchase-date", "buyer-email", "item-price"),
    columns={
        **_ORDER, **_AMOUNTS, **_BUYER, **_ITEM,
        "quantity": "quantity-purchased", "line_id": "order-item-id",
    },
    money=_MONEY,
    summed=_SUMMED,
    magnitude=("coupon_own",),
)  # fmt: skip

UNSHIPPED = Format(
    name="amazon_unshipped",
    source="amazon",
    owner="mall",
    signature=("order-id", "order-item-id", "days-past-promise", "quantity-to-ship"),
    columns={
        **_ORDER, **_BUYER, **_ITEM,
        "quantity": "quantity-purchased", "line_id": "order-item-id",
    },
)  # fmt: skip

ALL_ORDERS = Format(
    name="amazon_all_orders",
    source="amazon",
    owner="mall",
    signature=("amazon-order-id", "order-status", "asin", "item-status", "quantity"),
    columns={
        **_AMAZON_ORDER, **_AMOUNTS, **_ITEM, "status": "order-status", "quantity": "quantity",
    },
    money=_MONEY,
    summed=_SUMMED,
    magnitude=("coupon_own",),
    void=(Void("status", "cancelled", one_of("Cancelled", "Canceled")),),
)  # fmt: skip

FBA_SHIPMENTS = Format(
    name="amazon_fba_shipments",
    source="amazon",
    owner="mall",
    signature=("amazon-order-id", "shipment-id", "shipment-date", "quantity-shipped"),
    columns={
        **_AMAZON_ORDER, **_AMOUNTS, **_BUYER, **_ITEM, "shipped_at": "shipment-date",
        "quantity": "quantity-shipped",
        "line_id": Join(("shipment-item-id", "amazon-order-item-id"), "/"),
    },
    money=_MONEY,
    summed=_SUMMED,
    magnitude=("coupon_own",),
)  # fmt: skip

FORMATS = (ORDER_REPORT, ALL_ORDERS, FBA_SHIPMENTS, UNSHIPPED)
