"""How a number is computed: the registry entry that stands beside its formula."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Formula:
    """One number, explained for whoever asks; the screen puts it into words.

    Attributes:
        code: name of the number, `area.number`.
        formula: the computation in the notation of the field.
        source: where the definition comes from.
    """

    code: str
    formula: str
    source: str
