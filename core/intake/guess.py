"""Unknown files: which column is what, guessed from headings and values."""

from core.intake.format import Format
from core.intake.model import Guess, Options, Refused
from core.intake.sheet import Sheet


def guessed_format(sheet: Sheet, options: Options) -> tuple[Format, Guess]:
    """A format made from a guess, a confirmed or a remembered mapping.

    Raises:
        Refused: needs_mapping.
    """
    raise Refused("needs_mapping", file=sheet.name, options=options)
