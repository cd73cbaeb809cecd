"""Each written file, read back the plain way, holds exactly what is expected of it."""

import csv
import io
import re
from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest

from core.demo import base, eccube4, rakuten, shopify
from core.demo.expected import Expected
from core.demo.files import demo_file, demo_shop, expected, write
from core.demo.shop import MALL, generate

AS_OF = date(2026, 6, 30)
PLATFORMS = ("shopify", "base", "rakuten", "eccube4")
HEADERS = {
    "shopify": shopify.HEADER,
    "base": base.HEADER,
    "rakuten": rakuten.HEADER,
    "eccube4": eccube4.HEADER,
}


@pytest.fixture(scope="module")
def shop():
    return generate(AS_OF, customers=1_500)


@pytest.fixture(scope="module")
def tables(shop):
    return {platform: _table(platform, write(shop, platform)) for platform in PLATFORMS}


def _table(platform, content):
    """The rows as dictionaries; the first of two equal headings wins."""
    text = content.decode("utf-8" if platform == "shopify" else "cp932")
    heading, *rows = csv.reader(io.StringIO(text, newline=""))
    assert {len(row) for row in rows} <= {len(heading)}
    return [dict(zip(reversed(heading), reversed(row), strict=True)) for row in rows]


def _grouped(rows, key):
    orders = defaultdict(list)
    for row in rows:
        orders[row[key]].append(row)
    return orders.values()


def _shopify(rows):
    for first, *_ in _grouped(rows, "Name"):
        cancelled, back = first["Cancelled at"], first["Financial Status"] == "refunded"
        reason = "cancelled" if cancelled else "returned" if back else ""
        yield first["Email"].lower(), int(first["Total"]), reason


def _base(rows):
    for order in _grouped(rows, "注文ID"):
        first = order[0]
        total = sum(int(row["合計金額"]) for row in order)
        total += int(first["送料"]) + int(first["代引き手数料"]) + int(first["調整金額"])
        reason = "cancelled" if first["発送状況"] == "キャンセル" else ""
        yield first["メールアドレス(請求先)"].lower(), total, reason


def _rakuten(rows):
    for first, *_ in _grouped(rows, "注文番号"):
        total = None if first["合計金額"] == "-9999" else int(first["合計金額"])
        reason = "cancelled" if first["ステータス"] in ("800", "900") else ""
        yield first["注文者メールアドレス"], total, reason


def _eccube4(rows):
    reasons = {"3": "cancelled", "9": "returned", "7": "unfinished", "8": "unfinished"}
    for first, *_ in _grouped(rows, "注文ID"):
        reason = reasons.get(first["対応状況(ID)"], "")
        yield first["メールアドレス"].lower(), int(first["支払合計"]), reason


READERS = {"shopify": _shopify, "base": _base, "rakuten": _rakuten, "eccube4": _eccube4}


def _recount(platform, rows):
    found = list(READERS[platform](rows))
    valid = [order for order in found if not order[2] and order[1] != 0]
    reasons = [reason for _, _, reason in found]
    return Expected(
        orders=len(valid),
        customers=len({person for person, _, _ in valid}),
        total=sum(total or 0 for _, total, _ in valid),
        file_total=sum(total or 0 for _, total, _ in found),
        cancelled=reasons.count("cancelled"),
        returned=reasons.count("returned"),
        unfinished=reasons.count("unfinished"),
        zero=sum(1 for _, total, reason in found if not reason and total == 0),
    )


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_plain_recount_of_the_file_finds_what_is_expected(shop, tables, platform):
    assert _recount(platform, tables[platform]) == expected(shop, platform)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_same_shop_writes_the_same_bytes(platform):
    one, two = (generate(AS_OF, customers=60) for _ in range(2))

    assert write(one, platform) == write(two, platform)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_headings_are_those_of_the_platform(shop, platform, shared_data):
    names = {"rakuten": "rakuten_rms_orders.csv"}
    sample = shared_data("headers", names.get(platform, f"{platform}_orders.csv"))
    content = write(shop.part(shop.valid), platform)

    first, second = sample.read_bytes().split(b"\n")[0], content.split(b"\n")[0]
    assert second == first


@pytest.mark.parametrize("platform", PLATFORMS)
def test_addresses_are_of_nobody(tables, platform):
    mail = re.compile(r"[^@]+@(example\.com|example\.jp|pc\.fw\.rakuten\.ne\.jp)")
    for row in tables[platform]:
        for name, cell in row.items():
            if "@" in cell:
                assert mail.fullmatch(cell.lower()), cell
            elif ("電話番号(" in name or name.endswith("TEL")) and cell:
                assert re.fullmatch(r"0900[1-9]\d{6}", cell)
            elif name.endswith("ing Phone") and cell:
                assert re.fullmatch(r"'\+81 90-0[1-9]\d\d-\d{4}", cell)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_awkward_characters_are_in_it(shop, platform):
    text = write(shop, platform).decode("utf-8" if platform == "shopify" else "cp932")

    assert {"髙", "﨑", "①", "～", "㈱"} <= set(text)
    assert ("🌸" in text) == (platform == "shopify")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_part_without_orders_is_a_header(shop, platform):
    content = write(shop.part(~shop.orders["number"].gt(0).to_numpy()), platform)

    assert content.count(b"\n") == 1
    assert _table(platform, content) == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_parts_of_the_file_add_up(shop, platform):
    mall = (shop.orders["channel"] == MALL).to_numpy()
    whole, one, two = (expected(s, platform) for s in (shop, shop.part(mall), shop.part(~mall)))

    assert one.file_total + two.file_total == whole.file_total
    assert one.customers + two.customers == whole.customers
    assert one.orders + two.orders == whole.orders


def test_shopify_totals_stand_on_the_first_row_only(tables):
    longer = [order for order in _grouped(tables["shopify"], "Name") if len(order) > 1]

    assert len(longer) > 100
    for first, *others in longer:
        assert first["Total"]
        assert first["Currency"] == "JPY"
        for row in others:
            assert not row["Total"] + row["Billing Name"] + row["Id"] + row["Source"]
            assert row["Email"] == first["Email"]
            assert row["Created at"] == first["Created at"]


def test_shopify_total_is_lines_less_discount_and_shipping(tables):
    for order in _grouped(tables["shopify"], "Name"):
        first = order[0]
        goods = sum(int(row["Lineitem price"]) * int(row["Lineitem quantity"]) for row in order)
        assert int(first["Subtotal"]) == goods - int(first["Discount Amount"])
        assert int(first["Total"]) == int(first["Subtotal"]) + int(first["Shipping"])


def test_shopify_says_consent_refunds_sources_and_subscriptions(tables):
    first = [order[0] for order in _grouped(tables["shopify"], "Name")]

    assert {row["Accepts Marketing"] for row in first} == {"yes", "no", ""}
    assert {row["Financial Status"] for row in first} == {
        "paid", "pending", "voided", "refunded", "partially_refunded"
    }  # fmt: skip
    assert {row["Source"] for row in first} == {
        "web", "shopify_draft_order", "rakuten", "subscription_contract"
    }  # fmt: skip
    assert any("Recurring" in row["Tags"] for row in first)
    partly = [row for row in first if row["Financial Status"] == "partially_refunded"]
    assert all(0 < int(row["Refunded Amount"]) < int(row["Total"]) for row in partly)
    assert all(row["Billing Zip"].startswith("'") for row in first)
    assert any("\n" in row["Note Attributes"] for row in first)


def test_shopify_in_utc_tells_the_same_moments(shop, tables):
    for here, there in zip(
        tables["shopify"], _table("shopify", write(shop, "shopify", utc=True)), strict=True
    ):
        for name in ("Created at", "Paid at", "Fulfilled at", "Cancelled at"):
            if here[name] or there[name]:
                moments = [
                    datetime.strptime(row[name], "%Y-%m-%d %H:%M:%S %z") for row in (here, there)
                ]
                assert moments[0] == moments[1]
                assert [moment.utcoffset() for moment in moments] == [
                    timedelta(hours=9),
                    timedelta(0),
                ]


def test_only_shopify_can_write_utc(shop):
    with pytest.raises(ValueError, match="utc"):
        write(shop, "base", utc=True)


def test_base_options_are_rows_without_a_product(tables):
    options = [row for row in tables["base"] if row["商品名"].startswith("商品オプション「")]

    assert len(options) > 50
    assert {row["商品ID"] for row in options} == {""}
    assert {row["合計金額"] for row in options} == {"330"}
    assert all(row["商品ID"] for row in tables["base"] if row not in options)
    for order in _grouped(tables["base"], "注文ID"):
        assert len({(row["送料"], row["代引き手数料"], row["調整金額"]) for row in order}) == 1


def test_base_order_ids_are_sixteen_letters_and_digits(shop, tables):
    ids = {row["注文ID"] for row in tables["base"]}

    assert all(re.fullmatch(r"[A-Z][0-9A-Z]{15}", one) for one in ids)
    assert len(ids) == (shop.orders["state"] != 3).sum()


def test_rakuten_quotes_all_cells_and_repeats_totals(shop, tables):
    content = write(shop, "rakuten")

    assert content.count(b'\r\n"123456-') == len(tables["rakuten"])
    assert content.endswith(b'"\r\n')
    for order in _grouped(tables["rakuten"], "注文番号"):
        assert len({(row["合計金額"], row["請求金額"], row["注文日時"]) for row in order}) == 1
        assert order[0]["注文番号"][7:15] == order[0]["注文日"].replace("-", "")
        assert f"{order[0]['注文日']} {order[0]['注文時間']}" == order[0]["注文日時"]


def test_rakuten_leaves_amounts_open_and_empties_the_cancelled(tables):
    first = [order[0] for order in _grouped(tables["rakuten"], "注文番号")]
    unknown = [row for row in first if row["請求金額"] == "-9999"]

    assert {row["合計金額"] == "-9999" for row in unknown} == {True, False}
    assert {row["ステータス"] for row in unknown}.isdisjoint({"800", "900"})
    assert {row["合計金額"] for row in first if row["ステータス"] == "900"} == {"0"}
    assert all(int(row["合計金額"]) > 0 for row in first if row["ステータス"] == "800")
    assert any("\n" in row["項目・選択肢"] for row in first)
    assert any(row["申込お届け回数"] == "3" for row in first)


def test_rakuten_due_is_total_and_fees_less_coupons_and_points(tables):
    for row in tables["rakuten"]:
        if "-9999" not in row.values():
            used = int(row["クーポン利用総額"]) + int(row["ポイント利用額"])
            assert int(row["請求金額"]) == int(row["合計金額"]) + int(row["代引料合計"]) - used


def test_eccube_rows_add_up_to_the_paid_total(tables):
    kinds = set()
    for order in _grouped(tables["eccube4"], "注文ID"):
        first, paid, goods = order[0], 0, 0
        for row in order:
            untaxed = int(row["価格"]) * int(row["個数"])
            kinds.add(row["明細区分(ID)"])
            if row["明細区分(ID)"] == "1":
                goods += round(untaxed * (100 + int(row["税率"])) / 100)
            else:
                paid += untaxed
        assert int(first["小計"]) == goods
        assert int(first["支払合計"]) == goods + paid
    assert kinds == {"1", "2", "3", "4", "6"}


def test_eccube_people_come_as_guests_and_as_members(tables):
    members = defaultdict(set)
    for row in tables["eccube4"]:
        members[row["メールアドレス"].lower()].add(row["会員ID"])

    assert sum(ids != {""} and "" in ids for ids in members.values()) > 20
    assert all(len(ids - {""}) <= 1 for ids in members.values())


def test_eccube_writes_as_php_does(shop):
    content = write(shop, "eccube4").decode("cp932")

    assert "\r" not in content
    assert re.search(r'"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"', content)
    assert not re.search(r",\d{4}-\d\d-\d\d \d\d", content)


def test_the_demo_file_is_the_same_for_a_day_and_reads_as_expected():
    name, content = demo_file(AS_OF)

    assert name.endswith(".csv")
    assert demo_file(AS_OF) == (name, content)
    assert demo_file(date(2026, 7, 1))[1] != content
    truth = expected(demo_shop(AS_OF), "shopify")
    assert _recount("shopify", _table("shopify", content)) == truth
    assert truth.customers == 3_000


@pytest.mark.slow
@pytest.mark.parametrize("platform", PLATFORMS)
def test_twenty_thousand_orders_are_written_whole(platform):
    shop = generate(AS_OF, customers=10_000)
    content = write(shop, platform)

    truth = expected(shop, platform)
    assert truth.customers == 10_000
    assert len(shop.orders) > 19_000
    assert _recount(platform, _table(platform, content)) == truth
