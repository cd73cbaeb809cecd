"""The sample files, one by one: format, encoding, orders, customers and every sum."""

from datetime import date

import pytest

from core.intake import Options, SetAside, Upload, read


@pytest.fixture
def sample(shared_data):
    def sample(name):
        path = shared_data("headers", f"{name}.csv")
        return read([Upload(path.name, path.read_bytes())], Options())

    return sample


def test_shopify_orders(sample):
    intake = sample("shopify_orders")
    understood = intake.understood

    assert (understood.format, understood.encoding, understood.delimiter) == (
        "shopify_orders", "utf-8", ",",
    )  # fmt: skip
    assert (understood.rows, understood.orders, understood.customers) == (3, 1, 1)
    assert (understood.currency, understood.scale) == ("JPY", 0)
    assert (understood.total, understood.file_total) == (6000, 8000)
    assert understood.set_aside == (SetAside("cancelled", 1, 2000),)
    assert (understood.first_day, understood.last_day) == (date(2024, 5, 1), date(2024, 5, 1))
    assert (understood.order_key_kind, understood.net_basis) == ("email", "goods")
    assert intake.orders["net"].tolist() == [5500, 0]
    assert intake.orders["line"].tolist() == [2, 4]
    assert intake.lines["amount"].tolist() == [2500, 3000, 1500]
    assert intake.consent_column
    assert intake.contacts["consent_email"].tolist() == [True, False]


def test_shopify_customers(sample):
    intake = sample("shopify_customers")
    understood = intake.understood

    assert (understood.format, understood.kind) == ("shopify_customers", "customers")
    assert (understood.orders, understood.customers, understood.total) == (0, 2, 6000)
    assert intake.contacts["member"].tolist() == ["7000000000001", "7000000000002"]
    assert intake.contacts["postal_code"].iloc[0] == "1000001"
    assert intake.contacts["name"].tolist() == ["見本 花子", "試験 太郎"]


def test_base_orders(sample):
    intake = sample("base_orders")
    understood = intake.understood

    assert (understood.format, understood.encoding) == ("base_orders", "cp932")
    assert (understood.orders, understood.customers, understood.rows) == (1, 1, 3)
    assert (understood.total, understood.file_total, understood.currency) == (3200, 5200, None)
    assert understood.set_aside == (SetAside("cancelled", 1, 2000),)
    assert intake.lines["kind"].tolist() == ["product", "option", "product"]
    assert intake.orders["net"].tolist() == [2700, 1500]
    assert intake.contacts["name"].tolist() == ["見本 花子", "髙橋 太郎"]


def test_eccube4_orders(sample):
    intake = sample("eccube4_orders")
    understood = intake.understood

    assert (understood.format, understood.encoding) == ("eccube4_orders", "cp932")
    assert (understood.orders, understood.customers, understood.rows) == (1, 1, 4)
    assert (understood.total, understood.file_total) == (5700, 11400)
    assert understood.set_aside == (SetAside("cancelled", 1, 5700),)
    assert intake.lines["kind"].tolist() == ["product", "shipping", "points", "product"]
    first = intake.orders.iloc[0]
    assert (first["points_own"], first["shipping"], first["net"]) == (300, 500, 5500)
    assert str(first["shipped_at"]) == "2024-05-02 15:00:00"


def test_eccube2_orders(sample):
    intake = sample("eccube2_orders")
    understood = intake.understood

    assert (understood.format, understood.orders, understood.customers) == ("eccube2_orders", 1, 1)
    assert (understood.total, understood.file_total, understood.set_aside) == (5800, 5800, ())
    assert (intake.orders["points_own"].iloc[0], intake.orders["net"].iloc[0]) == (100, 5400)


@pytest.mark.parametrize(
    ("name", "points"), [("eccube4_customers", 120), ("eccube2_customers", 54)]
)
def test_eccube_customers(sample, name, points):
    intake = sample(name)

    assert (intake.understood.format, intake.understood.kind) == (name, "customers")
    assert (intake.understood.orders, intake.understood.customers) == (0, 1)
    assert intake.understood.total is None
    assert intake.contacts["points_balance"].tolist() == [points]
    assert intake.contacts["registered_at"].dt.month.tolist() == [4]


def test_cdnow_keeps_every_order_when_zero_prices_count(shared_data):
    content = shared_data("cdnow", "cdnow_orders.csv").read_bytes()

    understood = read(
        [Upload("cdnow.csv", content)], Options(currency="USD", zero_orders="keep")
    ).understood

    assert (understood.format, understood.rows) == ("guess", 69_659)
    assert (understood.orders, understood.customers) == (69_659, 23_570)
    assert (understood.total, understood.scale, understood.zero_orders) == (250_031_563, 2, 80)
    assert (understood.first_day, understood.last_day) == (date(1997, 1, 1), date(1998, 6, 30))


def test_cdnow_sets_free_orders_aside_by_default(shared_data):
    content = shared_data("cdnow", "cdnow_orders.csv").read_bytes()

    understood = read([Upload("cdnow.csv", content)], Options()).understood

    assert understood.currency is None
    assert understood.orders == 69_659 - 80
    assert understood.set_aside == (SetAside("zero", 80, 0),)


@pytest.mark.parametrize("name", ["ga4_pages_en", "ga4_pages_ja", "instagram_posts", "x_content"])
def test_files_without_orders_are_named(sample, name):
    from core.intake import Refused

    with pytest.raises(Refused) as caught:
        sample(name)

    assert caught.value.code == "not_orders"
