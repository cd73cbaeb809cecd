"""What the data can carry is counted on the current view, valid orders only."""

from db import health, products
from db.bulk import select_frame

ORDERS = """
order_no,email,ordered_at,total,void
1,ana@example.com,2026-01-31T23:59:59,5000,
2,ben@example.com,2026-02-01,3000,
3,ana@example.com,2026-02-20,,
4,ben@example.com,2026-03-01,100,yes
5,,2026-02-27,900,
"""
MALL = """
order_no,relay,ordered_at,total
1,x@pc.example,2026-02-05,700
"""


def look(engine, shop):
    with engine.connect() as connection:
        return health.health(connection, shop)


def test_a_shop_without_orders_has_nothing_to_show(engine, shop):
    seen = look(engine, shop)

    assert (seen.orders, seen.customers) == (0, 0)
    assert seen.sources.empty
    assert seen.months.empty


def test_orders_with_a_customer_a_product_and_an_amount_are_counted(engine, shop, upload):
    upload(ORDERS)

    seen = look(engine, shop)

    assert (seen.orders, seen.with_customer, seen.with_amount) == (4, 3, 3)
    assert (seen.with_product, seen.customers) == (4, 2)


def test_every_source_has_its_days_and_months(engine, shop, upload):
    upload(ORDERS)
    upload(MALL, source="rakuten")

    seen = look(engine, shop)

    assert seen.sources["source"].tolist() == ["base", "rakuten"]
    assert seen.sources["orders"].tolist() == [4, 1]
    assert seen.sources["first_day"].tolist() == ["2026-01-31", "2026-02-05"]
    assert seen.months.query("source == 'base'")[["month", "orders"]].to_numpy().tolist() == [
        ["2026-01-01", 1],
        ["2026-02-01", 3],
    ]


def test_another_shop_sees_none_of_it(engine, saving, shop, upload):
    from db import shops

    upload(ORDERS, consent="yes")
    other = saving(lambda session: shops.create(session, "Other").id)

    seen = look(engine, other)
    assert (seen.orders, seen.customers) == (0, 0)
    with engine.connect() as connection:
        assert products.listed(connection, other).empty


def test_products_are_listed_by_code_and_keep_the_owners_short_name(engine, saving, shop, upload):
    upload(ORDERS)
    with engine.connect() as connection:
        listed = products.listed(connection, shop)
    assert listed[["code", "name", "orders"]].to_numpy().tolist() == [["mug", "Mug", 4]]
    assert listed["short_name"].isna().all()

    number = int(listed["id"].iloc[0])
    saving(lambda session: products.shorten(session, shop, {number: "マグ"}))
    saving(lambda session: products.shorten(session, shop + 1, {number: "theirs"}))

    with engine.connect() as connection:
        assert products.listed(connection, shop)["short_name"].tolist() == ["マグ"]
        history = select_frame(connection, "SELECT history_version FROM shop")
    assert history["history_version"].tolist() == [1]
