"""Workbooks (xlsx, xls, ods)."""

from core.intake.model import Refused
from core.intake.recognise import Match


def is_workbook(content: bytes) -> bool:
    """Whether the bytes begin like a workbook."""
    return content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def match_workbook(content: bytes, name: str) -> Match:
    """Find the table in a workbook.

    Raises:
        Refused: not_a_table.
    """
    raise Refused("not_a_table", looks_like="workbook", file=name, size=len(content))
