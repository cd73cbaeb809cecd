"""The demo shop as a BASE order export: an item total per row, shipping and fees repeated."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from core.demo import contact, goods
from core.demo.expected import Expected, expect
from core.demo.rows import Extra, Rows, rows
from core.demo.shop import PHONE, Shop
from core.demo.table import Cells, Level, Style, chosen, numbers, picked, table
from core.demo.visits import CANCELLED, RETURNED, UNFINISHED

Ints = npt.NDArray[np.int64]

HEADER = (
    "注文ID,注文日時,氏(請求先),名(請求先),郵便番号(請求先),都道府県(請求先),住所(請求先),"
    "住所2(請求先),電話番号(請求先),メールアドレス(請求先),氏(配送先),名(配送先),"
    "郵便番号(配送先),都道府県(配送先),住所(配送先),住所2(配送先),電話番号(配送先),備考,商品名,"
    "バリエーション,価格,税率,数量,合計金額,送料,支払い方法,代引き手数料,発送状況,商品ID,種類ID,"
    "購入元,配送日,配送時間帯,注文メモ,調整金額"
)
_STYLE = Style("cp932", "\r\n", "need")
_OPTION = 2
_SAID = (
    "",
    "①番の箱を希望～",
    "平日18時以降,土日は終日",
    'カードに"いつもありがとう"\nと書いてください',
)
_PAYMENTS = ("クレジットカード決済", "コンビニ決済", "キャリア決済", "銀行振込決済", "代金引換")
_ALPHABET = np.frombuffer(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", dtype=np.uint8)


def write(shop: Shop) -> bytes:
    """The export in cp932, newest order first; a wrapped order has an option row."""
    shop = _shown(shop)
    orders = shop.orders
    wrapped = (orders["wrapping"] > 0).to_numpy()
    sheet = rows(shop, [Extra(_OPTION, wrapped)], newest_first=True)
    return table(
        HEADER,
        _STYLE,
        rows=len(sheet),
        fixed={},
        levels=[
            Level(_order(shop), sheet.order),
            Level(_address(shop, "請求先"), orders["person"].to_numpy()[sheet.order]),
            Level(_address(shop, "配送先"), orders["receiver"].to_numpy()[sheet.order]),
            Level(_line(sheet)),
        ],
    )


def expected(shop: Shop) -> Expected:
    """What the intake must find in it; BASE shows a return as a cancellation."""
    shown = _shown(shop)
    orders = shown.orders
    paid = orders["goods"] + orders["wrapping"] + orders["shipping"] + orders["fees"]
    return expect(shown, paid.to_numpy() + _adjusted(shown), returns_shown=False)


def _shown(shop: Shop) -> Shop:
    return shop.part((shop.orders["state"] != UNFINISHED).to_numpy())


def _adjusted(shop: Shop) -> Ints:
    """The shop's own correction of the amount: coupons and partial refunds; no points here."""
    yen: Ints = -(shop.orders["coupon"] + shop.orders["refund"]).to_numpy()
    return yen


def _order(shop: Shop) -> dict[str, Cells]:
    orders = shop.orders
    number = orders["number"].to_numpy()
    void = orders["state"].isin((CANCELLED, RETURNED)).to_numpy()
    status = np.select([void, ~orders["shipped_on"].isna()], [2, 1], 0)
    email = picked(contact.email(shop.people, _STYLE), orders["person"].to_numpy())
    return {
        "注文ID": _order_id(number),
        "注文日時": _STYLE.moments(orders["at"].to_numpy()),
        "メールアドレス(請求先)": chosen(number % 89 == 3, contact.shouted(email), email),
        "備考": picked(_STYLE.pool(_SAID), np.where(number % 41 < len(_SAID), number % 41, 0)),
        "送料": numbers(orders["shipping"].to_numpy()),
        "支払い方法": picked(_STYLE.pool(_PAYMENTS), orders["payment"].to_numpy()),
        "代引き手数料": numbers(orders["fees"].to_numpy()),
        "発送状況": picked(_STYLE.pool(("未発送", "発送済み", "キャンセル")), status),
        "購入元": picked(_STYLE.pool(("ショップ", "Pay ID")), number % 5 // 4),
        "注文メモ": chosen((orders["channel"] == PHONE).to_numpy(), _STYLE.cell("電話注文")),
        "調整金額": numbers(_adjusted(shop)),
    }


def _order_id(number: Ints) -> Cells:
    """Sixteen letters and digits; the number is scattered over the last eight without loss."""
    low = number * 2_147_483_647 % 36**8
    digits = [(number * 40_503 + 17) // 36**place % 36 for place in range(7)]
    digits += [low // 36**place % 36 for place in range(8)]
    letters = np.column_stack([_ALPHABET[10 + number % 26], *(_ALPHABET[one] for one in digits)])
    joined = np.ascontiguousarray(letters).view("S16").ravel()
    return pa.array(joined).cast(pa.large_binary())


def _address(shop: Shop, part: str) -> dict[str, Cells]:
    folk = shop.people
    cells = {
        "氏": contact.surname(folk, _STYLE),
        "名": contact.given(folk, _STYLE),
        "郵便番号": contact.place(folk, _STYLE, contact.POSTCODE),
        "都道府県": contact.place(folk, _STYLE, contact.PREFECTURE),
        "住所": contact.city_street(folk, _STYLE),
        "住所2": contact.house(folk, _STYLE),
        "電話番号": contact.phone_digits(folk),
    }
    return {f"{name}({part})": column for name, column in cells.items()}


def _line(sheet: Rows) -> dict[str, Cells]:
    """Columns of one row; an option is known by its name and its missing product id."""
    product, is_goods = sheet.product, sheet.goods
    price = np.where(is_goods, goods.PRICE[product], goods.WRAPPING)
    names = _STYLE.pool(one.name for one in goods.PRODUCTS)
    choices = _STYLE.pool(one.choice.split(":")[-1] for one in goods.PRODUCTS)
    return {
        "商品名": chosen(
            is_goods, picked(names, product), _STYLE.cell("商品オプション「ラッピング」")
        ),
        "バリエーション": chosen(is_goods, picked(choices, product), _STYLE.cell("あり")),
        "価格": numbers(price),
        "税率": numbers(np.where(is_goods, goods.TAX[product], 10)),
        "数量": numbers(sheet.quantity),
        "合計金額": numbers(price * sheet.quantity),
        "商品ID": numbers(90_000_000 + product, ~is_goods),
        "種類ID": numbers(80_000_000 + product, ~(is_goods & goods.HAS_CHOICE[product])),
    }
