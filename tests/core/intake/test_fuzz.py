"""Whatever is uploaded ends in tables or in a refusal with a reason, never in another error."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.intake import Options, Refused, Upload, read

pytestmark = pytest.mark.slow  # dozens of whole files each

SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Cancelled at,Refunded Amount\n"
    "#1001,a@example.com,paid,,JPY,5500,500,500,6000,0,2024-05-01 10:02:09 +0900,1,皿,2500,,0\n"
    '#1001,a@example.com,,,,,,,,,2024-05-01 10:02:09 +0900,2,"椀\n大",1500,,\n'
    "#1002,b@example.com,refunded,,JPY,1500,500,0,2000,0,2024-05-03 21:15:38 +0900,1,皿,1500,,2000"
    "\n"
).encode()
BASE = (
    "注文ID,注文日時,氏(請求先),名(請求先),メールアドレス(請求先),商品名,価格,税率,数量,合計金額,送料,"
    "代引き手数料,発送状況,商品ID,調整金額\r\n"
    "A1,2024-05-01 10:02:09,髙橋,花子,a@example.com,①マグ,2500,10,1,2500,500,0,発送済み,9,0\r\n"
    "A1,2024-05-01 10:02:09,髙橋,花子,a@example.com,商品オプション「箱」,200,10,1,200,500,0,"
    "発送済み,,0\r\n"
    "Z9,2024-05-03 21:15:38,見本,太郎,b@example.com,豆皿,1500,10,1,1500,500,0,キャンセル,8,0\r\n"
).encode("cp932")
EC_CUBE = (
    "注文ID,注文番号,会員ID,お名前(姓),メールアドレス,小計,値引き,送料,税金,合計,支払合計,対応状況(ID),"
    "受注日,注文詳細ID,商品名,価格,個数,税率,明細区分(ID),送料\n"
    "101,101,11,見本,a@example.com,5500,0,500,545,6000,5700,5,2024-05-01,201,皿,5000,1,10,1,500\n"
    "101,101,11,見本,a@example.com,5500,0,500,545,6000,5700,5,2024-05-01,203,ポイント,-300,1,0,6,500\n"
).encode("cp932")
PLAIN = (
    b"Order number,Customer ID,Order date,Quantity,Total\nC1,1,1997-01-01,1,11.77\n"
    b'C2,2,1997-01-12,1,12.00\nC3,2,1997-01-12,5,"77.00"\n'
)
SAMPLES = (SHOPIFY, BASE, EC_CUBE, PLAIN)
PIECES = (b'"', b",", b"\n", b"\r", b"\x00", b"\xff\xfe", b"\x81", b"\t", b"'", b"-", b"E+13",
          b"\xe3\x81", "合計".encode(), b";", b"0" * 40, b"\n\n")  # fmt: skip

edits = st.lists(
    st.tuples(st.floats(0, 1), st.floats(0, 0.3), st.sampled_from(PIECES) | st.binary(max_size=8)),
    max_size=4,
)


def ends_well(*contents, **options):
    try:
        intake = read([Upload(f"f{i}", c) for i, c in enumerate(contents)], Options(**options))
    except Refused as refusal:
        return refusal.code
    understood = intake.understood
    if understood.file_total is not None:
        aside = sum(part.amount or 0 for part in understood.set_aside)
        assert understood.file_total == understood.total + aside
    assert understood.customers <= max(understood.orders, len(intake.contacts))
    return understood


def mutated(sample, changes, kept):
    content = bytearray(sample)
    for place, share, piece in changes:
        at = int(place * len(content))
        content[at : at + int(share * len(content))] = piece
    return bytes(content[: int(kept * len(content))])


@given(st.binary(max_size=400))
@example(b"")
@example(b"\x00")
@example(b"a,b")
@example(b"\xef\xbb\xbf")
@example(b"PK\x03\x04")
@example(b'"')
def test_random_bytes(content):
    ends_well(content)


@given(st.lists(st.lists(st.text(max_size=6), min_size=1, max_size=5), max_size=6))
def test_random_tables(rows):
    ends_well("\n".join(",".join(row) for row in rows).encode("utf-8", errors="replace"))


@given(st.sampled_from(SAMPLES), edits, st.floats(0, 1))
def test_damaged_samples(sample, changes, kept):
    ends_well(mutated(sample, changes, kept))


@given(st.sampled_from(SAMPLES), edits, edits)
def test_two_damaged_parts_of_one_export(sample, changes, others):
    ends_well(mutated(sample, changes, 1), mutated(sample, others, 1), currency="JPY")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["1", "2", "3", "", "5.8E+13"]),
            st.sampled_from(["2024-05-01", "45413", "x", "", "05/06/24", "令和6年5月1日"]),
            st.sampled_from(["100", "1.5", "▲3", "", "abc", "-9999", "9" * 30]),
            st.sampled_from(["a@b.c", "", "x", "A@B.C"]),
        ),
        min_size=1, max_size=8,
    )
)  # fmt: skip
def test_known_columns_with_any_cells(rows):
    head = "order id,order date,total,email\n"
    ends_well((head + "\n".join(",".join(row) for row in rows)).encode())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data(), edits, st.floats(0.2, 1))
def test_damaged_exports_of_every_platform(shared_data, data, changes, kept):
    paths = sorted(shared_data("headers").glob("*.csv"))
    sample = data.draw(st.sampled_from(paths)).read_bytes()

    ends_well(mutated(sample, changes, kept))
