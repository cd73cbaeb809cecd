"""Rows that are no data, ids that spreadsheets ruined, and what cannot be read at all."""

from datetime import date

import pytest

from core.intake import SetAside

HEAD = "order id,order date,total,customer id\n"


def test_a_totals_row_at_the_end_is_dropped_and_said(take):
    intake = take(HEAD + "1,2024-05-01,100,7\n2,2024-05-02,200,8\n合計,,300,\n")

    assert (intake.understood.orders, intake.understood.total) == (2, 300)
    assert intake.problems[["line", "code", "dropped"]].to_numpy().tolist() == [
        [4, "totals_row", True]
    ]


def test_a_product_called_total_is_no_totals_row(take):
    intake = take(
        "order id,order date,total,product\n1,2024-05-01,100,Total\n2,2024-05-02,200,total\n"
    )

    assert intake.understood.orders == 2


def test_headings_in_the_middle_of_joined_files_are_dropped(take):
    intake = take(HEAD + "1,2024-05-01,100,7\n" + HEAD + "2,2024-05-02,200,8\n")

    assert intake.understood.orders == 2
    assert intake.problems["code"].tolist() == ["repeated_headings"]


def test_notes_above_the_headings_are_skipped(take):
    notes = "".join(f"note {i}\n" for i in range(8))
    rows = "1,2024-05-01,100,7\n2,2024-05-02,9,8\n"

    intake = take("注文レポート,2024\n" + notes + "\n" + HEAD + rows)

    assert intake.understood.orders == 2
    assert intake.orders["line"].tolist() == [12, 13]


def test_a_row_without_an_order_number_is_dropped_and_said(take):
    intake = take(HEAD + "1,2024-05-01,100,7\n,2024-05-02,200,8\n")

    assert (intake.understood.orders, intake.understood.rows) == (1, 2)
    assert intake.problems["code"].tolist() == ["no_order_number"]


def test_order_numbers_that_a_spreadsheet_rounded_are_refused(refusal):
    refused = refusal(HEAD + "5.80293E+13,2024-05-01,100,7\n5.80293E+13,2024-05-02,200,8\n")

    assert refused.code == "excel_damaged_key"
    assert (refused.fields["line"], refused.fields["cell"]) == (2, "5.80293E+13")


def test_member_ids_that_a_spreadsheet_rounded_are_no_key(take):
    intake = take(HEAD + "1,2024-05-01,100,7.2E+12\n2,2024-05-02,200,7.2E+12\n3,2024-05-03,5,8\n")

    assert (intake.understood.customers, intake.understood.orders_without_key) == (1, 2)
    assert intake.problems["code"].tolist() == ["excel_damaged_key"] * 2


def test_ids_written_as_floats_are_whole_again(take):
    intake = take(HEAD + "1.0,2024-05-01,100,17850.0\n2.0,2024-05-02,200,\n")

    assert intake.orders["order_no"].tolist() == ["1", "2"]
    assert intake.contacts["member"].tolist() == ["17850"]


def test_apostrophes_of_other_exporters_are_taken_off(take):
    intake = take(HEAD + "'=1,2024-05-01,100,'7210\n'2,2024-05-02,200,'tHooft\n")

    assert intake.orders["order_no"].tolist() == ["=1", "2"]
    assert intake.contacts["member"].tolist() == ["7210", "'tHooft"]


def test_an_unreadable_day_drops_the_order_and_keeps_the_sums_whole(take):
    intake = take(HEAD + "1,2024-05-01,100,7\n2,2024-05-02,200,8\n3,2024-13-45,50,9\n")

    assert len(intake.orders) == 2
    assert intake.understood.set_aside == (SetAside("unreadable_date", 1, 50),)
    assert (intake.understood.total, intake.understood.file_total) == (300, 350)
    assert intake.problems[["line", "code", "cell"]].to_numpy().tolist() == [
        [4, "unreadable_date", "2024-13-45"]
    ]


def test_mostly_unreadable_days_are_refused(refusal):
    head = "Name,Financial Status,Lineitem quantity,Lineitem price,Total,Created at\n"
    refused = refusal(head + "#1,paid,1,5,5,tomorrow\n#2,paid,1,5,5,2024-05-01\n#3,paid,1,5,5,x\n")

    assert refused.code == "unreadable_dates"
    assert (refused.fields["column"], refused.fields["cell"]) == ("Created at", "tomorrow")


def test_known_columns_without_a_date_are_refused(refusal):
    head = "Name,Financial Status,Lineitem quantity,Lineitem price,Total\n"

    assert refusal(head + "#1,paid,1,5,5\n").code == "no_date"


def test_an_unreadable_amount_is_missing_and_said(take):
    intake = take(HEAD + "1,2024-05-01,100,7\n2,2024-05-02,abc,8\n" + "".join(
        f"{i},2024-05-03,10,9\n" for i in range(3, 12)
    ))  # fmt: skip

    assert intake.orders["total"].isna().tolist()[:3] == [False, True, False]
    assert intake.problems[["line", "code", "column", "dropped"]].to_numpy().tolist() == [
        [3, "unreadable_amount", "total", False]
    ]


def test_rows_of_another_length_are_counted_and_said(take):
    intake = take(HEAD + "1,2024-05-01,100,7\n2,2024-05-02,200,8,9,x\n3,2024-05-02,5\n")

    assert (intake.understood.rows, intake.understood.orders) == (3, 2)
    assert intake.understood.set_aside == (SetAside("too_many_cells", 1, None),)
    assert intake.problems[["line", "code", "dropped"]].to_numpy().tolist() == [
        [3, "too_many_cells", True], [4, "too_few_cells", False],
    ]  # fmt: skip


def test_rows_that_all_end_in_a_comma_are_whole(take):
    intake = take(HEAD + "1,2024-05-01,100,7,\n2,2024-05-02,200,8,\n")

    assert (intake.understood.orders, len(intake.problems)) == (2, 0)


@pytest.mark.parametrize("keep", ["keep", "drop"])
def test_orders_of_nothing_are_counted_and_the_owner_decides(take, keep):
    intake = take(HEAD + "1,2024-05-01,100,7\n2,2024-05-02,0,8\n", zero_orders=keep)

    assert intake.understood.zero_orders == 1
    assert intake.orders["counted"].tolist() == [True, keep == "keep"]
    assert intake.understood.orders == (2 if keep == "keep" else 1)
    assert intake.understood.set_aside == (() if keep == "keep" else (SetAside("zero", 1, 0),))


def test_an_id_that_belongs_to_the_order_is_pointed_out(take):
    per_order = HEAD + "".join(f"{i},2024-05-01,100,c{i}\n" for i in range(30))
    per_person = HEAD + "".join(f"{i},2024-05-01,100,c{i % 20}\n" for i in range(30))

    assert "key_per_order" in take(per_order).understood.notes
    assert "key_per_order" not in take(per_person).understood.notes


@pytest.mark.parametrize(("content", "code"), [
    ("", "empty_file"),
    (HEAD, "no_rows"),
    (HEAD + ",,,\n", "no_rows"),
    ("just a sentence without any table in it\n", "not_a_table"),
    ("%PDF-1.4 order id,order date\n", "not_a_table"),
    ("# Start date: 20260101\n\nPage path and screen class,Views\n/,3\n", "not_orders"),
])  # fmt: skip
def test_files_that_cannot_be_orders(refusal, content, code):
    assert refusal(content).code == code


def test_without_a_currency_decimals_are_taken_as_they_stand(take):
    understood = take(HEAD + "1,2024-05-01,11.77,7\n2,2024-05-01,3.5,8\n").understood

    assert (understood.currency, understood.scale, understood.total) == (None, 2, 1527)


def test_decimals_in_a_yen_shop_are_refused(refusal):
    refused = refusal(HEAD + "1,2024-05-01,11.77,7\n", currency="JPY")

    assert (refused.code, refused.fields["cell"]) == ("decimals_not_allowed", "11.77")


def test_a_total_that_varies_within_an_order_is_said(take):
    head = "注文ID,注文番号,お名前(姓),明細区分(ID),対応状況(ID),支払合計,受注日,注文詳細ID,"
    head += "商品名,価格\n"
    rows = "1,1,見本,1,5,900,2024-05-01,1,皿,1\n1,1,見本,1,5,800,2024-05-01,2,椀,1\n"

    intake = take(head + rows)

    assert intake.understood.total == 900
    assert intake.problems[["line", "code", "cell"]].to_numpy().tolist() == [
        [3, "total_varies", "800"]
    ]


def test_orders_in_the_name_of_a_test_are_counted_and_pointed_out(take):
    head = "order id,order date,total,name,email\n"
    names = ["テスト 太郎", "Test", "見本 花子", "Testa Rossa"]
    rows = "".join(f"{i},2024-05-01,100,{name},{i}@b.c\n" for i, name in enumerate(names))

    understood = take(head + rows).understood

    assert (understood.orders, understood.possible_tests) == (4, 2)


def test_orders_from_after_the_stated_day_are_pointed_out(take):
    content = HEAD + "1,2024-05-01 23:59,100,7\n"

    assert "orders_after_as_of" not in take(content, as_of=date(2024, 5, 1)).understood.notes
    assert "orders_after_as_of" in take(content, as_of=date(2024, 4, 30)).understood.notes


@pytest.mark.parametrize(("cells", "currency"), [
    (("JPY", "jpy"), "JPY"), (("円", "JPY"), "JPY"), (("", "USD"), "USD"), (("?", "?"), None),
])  # fmt: skip
def test_the_currency_column(take, cells, currency):
    rows = "".join(f"{i},2024-05-01,100,7,{cell}\n" for i, cell in enumerate(cells))

    assert take("order id,order date,total,customer id,currency\n" + rows).understood.currency == (
        currency
    )


def test_a_remark_below_the_table_is_dropped_and_said(take):
    intake = take(HEAD + "1,2024-05-01,100,7\n※ 税込の金額です,,,\n")

    assert (intake.understood.orders, len(intake.orders)) == (1, 1)
    assert intake.problems["code"].tolist() == ["remark"]
