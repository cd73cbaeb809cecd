"""What the intake says in codes, put into the words of a shop owner."""

from collections.abc import Mapping

from pages.shared.i18n import mark, t

ENCODINGS: Mapping[str, str] = {
    "utf-8": mark("Unicode (UTF-8)"),
    "utf-8-sig": mark("Unicode (UTF-8)"),
    "utf-16": mark("Unicode (UTF-16)"),
    "utf-32": mark("Unicode (UTF-32)"),
    "cp932": mark("Japanese Windows encoding"),
    "euc_jp": mark("Japanese (EUC)"),
    "iso2022_jp": mark("Japanese (JIS)"),
    "xlsx": mark("Excel workbook"),
}
OTHER_ENCODING = mark("an unusual encoding")

SET_ASIDE: Mapping[str, str] = {
    "cancelled": mark("Cancelled"),
    "returned": mark("Returned"),
    "refunded": mark("Refunded in full"),
    "unfinished": mark("Never finished (no payment)"),
    "voided_pair": mark("Entered and taken back at the till"),
    "not_a_sale": mark("Not a sale (deposits, withdrawals, points)"),
    "zero": mark("Orders of amount 0"),
    "unreadable_date": mark("The day cannot be read"),
    "in_several_files": mark("The same order in several files (counted once)"),
    "too_many_cells": mark("Rows with too many cells"),
    "test": mark("Test orders"),
}
OTHER_REASON = mark("Other reasons")

PROBLEMS: Mapping[str, str] = {
    "unreadable_amount": mark("The amount cannot be read; it is left empty"),
    "rounded": mark("The amount was rounded to what the currency allows"),
    "unreadable_date": mark("The day cannot be read"),
    "serial_date": mark("A spreadsheet's number was read as the day it stands for"),
    "no_order_number": mark("There is no order number"),
    "repeated_headings": mark("The headings are repeated"),
    "totals_row": mark("A row of totals, not an order"),
    "remark": mark("A remark below the table, not an order"),
    "total_varies": mark("The rows of one order tell different totals; the first one counts"),
    "excel_damaged_key": mark("A spreadsheet has rounded the customer's number"),
    "order_day_differs": mark("The order number tells another day than the date"),
    "total_differs": mark("The total is not the sum of its parts"),
    "unknown_time_zone": mark("The time zone is not known; the time is taken as the shop's"),
    "no_score": mark("There is no score"),
    "score_out_of_range": mark("The score is no whole number from 0 to 10"),
    "nobody_named": mark("Neither an e-mail address, a customer number nor an order is named"),
    "too_few_cells": mark("There are fewer cells than headings"),
    "too_many_cells": mark("There are more cells than headings"),
}
OTHER_PROBLEM = mark("The row is not as expected")

NOTES: Mapping[str, str] = {
    "encoding_guessed": mark(
        "The characters of this file were guessed. Please check the names before you go on."
    ),
    "broken_characters": mark(
        "Some characters were already lost when the file was made; they show as �."
    ),
    "cut_off": mark("The file ends in the middle of a character. Was the download complete?"),
    "key_per_order": mark(
        "Every order has a different customer number, so it may number orders rather than "
        "people. Nobody would ever come back: check the column."
    ),
    "no_status": mark("The file does not say which orders were cancelled; all are counted."),
    "orders_after_as_of": mark(
        "The file holds orders from after the day it is said to have been made."
    ),
    "partial_format": mark(
        "Some columns that this platform can export are missing. What is there was read."
    ),
}

BASES: Mapping[str, str] = {
    "lines": mark("Purchase amounts are the sum of the goods in each order."),
    "total_less_shipping": mark("Purchase amounts are the total less shipping and fees."),
    "total": mark("Purchase amounts are the total of each order, shipping included."),
}
"""What net_amount was computed from, where it is not the goods' amount itself."""

CHANGES: Mapping[str, str] = {
    "void": mark("Cancelled or returned since"),
    "revived": mark("No longer cancelled"),
    "amount": mark("Another amount"),
    "status": mark("Another state"),
}

STEPS: Mapping[str, str] = {
    "persons": mark("Telling customers apart ..."),
    "orders": mark("Storing orders ..."),
    "lines": mark("Storing what was bought ..."),
    "fold": mark("Bringing everything together ..."),
    "done": mark("Done."),
}

COMPLETE: Mapping[str, str] = {
    "yes": mark("Yes, all of them"),
    "middle": mark("No, it starts midway"),
    "unknown": mark("I do not know"),
}


def encoding(code: str) -> str:
    """How the characters are written, never as a code."""
    return t(ENCODINGS.get(code.lower(), OTHER_ENCODING))


def set_aside(code: str) -> str:
    """Why orders are not counted."""
    return t(SET_ASIDE.get(code, OTHER_REASON))


def problem(code: str) -> str:
    """What was wrong with a row or a cell."""
    return t(PROBLEMS.get(code, OTHER_PROBLEM))
