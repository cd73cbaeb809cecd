"""Customers in words: their rank, their state, what is known of them, and groups by it."""

from collections.abc import Iterable

from core.customers.fields import READY
from core.customers.levels import RANKS
from core.customers.regions import ROMAJI
from core.customers.segments import Condition, Group, Segment
from core.journey.drift import STATES
from pages.shared import formats, sources
from pages.shared.i18n import language, mark, t, tn
from pages.shared.store.fields import FORECAST
from pages.shared.store.histories import day_of

RANK = {
    "first": mark("first purchase"),
    "repeater": mark("repeater"),
    "vip_candidate": mark("VIP candidate"),
    "vip": "VIP",
    "ambassador": mark("ambassador"),
}
STATE = {
    "active": mark("buying as usual"),
    "watch": mark("a little quiet"),
    "drifted": mark("drifted away"),
    "at_risk": mark("about to drift away"),
    "unknown": mark("cannot tell yet"),
}
"""The states of silence, the first four in the order of the theme's colours."""
TEMPERATURE = {
    "warm": mark("would recommend"),
    "mild": mark("neutral"),
    "cool": mark("unhappy"),
    "unknown": mark("cannot tell yet"),
}
COMPONENT = {
    "recency": mark("Recent"),
    "frequency": mark("Often"),
    "money": mark("Much"),
    "voice": mark("Voice"),
    "participation": mark("Takes part"),
    "profile": mark("Profile"),
    "social": mark("Social networks"),
}
"""What a score is made of."""
GENDER = {
    "female": mark("women"),
    "male": mark("men"),
    "other": mark("another"),
    "unsaid": mark("rather not said"),
}
LIST = {"own": mark("Your customers"), "mall": mark("The mall's customers")}
CHANNELS = {
    "web": mark("web shop"),
    "pos": mark("store"),
    "shopify_draft_order": mark("entered by hand"),
    "subscription_contract": mark("subscription"),
}
"""Channels the files name in code; others are sources, or appear as the file writes them."""
CHOICES = {
    "rank": RANK, "state": STATE, "temperature": TEMPERATURE, "gender": GENDER, "list": LIST,
}  # fmt: skip
"""Fields whose names are codes."""

FIELD = {
    "occasions": mark("Purchases"),
    "recency_days": mark("Days since the last purchase"),
    "age_days": mark("Days since the first purchase"),
    "spent": mark("Spent so far"),
    "rank": mark("Rank"),
    "state": mark("State"),
    "score": mark("Score"),
    "temperature": mark("How they feel"),
    "first_channel": mark("First bought through"),
    "list": mark("Whose customers"),
    "age_band": mark("Age"),
    "gender": mark("Gender"),
    "region": mark("Region"),
    "breadth": mark("Kinds of products in a year"),
    "r": mark("Recent, 1 to 5"),
    "f": mark("Often, 1 to 5"),
    "m": mark("Much, 1 to 5"),
    "expected_occasions": mark("Purchases to expect"),
    "chance": mark("Likely to buy again"),
    "cash_expected": mark("May come"),
}
"""What customers can be chosen by, the most asked for first."""
MONEY = frozenset({"spent", "cash_expected"})
SHARE = frozenset({"chance"})

OP = {
    "at_least": mark("at least"),
    "at_most": mark("at most"),
    "above": mark("more than"),
    "below": mark("less than"),
    "is": mark("is"),
    "is_not": mark("is not"),
    "known": mark("is known"),
    "unknown": mark("is not known"),
}
SAID = {
    "at_least": mark("{field}: at least {value}"),
    "at_most": mark("{field}: at most {value}"),
    "above": mark("{field}: more than {value}"),
    "below": mark("{field}: less than {value}"),
    "is": mark("{field}: {value}"),
    "is_not": mark("{field}: not {value}"),
    "known": mark("{field}: known"),
    "unknown": mark("{field}: not known"),
}

READY_NAMES = {
    "new": mark("New within 30 days"),
    "bought_once": mark("Bought once"),
    "repeaters": mark("Bought twice or more"),
    "at_risk": mark("About to drift away"),
    "drifted": mark("Drifted away"),
    "vips": mark("VIPs"),
    "cold_vips": mark("VIPs with a score below 30"),
    "warm": mark("Would recommend us"),
    "unhappy": mark("Unhappy"),
    "likely": mark("One purchase or more to expect in a year"),
}


def rank(place: int) -> str:
    """A rank by its place."""
    return t(RANK[RANKS[place]])


def state(place: int) -> str:
    """A state of silence by its place."""
    return t(STATE[STATES[place]])


def channel(name: str) -> str:
    """A channel in words, or as the file writes it."""
    return t(CHANNELS[name]) if name in CHANNELS else sources.name(name)


def next_step(code: str | None, needed: float) -> str:
    """What leads to the next rank: 1 more purchase to VIP."""
    if code is None or formats.is_missing(needed):
        return ""
    goal = t(RANK[code])
    return tn("{n} more purchase to {rank}", "{n} more purchases to {rank}", int(needed), rank=goal)


def field(name: str) -> str:
    """What a condition asks for; a field that is gone by its own name."""
    return t(FIELD[name]) if name in FIELD else name


def choice(of: str, name: str) -> str:
    """One of the names of a field; may be text of a file."""
    if of in CHOICES:
        return t(CHOICES[of][name]) if name in CHOICES[of] else name
    if of == "first_channel":
        return channel(name)
    if of == "region":
        return name if language() == "ja" else ROMAJI.get(name, name)
    return _age(name) if of == "age_band" else name


def _age(band: str) -> str:
    if band.endswith("+"):
        return t("{n} and older", n=band[:-1])
    start = int(band.split("-", maxsplit=1)[0])
    return t("in their {n}s", n=start) if start else t("younger than 10")


def value(of: str, number: float, currency: str | None) -> str:
    """The limit of a condition, in the unit of its field."""
    if of in MONEY:
        return formats.money(number, currency)
    if of in SHARE:
        return formats.percent(number, 0)
    return formats.count(number) if float(number).is_integer() else formats.decimal(number)


def condition(said: Condition, currency: str | None) -> str:
    """A condition in words; may hold text of a file."""
    named = [
        choice(said.field, each) if isinstance(each, str) else value(said.field, each, currency)
        for each in said.values
    ]
    return t(SAID[said.op], field=field(said.field), value=t(" or ").join(named))


def segment(said: Segment, currency: str | None) -> str:
    """Conditions in words; may hold text of a file."""
    if not said.parts:
        return t("everybody")
    joined = _joined(
        (
            f"({segment(part, currency)})"
            if isinstance(part, Segment)
            else condition(part, currency)
            for part in said.parts
        ),
        said.how,
    )
    return t("all but: {group}", group=joined) if said.others else joined


def _joined(parts: Iterable[str], how: str) -> str:
    return (t(" and ") if how == "all" else t(" or ")).join(parts)


def group(made: Group) -> str:
    """What a group is called, a dated one with its day; may hold what people wrote."""
    if made.name in READY and made.segment == READY[made.name]:
        return t(READY_NAMES[made.name])
    if made.as_of is None:
        return made.name
    return t("{name} (as of {day})", name=made.name, day=formats.day(day_of(made.as_of)))


def gone(name: str) -> str:
    """What to say of a group that asks for something nobody knows of customers, or not yet."""
    if name in FORECAST:
        return t(
            "This group asks for a forecast, for which your shop has too few orders yet. Nothing "
            "was lost: it fills by itself once there are enough."
        )
    return t(
        "This group asks for “{field}”, which your files no longer tell. Nothing was lost: change "
        "the group, or upload a file that tells it.",
        field=field(name),
    )
