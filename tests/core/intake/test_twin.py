"""The fast reading against an obvious one: csv rows, dictionaries and Decimal, order by order."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intake import Options, Upload, read

pytestmark = pytest.mark.slow  # dozens of whole files each

FIELDS = (
    "Name", "Email", "Financial Status", "Currency", "Subtotal", "Shipping", "Taxes", "Total",
    "Discount Amount", "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price",
    "Cancelled at", "Refunded Amount",
)  # fmt: skip

money = st.integers(0, 5000)
item = st.tuples(st.integers(1, 3), st.sampled_from(["皿", 'a "b"', "x\ny", "椀, 大"]), money)
order = st.fixed_dictionaries({
    "Email": st.sampled_from(["a@b.c", "A@B.c ", "d@e.f", ""]),
    "Financial Status": st.sampled_from(["paid", "pending", "refunded", "voided", "PAID"]),
    "Subtotal": money, "Shipping": st.integers(0, 900), "Taxes": st.integers(0, 500),
    "taxed": st.booleans(), "Refunded Amount": st.integers(0, 6000),
    "Created at": st.datetimes().map(lambda m: m.strftime("2024-%m-%d %H:%M:%S +0900")),
    "Cancelled at": st.sampled_from(["", "", "2024-12-31 10:00:00 +0900"]),
    "items": st.lists(item, min_size=1, max_size=3),
})  # fmt: skip


def written(orders):
    """The orders as a Shopify export: amounts on the first row of each."""
    rows = []
    for number, o in enumerate(orders):
        total = o["Subtotal"] + o["Shipping"] + (o["Taxes"] if o["taxed"] else 0)
        head = {**o, "Total": total, "Currency": "JPY", "Discount Amount": 0}
        for i, (quantity, name, price) in enumerate(o["items"]):
            row = head if i == 0 else {"Created at": o["Created at"]}
            line = {"Lineitem quantity": quantity, "Lineitem name": name, "Lineitem price": price}
            rows.append({**row, **line, "Name": f"#{number}"})
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, FIELDS, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def plainly_read(content):
    """(order number -> total, net, void, lines) by walking the rows one by one."""
    found = {}
    for row in csv.DictReader(io.StringIO(content, newline="")):
        o = found.setdefault(row["Name"], {"row": row, "lines": []})
        o["lines"].append(int(row["Lineitem quantity"]) * int(row["Lineitem price"]))
    for o in found.values():
        amounts = {k: Decimal(o["row"][k]) for k in ("Total", "Subtotal", "Shipping", "Taxes")}
        refund = Decimal(o["row"]["Refunded Amount"])
        extra = amounts["Subtotal"] + amounts["Shipping"] + amounts["Taxes"] == amounts["Total"]
        goods = amounts["Subtotal"] + (amounts["Taxes"] if extra else 0)
        status = o["row"]["Financial Status"].lower()
        returned = status == "refunded" or (refund > 0 and refund >= amounts["Total"])
        o["cancelled"] = o["row"]["Cancelled at"] != "" or status == "voided"
        o["void"] = o["cancelled"] or returned
        o["total"] = int(amounts["Total"])
        o["net"] = 0 if returned and not o["cancelled"] else int(goods - min(refund, goods))
        o["counts"] = not (amounts["Total"] == 0 and goods == 0)
    return found


@given(st.lists(order, min_size=1, max_size=6))
def test_agrees_with_a_plain_walk_over_the_rows(orders):
    content = written(orders)
    plain = plainly_read(content)

    intake = read([Upload("orders.csv", content.encode())], Options())

    frame = intake.orders.set_index("order_no")
    assert frame["total"].to_dict() == {k: o["total"] for k, o in plain.items()}
    assert frame["void"].to_dict() == {k: o["void"] for k, o in plain.items()}
    assert frame["net"].to_dict() == {k: o["net"] for k, o in plain.items()}
    assert intake.lines["amount"].tolist() == [a for o in plain.values() for a in o["lines"]]
    valid = [o for o in plain.values() if not o["void"] and o["counts"]]
    mails = {o["row"]["Email"].strip().lower() for o in valid} - {""}
    understood = intake.understood
    assert (understood.orders, understood.customers) == (len(valid), len(mails))
    assert understood.total == sum(o["total"] for o in valid)
    assert understood.file_total == sum(o["total"] for o in plain.values())


@given(st.lists(order, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_orders_in_the_file_changes_no_sum(orders, random):
    shuffled = random.sample(orders, len(orders))

    one, other = (
        read([Upload("f", written(o).encode())], Options()).understood for o in (orders, shuffled)
    )

    assert other == one
