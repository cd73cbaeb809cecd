"""Templates: fields, optional parts, and values that can do nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.consent import CHANNELS
from core.triggers.texts import FIELDS, FORM_OF, Faulty, Filled, Text, faults, fill, inert, read

GREETING = "[{name}|お客様]\nいつもありがとうございます。\n\n[おすすめは{product}です。]"


@pytest.mark.parametrize(
    ("template", "values", "text"),
    [
        ("{name}、こんにちは。", {"name": "佐藤 花子様"}, "佐藤 花子様、こんにちは。"),
        ("{ name }", {"name": "Hana"}, "Hana"),
        ("[{name}|お客様]へ", {}, "お客様へ"),
        ("[{name}|お客様]へ", {"name": None}, "お客様へ"),
        ("[{name}|お客様]へ", {"name": " \u3000"}, "お客様へ"),
        ("a[ and {product}].", {}, "a."),
        ("a[ and {product}].", {"product": "tea"}, "a and tea."),
        ("a[ {product} {reason}| {product}].", {"product": "tea"}, "a tea."),
        ("[[x]] {{name}} [a||b]", {}, "[x] {name} a|b"),
        ("a | b", {}, "a | b"),
        ("first\n\n[{product}]\n\nlast", {}, "first\n\nlast"),
        ("first\n[{product}]\nlast", {}, "first\nlast"),
        ("first\n[{product}]\nlast", {"product": "tea"}, "first\ntea\nlast"),
        ("[{product}]\n\nlast\n", {}, "last"),
        ("[{product}|]", {}, ""),
        ("", {}, ""),
    ],
)
def test_what_is_missing_leaves_no_hole(template, values, text):
    assert fill(template, values) == Filled(text)


def test_a_needed_value_that_is_missing_is_named():
    filled = fill("{shop} {sender} [{name}]", {"shop": "花と暮らす"})

    assert filled == Filled("花と暮らす", lacks=("sender",))


@pytest.mark.parametrize(
    ("template", "code", "line", "column", "word"),
    [
        ("{nmae}", "unknown_field", 1, 1, "nmae"),
        ("a\n b {nmae}", "unknown_field", 2, 4, "nmae"),
        ("{}", "unknown_field", 1, 1, ""),
        ("a {name", "open_field", 1, 3, "{"),
        ("{na\nme}", "open_field", 1, 1, "{"),
        ("a} b", "stray_brace", 1, 2, "}"),
        ("a\n[b {name}", "open_part", 2, 1, "["),
        ("a] b", "stray_bracket", 1, 2, "]"),
        ("[a [b] c]", "part_in_part", 1, 4, "["),
        ("{name.__class__}", "unknown_field", 1, 1, "name.__class__"),
        ("{0}", "unknown_field", 1, 1, "0"),
    ],
)
def test_a_fault_has_its_place_and_the_fields_there_are(template, code, line, column, word):
    with pytest.raises(Faulty) as found:
        fill(template, {})

    fault = found.value.fault
    assert (fault.code, fault.line, fault.column, fault.word) == (code, line, column, word)
    assert found.value.known == tuple(FIELDS)
    assert faults(template) == (fault,)


def test_a_sound_template_has_no_faults():
    assert faults(GREETING) == ()
    assert read(GREETING).needed == frozenset()
    assert read("{shop}[{name}]").named == {"shop", "name"}


@pytest.mark.parametrize("name", ["{shop}", "[x|y]", "{{", "]", "{0}", "%s", "{name}"])
def test_a_customers_name_is_never_read_as_a_template(name):
    assert fill("[{name}|x] {shop}", {"name": name, "shop": "S"}) == Filled(f"{name} S")


def test_a_customers_name_has_one_line_of_visible_signs():
    assert inert("name", "佐藤\r\nBcc: all@example.com\x00\u202e") == "佐藤 Bcc: all@example.com"
    assert inert("name", "佐藤　花子") == "佐藤　花子"
    assert inert("how", "1\r\n2\n") == "1\n2"
    assert len(inert("product", "x" * 10_000)) == 500


SIGNS = st.text("{}[]|ab \n", max_size=30)


@given(SIGNS)
def test_any_text_is_read_or_has_a_fault_within_it(template):
    for fault in faults(template):
        lines = template.split("\n")
        assert fault.line <= len(lines)
        assert fault.column <= len(lines[fault.line - 1])


@given(st.text(max_size=40))
def test_any_value_comes_out_as_it_went_in_but_for_signs_that_steer(value):
    assert fill("<{name}>", {"name": value}).text == f"<{inert('name', value)}>"


@given(st.dictionaries(st.sampled_from(sorted(FIELDS)), st.text("{}[]|x", max_size=5)))
def test_nothing_is_ever_called_none(values):
    template = " ".join(f"[{{{name}}}|-]" for name in FIELDS)
    filled = fill(template, values | dict.fromkeys(FIELDS.keys() - values.keys()))

    assert "None" not in filled.text
    assert filled.lacks == ()


def test_every_channel_carries_a_form():
    assert set(FORM_OF) == set(CHANNELS)


def test_a_text_is_stored_and_read_back():
    text = Text("お礼", "ありがとうございます", {"long": "本文", "paper": "葉書"})

    assert Text.of(text.plain()) == text
    assert text.body("email") == "本文"
    assert text.body("line") is None
    assert text.body("insert") == "葉書"
    assert text.channels == ("email", "newsletter", "postcard", "insert")


@pytest.mark.parametrize(
    ("subject", "forms", "said"),
    [
        ("a\nb", {}, "subject"),
        ("", {"poster": "x"}, "form == 'poster'"),
        ("", {"long": "x" * 8_001}, "long has 8001"),
    ],
)
def test_what_no_channel_could_carry_is_refused(subject, forms, said):
    with pytest.raises(ValueError, match=said):
        Text("t", subject, forms)
