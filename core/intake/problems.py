"""What was dropped or repaired, row by row, so that the owner can look it up."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.intake.model import PROBLEM_COLUMNS
from core.intake.text import Strings

_SHOWN = 60


@dataclass(eq=False)
class Problems:
    """Collects problems of several columns and files, whole columns at a time."""

    parts: list[pd.DataFrame] = field(default_factory=list)

    def add(
        self, code: str, *, file: npt.NDArray[np.str_] | str, line: npt.NDArray[np.int64],
        column: str = "", cells: Strings | list[str] | None = None, dropped: bool = False,
    ) -> None:  # fmt: skip
        """Note one problem for each of `line`."""
        if len(line) == 0:
            return
        shown = pd.Series(cells if cells is not None else [""] * len(line), dtype="str")
        self.parts.append(
            pd.DataFrame({
                "file": pd.Series(file if not isinstance(file, str) else [file] * len(line),
                                  dtype="str"),
                "line": np.asarray(line, np.int64),
                "code": pd.Series([code] * len(line), dtype="str"),
                "column": pd.Series([column] * len(line), dtype="str"),
                "cell": shown.str.slice(0, _SHOWN),
                "dropped": dropped,
            })
        )  # fmt: skip

    def frame(self) -> pd.DataFrame:
        """All problems by file and line, columns in PROBLEM_COLUMNS."""
        if not self.parts:
            return pd.DataFrame({name: _empty(name) for name in PROBLEM_COLUMNS})
        found = pd.concat(self.parts, ignore_index=True)
        return found.sort_values(["file", "line"], kind="stable", ignore_index=True)


def _empty(name: str) -> pd.Series:
    kinds = {"line": "int64", "dropped": "bool"}
    return pd.Series([], dtype=kinds.get(name, "str"))
