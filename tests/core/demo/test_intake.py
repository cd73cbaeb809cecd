"""The real intake understands every written file to the yen, and finds the shop in it."""

from datetime import date

import numpy as np
import pytest

from core.demo.expected import Expected
from core.demo.files import demo_file, demo_shop, expected, write
from core.demo.goods import PRODUCTS
from core.demo.shop import MALL, generate
from core.intake import Options, Upload, read

AS_OF = date(2026, 6, 30)
PLATFORMS = ("shopify", "base", "rakuten", "eccube4")


@pytest.fixture(scope="module")
def shop():
    return generate(AS_OF, customers=1_500)


class _Intakes(dict):
    """Each file is read once, when a test first asks for it."""

    def __init__(self, shop):
        self.shop = shop

    def __missing__(self, platform):
        self[platform] = _read(write(self.shop, platform))
        return self[platform]


@pytest.fixture(scope="module")
def intakes(shop):
    return _Intakes(shop)


def _read(*contents):
    uploads = [Upload(f"orders_{i}.csv", content) for i, content in enumerate(contents)]
    return read(uploads, Options(currency="JPY", as_of=AS_OF))


def _reported(intake):
    """What was understood, in the terms of Expected."""
    found = intake.understood
    aside = {row.reason: row.count for row in found.set_aside}
    assert found.file_total == found.total + sum(row.amount or 0 for row in found.set_aside)
    return Expected(
        orders=found.orders,
        customers=found.customers,
        total=found.total,
        file_total=found.file_total,
        cancelled=aside.pop("cancelled", 0),
        returned=aside.pop("returned", 0) + aside.pop("refunded", 0),
        unfinished=aside.pop("unfinished", 0),
        zero=aside.pop("zero", 0),
    ), aside


def _listed(shop, platform):
    """The shop's orders that stand in the file."""
    return shop.orders if platform == "eccube4" else shop.orders[shop.orders["state"] != 3]


def _by_time(intake):
    return intake.orders.sort_values("ordered_at", kind="stable", ignore_index=True)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_intake_reports_what_is_expected(shop, intakes, platform):
    assert _reported(intakes[platform]) == (expected(shop, platform), {})


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_row_is_a_problem(intakes, platform):
    assert not intakes[platform].problems["dropped"].any()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_order_is_found_at_its_time(shop, intakes, platform):
    found = _by_time(intakes[platform])
    listed = _listed(shop, platform)

    assert found["ordered_at"].tolist() == listed["at"].tolist()
    assert found["order_no"].is_unique


@pytest.mark.parametrize("platform", PLATFORMS)
def test_records_of_one_person_stay_together(shop, intakes, platform):
    found, listed = _by_time(intakes[platform]), _listed(shop, platform)
    person = listed["person"].to_numpy()
    for key in ("email", "relay"):
        named = found[key].notna().to_numpy()
        pairs = set(zip(found[key][named], person[named], strict=True))
        assert len(pairs) == len({text for text, _ in pairs}) == len({who for _, who in pairs})


def test_mall_customers_come_with_relay_addresses(shop, intakes):
    mall = shop.people["mall"].to_numpy()
    for platform in ("shopify", "eccube4"):
        found, listed = _by_time(intakes[platform]), _listed(shop, platform)
        assert (found["relay"].notna().to_numpy() == mall[listed["person"]]).all()


def test_all_of_the_mall_file_belongs_to_the_mall(intakes):
    assert intakes["rakuten"].orders["relay"].notna().all()
    assert not intakes["rakuten"].orders["own_list"].any()


def test_goods_and_points_are_those_of_the_shop(shop, intakes):
    found, listed = _by_time(intakes["eccube4"]), _listed(shop, "eccube4")
    assert found["goods"].tolist() == listed["goods"].tolist()
    assert found["points_own"].fillna(0).tolist() == listed["points"].tolist()
    assert found["coupon_own"].tolist() == listed["coupon"].tolist()
    assert found["shipping"].tolist() == listed["shipping"].tolist()


def test_events_of_shopify_are_those_of_the_shop(shop, intakes):
    found, listed = _by_time(intakes["shopify"]), _listed(shop, "shopify")
    cancelled = listed["void_on"].where(listed["state"] == 1)

    assert found["shipped_at"].equals(listed["shipped_on"].reset_index(drop=True))
    assert found["void_on"].equals(cancelled.reset_index(drop=True))
    valid = (listed["state"] == 0).to_numpy()
    assert found["refund"][valid].tolist() == listed["refund"][valid].tolist()


def test_consent_of_shopify_is_that_of_the_people(shop, intakes):
    intake = intakes["shopify"]
    found, listed = _by_time(intake), _listed(shop, "shopify")
    said = intake.contacts["consent_email"][found["person"]].astype("Int8").fillna(-1)

    assert intake.consent_column
    assert said.tolist() == shop.people["consent"][listed["person"]].tolist()


def test_birthdays_of_eccube_are_those_of_the_people(shop, intakes):
    intake = intakes["eccube4"]
    found, listed = _by_time(intake), _listed(shop, "eccube4")
    born = intake.contacts["birth_date"][found["person"]].dt.date.tolist()

    assert born == shop.people["born"][listed["person"]].dt.date.tolist()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_all_products_are_found(shop, intakes, platform):
    lines = intakes[platform].lines
    sold = lines[lines["kind"] == "product"]
    pieces = int(shop.lines["quantity"][_in_file(shop, platform)].sum())
    wrapped = int((_listed(shop, platform)["wrapping"] > 0).sum()) if platform == "shopify" else 0

    assert sold["quantity"].sum() == pieces + wrapped
    names = " ".join(sold["product"].unique())
    assert all(product.name in names for product in PRODUCTS)


def _in_file(shop, platform):
    return np.isin(shop.lines["order"], _listed(shop, platform).index)


def test_a_file_in_utc_is_the_same_shop(shop, intakes):
    utc = _read(write(shop, "shopify", utc=True))

    assert utc.understood == intakes["shopify"].understood
    assert utc.orders["ordered_at"].equals(intakes["shopify"].orders["ordered_at"])


@pytest.mark.parametrize("platform", PLATFORMS)
def test_overlapping_parts_are_the_whole(shop, platform):
    number = shop.orders["number"].to_numpy()
    early, late = shop.part(number <= 2_000), shop.part(number > 1_500)

    both = _read(write(early, platform), write(late, platform))

    twice = int(_listed(shop, platform)["number"].between(1_501, 2_000).sum())
    assert _reported(both) == (expected(shop, platform), {"in_several_files": twice})


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_mall_part_is_read_on_its_own(shop, platform):
    part = shop.part((shop.orders["channel"] == MALL).to_numpy())

    assert _reported(_read(write(part, platform))) == (expected(part, platform), {})


def test_the_demo_file_is_understood():
    name, content = demo_file(AS_OF)

    intake = read([Upload(name, content)], Options(as_of=AS_OF))

    assert _reported(intake) == (expected(demo_shop(AS_OF), "shopify"), {})
    assert intake.understood.currency == "JPY"


def test_renewals_and_mall_customers_are_told_from_a_shopify_file():
    shop = generate(date(2026, 6, 30), customers=600)

    intake = read([Upload("orders.csv", write(shop, "shopify"))], Options())

    orders = intake.orders[~intake.orders["void"]]
    assert orders["renewal"].sum() == (shop.orders["delivery"][shop.valid] > 1).sum() > 0
    assert orders["own_list"].eq(orders["relay"].isna()).all()
    assert 0 < (~orders["own_list"]).sum() < len(orders)
