"""Bytes of any export: cp932 and never shift_jis, and no silent loss."""

import pytest

from core.intake import Refused
from core.intake.decode import decode


def text(content):
    return decode(content).content.decode()


@pytest.mark.parametrize("sign", list("①⑳Ⅰ㈱髙﨑纊№℡～－∥"))
def test_signs_that_shift_jis_lacks_survive(sign):
    written = f"商品名,{sign}\n"

    decoded = decode(written.encode("cp932"))

    assert (decoded.content.decode(), decoded.encoding) == (written, "cp932")


def test_utf8_is_tried_before_cp932():
    assert decode("名前,値\n".encode()).encoding == "utf-8"


@pytest.mark.parametrize(
    ("codec", "name"), [("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("utf-32", "utf-32")]
)
def test_a_byte_order_mark_decides(codec, name):
    decoded = decode("注文番号,髙橋\n".encode(codec))

    assert (decoded.content.decode(), decoded.encoding) == ("注文番号,髙橋\n", name)


def test_euc_is_not_taken_for_half_width_kana():
    decoded = decode("注文番号,合計金額,お名前\n".encode("euc_jp"))

    assert (decoded.content.decode(), decoded.encoding) == ("注文番号,合計金額,お名前\n", "euc_jp")


def test_half_width_kana_in_a_cp932_file_stay_cp932():
    written = "注文番号,合計金額,お名前,住所\n1,100,ﾔﾏﾀﾞ,東京都千代田区\n"

    assert decode(written.encode("cp932")).encoding == "cp932"


def test_jis_with_escapes_is_read():
    assert text("注文番号,髙\n".replace("髙", "高").encode("iso2022_jp")) == "注文番号,高\n"


def test_a_file_cut_off_inside_a_character_is_read_and_said():
    decoded = decode("注文番号,髙橋\n1,髙".encode()[:-1])

    assert decoded.notes == ("cut_off",)
    assert decoded.content.decode() == "注文番号,髙橋\n1,"


def test_a_few_broken_bytes_do_not_turn_the_rest_into_garbage():
    decoded = decode("注文番号,合計金額\n".encode() * 50 + b"\xe3\x81,1\n")

    assert (decoded.encoding, decoded.notes) == ("utf-8", ("broken_characters",))
    assert decoded.content.decode().startswith("注文番号,合計金額\n")


def test_another_encoding_is_the_last_resort_and_said():
    decoded = decode("número;fecha;café;año\n1;2024-01-01;à la crème;é\n".encode("latin-1") * 20)

    assert decoded.notes == ("encoding_guessed",)


@pytest.mark.parametrize(
    ("content", "looks_like"),
    [(b"%PDF-1.7 x", "pdf"), (b"\x89PNG\r\n", "image"), (b"<!DOCTYPE html><p>", "web_page"),
     (b"\x1f\x8b\x08", "archive"), (b"ab\x00\x01\x02", "binary")],
)  # fmt: skip
def test_what_is_no_table_is_named(content, looks_like):
    with pytest.raises(Refused) as caught:
        decode(content)

    assert (caught.value.code, caught.value.fields) == ("not_a_table", {"looks_like": looks_like})


@pytest.mark.parametrize("content", [b"", b" \r\n\t\n"])
def test_an_empty_file_is_refused(content):
    with pytest.raises(Refused) as caught:
        decode(content)

    assert caught.value.code == "empty_file"
