"""Ages in tens, breadth of categories, and how much is known."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.customers.attributes import (
    AGE_BANDS,
    GENDERS,
    age_bands,
    breadth,
    completeness,
    genders,
    profile_share,
    regions,
)
from core.customers.regions import ROMAJI, region
from core.customers.segments import Choice, Condition, Segment, numbers

TODAY = date(2026, 3, 1)
AS_OF = (TODAY - date(1970, 1, 1)).days


def slow_band(born, today):
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return AGE_BANDS[min(years // 10, 8)] if 0 <= years <= 120 else None


@given(st.lists(st.dates(date(1890, 1, 1), date(2030, 1, 1)), max_size=20), st.integers(0, 2_000))
def test_ages_agree_with_the_calendar(born, later):
    today = TODAY + timedelta(days=later)

    bands = age_bands(np.array(born, "datetime64[D]"), AS_OF + later)

    found = [AGE_BANDS[code] if code >= 0 else None for code in bands.codes]
    assert found == [slow_band(day, today) for day in born]


def test_a_leap_day_is_a_birthday_in_march():
    born = np.array(["1996-02-29"], "datetime64[D]")

    ages = [age_bands(born, AS_OF + shift).codes[0] for shift in (-1, 0)]  # 28 Feb, 1 March

    assert [AGE_BANDS[code] for code in ages] == ["20-29", "30-39"]


def test_an_unknown_date_of_birth_is_unknown():
    assert age_bands(np.array(["NaT"], "datetime64[D]"), AS_OF).codes.tolist() == [-1]


lines = st.lists(
    st.tuples(st.sampled_from([2, 5, 9]), st.integers(-1, 4), st.integers(0, 500)), max_size=25
)


@given(lines, st.integers(0, 500))
def test_breadth_agrees_with_counting_by_hand(rows, as_of):
    columns = np.array(rows, np.int64).reshape(-1, 3).T
    ids = np.array([2, 3, 5])

    wide = breadth(ids, columns[0], columns[1], columns[2].astype(np.int32), as_of=as_of)

    expected = [
        len({c for who, c, day in rows if who == i and c >= 0 and as_of - 365 < day <= as_of})
        for i in ids.tolist()
    ]
    assert wide.tolist() == expected


def test_how_much_is_known():
    fields = {
        "age": Choice(np.array([0, -1, 2, -1]), AGE_BANDS),
        "size": numbers([1, 2, np.nan, 4]),
    }

    table = completeness(fields)

    assert table["known"].tolist() == [2, 3]
    assert table["share"].tolist() == [0.5, 0.75]
    assert profile_share(fields).tolist() == [1, 0.5, 0.5, 0.5]
    assert np.isnan(completeness({"age": Choice(np.array([], np.int8), AGE_BANDS)})["share"][0])
    assert completeness({}).empty


def test_knowing_nothing_of_anybody_is_said():
    table = completeness({"age": Choice(np.full(3, -1), AGE_BANDS)})

    assert table["share"].tolist() == [0]
    assert table["evidence"].tolist() == ["reference"]
    assert profile_share({"age": Choice(np.full(3, -1), AGE_BANDS)}) == pytest.approx(0)


def test_genders_as_files_write_them():
    said = pd.Series(["女性", "Male", "2", "その他", "回答しない", None, "agender"], dtype="str")

    found = genders(said)

    assert [GENDERS[code] if code >= 0 else None for code in found.codes] == [
        "female", "male", "female", "other", "unsaid", None, "other",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "said",
    ["東京都", "東京", " Tokyo ", "Tōkyō", "TOKYO", "Tokyo-to", "Tokyo Metropolis", "JP-13", "jp13",
     "13", "１３", "Ｔｏｋｙｏ"],
)  # fmt: skip
def test_a_prefecture_is_one_however_it_is_written(said):
    assert region(said) == "東京都"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("京都", "京都府"), ("Kyoto", "京都府"), ("Kyoto-fu", "京都府"), ("JP-26", "京都府"),
        ("北海道", "北海道"), ("Hokkaidō", "北海道"), ("JP-01", "北海道"), ("1", "北海道"),
        ("Gifu", "岐阜県"), ("Gifu-ken", "岐阜県"), ("Ōita Prefecture", "大分県"), ("47", "沖縄県"),
    ],
)  # fmt: skip
def test_prefectures_that_are_easily_mistaken(said, name):
    assert region(said) == name


@pytest.mark.parametrize("said", ["California", "US-13", "0", "48", "113", "東京都港区", "JP-", ""])
def test_an_unknown_region_stays_as_it_is_written(said):
    assert region(said) == said


def test_there_are_47_prefectures_each_with_four_spellings():
    for number, (name, romaji) in enumerate(ROMAJI.items(), 1):
        spellings = {name, name.rstrip("県"), romaji, f"JP-{number:02}"}
        assert {region(said) for said in spellings} == {name}
    assert len(ROMAJI) == len(set(ROMAJI.values())) == 47


def test_regions_of_several_files_are_counted_together():
    said = pd.Series(["Tokyo", "東京", None, "Ohio", "JP-01", "東京都", " ", "Bern"], dtype="str")

    found = regions(said)

    assert found.names == ("北海道", "東京都", "Bern", "Ohio")
    assert found.codes.tolist() == [1, 1, -1, 3, 0, 1, -1, 2]
    nothing = regions(pd.Series([None, None], dtype="str"))
    assert (nothing.names, nothing.codes.tolist()) == ((), [-1, -1])


def test_a_group_of_a_region_in_another_spelling_keeps_its_members():
    stored = {"parts": [{"field": "region", "op": "is", "values": ["Tokyo", "東京", "Ohio"]}]}

    segment = Segment.of(stored)

    assert segment == Segment((Condition("region", "is", ("東京都", "Ohio")),))
    known = {"region": regions(pd.Series(["JP-13", "Ohio", None, "大阪"], dtype="str"))}
    assert segment.mask(known).tolist() == [True, True, False, False]
