"""Headings as people and exporters write them, made comparable."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

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
        places = self._without_legend if legend else self._places
        return places.get(normal(name), ())

    @cached_property
    def _places(self) -> Mapping[str, tuple[int, ...]]:
        return _where([normal(heading) for heading in self.written])

    @cached_property
    def _without_legend(self) -> Mapping[str, tuple[int, ...]]:
        return _where([before_bracket(heading) for heading in self.written])

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
        return all(self.positions(name, legend=legend) for name in names)


def _where(names: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
    places: dict[str, tuple[int, ...]] = {}
    for i, name in enumerate(names):
        places[name] = (*places.get(name, ()), i)
    return places
