"""Bytes in, tidy tables out: the one door of the intake."""

from collections.abc import Sequence
from dataclasses import replace

from core.intake.amountless import with_amount
from core.intake.answer_file import read_answers
from core.intake.customer_file import read_customers
from core.intake.decode import decode
from core.intake.format import Format
from core.intake.guess import guessed_format
from core.intake.model import Guess, Intake, Options, Refused, Upload
from core.intake.order_file import read_orders
from core.intake.problems import Problems
from core.intake.recognise import Match, match_text
from core.intake.rows import stack
from core.intake.workbook import Opener, match_workbook
from core.spreadsheet import is_workbook, sheets

READERS = {"orders": read_orders, "customers": read_customers, "answers": read_answers}


def read(uploads: Sequence[Upload], options: Options, *, open_book: Opener = sheets) -> Intake:
    """Recognise, clean and reconcile one export that came in one or several files.

    Args:
        uploads: the files.
        options: what the files do not say.
        open_book: opens a workbook; a caller with strangers' files does it in a process apart.

    Raises:
        Refused: with the reason as a code; `needs_mapping` carries the guess to correct.
    """
    if not uploads:
        raise Refused("empty_file")
    matches = [_open(upload, open_book) for upload in uploads]
    form, guess = _one_format(matches, options)
    problems = Problems()
    rows = stack([m.sheet for m in matches], form, problems)
    if len(rows) == 0:
        raise Refused("no_rows", file=uploads[0].name)
    result = READERS[form.kind](rows, form, options, problems, [m.sheet for m in matches])
    notes = ("partial_format",) if any(m.partial for m in matches) else ()
    understood = replace(result.understood, notes=(*result.understood.notes, *notes))
    return replace(result, understood=understood, guess=guess)


def _open(upload: Upload, open_book: Opener) -> Match:
    """Find the table in one upload.

    Raises:
        Refused: as decode, match_text and match_workbook do, with the file's name.
    """
    try:
        if is_workbook(upload.content):
            return match_workbook(upload.content, upload.name, open_book)
        return match_text(decode(upload.content), upload.name)
    except Refused as refusal:
        refusal.fields.setdefault("file", upload.name)
        raise


def _one_format(matches: Sequence[Match], options: Options) -> tuple[Format, Guess | None]:
    """The format all files share.

    Raises:
        Refused: mixed_platforms; needs_mapping where the guess is not complete.
    """
    names = {m.format.name if m.format else "guess" for m in matches}
    if len(names) > 1:
        raise Refused("mixed_platforms", formats=sorted(names))
    if matches[0].format is not None:
        return with_amount(matches[0].format, matches[0].sheet, options)
    signatures = {tuple(sorted(m.sheet.headings.written)) for m in matches}
    if len(signatures) > 1:
        raise Refused("mixed_platforms", formats=["guess"] * len(signatures))
    return guessed_format(matches[0].sheet, options)
