"""Keys of a person: normalised, dummies refused, masked addresses kept inside their mall."""

import pytest

from core.intake import keys, text
from core.intake.people import read_keys, truths

HEAD = "order id,order date,total,customer id,email,name,phone\n"


def clean(function, *cells):
    return function(text.strings(cells)).to_pylist()


def test_addresses_are_compared_without_width_case_or_blanks():
    assert clean(keys.emails, " Ａ@Example.COM", "a@example.com　", "none", "@", "") == [
        "a@example.com", "a@example.com", "", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize("address", [
    "x1@pc.fw.rakuten.ne.jp", "x1@dm.fw.rakuten.ne.jp", "x1@fw.rakuten.ne.jp",
    "abc@marketplace.amazon.co.jp", "abc@m.marketplace.amazon.co.jp", "abc@marketplace.amazon.com",
])  # fmt: skip
def test_masked_addresses_are_relays(address):
    found = read_keys({"email": text.strings([address])}, 1)

    assert (found.relay.to_pylist(), found.email.to_pylist()) == ([address], [""])


@pytest.mark.parametrize(
    "address", ["a@rakuten.ne.jp", "a@notmarketplace.amazon.co.jp", "a@amazon.co.jp"]
)
def test_other_addresses_at_a_mall_are_the_persons_own(address):
    assert read_keys({"email": text.strings([address])}, 1).email.to_pylist() == [address]


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("03-1234-5678", "0312345678"), ("０３（１２３４）５６７８", "0312345678"),
        ("+81 3-1234-5678", "0312345678"), ("+81(0)90-1234-5678", "09012345678"),
        ("9012345678", "09012345678"), ("312345678", "0312345678"), ("9012345678.0", "09012345678"),
    ],
)  # fmt: skip
def test_phones_are_digits_and_a_lost_zero_comes_back(written, digits):
    assert clean(keys.phones, written) == [digits]


@pytest.mark.parametrize(
    "written",
    ["000-0000-0000", "0000000000", "090-0000-0000", "03-0000-0000", "1111111111", "1234567890",
     "01234567890", "123", "なし"],
)  # fmt: skip
def test_dummy_phones_are_no_phones(written):
    assert clean(keys.phones, written) == [""]


def test_postcodes_are_seven_digits_again():
    written = ("100-0001", "〒100-0001", "１００－０００１", "600001", "SW1A 1AA")

    assert clean(keys.postal_codes, *written) == [
        "1000001", "1000001", "1000001", "0600001", "SW1A 1AA",
    ]  # fmt: skip


def test_name_and_phone_are_a_key_only_where_the_file_has_no_other(take):
    row = "{n},2024-05-01,100,{member},,{name},{phone}\n"
    rows = [
        row.format(n=1, member="", name="ヤマダ 花子", phone="03-1234-5678"),
        row.format(n=2, member="", name="やまだ花子", phone="0312345678"),
        row.format(n=3, member="", name="やまだ花子", phone="000-0000-0000"),
    ]

    alone = take(HEAD + "".join(rows))
    beside = take(HEAD + "".join(rows) + row.format(n=4, member="7", name="x", phone=""))

    assert (alone.understood.order_key_kind, alone.understood.customers) == ("name_phone", 1)
    assert alone.orders["person"].tolist() == [0, 0, -1]
    assert (beside.understood.order_key_kind, beside.understood.customers) == ("member", 1)
    assert beside.orders["name_phone"].isna().all()


def test_a_person_is_described_by_the_newest_order_that_says_it(take):
    rows = (
        "2,2024-06-01,100,7,a@example.com,山田 花子,\n"
        "1,2024-05-01,100,7,a@example.com,佐藤 花子,03-1234-5678\n"
    )

    contacts = take(HEAD + rows).contacts

    assert contacts["name"].tolist() == ["山田 花子"]
    assert contacts["phone"].tolist() == ["0312345678"]


def test_yes_and_no_in_both_languages():
    found = truths(text.strings(["yes", "TRUE", "希望する", "no", "希望しない", "", "maybe"]))

    assert found.tolist()[:5] == [True, True, True, False, False]
    assert found.isna().tolist() == [False] * 5 + [True, True]


@pytest.mark.parametrize("guest", ["0", "-", "ゲスト", ""])
def test_a_guest_is_no_member(guest):
    assert clean(keys.members, guest) == [""]
