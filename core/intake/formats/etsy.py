"""Etsy sold order items: rows are items, postage repeats on each of them."""

from core.intake.format import Format

# Shops that write British English have "Delivery" and "Posted" for "Shipping" and "Shipped".
# An item's total is before coupons; sales tax is collected and paid by the mall.
ORDERS = Format(
    name="etsy_orders",
    source="etsy",
    owner="mall",
    signature=("Sale Date", "Item Name", "Buyer", "Order ID", "Item Total"),
    columns={
        "order_no": "Order ID",
        "ordered_at": "Sale Date",
        "shipped_at": ("Date Shipped", "Date Posted"),
        "currency": "Currency",
        "shipping": ("Order Shipping", "Order Delivery"),
        "coupon_own": "Discount Amount",
        "member": "Buyer",
        "name": "Buyer",
        "line_id": "Transaction ID",
        "product_code": ("SKU", "Listing ID"),
        "product": "Item Name",
        "quantity": "Quantity",
        "unit_price": "Price",
        "amount": "Item Total",
    },
    money={"total": ("lines", "shipping"), "goods": ("lines",)},
    summed=("coupon_own",),
    magnitude=("coupon_own",),
    dates_order="month_first",
)

FORMATS = (ORDERS,)
