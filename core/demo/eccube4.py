"""The demo shop as an EC-CUBE 4 order file: goods, shipping, fees, coupons and points as rows."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.demo import contact, goods
from core.demo.expected import Expected, expect
from core.demo.people import female
from core.demo.rows import GOODS, Extra, Rows, rows
from core.demo.shop import BANK, KONBINI, Shop
from core.demo.table import Cells, Level, Style, chosen, numbers, picked, table
from core.demo.visits import CANCELLED, RETURNED, UNFINISHED, VALID

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

HEADER = (
    "注文ID,注文番号,会員ID,お名前(姓),お名前(名),お名前(セイ),お名前(メイ),会社名,郵便番号,"
    "都道府県(ID),都道府県(名称),住所1,住所2,メールアドレス,TEL,性別(ID),性別(名称),職業(ID),"
    "職業(名称),誕生日,ショップ用メモ欄,小計,値引き,送料,税金,合計,支払合計,対応状況(ID),"
    "対応状況(名称),支払方法(ID),支払方法(名称),受注日,入金日,注文詳細ID,商品ID,商品規格ID,"
    "商品名,商品コード,規格名1,規格名2,規格分類名1,規格分類名2,価格,個数,税率,税率ルール(ID),"
    "明細区分(ID),明細区分(名称),出荷ID,配送先_お名前(姓),配送先_お名前(名),配送先_お名前(セイ),"
    "配送先_お名前(メイ),配送先_会社名,配送先_郵便番号,配送先_都道府県(ID),配送先_都道府県(名称),"
    "配送先_住所1,配送先_住所2,配送先_TEL,配送業者(ID),配送業者(名称),お届け時間ID,"
    "お届け時間(名称),お届け希望日,送料,発送日,出荷伝票番号,配達用メモ,出荷メール送信日"
)
_STYLE = Style("cp932", "\n", "php")
_SHIPPING, _FEE, _DISCOUNT, _POINTS = 2, 3, 4, 6
_KINDS = ("", "商品", "送料", "手数料", "割引", "税", "ポイント")
_STATUSES = {1: "新規受付", 3: "注文取消し", 5: "発送済み", 6: "入金済み", 7: "決済処理中",
             8: "購入処理中", 9: "返品"}  # fmt: skip
_PAYMENTS = ("クレジットカード", "コンビニ決済", "コード決済", "銀行振込", "代金引換")
_SAID = ("", "電話にて色の変更あり\n①→②", "お得意様, 手書きカード同封")


def write(shop: Shop) -> bytes:
    """The 70-column file in cp932, oldest order first, unfinished checkouts included."""
    orders = shop.orders
    sheet = rows(shop, _extras(orders))
    return table(
        HEADER,
        _STYLE,
        rows=len(sheet),
        fixed={"配送業者(ID)": "1", "配送業者(名称)": "見本運輸"},
        levels=[
            Level(_order(shop), sheet.order),
            Level(_buyer(shop.people), orders["person"].to_numpy()[sheet.order]),
            Level(_receiver(shop.people), orders["receiver"].to_numpy()[sheet.order]),
            Level(_line(sheet, orders)),
        ],
    )


def expected(shop: Shop) -> Expected:
    """What the intake must find in it: the paid total, after coupons and points."""
    return expect(shop, _total(shop.orders) - shop.orders["points"].to_numpy(), returns_shown=True)


def _extras(orders: pd.DataFrame) -> list[Extra]:
    """Every order has a shipping row, even of 0 yen; the others only where they apply."""
    amounts = {_FEE: _charge(orders), _DISCOUNT: orders["coupon"], _POINTS: orders["points"]}
    others = [Extra(kind, np.asarray(yen) > 0) for kind, yen in amounts.items()]
    return [Extra(_SHIPPING, np.ones(len(orders), dtype=np.bool_)), *others]


def _charge(orders: pd.DataFrame) -> Ints:
    yen: Ints = (orders["fees"] + orders["wrapping"]).to_numpy()
    return yen


def _total(orders: pd.DataFrame) -> Ints:
    """Before points."""
    yen: Ints = (orders["goods"] + orders["shipping"] - orders["coupon"]).to_numpy()
    return yen + _charge(orders)


def _order(shop: Shop) -> dict[str, Cells]:
    orders = shop.orders
    number, status = orders["number"].to_numpy(), _status(orders)
    at, total, points = orders["at"].to_numpy(), _total(orders), orders["points"].to_numpy()
    tax = orders["tax"].to_numpy() + (total - orders["goods"].to_numpy()) * 10 // 110
    payment = orders["payment"].to_numpy()
    paid = np.where(status >= 5, at + np.timedelta64(180, "s"), np.datetime64("NaT"))
    paid = np.where(np.isin(status, (7, 8)), np.datetime64("NaT"), paid)
    names = _STYLE.pool(_STATUSES.get(code, "") for code in range(10))
    return _keys(shop) | {
        "ショップ用メモ欄": picked(_STYLE.pool(_SAID), np.where(number % 47 < 3, number % 47, 0)),
        "小計": numbers(orders["goods"].to_numpy()),
        "値引き": numbers(orders["coupon"].to_numpy()),
        "送料": numbers(orders["shipping"].to_numpy()),
        "税金": numbers(tax),
        "合計": numbers(total),
        "支払合計": numbers(total - points),
        "対応状況(ID)": numbers(status),
        "対応状況(名称)": picked(names, status),
        "支払方法(ID)": numbers(payment + 1),
        "支払方法(名称)": picked(_STYLE.pool(_PAYMENTS), payment),
        "受注日": _STYLE.moments(at),
        "入金日": _STYLE.moments(paid),
        "出荷ID": numbers(number),
        "送料#2": numbers(orders["shipping"].to_numpy()),
        "発送日": _STYLE.moments(orders["shipped_on"].to_numpy()),
    }


def _keys(shop: Shop) -> dict[str, Cells]:
    """Order number, member number where signed in, and the e-mail as typed that day."""
    orders, person = shop.orders, shop.orders["person"].to_numpy()
    at_mall = shop.people["mall"].to_numpy()
    own = chosen(at_mall, contact.relay(shop.people), contact.email(shop.people, _STYLE))
    typed = picked(own, person)
    guest = ~orders["member"].to_numpy()
    loud = guest & (orders["number"] % 17 == 3).to_numpy() & ~at_mall[person]
    return {
        "注文ID": numbers(orders["number"].to_numpy()),
        "注文番号": numbers(orders["number"].to_numpy()),
        "会員ID": numbers(person + 1, guest),
        "メールアドレス": chosen(loud, contact.shouted(typed), typed),
    }


def _status(orders: pd.DataFrame) -> Ints:
    """The platform's status numbers."""
    state, number = orders["state"].to_numpy(), orders["number"].to_numpy()
    shipped = ~orders["shipped_on"].isna().to_numpy()
    waits = orders["payment"].isin((KONBINI, BANK)).to_numpy()
    cases = [state == CANCELLED, state == RETURNED, state == UNFINISHED, shipped, waits]
    return np.select(cases, [3, 9, 7 + number % 2, 5, 1], np.where(state == VALID, 6, 0))


def _buyer(folk: pd.DataFrame) -> dict[str, Cells]:
    woman = female(folk).astype(np.int64)
    return _address(folk) | {
        "性別(ID)": numbers(1 + woman),
        "性別(名称)": picked(_STYLE.pool(("男性", "女性")), woman),
        "誕生日": _STYLE.moments(folk["born"].to_numpy()),
    }


def _receiver(folk: pd.DataFrame) -> dict[str, Cells]:
    return {f"配送先_{name}": column for name, column in _address(folk).items()}


def _address(folk: pd.DataFrame) -> dict[str, Cells]:
    return {
        "お名前(姓)": contact.surname(folk, _STYLE),
        "お名前(名)": contact.given(folk, _STYLE),
        "お名前(セイ)": contact.surname(folk, _STYLE, contact.KANA),
        "お名前(メイ)": contact.given(folk, _STYLE, contact.KANA),
        "郵便番号": contact.place(folk, _STYLE, contact.POSTCODE),
        "都道府県(ID)": contact.place(folk, _STYLE, contact.PREFECTURE_ID),
        "都道府県(名称)": contact.place(folk, _STYLE, contact.PREFECTURE),
        "住所1": contact.city_street(folk, _STYLE),
        "住所2": contact.house(folk, _STYLE),
        "TEL": contact.phone_digits(folk),
    }


def _line(sheet: Rows, orders: pd.DataFrame) -> dict[str, Cells]:
    """Columns of one row; prices of goods are without tax, points and coupons negative."""
    product, kind, is_goods = sheet.product, sheet.kind, sheet.goods
    names = [*(one.name for one in goods.PRODUCTS), *_KINDS]
    choice = [one.choice.split(":")[-1] for one in goods.PRODUCTS]
    title = [one.choice.split(":")[0] for one in goods.PRODUCTS]
    codes = _STYLE.pool(one.code for one in goods.PRODUCTS)
    taxed = np.where(is_goods, goods.TAX[product], np.where(kind == _POINTS, 0, 10))
    return {
        "注文詳細ID": numbers(np.arange(1, len(sheet) + 1)),
        "商品ID": numbers(product + 1, ~is_goods),
        "商品規格ID": numbers(product + 1, ~is_goods),
        "商品名": picked(
            _STYLE.pool(names), np.where(is_goods, product, len(goods.PRODUCTS) + kind)
        ),
        "商品コード": picked(codes, product, ~is_goods),
        "規格名1": picked(_STYLE.pool(title), product, ~is_goods),
        "規格分類名1": picked(_STYLE.pool(choice), product, ~is_goods),
        "価格": numbers(_price(sheet, orders)),
        "個数": numbers(sheet.quantity),
        "税率": numbers(taxed),
        "税率ルール(ID)": numbers(np.ones(len(sheet), dtype=np.int64), ~is_goods),
        "明細区分(ID)": numbers(kind),
        "明細区分(名称)": picked(_STYLE.pool(_KINDS), kind),
    }


def _price(sheet: Rows, orders: pd.DataFrame) -> Ints:
    by_kind = {
        GOODS: goods.UNTAXED[sheet.product],
        _SHIPPING: orders["shipping"].to_numpy()[sheet.order],
        _FEE: _charge(orders)[sheet.order],
        _DISCOUNT: -orders["coupon"].to_numpy()[sheet.order],
        _POINTS: -orders["points"].to_numpy()[sheet.order],
    }
    return np.select([sheet.kind == kind for kind in by_kind], list(by_kind.values()))
