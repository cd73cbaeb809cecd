"""The samples with real headings: what each is, and every number that can be read off it."""

from datetime import date

import pytest

from core.intake import Options, Upload, read


@pytest.fixture
def understood(shared_data):
    def understood(name):
        content = shared_data("headers", f"{name}.csv").read_bytes()
        intake = read([Upload(f"{name}.csv", content)], Options())
        found = intake.understood
        apart = {row.reason: (row.count, row.amount) for row in found.set_aside}
        sums = (found.orders, found.customers, found.total, found.file_total)
        return intake, found.format, sums, apart

    return understood


def test_shopify_orders(understood):
    intake, name, sums, apart = understood("shopify_orders")

    assert (name, sums) == ("shopify_orders", (1, 1, 6000, 8000))
    assert apart == {"cancelled": (1, 2000)}
    assert intake.orders["net"].tolist() == [5500, 0]
    assert intake.understood.currency == "JPY"


def test_shopify_customers(understood):
    _, name, sums, apart = understood("shopify_customers")

    assert (name, sums, apart) == ("shopify_customers", (0, 2, 6000, 6000), {})


def test_woocommerce_customers(understood):
    intake, name, sums, apart = understood("woocommerce_analytics_customers")

    assert (name, sums, apart) == ("woocommerce_customers", (0, 1, 5000, 5000), {})
    assert intake.contacts["registered_at"].dt.date.tolist() == [date(2024, 4, 1)]
    assert intake.contacts["stated_orders"].tolist() == [1]


def test_base_orders(understood):
    intake, name, sums, apart = understood("base_orders")

    assert (name, sums) == ("base_orders", (1, 1, 3200, 5200))
    assert apart == {"cancelled": (1, 2000)}
    assert intake.lines["kind"].tolist() == ["product", "option", "product"]


def test_minne_orders(understood):
    intake, name, sums, apart = understood("minne_orders")

    assert (name, sums, apart) == ("minne_orders", (1, 1, 2700, 2700), {})
    assert intake.orders["net"].tolist() == [2400]
    assert intake.orders["member"].tolist() == ["1234567"]


@pytest.mark.parametrize("sample", ["rakuten_rms_orders", "rakuten_rms_orders_2018"])
def test_rakuten_orders(understood, sample):
    intake, name, sums, apart = understood(sample)

    assert (name, sums) == ("rakuten_orders", (1, 1, 6000, 6000))
    assert apart == {"cancelled": (1, 0)}
    assert intake.orders["net"].tolist() == [5200, 0]
    assert intake.lines["product"].tolist() == ["マグカップ①", "豆皿", "豆皿"]
    assert intake.problems.empty


def test_yahoo_orders(understood):
    intake, name, sums, apart = understood("yahoo_orders")

    assert (name, sums) == ("yahoo_orders", (1, 1, 5700, 7700))
    assert apart == {"cancelled": (1, 2000)}
    assert intake.understood.rows == 2
    assert intake.lines["product"].tolist() == ["マグカップ A&B", "豆皿", "豆皿"]
    assert intake.lines["amount"].tolist() == [2500, 3000, 1500]
    assert intake.orders["net"].tolist() == [5500, 1500]
    assert intake.problems.empty


def test_eccube4_orders(understood):
    intake, name, sums, apart = understood("eccube4_orders")

    assert (name, sums) == ("eccube4_orders", (1, 1, 5700, 11400))
    assert apart == {"cancelled": (1, 5700)}
    assert intake.orders["net"].tolist() == [5500, 5500]


def test_eccube4_customers(understood):
    _, name, sums, apart = understood("eccube4_customers")

    assert (name, sums, apart) == ("eccube4_customers", (0, 1, None, None), {})


def test_eccube2_orders(understood):
    intake, name, sums, apart = understood("eccube2_orders")

    assert (name, sums, apart) == ("eccube2_orders", (1, 1, 5800, 5800), {})
    assert intake.orders["net"].tolist() == [5400]


def test_eccube2_customers(understood):
    _, name, sums, apart = understood("eccube2_customers")

    assert (name, sums, apart) == ("eccube2_customers", (0, 1, None, None), {})


def test_colorme_orders(understood):
    intake, name, sums, apart = understood("colorme_sales_all")

    assert (name, sums) == ("colorme_orders", (1, 1, 5900, 11800))
    assert apart == {"cancelled": (1, 5900)}
    assert intake.orders["net"].tolist() == [5500, 5500]
    assert intake.orders["points_own"].tolist() == [100, 100]
    assert intake.contacts["name"].tolist() == ["見本 花子", "髙橋 太郎"]


def test_makeshop_orders(understood):
    intake, name, sums, apart = understood("makeshop_orders_partial")

    assert (name, sums) == ("makeshop_orders", (1, 0, None, None))
    assert apart == {"cancelled": (1, None)}
    assert intake.understood.orders_without_key == 1
    assert intake.understood.order_key_kind == "none"
    assert [str(at) for at in intake.orders["ordered_at"]] == [
        "2024-05-01 10:02:09",
        "2024-05-03 09:15:38",
    ]


def test_futureshop_orders(understood):
    intake, name, sums, apart = understood("futureshop_orders_partial")

    assert (name, sums, apart) == ("futureshop_orders", (1, 1, 5900, 5900), {})
    assert intake.orders["net"].tolist() == [5500]
    assert intake.orders["points_own"].tolist() == [100]
    assert intake.understood.notes == ("no_status",)


def test_ecforce_orders(understood):
    intake, name, sums, apart = understood("ecforce_orders")

    assert (name, sums, apart) == ("ecforce_orders", (1, 1, 1980, 1980), {})
    assert intake.understood.subscriptions == 1
    assert not intake.orders["renewal"].any()
    assert intake.lines["product_code"].tolist() == ["tea-01", "tea-02"]


def test_amazon_order_report(understood):
    intake, name, sums, apart = understood("amazon_jp_order_report")

    assert (name, sums, apart) == ("amazon_orders", (1, 1, 5500, 5500), {})
    assert intake.orders["net"].tolist() == [5400]
    assert (intake.understood.encoding, intake.understood.delimiter) == ("cp932", "\t")
    assert intake.understood.currency == "JPY"


def test_amazon_unshipped(understood):
    intake, name, sums, apart = understood("amazon_jp_unshipped")

    assert (name, sums, apart) == ("amazon_unshipped", (1, 1, None, None), {})
    assert intake.understood.order_key_kind == "relay"


def test_amazon_fba_shipments(understood):
    intake, name, sums, apart = understood("amazon_jp_fba_shipments")

    assert (name, sums, apart) == ("amazon_fba_shipments", (1, 1, 2500, 2500), {})
    assert intake.orders["shipped_at"].dt.date.tolist() == [date(2024, 5, 2)]
