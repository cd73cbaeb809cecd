"""The demo shop as a Rakuten RMS order file: every cell quoted, totals repeated, masked mail."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.demo import contact, goods
from core.demo.expected import Expected, expect
from core.demo.people import female
from core.demo.rows import Rows, rows
from core.demo.shop import Shop
from core.demo.table import Cells, Level, Style, chosen, glued, numbers, picked, table
from core.demo.visits import CANCELLED, RETURNED, UNFINISHED

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

HEADER = (
    "注文番号,ステータス,サブステータスID,サブステータス,注文日時,注文日,注文時間,"
    "キャンセル期限日,注文確認日時,注文確定日時,発送指示日時,発送完了報告日時,支払方法名,"
    "クレジットカード支払い方法,クレジットカード支払い回数,配送方法,配送区分,注文種別,"
    "複数送付先フラグ,送付先一致フラグ,離島フラグ,楽天確認中フラグ,警告表示タイプ,楽天会員フラグ,"
    "購入履歴修正有無フラグ,商品合計金額,消費税合計,送料合計,代引料合計,請求金額,合計金額,"
    "ポイント利用額,クーポン利用総額,店舗発行クーポン利用額,楽天発行クーポン利用額,"
    "注文者郵便番号1,注文者郵便番号2,注文者住所都道府県,注文者住所郡市区,"
    "注文者住所それ以降の住所,注文者姓,注文者名,注文者姓カナ,注文者名カナ,注文者電話番号1,"
    "注文者電話番号2,注文者電話番号3,注文者メールアドレス,注文者性別,申込番号,申込お届け回数,"
    "送付先ID,送付先送料,送付先代引料,送付先消費税合計,送付先商品合計金額,送付先合計金額,のし,"
    "送付先郵便番号1,送付先郵便番号2,送付先住所都道府県,送付先住所郡市区,"
    "送付先住所それ以降の住所,送付先姓,送付先名,送付先姓カナ,送付先名カナ,送付先電話番号1,"
    "送付先電話番号2,送付先電話番号3,商品明細ID,商品ID,商品名,商品番号,商品管理番号,単価,個数,"
    "送料込別,税込別,代引手数料込別,項目・選択肢,ポイント倍率,納期情報,在庫タイプ,"
    "ラッピングタイトル1,ラッピング名1,ラッピング料金1,ラッピング税込別1,ラッピング種類1,"
    "ラッピングタイトル2,ラッピング名2,ラッピング料金2,ラッピング税込別2,ラッピング種類2,"
    "お届け時間帯,お届け日指定,担当者,ひとことメモ,メール差込文 (お客様へのメッセージ),"
    "ギフト配送希望,コメント,利用端末,メールキャリアコード,あす楽希望フラグ,医薬品受注フラグ,"
    "楽天スーパーDEAL商品受注フラグ,メンバーシッププログラム受注タイプ,決済手数料,"
    "注文者負担金合計,店舗負担金合計,外税合計,決済手数料税率,ラッピング税率1,ラッピング税額1,"
    "ラッピング税率2,ラッピング税額2,送付先外税合計,送付先送料税率,送付先代引料税率,商品税率,"
    "商品毎税込価格,10%税率,10%請求金額,10%請求額に対する税額,10%合計金額,10%決済手数料,"
    "10%クーポン割引額,10%利用ポイント数,8%税率,8%請求金額,8%請求額に対する税額,8%合計金額,"
    "8%決済手数料,8%クーポン割引額,8%利用ポイント数,0%税率,0%請求金額,0%請求額に対する税額,"
    "0%合計金額,0%決済手数料,0%クーポン割引額,0%利用ポイント数,単品配送フラグ,購入時配送会社,"
    "領収書発行回数,領収書初回発行日時,領収書最終発行日時,支払い期限日,支払い方法変更期限日,"
    "返金手続き期限日,店舗発行クーポンコード,店舗発行クーポン名,楽天発行クーポンコード,"
    "楽天発行クーポン名,警告表示タイプ詳細,SKU管理番号,システム連携用SKU番号,SKU情報"
)
_STYLE = Style("cp932", "\r\n", "all")
UNKNOWN = -9_999
"""What the mall writes where an amount is not settled yet."""
_STATUSES = ("300", "500", "700", "800", "900")
_PAYMENTS = ("クレジットカード", "セブンイレブン(前払)", "楽天ペイ", "銀行振込", "代金引換")
_SAID = ("", "[配送日時指定:]\n午前中希望", "①階の管理人室へ", '熨斗は"内祝い"で\nお願いします')
_FIXED = {
    "配送方法": "宅配便",
    "複数送付先フラグ": "0",
    "離島フラグ": "0",
    "楽天会員フラグ": "1",
    "消費税合計": "0",
    "送付先ID": "1",
    "送料込別": "送料別",
    "税込別": "税込",
    "ポイント倍率": "1",
    "利用端末": "1",
    "あす楽希望フラグ": "0",
}


def write(shop: Shop) -> bytes:
    """The 158-column file in cp932, as if every order had come through the mall."""
    shop = _shown(shop)
    sheet = rows(shop)
    person = shop.orders["person"].to_numpy()[sheet.order]
    receiver = shop.orders["receiver"].to_numpy()[sheet.order]
    return table(
        HEADER,
        _STYLE,
        rows=len(sheet),
        fixed=_FIXED,
        levels=[
            Level(_order(shop) | _money(shop), sheet.order),
            Level(_buyer(shop.people), person),
            Level(_address(shop.people, "送付先"), receiver),
            Level(_line(sheet)),
        ],
    )


def expected(shop: Shop) -> Expected:
    """What the intake must find in it; the mall shows a return as a cancellation."""
    shown = _shown(shop)
    total = _total(shown.orders)
    return expect(shown, np.where(total == UNKNOWN, 0, total), returns_shown=False)


def _shown(shop: Shop) -> Shop:
    return shop.part((shop.orders["state"] != UNFINISHED).to_numpy())


def _void(orders: pd.DataFrame) -> Bools:
    void: Bools = orders["state"].isin((CANCELLED, RETURNED)).to_numpy()
    return void


def _emptied(orders: pd.DataFrame) -> Bools:
    """Cancelled for good: the mall sets all amounts to 0; one in ten still waits for that."""
    emptied: Bools = _void(orders) & (orders["number"] % 10 != 0).to_numpy()
    return emptied


def _unsettled(orders: pd.DataFrame) -> Bools:
    """Orders whose shipping the shop has not set yet, a few in a thousand."""
    open_still: Bools = (orders["number"] % 331 == 7).to_numpy() & (orders["goods"] > 0).to_numpy()
    return open_still & ~_void(orders)


def _total(orders: pd.DataFrame) -> Ints:
    """Goods, shipping and wrapping before coupons and points; UNKNOWN for half the unsettled."""
    total = (orders["goods"] + orders["wrapping"] + orders["shipping"]).to_numpy()
    total = np.where(_emptied(orders), 0, total)
    unknown = _unsettled(orders) & (orders["number"] % 2 == 0).to_numpy()
    found: Ints = np.where(unknown, UNKNOWN, total)
    return found


def _order(shop: Shop) -> dict[str, Cells]:
    orders = shop.orders
    at, number = orders["at"].to_numpy(), orders["number"].to_numpy()
    moment, shipped = _STYLE.moments(at), orders["shipped_on"].to_numpy()
    delivery = orders["delivery"].to_numpy()
    same = (orders["person"] == orders["receiver"]).to_numpy()
    day = _STYLE.moments(at.astype("datetime64[D]"))
    return {
        "注文番号": glued("123456-", _compact(at), "-", numbers(number, width=10)),
        "ステータス": picked(_STYLE.pool(_STATUSES), _status(shop)),
        "注文日時": moment,
        "注文日": day,
        "注文時間": _time(at),
        "発送完了報告日時": _STYLE.moments(shipped),
        "支払方法名": picked(_STYLE.pool(_PAYMENTS), orders["payment"].to_numpy()),
        "送付先一致フラグ": numbers(same.astype(np.int64)),
        "申込番号": chosen(delivery > 0, glued("T", numbers(orders["person"].to_numpy(), width=8))),
        "申込お届け回数": numbers(delivery, delivery == 0),
        "コメント": picked(_STYLE.pool(_SAID), np.where(number % 43 < len(_SAID), number % 43, 0)),
    }


def _compact(at: npt.NDArray[np.datetime64]) -> Cells:
    """Dates as 20260312."""
    month = at.astype("datetime64[M]").astype(np.int64)
    day = (at.astype("datetime64[D]") - at.astype("datetime64[M]")).astype(np.int64) + 1
    return numbers((1970 + month // 12) * 10_000 + (month % 12 + 1) * 100 + day)


def _time(at: npt.NDArray[np.datetime64]) -> Cells:
    second = at.astype("datetime64[s]").astype(np.int64) % 86_400
    parts = (second // 3_600, second // 60 % 60, second % 60)
    hour, minute, rest = (numbers(part, width=2) for part in parts)
    return glued(hour, ":", minute, ":", rest)


def _status(shop: Shop) -> Ints:
    """Position in _STATUSES: waiting, shipped, settled, cancelling, cancelled."""
    orders = shop.orders
    shipped = ~orders["shipped_on"].isna().to_numpy()
    month_ago = np.datetime64(shop.as_of, "D") - 30
    old = (orders["at"].to_numpy() < month_ago) & shipped
    return np.select([_emptied(orders), _void(orders), old, shipped], [4, 3, 2, 1], 0)


def _money(shop: Shop) -> dict[str, Cells]:
    """Totals of the order; what is due is the total and fees less coupons and points."""
    orders = shop.orders
    alive, unsettled = ~_emptied(orders), _unsettled(orders)
    due = (orders["fees"] - orders["coupon"] - orders["coupon_mall"] - orders["points"]).to_numpy()
    whole = (orders["goods"] + orders["wrapping"] + orders["shipping"]).to_numpy()
    yen = {
        "商品合計金額": orders["goods"],
        "ポイント利用額": orders["points"],
        "クーポン利用総額": orders["coupon"] + orders["coupon_mall"],
        "店舗発行クーポン利用額": orders["coupon"],
        "楽天発行クーポン利用額": orders["coupon_mall"],
        "送料合計": orders["shipping"],
        "代引料合計": orders["fees"],
        "請求金額": pd.Series(whole + due),
    }
    late = {"送料合計", "代引料合計", "請求金額"}
    cells = {
        name: numbers(np.where(unsettled & (name in late), UNKNOWN, alive * amount.to_numpy()))
        for name, amount in yen.items()
    }
    return cells | {"合計金額": numbers(_total(orders))}


def _buyer(folk: pd.DataFrame) -> dict[str, Cells]:
    return _address(folk, "注文者") | {
        "注文者メールアドレス": contact.relay(folk),
        "注文者性別": picked(_STYLE.pool(("男", "女")), female(folk).astype(np.int64)),
    }


def _address(folk: pd.DataFrame, part: str) -> dict[str, Cells]:
    middle, last = contact.phone_tail(folk)
    post, code = contact.postcode(folk, _STYLE)
    cells = {
        "郵便番号1": post,
        "郵便番号2": code,
        "住所都道府県": contact.place(folk, _STYLE, contact.PREFECTURE),
        "住所郡市区": contact.place(folk, _STYLE, contact.CITY),
        "住所それ以降の住所": glued(contact.street(folk, _STYLE), " ", contact.house(folk, _STYLE)),
        "姓": contact.surname(folk, _STYLE),
        "名": contact.given(folk, _STYLE),
        "姓カナ": contact.surname(folk, _STYLE, contact.KANA),
        "名カナ": contact.given(folk, _STYLE, contact.KANA),
        "電話番号1": _same("090", len(folk)),
        "電話番号2": middle,
        "電話番号3": last,
    }
    return {part + name: column for name, column in cells.items()}


def _line(sheet: Rows) -> dict[str, Cells]:
    product = sheet.product
    codes = _STYLE.pool(one.code.lower() for one in goods.PRODUCTS)
    choices = _STYLE.pool(_choice(one) for one in goods.PRODUCTS)
    position = np.arange(1, len(sheet) + 1)
    return {
        "商品明細ID": numbers(position),
        "商品ID": numbers(10_000_000 + product),
        "商品名": picked(
            _STYLE.pool(f"{one.name}【花と暮らす】" for one in goods.PRODUCTS), product
        ),
        "商品番号": picked(codes, product),
        "商品管理番号": picked(codes, product),
        "単価": numbers(goods.PRICE[product]),
        "個数": numbers(sheet.quantity),
        "項目・選択肢": picked(choices, product),
        "商品税率": picked(
            _STYLE.pool(("0.1", "0.08")), (goods.TAX[product] == 8).astype(np.int64)
        ),
        "商品毎税込価格": numbers(goods.PRICE[product]),
        "SKU管理番号": picked(codes, product),
    }


def _choice(product: goods.Product) -> str:
    """Choices stand under one another in one cell."""
    return f"{product.choice}\nメッセージカード:なし" if product.choice else ""


def _same(text: str, size: int) -> Cells:
    return picked(_STYLE.pool([text]), np.zeros(size, np.int64))
