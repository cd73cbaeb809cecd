"""Unknown files: a complete guess is read, anything else is asked."""

import pytest

from core.intake import Refused

STORES = (
    "オーダー番号,オーダー日,氏(購入者),名(購入者),メールアドレス(購入者),アイテム名,単価,個数,合計金額,"
    "送料,メールアドレス(配送先),ステータス\n"
    "1001,2024/05/01 10:00,見本,花子,a@example.com,皿,1000,2,3000,500,z@example.jp,発送済\n"
    "1001,2024/05/01 10:00,見本,花子,a@example.com,椀,500,1,3000,500,z@example.jp,発送済\n"
    "1002,2024/05/02 11:00,試験,太郎,b@example.com,椀,500,1,1000,500,z@example.jp,キャンセル\n"
)


def test_japanese_headings_of_an_unknown_shop(take):
    intake = take(STORES, encoding="cp932")

    understood = intake.understood
    assert (understood.format, understood.orders, understood.customers) == ("guess", 1, 1)
    assert (understood.total, understood.file_total) == (3000, 4000)
    assert intake.source == f"file-{intake.guess.signature}"
    assert intake.guess.mapping["email"] == "メールアドレス(購入者)"
    assert intake.contacts["name"].tolist() == ["見本 花子", "試験 太郎"]
    assert intake.lines["product"].tolist() == ["皿", "椀", "椀"]


@pytest.mark.parametrize("headings", [
    "Order ID,Order Date,Amount,Customer Email",
    "invoice no,InvoiceDate,Total Price,email address",
    "注文番号,注文日時,請求金額,メールアドレス",
    "取引番号,売上日,売上金額,会員番号",
    "ORDER_NUMBER,created-at,GRAND TOTAL,e-mail",
])  # fmt: skip
def test_synonyms(take, headings):
    intake = take(f"{headings}\n1,2024-05-01,100,a@example.com\n2,2024-05-02,200,b@example.com\n")

    assert (intake.understood.format, intake.understood.orders) == ("guess", 2)
    assert (intake.understood.total, intake.understood.customers) == (300, 2)


def test_the_order_of_columns_does_not_matter(take):
    rows = [line.split(",") for line in STORES.strip().splitlines()]
    turned = "\n".join(",".join(reversed(row)) for row in rows)

    one, other = take(STORES), take(turned)

    assert other.understood == one.understood
    assert other.source == one.source


def test_amounts_that_differ_per_row_are_summed(take):
    intake = take(
        "order id,order date,total,product\n1,2024-05-01,100,a\n1,2024-05-01,50,b\n"
        "2,2024-05-01,30,a\n2,2024-05-01,20,b\n3,2024-05-01,7,b\n"
    )

    assert intake.orders["total"].tolist() == [150, 50, 7]
    assert intake.guess.mapping["total_per"] == "line"


def test_price_times_pieces_shows_that_an_amount_is_a_lines(take):
    intake = take(
        "order id,order date,price,qty,amount\n1,2024-05-01,50,2,100\n1,2024-05-01,100,1,100\n"
    )

    assert intake.orders["total"].tolist() == [200]


def test_when_equal_amounts_may_be_either_it_asks(refusal, take):
    content = "order id,order date,amount,email\n1,2024-05-01,100,a@b.c\n1,2024-05-01,100,a@b.c\n"

    refused = refusal(content)

    assert (refused.code, refused.guess.ambiguous) == ("needs_mapping", ("total_per",))
    per_order = take(content, mapping={**refused.guess.mapping, "total_per": "order"})
    per_line = take(content, mapping={**refused.guess.mapping, "total_per": "line"})
    assert (per_order.understood.total, per_line.understood.total) == (100, 200)


def test_two_columns_of_the_same_name_are_asked_about(refusal):
    refused = refusal("order id,order date,total,total\n1,2024-05-01,100,90\n")

    assert (refused.code, refused.guess.ambiguous) == ("needs_mapping", ("total",))
    assert refused.guess.headings == ("order id", "order date", "total", "total#2")


def test_a_confirmed_mapping_may_name_the_second_column_of_a_name(take):
    mapping = {"order_no": "order id", "ordered_at": "order date", "total": "total#2"}

    intake = take("order id,order date,total,total\n1,2024-05-01,100,90\n", mapping=mapping)

    assert intake.understood.total == 90


def test_a_missing_amount_column_is_asked_and_may_stay_missing(refusal, take):
    content = "order id,order date,email\n1,2024-05-01,a@b.c\n"
    refused = refusal(content)

    assert refused.guess.missing == ("total",)
    understood = take(content, mapping={**refused.guess.mapping, "total": ""}).understood
    assert (understood.orders, understood.total, understood.file_total) == (1, None, None)


def test_rows_may_be_orders_where_there_is_no_number(refusal, take):
    content = "date,total,customer id\n2024-05-01,100,7\n2024-05-01,100,7\n2024-05-02,5,8\n"
    refused = refusal(content)
    mapping = {**refused.guess.mapping, "order_no": ""}

    once, twice = take(content, mapping=mapping), take(content, content, mapping=mapping)

    assert refused.guess.missing == ("order_no",)
    assert (once.understood.orders, once.understood.total) == (3, 205)
    assert once.orders["order_no"].is_unique
    assert twice.understood.orders == 3


def test_a_mapping_is_remembered_by_the_set_of_headings(refusal, take):
    refused = refusal("when,id,paid\n2024-05-01,1,100\n")
    mapping = {"order_no": "id", "ordered_at": "when", "total": "paid"}

    intake = take("paid,when,id\n7,2024-05-02,9\n", remembered={refused.guess.signature: mapping})

    assert (intake.understood.orders, intake.understood.total) == (1, 7)


def test_a_mapping_to_a_heading_that_is_gone_asks_again(refusal):
    mapping = {"order_no": "id", "ordered_at": "when", "total": "gone"}

    refused = refusal("when,id,paid\n2024-05-01,1,100\n", mapping=mapping)

    assert (refused.code, refused.guess.missing) == ("needs_mapping", ("total",))


def test_without_any_date_it_says_so(refusal):
    refused = refusal("order id,total,email\n1,100,a@b.c\n")

    assert refused.code == "no_date"
    assert isinstance(refused, Refused)
    assert refused.guess.mapping["total"] == "total"


def test_a_date_column_with_an_unknown_heading_is_offered_but_asked(refusal):
    refused = refusal("order id,wann,total\n1,2024-05-01,100\n")

    assert refused.guess.mapping["ordered_at"] == "wann"
    assert refused.guess.ambiguous == ("ordered_at",)


def test_day_and_time_in_two_columns(take):
    intake = take("注文番号,注文日,注文時間,合計\n1,2022/8/10,91538,100\n")

    assert str(intake.orders["ordered_at"].iloc[0]) == "2022-08-10 09:15:38"
    assert intake.understood.has_time


def test_no_customer_column_is_no_error(take):
    understood = take("order id,order date,total\n1,2024-05-01,100\n").understood

    assert (understood.order_key_kind, understood.orders, understood.customers) == ("none", 1, 0)


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters(take, delimiter):
    content = "order id,order date,total,email\n1,2024-05-01,100,a@b.c\n".replace(",", delimiter)

    assert take(content).understood.delimiter == delimiter


def test_european_decimals_with_semicolons(take):
    assert take("order id;order date;total\n1;2024-05-01;1.234,56\n").understood.total == 123456


def test_without_a_total_the_lines_make_it(take):
    intake = take(
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
        "536365,85123A,HOLDER,6,12/1/2010 8:26,2.55,17850\n"
        "536365,71053,LANTERN,2,12/1/2010 8:26,3.39,17850\n"
        "C536379,D,Discount,-1,12/13/2010 9:41,27.50,14527\n"
    )

    understood = intake.understood
    assert intake.orders["total"].tolist() == [2208, -2750]
    assert (understood.orders, understood.customers, understood.total) == (1, 1, 2208)
    assert [(a.reason, a.amount) for a in understood.set_aside] == [("returned", -2750)]
    assert understood.dates_order == "month_first"


def test_a_time_column_is_left_alone_where_the_date_has_one(take):
    intake = take("注文番号,注文日時,時間,合計\n1,2022/8/10 09:15,午前,100\n")

    assert str(intake.orders["ordered_at"].iloc[0]) == "2022-08-10 09:15:00"
