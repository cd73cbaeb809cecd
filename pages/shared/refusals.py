"""A refused file in words: what is wrong with it and what to do. The one place for both faces."""

from collections.abc import Callable, Mapping

from core.intake import Refused
from pages.shared.i18n import mark, t

Quote = Callable[[object], str]

SENTENCES: Mapping[str, str] = {
    "empty_file": mark("{file} is empty. Export your orders once more and upload the new file."),
    "no_rows": mark(
        "{file} has headings but no orders below them. Choose a longer period when you export."
    ),
    "no_answers": mark(
        "No row of {file} is an answer: a row needs a whole number from 0 to 10, a day, and an "
        "e-mail address, customer number or order number."
    ),
    "no_date": mark(
        "{file} has no column with the day of the order. Export it once more with the order date."
    ),
    "unreadable_dates": mark(
        "{file}: most days in the column “{column}” cannot be read, the first in line {line}: "
        "“{cell}”. Export the file once more and upload it without opening it in between."
    ),
    "unreadable_encoding": mark(
        "The characters in {file} cannot be read. Save it as CSV in UTF-8 and upload it again."
    ),
    "broken_quotes": mark(
        "A quotation mark in {file} is never closed, so its rows cannot be told apart. "
        "Export it once more and upload it without opening it in between."
    ),
    "encrypted_xlsx": mark(
        "{file} is protected by a password. Save it in Excel without one, or as CSV."
    ),
    "oversized_xlsx": mark(
        "{file} is too large once unpacked. Save it as CSV, or upload it in parts."
    ),
    "damaged_xlsx": mark(
        "{file} is damaged and cannot be opened. Export it once more, or save it as CSV."
    ),
    "excel_damaged_key": mark(
        "{file}: a spreadsheet has rounded the numbers in the column “{column}”, for example "
        "“{cell}” in line {line}, so orders can no longer be told apart. Export the file once "
        "more and upload it without opening it in between."
    ),
    "mixed_currencies": mark(
        "The file holds orders in several currencies ({currencies}). Their amounts cannot be "
        "added up: export one currency at a time."
    ),
    "other_currency": mark(
        "The file is in {file_currency}, your shop counts in {shop_currency}. Amounts in two "
        "currencies cannot be added up: upload an export in {shop_currency}."
    ),
    "decimals_not_allowed": mark(
        "{file}, line {line}: “{cell}” has decimals, but {currency} has none. Choose the "
        "currency this file is in, or mend the column “{column}”."
    ),
    "needs_mapping": mark(
        "This kind of file is not known yet. Upload it on the screen and say there which column "
        "is which; it is remembered."
    ),
    "unknown_columns": mark(
        "The columns you chose do not fit this file. Choose them once more."
    ),
    "mixed_platforms": mark(
        "These files come from different platforms. Upload the files of one platform at a time."
    ),
    "not_reconciled": mark(
        "The amounts of {file} do not add up to its own total, so nothing was stored. Export it "
        "once more and upload it without opening it in between."
    ),
}  # fmt: skip

NOT_A_TABLE: Mapping[str, str] = {
    "pdf": mark("{file} is a PDF. Export your orders as CSV or Excel instead."),
    "image": mark("{file} is a picture. Export your orders as CSV or Excel instead."),
    "archive": mark("{file} is a packed folder. Unpack it and upload the files in it."),
    "web_page": mark(
        "{file} is a web page, often the sign-in page of your shop platform. Sign in there and "
        "export your orders once more."
    ),
}
"""By what the bytes look like."""
NO_TABLE = mark(
    "No table was found in {file}. Upload the order file of your shop platform as CSV or Excel."
)

NOT_ORDERS = mark(
    "{file} holds no orders: it looks like {what}. Upload the order file of your shop platform."
)
OTHER_FILES: Mapping[str, str] = {
    "surveymonkey": mark("answers to a survey"),
    "typeform": mark("answers to a survey"),
    "formbricks": mark("answers to a survey"),
    "google_forms": mark("answers to a survey"),
    "instagram": mark("figures of Instagram"),
    "x_posts": mark("figures of X"),
    "x_overview": mark("figures of X"),
    "line_friends": mark("figures of LINE"),
    "ga4": mark("figures of visits to a website"),
    "ga4_ja": mark("figures of visits to a website"),
}

UNFORESEEN = mark(
    "{file} cannot be read ({code}). Export your orders once more, as CSV if you can choose."
)

UNSAID = (
    *("line", "column", "cell"),
    *("currency", "currencies", "shop_currency", "file_currency"),
)
"""Fields that some refusals come without."""


def printable(text: object) -> str:
    """Text of a file for a terminal: no control characters, not endless."""
    return "".join(sign if sign.isprintable() else " " for sign in str(text))[:200]


def sentence(refusal: Refused, *, quote: Quote = printable) -> str:
    """What is wrong and what to do.

    Args:
        refusal: as the intake raised it.
        quote: makes text of the file harmless where the sentence is shown.
    """
    fields = {name: quote(_listed(value)) for name, value in refusal.fields.items()}
    known = dict.fromkeys(UNSAID, "") | {"code": refusal.code, "file": t("The file")} | fields
    if refusal.code == "not_orders":
        looks_like = str(refusal.fields.get("looks_like"))
        what = OTHER_FILES.get(looks_like, mark("another file"))
        return t(NOT_ORDERS, **known | {"what": t(what)})
    return t(_message(refusal), **known)


def _message(refusal: Refused) -> str:
    if refusal.code == "not_a_table":
        return NOT_A_TABLE.get(str(refusal.fields.get("looks_like")), NO_TABLE)
    return SENTENCES.get(refusal.code, UNFORESEEN)


def _listed(value: object) -> str:
    """A field as text; of several currencies or formats the names."""
    if isinstance(value, Mapping | list | tuple):
        return ", ".join(str(item) for item in value)
    return str(value)
