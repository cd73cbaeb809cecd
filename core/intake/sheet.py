"""A table found in a file: its headings are known, its columns are read when asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from core.intake.headings import Headings
from core.intake.text import Strings


@dataclass(frozen=True, eq=False)
class Ragged:
    """A row that did not have one cell per heading, and what was done with it."""

    line: int
    code: str
    cells: str
    dropped: bool


@dataclass(frozen=True, eq=False)
class Cells:
    """The wanted columns of a table.

    Attributes:
        columns: position of the column -> (n,) text.
        line: (n,) first physical line of each row, 1 = the file's first.
        ragged: rows with too few cells (padded) or too many (left out).
    """

    columns: dict[int, Strings]
    line: npt.NDArray[np.int64]
    ragged: tuple[Ragged, ...] = ()


class Body(Protocol):
    """Where the rows below the headings come from."""

    def read(self, wanted: Sequence[int], width: int) -> Cells:
        """The wanted columns of all rows; `width` is the number of headings."""
        ...


@dataclass(frozen=True, eq=False)
class Sheet:
    """A table below its heading row.

    Attributes:
        name: of the upload.
        heading_line: physical line of the heading row.
        sample: the first rows below it.
        delimiter: "" for a workbook.
    """

    name: str
    headings: Headings
    heading_line: int
    sample: tuple[tuple[str, ...], ...]
    encoding: str
    delimiter: str
    body: Body
    notes: tuple[str, ...] = ()

    def read(self, wanted: Sequence[int]) -> Cells:
        """The wanted columns of all rows."""
        return self.body.read(sorted(set(wanted)), len(self.headings.written))
