"""Shopify: rows are line items, the order's amounts stand on its first row only."""

import pandas as pd

from core.intake.format import Format, Join, Void, one_of


def goods_with_tax(amounts: pd.DataFrame) -> pd.DataFrame:
    """Add `goods`: the subtotal before discount codes, tax included.

    Subtotal is after discounts; it holds the tax unless the total is larger by just that tax.
    """
    subtotal, tax = amounts["subtotal"], amounts["tax"].fillna(0)
    net_of_tax = subtotal + amounts["shipping"].fillna(0) + tax == amounts["total"]
    before = subtotal + amounts["coupon_own"].fillna(0)
    return amounts.assign(goods=before + tax.where(net_of_tax.fillna(value=False), 0))


# Only the buyer's address is read: of a gift, the receiver is not the customer.
ORDERS = Format(
    name="shopify_orders",
    source="shopify",
    signature=("Name", "Financial Status", "Lineitem quantity", "Lineitem price"),
    columns={
        "order_no": "Name",
        "ordered_at": "Created at",
        "shipped_at": "Fulfilled at",
        "void_on": ("Cancelled at", "Canceled at"),
        "status": "Financial Status",
        "channel": "Source",
        "currency": "Currency",
        "total": "Total",
        "subtotal": "Subtotal",
        "tax": "Taxes",
        "shipping": "Shipping",
        "coupon_own": "Discount Amount",
        "refund": "Refunded Amount",
        "email": "Email",
        "consent_email": "Accepts Marketing",
        "name": "Billing Name",
        "phone": ("Phone", "Billing Phone"),
        "postal_code": "Billing Zip",
        "prefecture": ("Billing Province Name", "Billing Province"),
        "city": "Billing City",
        "address": Join(("Billing Address1", "Billing Address2")),
        "tags": "Tags",
        "product": "Lineitem name",
        "product_code": "Lineitem sku",
        "quantity": "Lineitem quantity",
        "unit_price": "Lineitem price",
        "line_discount": "Lineitem discount",
    },
    prepare=goods_with_tax,
    magnitude=("coupon_own", "refund"),
    void=(
        Void("void_on", "cancelled"),
        Void("status", "cancelled", one_of("voided")),
        Void("status", "refunded", one_of("refunded")),
    ),
    renewal_marks=(("tags", "recurring order"), ("channel", "subscription_contract")),
)

CUSTOMERS = Format(
    name="shopify_customers",
    source="shopify",
    kind="customers",
    signature=("Email", "Accepts Email Marketing", "Total Spent", "Total Orders"),
    columns={
        "member": "Customer ID",
        "email": "Email",
        "name": Join(("Last Name", "First Name")),
        "phone": ("Phone", "Default Address Phone"),
        "postal_code": ("Default Address Zip", "Zip"),
        "prefecture": ("Default Address Province Code", "Province Code", "Province"),
        "city": ("Default Address City", "City"),
        "address": (
            Join(("Default Address Address1", "Default Address Address2")),
            Join(("Address1", "Address2")),
        ),
        "consent_email": "Accepts Email Marketing",
        "stated_spent": "Total Spent",
        "stated_orders": "Total Orders",
        "tags": "Tags",
    },
)

FORMATS = (ORDERS, CUSTOMERS)
