"""Damaged exports of the formats that mend their rows end in tables or in a refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intake import Options, Refused, Upload, read

EXPORTS = {
    "yahoo": (
        "OrderId,OrderTime,OrderStatus,BillMailAddress,ShipCharge,TotalPrice,ItemId,Title,"
        "UnitPrice,QuantityDetail\r\n"
        "s-1,2026/07/01 10:02,5,a@example.com,500,6000,L1=a&L2=b,L1=皿&L2=椀,L1=1&L2=2,"
        "L1=1&L2=2\r\n"
        "s-2,2026/07/02 10:02,4,b@example.com,500,700,L1=a,L1=A&B,L1=200,L1=1\r\n"
    ).encode("cp932"),
    "woocommerce": (
        "Date,Order #,Status,Customer,Customer type,Product(s),Net Sales\n"
        '2026-07-01 10:02:09,1,completed,X,new,"1× Mug, 2× Plate",5500\n'
        "2026-07-03 10:02:09,1,completed,X,new,1× Mug,-500\n"
    ).encode(),
    "square": (
        b"Date,Time,Time Zone,Item,Gross Sales,Net Sales,Tax,Transaction ID,Event Type,Qty\n"
        b"07/01/26,10:02:09,Tokyo,Mug,$30.00,$27.00,$2.70,t1,Payment,1\n"
        b"07/03/26,10:02:09,Hawaii,Mug,-$9.00,-$9.00,-$0.90,t1,Refund,-1\n"
    ),
    "smaregi": (
        "取引ID,取引日時,打消取引ID,打消区分(0：通常),小計,合計,会員ID,取引明細ID,"
        "取引明細区分 （1：通常、2：返品）,商品名,値引き後計\n"
        "1,2026-07-01 10:02:09,,0,5500,5500,7,1,1,皿,5500\n"
        "2,2026-07-02 10:02:09,1,2,-5500,-5500,7,1,2,皿,-5500\n"
    ).encode("utf-8-sig"),
    "makeshop": (
        "日付,注文時間,注文番号,処理状況,注文者\n"
        "2026/7/1,91538,P1,配送,見本\n2026/7/2,8,P2,注文キャンセル,見本\n"
    ).encode("cp932"),
    "ecforce": (
        "受注ID,受注番号,顧客番号,小計,支払い合計,受注日,購入商品（商品コード）,定期回数\n"
        '1,a1,c1,1980,1980,2026/07/01 23:15,"t1,t2",2\n'
    ).encode("cp932"),
}
PIECES = (b"&L1=", b"&", b"L2=", b",", b"\n", b'"', "×".encode(), b"-", b"$", b"(", b"\x81", b"")
edits = st.lists(
    st.tuples(st.floats(0, 1), st.floats(0, 0.1), st.sampled_from(PIECES) | st.binary(max_size=4)),
    max_size=4,
)


def damaged(content, changes):
    found = bytearray(content)
    for place, share, piece in changes:
        at = int(place * len(found))
        found[at : at + int(share * len(found))] = piece
    return bytes(found)


@given(st.sampled_from(sorted(EXPORTS)), edits)
def test_ends_well(platform, changes):
    try:
        intake = read([Upload("f", damaged(EXPORTS[platform], changes))], Options())
    except Refused:
        return
    found = intake.understood
    aside = sum(part.amount or 0 for part in found.set_aside)
    assert found.file_total is None or found.file_total == found.total + aside
    assert found.orders <= len(intake.orders) <= found.rows


@pytest.mark.parametrize("platform", EXPORTS)
def test_undamaged_ones_are_understood(platform):
    found = read([Upload("f", EXPORTS[platform])], Options()).understood

    assert found.format.startswith(platform)
    assert found.orders == 1
