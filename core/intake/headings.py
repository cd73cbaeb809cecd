"""Headings as people and exporters write them, made comparable."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

_RUNS = re.compile(r"[\s_\-]+")
_BRACKET = re.compile(r"\s*\(.*", re.DOTALL)


@lru_cache(maxsize=4096)
def normal(heading: str) -> str:
    """Lower case, NFKC, no BOM, and one blank for runs of blanks, hyphens and underscores."""
    plain = unicodedata.normalize("NFKC", heading.replace("\ufeff", ""))
    return _RUNS.sub(" ", plain).strip().lower()


@lru_cache(maxsize=4096)
def before_bracket(heading: str) -> str:
    """The normalised heading without a legend in brackets."""
    return _BRACKET.sub("", normal(heading)).strip()


def signature(headings: Iterable[str]) -> str:
    """A short hash that stays the same when columns are reordered or spelled differently."""
    names = "\n".join(sorted(normal(h) for h in headings))
    return hashlib.sha256(names.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Headings:
    """The heading row, kept by position so that a name standing twice is not lost.

    Attributes:
        written: as in the file.
    """

    written: tuple[str, ...]

    def positions(self, name: str, *, legend: bool = False) -> tuple[int, ...]:
        """Columns whose heading equals `name`; `legend` ignores what stands in brackets."""
        key = before_bracket if legend else normal
        wanted = normal(name)
        return tuple(i for i, heading in enumerate(self.written) if key(heading) == wanted)

    def find(self, name: str, *, legend: bool = False) -> int | None:
        """Column of `name`, or of its n-th occurrence where the name ends in "#n"."""
        base, _, nth = name.rpartition("#")
        if base and nth.isdigit():
            found = self.positions(base, legend=legend)
            return found[int(nth) - 1] if len(found) >= int(nth) else None
        found = self.positions(name, legend=legend)
        return found[0] if found else None

    def has_all(self, names: Sequence[str], *, legend: bool = False) -> bool:
        """Whether every one of `names` occurs."""
        key = before_bracket if legend else normal
        return {normal(n) for n in names} <= {key(h) for h in self.written}
