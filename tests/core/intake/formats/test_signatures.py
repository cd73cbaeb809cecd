"""Each signature names one format, whatever the order and spelling of its headings."""

import pytest

from core.intake.formats import FORMATS
from core.intake.headings import Headings
from core.intake.recognise import match_format, match_partly

SIGNATURES = {
    "shopify_orders": "Name,Financial Status,Lineitem quantity,Lineitem price",
    "shopify_customers": "Customer ID,Email,Accepts Email Marketing,Total Spent,Total Orders",
    "woocommerce_orders": "Order #,Customer type,Product(s),Net Sales",
    "woocommerce_customers": "Username,Last Active,Sign Up,Total Spend",
    "base_orders": "注文ID,氏(請求先),メールアドレス(請求先),合計金額,発送状況",
    "rakuten_orders": "注文番号,ステータス,注文日時,請求金額,注文者メールアドレス",
    "yahoo_orders": "OrderId,OrderTime,OrderStatus,BillMailAddress,TotalPrice",
    "eccube4_orders": "注文ID,注文番号,お名前(姓),明細区分(ID),対応状況(ID),支払合計",
    "eccube3_orders": "注文ID,対応状況(ID),支払合計,郵便番号1,注文詳細ID",
    "eccube2_orders": "注文番号,お支払い合計,使用ポイント,対応状況,注文日時",
    "eccube4_customers": "会員ID,会員ステータス(ID),ポイント,メールアドレス",
    "eccube2_customers": "会員ID,E-MAIL,初回購入日,ポイント残高",
    "colorme_orders": "売上ID,受注日,総合計金額,購入者 名前,入金状態",
    "colorme_details": "売上ID,受注日,顧客ID,名前,メールアドレス,電話番号,携帯番号,型番,商品名",
    "makeshop_orders": "注文番号,処理状況,注文者,注文時間",
    "futureshop_orders": "受注コード,注文日時,請求合計金額,枝番号",
    "ecforce_orders": "受注ID,受注番号,顧客番号,支払い合計",
    "minne_orders": "注文ID,注文状況,作品名,注文者のユーザーID",
    "creema_orders": "注文ID,購入日,作品タイトル,ご注文金額",
    "amazon_orders": "order-id,order-item-id,purchase-date,buyer-email,item-price",
    "amazon_all_orders": "amazon-order-id,order-status,asin,item-status,quantity",
    "amazon_fba_shipments": "amazon-order-id,shipment-id,shipment-date,quantity-shipped",
    "amazon_unshipped": "order-id,order-item-id,days-past-promise,quantity-to-ship",
    "square_items": "Date,Time,Gross Sales,Event Type,Item,Qty",
    "square_transactions": "Date,Time,Gross Sales,Event Type,Total Collected",
    "smaregi_sales": "取引ID,取引日時,打消取引ID,取引明細ID",
    "etsy_orders": "Sale Date,Item Name,Buyer,Order ID,Item Total",
    "logiless_orders": "受注コード,受注明細コード,購入者名1,受注日時",
}
STORES = "オーダー番号,オーダー日,氏(購入者),名(購入者),メールアドレス(購入者),アイテム名"
SQUARE_IN_JAPANESE = "日付,時刻,タイムゾーン,カテゴリ,商品,数量,総売上高,割引,純売上高,税金,取引ID"


def headings(names):
    return Headings(tuple(names.split(",")))


@pytest.mark.parametrize("name", SIGNATURES)
def test_a_signature_fits_one_format(name):
    assert [f.name for f in FORMATS if f.fits(headings(SIGNATURES[name]))] == [name]


@pytest.mark.parametrize("name", SIGNATURES)
def test_order_case_hyphens_and_width_do_not_matter(name):
    names = SIGNATURES[name].upper().replace("-", " ").replace("(", "（").replace("1", "１")
    turned = Headings(("\ufeff余分", *reversed(names.split(","))))

    found = match_format(turned)

    assert found is not None
    assert found.name == name


def test_every_format_is_listed_here_or_is_a_sibling():
    assert {f.name for f in FORMATS} - set(SIGNATURES) == {"eccube3_customers"}


def test_names_are_unique():
    assert len({f.name for f in FORMATS}) == len(FORMATS)


def test_legends_in_headings_do_not_hide_smaregi():
    names = (
        "取引ID,取引日時,打消取引ID,打消区分(0：通常、1：打消元レコード、2：打消レコード),取引明細ID,"
        "取引明細区分 （1：通常、2：返品、3：部門売り）"
    )

    assert [f.name for f in FORMATS if f.fits(headings(names))] == ["smaregi_sales"]


@pytest.mark.parametrize("names", [STORES, SQUARE_IN_JAPANESE])
def test_formats_that_nobody_has_seen_are_not_claimed(names):
    assert match_format(headings(names)) is None
    assert match_partly(headings(names)) is None


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (
            "注文番号,ステータス,注文日時,合計金額,注文者メールアドレス,注文者姓,楽天発行クーポン利用額",
            "rakuten_orders",
        ),
        ("OrderId,OrderTime,BillMailAddress,TotalPrice,Title", "yahoo_orders"),
        ("受注コード,注文日時,請求合計金額,商品名,フリガナ(姓),購入数量", "futureshop_orders"),
        ("受注番号,顧客番号,支払い合計,受注日,定期受注番号,定期回数", "ecforce_orders"),
    ],
)
def test_a_template_without_part_of_the_signature(names, expected):
    found = match_partly(headings(names))

    assert found is not None
    assert found.name == expected


@pytest.mark.parametrize(
    "names",
    [
        "Date,Time,Transaction ID,Item,Qty,Net Sales,Discounts,Customer Name",
        "Order ID,Purchase Date,Item Price,Buyer Email,SKU,Quantity",
        "Sale Date,Item Name,Buyer,Order ID,Total",
        "日付,注文番号,処理状況,注文者,メールアドレス,合計金額",
    ],
)
def test_everyday_headings_are_nobodys(names):
    assert match_format(headings(names)) is None
    assert match_partly(headings(names)) is None
