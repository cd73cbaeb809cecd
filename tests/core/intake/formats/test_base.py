"""BASE: an option is a row of its own, postage repeats on every row."""

from core.intake import SetAside

HEAD = (
    "注文ID,注文日時,氏(請求先),名(請求先),メールアドレス(請求先),商品名,価格,税率,数量,合計金額,送料,"
    "代引き手数料,発送状況,商品ID,調整金額\n"
)


def row(order="A1", product="皿", price=1000, quantity=1, *, shipping=500, fee=0, status="発送済み",
        product_id="9", adjustment=0, mail="a@example.com"):  # fmt: skip
    return (
        f"{order},2024-05-01 10:02:09,見本,花子,{mail},{product},{price},10,{quantity},"
        f"{price * quantity},{shipping},{fee},{status},{product_id},{adjustment}\n"
    )


def test_postage_fee_and_adjustment_count_once_per_order(take):
    rows = [row(fee=300, adjustment=-50), row(product="椀", quantity=2, fee=300, adjustment=-50)]

    intake = take(HEAD + "".join(rows), encoding="cp932")

    first = intake.orders.iloc[0]
    assert first["total"] == 3000 + 500 + 300 - 50
    assert (first["net"], first["shipping"], first["fees"]) == (2950, 500, 300)


def test_an_option_is_no_product_but_its_price_counts(take):
    rows = [row(), row(product="商品オプション「箱」", price=200, product_id="")]

    intake = take(HEAD + "".join(rows), encoding="cp932")

    assert intake.lines["kind"].tolist() == ["product", "option"]
    assert intake.orders["total"].tolist() == [1700]


def test_a_product_whose_name_begins_like_an_option_stays_a_product(take):
    intake = take(HEAD + row(product="商品オプション「箱」", product_id="7"), encoding="cp932")

    assert intake.lines["kind"].tolist() == ["product"]


def test_cancelled_orders_are_set_aside(take):
    intake = take(HEAD + row() + row("B2", status="キャンセル"), encoding="cp932")

    assert intake.understood.set_aside == (SetAside("cancelled", 1, 1500),)
    assert (intake.understood.total, intake.understood.file_total) == (1500, 3000)


def test_tax_rates_are_basis_points(take):
    assert take(HEAD + row(), encoding="cp932").lines["tax_rate_bp"].tolist() == [1000]
