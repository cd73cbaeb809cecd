"""Answers to "would you recommend us" from plain files: what is taken, and what is left out."""

from datetime import date

import pandas as pd
import pytest

ENGLISH = """
    Email,Date,Score
    ana@example.com,2026-04-05 15:00,5
    Ben@Example.com,2026-04-04,9
"""
JAPANESE = """
    注文番号,回答日時,おすすめ度
    1001,2026/4/5 15:00,５
    1002,2026/4/4,10
"""


def scores(intake):
    return intake.answers["score"].tolist()


def left_out(intake):
    problems = intake.problems[intake.problems["dropped"]]
    return list(zip(problems["line"], problems["code"], strict=True))


def test_persons_are_told_by_address(take):
    intake = take(ENGLISH)
    known = intake.understood

    assert (known.kind, known.answers, known.customers, known.orders) == ("answers", 2, 2, 0)
    assert (known.first_day, known.last_day) == (date(2026, 4, 4), date(2026, 4, 5))
    assert known.file_total is None
    assert scores(intake) == [5, 9]
    assert intake.contacts["email"].tolist() == ["ana@example.com", "ben@example.com"]
    assert intake.answers["person"].tolist() == [0, 1]
    assert intake.answers["has_time"].tolist() == [True, False]
    assert intake.answers["at"].iloc[0] == pd.Timestamp("2026-04-05 15:00")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_orders_are_named_by_their_number(take, encoding):
    intake = take(JAPANESE, encoding=encoding)

    assert scores(intake) == [5, 10]
    assert intake.answers["order_no"].tolist() == ["1001", "1002"]
    assert intake.answers["person"].tolist() == [-1, -1]


def test_what_is_no_answer_is_left_out_with_the_reason(take):
    intake = take(
        """
        メールアドレス,日付,点数
        a@x.jp,2026-04-01,11
        b@x.jp,2026-04-01,-1
        c@x.jp,2026-04-01,
        d@x.jp,2026-04-01,7.5
        e@x.jp,いつか,7
        ,2026-04-01,7
        f@x.jp,2026-04-01,すごく良い
        g@x.jp,2026-04-01,0
        h@x.jp,2026-04-01,10.0
        """
    )

    assert left_out(intake) == [
        (2, "score_out_of_range"),
        (3, "score_out_of_range"),
        (4, "no_score"),
        (5, "score_out_of_range"),
        (6, "unreadable_date"),
        (7, "nobody_named"),
        (8, "score_out_of_range"),
    ]
    assert scores(intake) == [0, 10]
    assert intake.understood.rows == 9


@pytest.mark.parametrize("score", range(-2, 14))
def test_whole_numbers_from_0_to_10_are_answers(take, refusal, score):
    file = f"email,date,score\na@x.jp,2026-04-01,{score}\n"
    if 0 <= score <= 10:
        assert scores(take(file)) == [score]
    else:
        assert refusal(file).code == "no_answers"


def test_a_day_and_a_time_in_two_columns(take):
    intake = take("Email,Date,Time,NPS\na@x.jp,2026-04-01,09:30,9\n")

    assert intake.answers["at"].iloc[0] == pd.Timestamp("2026-04-01 09:30")
    assert intake.answers["has_time"].all()


def test_an_order_file_of_an_unknown_shop_with_a_rating_stays_one(take):
    intake = take(
        """
        注文番号,注文日,メールアドレス,評価,合計金額
        1,2026-04-01,a@x.jp,5,1000
        2,2026-04-02,b@x.jp,4,2000
        3,2026-04-03,a@x.jp,4,3000
        """
    )

    assert (intake.understood.kind, intake.answers) == ("orders", None)
