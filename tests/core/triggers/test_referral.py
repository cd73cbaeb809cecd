"""Codes for friends: every one is told from a mistyped one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.triggers.referral import COMBINATIONS, LENGTH, LETTERS, code, is_code, normal

numbers = st.integers(0, COMBINATIONS - 1)
places = st.integers(0, LENGTH)


@given(numbers)
def test_a_code_is_one(number):
    assert is_code(code(number))
    assert len(code(number)) == LENGTH + 1


@given(numbers, numbers)
def test_two_numbers_have_two_codes(one, other):
    assert (code(one) == code(other)) == (one == other)


@given(numbers, places, st.sampled_from(LETTERS))
def test_a_wrong_letter_is_noticed(number, place, letter):
    said = code(number)
    wrong = said[:place] + letter + said[place + 1 :]

    assert is_code(wrong) == (wrong == said)


@given(numbers, places, places)
def test_two_swapped_letters_are_noticed(number, one, other):
    letters = list(code(number))
    letters[one], letters[other] = letters[other], letters[one]
    wrong = "".join(letters)

    assert is_code(wrong) == (wrong == code(number))


@given(numbers)
def test_how_a_code_is_written_does_not_matter(number):
    said = code(number)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in said)

    assert normal(f" {said[:3].lower()}-{said[3:]} ") == said == normal(wide)
    assert is_code(wide)


@pytest.mark.parametrize("said", ["", "ABC", "O000000", "1111111", "佐藤花佐藤花佐", "A" * 50])
def test_what_cannot_be_a_code_is_none(said):
    assert not is_code(said)


def test_no_letter_looks_like_another():
    assert not set("01ILO") & set(LETTERS)
    assert all(len(LETTERS) % factor for factor in range(2, len(LETTERS)))


@pytest.mark.parametrize("number", [-1, COMBINATIONS])
def test_a_number_out_of_range_is_refused(number):
    with pytest.raises(ValueError, match="must be in"):
        code(number)
