"""Square in English: items or payments, refunds as negative rows of the same transaction."""

from core.intake.format import Column, Format, Join, RefundRows, one_of

_ZONES = {
    "eastern time (us & canada)": "America/New_York",
    "central time (us & canada)": "America/Chicago",
    "mountain time (us & canada)": "America/Denver",
    "pacific time (us & canada)": "America/Los_Angeles",
    "arizona": "America/Phoenix",
    "indiana (east)": "America/Indiana/Indianapolis",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "atlantic time (canada)": "America/Halifax",
    "newfoundland": "America/St_Johns",
    "saskatchewan": "America/Regina",
    "london": "Europe/London",
    "dublin": "Europe/Dublin",
    "paris": "Europe/Paris",
    "madrid": "Europe/Madrid",
    "sydney": "Australia/Sydney",
    "melbourne": "Australia/Melbourne",
    "canberra": "Australia/Sydney",
    "hobart": "Australia/Hobart",
    "brisbane": "Australia/Brisbane",
    "adelaide": "Australia/Adelaide",
    "darwin": "Australia/Darwin",
    "perth": "Australia/Perth",
    "tokyo": "Asia/Tokyo",
    "osaka": "Asia/Tokyo",
    "sapporo": "Asia/Tokyo",
    "utc": "UTC",
}
_COLUMNS: dict[str, Column] = {
    "order_no": "Transaction ID",
    "ordered_at": Join(("Date", "Time")),
    "time_zone": "Time Zone",
    "status": "Event Type",
    "gross": "Gross Sales",
    "tax": "Tax",
    "coupon_own": "Discounts",
    "member": "Customer ID",
    "name": "Customer Name",
}
_REFUNDS = RefundRows("status", one_of("Refund"))

ITEMS = Format(
    name="square_items",
    source="square",
    signature=("Date", "Time", "Gross Sales", "Event Type", "Item", "Qty"),
    columns={
        **_COLUMNS,
        "product_code": "SKU",
        "product": "Item",
        "category": "Category",
        "quantity": "Qty",
        "amount": "Net Sales",
    },
    money={
        "total": ("lines",), "goods": ("gross", "tax"), "given_back": ("lines", "tax"),
    },
    summed=("gross", "tax", "coupon_own"),
    magnitude=("coupon_own",),
    refund_rows=_REFUNDS,
    zone_names=_ZONES,
)  # fmt: skip

# "Fees" are what the payment costs the shop, not what the customer pays: they are left out.
TRANSACTIONS = Format(
    name="square_transactions",
    source="square",
    signature=("Date", "Time", "Gross Sales", "Event Type", "Total Collected"),
    columns={**_COLUMNS, "total": "Total Collected"},
    money={"goods": ("gross", "tax")},
    summed=("total", "gross", "tax", "coupon_own"),
    magnitude=("coupon_own",),
    refund_rows=_REFUNDS,
    zone_names=_ZONES,
)

FORMATS = (ITEMS, TRANSACTIONS)
