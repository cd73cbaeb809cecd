"""An unknown kind of file: which column is which, guessed, shown, and confirmed by the owner."""

import pandas as pd
import streamlit as st

from core.intake import Guess
from pages.shared.i18n import mark, t
from pages.upload import reading as readings
from pages.upload.reading import Reading

NONE = ""
"""Stands for a field that the file does not have."""

MAIN = {
    "ordered_at": mark("Day of the order"),
    "order_no": mark("Order number"),
    "total": mark("Amount of the order"),
    "email": mark("E-mail address"),
    "member": mark("Customer number"),
    "product": mark("Product"),
}
MORE = {
    "name": mark("Name of the customer"),
    "family_name": mark("Family name"),
    "given_name": mark("Given name"),
    "phone": mark("Phone number"),
    "product_code": mark("Product code"),
    "category": mark("Category"),
    "quantity": mark("Number of pieces"),
    "unit_price": mark("Price of one piece"),
    "shipping": mark("Shipping fee"),
    "coupon_own": mark("Coupon of the shop"),
    "points_own": mark("Points used"),
    "refund": mark("Money given back"),
    "status": mark("State (paid, cancelled ...)"),
    "void_on": mark("Cancelled on"),
    "shipped_at": mark("Shipped on"),
    "currency": mark("Currency"),
    "consent_email": mark("Agreed to e-mail"),
}
NEEDED = ("ordered_at",)
TOTAL_PER = {
    "order": mark("Once per order (repeated on each row of it)"),
    "line": mark("Its own part on each row"),
}


def unconfirmed(reading: Reading) -> Guess | None:
    """The guess that the owner has not looked at yet, if the files are of an unknown kind."""
    if reading.refusal is not None:
        return reading.refusal.guess
    guess = reading.intake.guess if reading.intake else None
    if guess is None or reading.asked.mapping or guess.signature in reading.asked.remembered:
        return None
    return guess


def draw(reading: Reading, guess: Guess) -> None:
    """The columns as guessed, a few rows of the file, and what to correct."""
    st.subheader(t("Which column is which?"), anchor=False)
    st.caption(
        t(
            "This kind of file is new here. Check what was guessed; it is remembered for the next "
            "file of this kind."
        )
    )
    for sentence in doubts(guess):
        st.warning(sentence, icon=":material/help:")
    _sample(guess)
    with st.form(reading.key("columns"), border=False):
        with st.container(border=True):
            _fields(reading, guess, MAIN)
            _total_per(reading, guess)
        others = {**MORE, **dict.fromkeys(set(guess.mapping) - {*MAIN, *MORE, "total_per"})}
        with st.expander(t("More columns")):
            _fields(reading, guess, {name: label for name, label in others.items() if label})
        st.form_submit_button(
            t("The columns are right"), type="primary", on_click=_confirm, args=(reading, guess)
        )


def doubts(guess: Guess) -> list[str]:
    """What the owner has to decide."""
    names = {**MAIN, **MORE}
    said = [
        t("No column was found for: {field}.", field=t(names[field]))
        for field in guess.missing
        if field in names
    ]
    said += [
        t("Several columns could be: {field}. Choose one.", field=t(names[field]))
        for field in guess.ambiguous
        if field in names
    ]
    if "total_per" in guess.ambiguous:
        said.append(
            t(
                "An order takes several rows here. Say whether the amount stands once per order "
                "or in parts on its rows."
            )
        )
    return said


def _sample(guess: Guess) -> None:
    """The first rows, as they are in the file."""
    width = len(guess.headings)
    rows = [(*row, *[""] * width)[:width] for row in guess.sample]
    frame = pd.DataFrame(rows, columns=_unique(guess.headings))
    st.dataframe(frame, hide_index=True, key="upload.sample", alt=t("The first rows of the file"))


def _unique(headings: tuple[str, ...]) -> list[str]:
    """Headings as the names of table columns: no two the same, none empty."""
    seen: list[str] = []
    for place, heading in enumerate(headings, 1):
        name = heading or str(place)
        seen.append(name if name not in seen else f"{name} ({place})")
    return seen


def _fields(reading: Reading, guess: Guess, fields: dict[str, str]) -> None:
    """One box per field; what is in doubt is left open, so that nobody confirms it unseen."""
    places = st.columns(2)
    for at, (field, label) in enumerate(fields.items()):
        options = [heading for heading in guess.headings if heading]
        options = options if field in NEEDED else [NONE, *options]
        unsure = field in (*guess.missing, *guess.ambiguous)
        guessed = None if unsure else guess.mapping.get(field, NONE)
        places[at % 2].selectbox(
            t(label),
            options,
            index=options.index(guessed) if guessed in options else None,
            format_func=lambda heading: _with_example(guess, heading),
            placeholder=t("Choose a column"),
            key=reading.key(f"column.{field}"),
        )


def _with_example(guess: Guess, heading: str) -> str:
    """A heading with the first cell below it."""
    if heading == NONE:
        return t("not in this file")
    place = guess.headings.index(heading)
    cells = (row[place].strip() for row in guess.sample if len(row) > place)
    example = next((cell for cell in cells if cell), "")
    return f"{heading} ({example[:24]})" if example else heading


def _total_per(reading: Reading, guess: Guess) -> None:
    """Asked only where an order may take several rows."""
    if "total_per" not in guess.ambiguous and guess.mapping.get("total_per") != "line":
        return
    codes = list(TOTAL_PER)
    said = guess.mapping.get("total_per")
    st.radio(
        t("The amount stands"),
        codes,
        index=codes.index(said) if said in codes else None,
        format_func=lambda code: t(TOTAL_PER[code]),
        key=reading.key("column.total_per"),
    )


def _confirm(reading: Reading, guess: Guess) -> None:
    """Take the chosen columns over for this upload."""
    readings.confirm(reading.key("mapping"), chosen(reading, guess))


def chosen(reading: Reading, guess: Guess) -> dict[str, str]:
    """Logical field -> heading, as the form stands; needed fields may say "not in this file"."""
    fields = {*MAIN, *MORE, *guess.mapping, "total_per"}
    said = {name: st.session_state.get(reading.key(f"column.{name}")) for name in fields}
    kept = {name: value for name, value in said.items() if value}
    absent = {name: NONE for name in ("order_no", "total") if said.get(name) == NONE}
    return {**absent, **kept}
