"""Several files of one export: nothing doubled, the newest state wins."""

from core.intake import SetAside

HEAD = (
    "Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,"
    "Lineitem quantity,Lineitem name,Lineitem price,Cancelled at\n"
)


def order(number, *, items=("Mug",), cancelled=""):
    first = (
        f"#{number},c{number}@example.com,paid,JPY,1000,0,0,1000,2024-05-01 10:00:00,1,{items[0]},"
        f"1000,{cancelled}\n"
    )
    rest = "".join(f"#{number},,,,,,,,,1,{item},10,\n" for item in items[1:])
    return first + rest


def test_the_same_file_twice_is_one(take):
    content = HEAD + order(1, items=("Mug", "Mug", "Plate")) + order(2)

    once, twice = take(content), take(content, content)

    assert (twice.understood.orders, twice.understood.total) == (2, once.understood.total)
    assert len(twice.lines) == len(once.lines) == 4
    assert twice.understood.set_aside == (SetAside("in_several_files", 2, 0),)
    assert twice.understood.rows == 8


def test_overlapping_parts_count_each_order_once(take):
    understood = take(HEAD + order(1) + order(2), HEAD + order(2) + order(3)).understood

    assert (understood.orders, understood.total, understood.file_total) == (3, 3000, 3000)


def test_the_later_file_holds_the_newer_state(take):
    intake = take(HEAD + order(1) + order(2), HEAD + order(1, cancelled="2024-05-09 10:00:00"))

    assert (intake.understood.orders, intake.understood.total) == (1, 1000)
    assert intake.orders.set_index("order_no")["void"].to_dict() == {"#1": True, "#2": False}
    assert intake.orders.set_index("order_no")["file"].to_dict() == {"#1": 1, "#2": 0}


def test_an_order_cut_in_two_by_the_border_of_two_parts_is_whole_again(take):
    whole = order(2, items=("Mug", "Plate", "Bowl"))
    top, bottom = whole.splitlines(keepends=True)[:2], whole.splitlines(keepends=True)[2:]

    intake = take(HEAD + order(1) + "".join(top), HEAD + "".join(bottom) + order(3))

    assert intake.understood.orders == 3
    assert intake.orders["total"].tolist() == [1000, 1000, 1000]
    second = intake.lines[intake.lines["order"] == 1]
    assert second["product"].tolist() == ["Mug", "Plate", "Bowl"]


def test_a_line_id_that_stands_twice_is_one_line(take):
    head = (
        "注文ID,注文番号,会員ID,お名前(姓),メールアドレス,小計,送料,支払合計,対応状況(ID),受注日,注文詳細ID,"
        "商品名,価格,個数,明細区分(ID)\n"
    )
    row = "1,1,11,見本,a@example.com,1000,0,1000,5,2024-05-01,201,皿,1000,1,1\n"

    assert len(take(head + row + row, encoding="cp932").lines) == 1


def test_files_of_two_platforms_are_not_mixed(refusal):
    other = "order id,order date,total,email\n1,2024-05-01,100,a@example.com\n"

    refused = refusal(HEAD + order(1), other)

    assert refused.code == "mixed_platforms"
    assert refused.fields["formats"] == ["guess", "shopify_orders"]
