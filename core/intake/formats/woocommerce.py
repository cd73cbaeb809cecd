"""WooCommerce analytics: a row per order and one more per refund, no key of a customer."""

import pyarrow.compute as pc

from core.intake import text
from core.intake.format import Format, RefundRows, Void, one_of
from core.intake.orders import gives_back
from core.intake.rows import Rows
from core.intake.unfold import one_row_per_line

_REFUNDS = RefundRows("total")
_NEXT = r", ([0-9]+×)"
_PIECES = r"^([0-9]+)× ?"
_MARK = "\x1f"


def products_apart(rows: Rows) -> Rows:
    """One row per product of `2× Mug, 1× Plate`; the amount stays on the first of them."""
    cells = pc.replace_substring(rows.text("product"), "&times;", "×")
    cells = text.blank_where(cells, gives_back(rows, _REFUNDS))
    marked = pc.replace_substring_regex(cells, _NEXT, _MARK + r"\1")
    wide = one_row_per_line(rows, {"product": pc.split_pattern(marked, _MARK)})
    product, first = wide.text("product"), pc.equal(wide.text("entry"), "1")
    pieces = pc.struct_field(pc.extract_regex(product, r"^(?P<pieces>[0-9]+)×"), [0])
    return wide.with_fields(
        product=pc.replace_substring_regex(product, _PIECES, ""),
        quantity=pc.fill_null(pieces, ""),
        total=pc.if_else(first, wide.text("total"), ""),
    )


ORDERS = Format(
    name="woocommerce_orders",
    source="woocommerce",
    signature=("Order #", "Customer type", "Product(s)", "Net Sales"),
    columns={
        "order_no": "Order #",
        "ordered_at": "Date",
        "status": "Status",
        "total": "Net Sales",
        "acquisition_source": "Attribution",
        "name": "Customer",
        "product": "Product(s)",
    },
    summed=("total",),
    refund_rows=_REFUNDS,
    mend=products_apart,
    void=(
        Void("status", "cancelled", one_of("cancelled", "canceled", "trash")),
        Void("status", "refunded", one_of("refunded")),
        # checkouts that never got as far as a payment
        Void("status", "unfinished", one_of("failed", "pending", "pending payment",
                                            "checkout-draft")),
    ),
)  # fmt: skip

CUSTOMERS = Format(
    name="woocommerce_customers",
    source="woocommerce",
    kind="customers",
    signature=("Username", "Last Active", "Sign Up", "Total Spend"),
    columns={
        "email": "Email",
        "name": "Name",
        "phone": ("Billing Phone", "Shipping Phone"),
        "registered_at": "Sign Up",
        "stated_orders": "Orders",
        "stated_spent": "Total Spend",
        "prefecture": "Region",
        "city": "City",
        "postal_code": "Postal Code",
    },
)

FORMATS = (ORDERS, CUSTOMERS)
