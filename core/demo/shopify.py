"""The demo shop as a Shopify order export: totals on the first row of an order only."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.demo import contact, goods
from core.demo.expected import Expected, expect
from core.demo.names import PLACES
from core.demo.rows import GOODS, Extra, Rows, rows
from core.demo.shop import BANK, CARD, CURRENCY, KONBINI, NAME, Shop
from core.demo.table import Cells, Level, Style, chosen, glued, numbers, picked, table
from core.demo.visits import CANCELLED, RETURNED, UNFINISHED, VALID

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Times = npt.NDArray[np.datetime64]

HEADER = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,"
    "Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,"
    "Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,"
    "Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,"
    "Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,"
    "Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,"
    "Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,"
    "Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,"
    "Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,"
    "Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,"
    "Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,"
    "Payment Terms Name,Next Payment Due At,Payment References"
)
_STYLE = Style("utf-8", "\n", "need")
_WRAPPING = 2
_PREFECTURE_IDS = np.array([place[1] for place in PLACES], dtype=np.int64)
_JAPAN = np.timedelta64(9, "h")
_FIXED = {
    "Vendor": NAME,
    "Lineitem requires shipping": "true",
    "Lineitem taxable": "true",
    "Lineitem discount": "0",
}
_SAID = (
    "",
    "カードに「ありがとう🌸」とお願いします",
    "玄関前に\n置いてください",
    'リボンは"赤", 箱なし',
)
_PAYMENTS = ("Shopify Payments", "Konbini", "PayPay", "銀行振込", "代金引換")
_SOURCES = ("web", "shopify_draft_order", "rakuten", "subscription_contract")


def write(shop: Shop, *, utc: bool = False) -> bytes:
    """The export, newest order first.

    Args:
        shop: what to write; checkouts nobody finished are no orders here.
        utc: write times with +0000 instead of +0900.

    Returns:
        UTF-8 CSV.
    """
    shop = _shown(shop)
    wrapped = (shop.orders["wrapping"] > 0).to_numpy()
    sheet = rows(shop, [Extra(_WRAPPING, wrapped)], newest_first=True)
    first = np.where(sheet.first, sheet.order, -1)
    return table(
        HEADER,
        _STYLE,
        rows=len(sheet),
        fixed=_FIXED,
        levels=[
            Level(_every_row(shop, utc=utc), sheet.order),
            Level(_first_row(shop, utc=utc), first),
            Level(_person(shop, "Billing"), _of(shop, "person", first)),
            Level(_person(shop, "Shipping"), _of(shop, "receiver", first)),
            Level(_line(sheet, shop)),
        ],
    )


def expected(shop: Shop) -> Expected:
    """What the intake must find in it."""
    shown = _shown(shop)
    return expect(shown, _subtotal(shown) + shown.orders["shipping"], returns_shown=True)


def _shown(shop: Shop) -> Shop:
    return shop.part((shop.orders["state"] != UNFINISHED).to_numpy())


def _of(shop: Shop, whom: str, order: Ints) -> Ints:
    """Row of people per row of the file, -1 where ``order`` is."""
    people = shop.orders[whom].to_numpy()
    found: Ints = np.where(order < 0, -1, people[order])
    return found


def _subtotal(shop: Shop) -> Ints:
    """Goods and wrapping after discounts; points arrive as a discount code."""
    orders = shop.orders
    yen: Ints = (
        orders["goods"] + orders["wrapping"] - orders["coupon"] - orders["points"]
    ).to_numpy()
    return yen


def _moments(at: Times, *, utc: bool) -> Cells:
    return _STYLE.moments(at - _JAPAN, " +0000") if utc else _STYLE.moments(at, " +0900")


def _every_row(shop: Shop, *, utc: bool) -> dict[str, Cells]:
    orders, person = shop.orders, shop.orders["person"].to_numpy()
    at_mall = shop.people["mall"].to_numpy()
    own = contact.email(shop.people, _STYLE)
    own = chosen(at_mall, contact.relay(shop.people), own)
    typed = picked(own, person)
    loud = (orders["number"] % 89 == 3).to_numpy() & ~at_mall[person]
    return {
        "Name": glued("#", numbers(1000 + orders["number"].to_numpy())),
        "Email": chosen(loud, contact.shouted(typed), typed),
        "Created at": _moments(orders["at"].to_numpy(), utc=utc),
    }


def _first_row(shop: Shop, *, utc: bool) -> dict[str, Cells]:
    orders = shop.orders
    number = orders["number"].to_numpy()
    consent = shop.people["consent"].to_numpy()[orders["person"]]
    shipped = orders["shipped_on"].to_numpy()
    cancelled = (orders["state"] == CANCELLED).to_numpy()
    return {
        **_money(shop),
        **_status(shop, utc=utc),
        "Fulfillment Status": picked(
            _STYLE.pool(("fulfilled", "unfulfilled")), np.isnat(shipped).astype(np.int64)
        ),
        "Fulfilled at": _moments(shipped, utc=utc),
        "Accepts Marketing": picked(_STYLE.pool(("no", "yes")), consent, consent < 0),
        "Currency": _same(CURRENCY, len(orders)),
        "Shipping Method": _same("通常配送", len(orders)),
        "Notes": picked(_STYLE.pool(_SAID), np.where(number % 37 < len(_SAID), number % 37, 0)),
        "Note Attributes": chosen(
            (orders["wrapping"] > 0).to_numpy(), _STYLE.cell("ラッピング: あり\nリボン: 白")
        ),
        "Cancelled at": _moments(
            np.where(cancelled, orders["void_on"], np.datetime64("NaT")), utc=utc
        ),
        "Payment Method": picked(_STYLE.pool(_PAYMENTS), orders["payment"].to_numpy()),
        "Id": glued("5500", numbers(number, width=9)),
        "Tags": _tags(orders),
        "Risk Level": _same("Low", len(orders)),
        "Source": _source(orders),
        "Tax 1 Name": _same("CT 10%", len(orders)),
    }


def _money(shop: Shop) -> dict[str, Cells]:
    orders, subtotal = shop.orders, _subtotal(shop)
    shipping = orders["shipping"].to_numpy()
    total = subtotal + shipping
    coupon, points = orders["coupon"].to_numpy(), orders["points"].to_numpy()
    refund = np.where(_paid_back(orders), total, orders["refund"].to_numpy())
    taxed = orders["tax"].to_numpy() + (total - orders["goods"].to_numpy()) * 10 // 110
    return {
        "Subtotal": numbers(subtotal),
        "Shipping": numbers(shipping),
        "Taxes": numbers(taxed),
        "Tax 1 Value": numbers(taxed),
        "Total": numbers(total),
        "Discount Code": _discount_code(coupon, points),
        "Discount Amount": numbers(coupon + points),
        "Refunded Amount": numbers(refund),
        "Outstanding Balance": numbers(np.where(_pending(shop), total, 0)),
    }


def _discount_code(coupon: Ints, points: Ints) -> Cells:
    both = glued('"HANA500, POINT', numbers(points), '"')
    one = chosen(
        points > 0,
        glued("POINT", numbers(points)),
        chosen(coupon > 0, _same("HANA500", coupon.size)),
    )
    return chosen((coupon > 0) & (points > 0), both, one)


def _paid_back(orders: pd.DataFrame) -> Bools:
    """Void orders that were paid before: all returned ones, cancelled ones paid by card."""
    back = (orders["state"] == CANCELLED) & (orders["payment"] == CARD)
    money: Bools = (back | (orders["state"] == RETURNED)).to_numpy()
    return money


def _pending(shop: Shop) -> Bools:
    """Valid orders of the last three days that wait for a bank or a convenience store."""
    orders, export = shop.orders, np.datetime64(shop.as_of, "D")
    waits = orders["payment"].isin((KONBINI, BANK)) & (orders["state"] == VALID)
    recent: Bools = (waits & (orders["at"] >= export - 3) & orders["shipped_on"].isna()).to_numpy()
    return recent


def _status(shop: Shop, *, utc: bool) -> dict[str, Cells]:
    orders, pending = shop.orders, _pending(shop)
    back = _paid_back(orders)
    voided = (orders["state"] == CANCELLED).to_numpy() & ~back
    partly = (orders["refund"] > 0).to_numpy()
    code = np.select([pending, voided, back, partly], [1, 2, 3, 4], 0)
    names = ("paid", "pending", "voided", "refunded", "partially_refunded")
    paid = orders["at"].to_numpy() + np.timedelta64(2, "s")
    return {
        "Financial Status": picked(_STYLE.pool(names), code),
        "Paid at": _moments(np.where(pending | voided, np.datetime64("NaT"), paid), utc=utc),
    }


def _tags(orders: pd.DataFrame) -> Cells:
    """The tags that subscription apps put on their orders."""
    names = (
        "",
        "Subscription, Subscription First Order",
        "Subscription, Subscription Recurring Order",
    )
    return picked(_STYLE.pool(names), orders["delivery"].clip(upper=2).to_numpy())


def _source(orders: pd.DataFrame) -> Cells:
    return picked(_STYLE.pool(_SOURCES), np.where(orders["delivery"] > 1, 3, orders["channel"]))


def _person(shop: Shop, part: str) -> dict[str, Cells]:
    """Address columns of people; ``part`` is Billing or Shipping."""
    folk = shop.people
    street, house = contact.street(folk, _STYLE), contact.house(folk, _STYLE)
    lives_high = (folk["room"] > 0).to_numpy()
    prefecture = contact.place(folk, _STYLE, contact.PREFECTURE)
    code = numbers(_PREFECTURE_IDS[folk["place"]], width=2)
    cells = {
        "Name": glued(contact.surname(folk, _STYLE), " ", contact.given(folk, _STYLE)),
        "Street": chosen(lives_high, glued('"', street, ", ", house, '"'), street),
        "Address1": street,
        "Address2": house,
        "City": contact.place(folk, _STYLE, contact.CITY),
        "Zip": glued("'", contact.place(folk, _STYLE, contact.POSTCODE)),
        "Province": glued("JP-", code),
        "Country": _same("JP", len(folk)),
        "Phone": _phone(folk),
        "Province Name": prefecture,
    }
    return {f"{part} {name}": column for name, column in cells.items()}


def _phone(folk: pd.DataFrame) -> Cells:
    middle, last = contact.phone_tail(folk)
    return glued("'+81 90-", middle, "-", last)


def _line(sheet: Rows, shop: Shop) -> dict[str, Cells]:
    """Columns of one row; wrapping is sold as a product of its own."""
    titles = [_title(product) for product in goods.PRODUCTS]
    codes = [product.code for product in goods.PRODUCTS]
    product = np.where(sheet.kind == GOODS, sheet.product, len(titles))
    price = np.append(goods.PRICE, goods.WRAPPING)
    sent = ~shop.orders["shipped_on"].isna().to_numpy()[sheet.order]
    return {
        "Lineitem quantity": numbers(sheet.quantity),
        "Lineitem name": picked(_STYLE.pool([*titles, "ギフトラッピング"]), product),
        "Lineitem price": picked(numbers(price), product),
        "Lineitem sku": picked(_STYLE.pool([*codes, "WRAP-01"]), product),
        "Lineitem fulfillment status": chosen(sent, b"fulfilled", b"pending"),
    }


def _title(product: goods.Product) -> str:
    return " - ".join([product.name, *product.choice.split(":")[1:]])


def _same(text: str, size: int) -> Cells:
    return picked(_STYLE.pool([text]), np.zeros(size, np.int64))
