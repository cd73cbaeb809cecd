"""The triggers every shop begins with."""

from core.amounts import usual_amount
from core.triggers.belt import Belt
from core.triggers.rule import Offer, Rule, Stage


def presets(currency: str = "JPY", *, silence_days: int = 120) -> tuple[Rule, ...]:
    """The usual rules, with amounts and costs that fit the currency.

    Args:
        currency: ISO 4217.
        silence_days: days of silence of the shop's own customers that are unusual.

    Source: S2.4-S2.27, S1.20, D1, D10.
    """
    return (*_elapsed(currency), *_count(currency), *_amount(currency), *_score(currency),
            *_occasions(currency, silence_days))  # fmt: skip


def usual_belt(currency: str = "JPY", *, name: str = "", silence_days: int = 120) -> Belt:
    """A belt of the four families; birthday, anniversary, silence and news are added by hand."""
    four = ("elapsed", "count", "amount", "score")
    rules = presets(currency, silence_days=silence_days)
    return Belt(name, tuple(rule for rule in rules if rule.kind in four))


def _elapsed(currency: str) -> tuple[Rule, ...]:
    """3, 7 and 14 days after the first purchase."""
    cost = usual_amount(3, currency)
    steps: tuple[tuple[str, int, Stage], ...] = (
        ("T3", 3, "empathy"), ("T7", 7, "resonance"), ("T14", 14, "taking_part"),
    )  # fmt: skip
    return tuple(
        Rule(id_, "elapsed", text=id_, days=days, stage=stage, channels=("email", "line"),
             stops=("repurchased",), unit_cost=cost)
        for id_, days, stage in steps
    )  # fmt: skip


def _count(currency: str) -> tuple[Rule, ...]:
    """The second, third and fifth purchase; the fourth has none on purpose."""
    coupon = Offer("coupon", usual_amount(500, currency), 3_000)
    steps: tuple[tuple[str, int, Stage, Offer], ...] = (
        ("C2", 2, "resonance", Offer()), ("C3", 3, "taking_part", coupon),
        ("C5", 5, "taking_part", Offer()),
    )  # fmt: skip
    return tuple(
        Rule(id_, "count", text=id_, count=count, stage=stage, offer=offer,
             channels=("email", "line", "postcard"), unit_cost=usual_amount(3, currency))
        for id_, count, stage, offer in steps
    )  # fmt: skip


def _amount(currency: str) -> tuple[Rule, ...]:
    """An order of 10,000, 20,000 and 30,000 yen."""
    steps = (("A1", 10_000, 90, 120), ("A2", 20_000, None, 400), ("A3", 30_000, 365, 120))
    return tuple(
        Rule(id_, "amount", text=id_, at_least=usual_amount(yen, currency), again_days=again,
             channels=("insert", "postcard"), unit_cost=usual_amount(cost, currency))
        for id_, yen, again, cost in steps
    )  # fmt: skip


def _score(currency: str) -> tuple[Rule, ...]:
    """Those who would recommend, the neutral and the unhappy."""
    steps: tuple[tuple[str, int, int, Stage], ...] = (
        ("N9", 9, 10, "taking_part"),
        ("N7", 7, 8, "resonance"),
        ("N6", 0, 6, "empathy"),
    )
    return tuple(
        Rule(id_, "score", text=id_, low=low, high=high, stage=stage, again_days=30,
             channels=("email", "line", "postcard"), unit_cost=usual_amount(3, currency))
        for id_, low, high, stage in steps
    )  # fmt: skip


def _occasions(currency: str, silence_days: int) -> tuple[Rule, ...]:
    """Days of the year, silence and news."""
    mail = ("email", "line", "postcard")
    cost = usual_amount(3, currency)
    coupon = Offer("coupon", usual_amount(500, currency), 3_000)
    return (
        Rule("birthday", "birthday", text="birthday", days=7, again_days=300, channels=mail,
             unit_cost=cost),
        Rule("anniversary", "anniversary", text="anniversary", days=0, again_days=300,
             channels=mail, unit_cost=cost),
        Rule("silence", "silence", text="silence", days=silence_days, again_days=0, channels=mail,
             stops=("repurchased",), unit_cost=cost, offer=coupon),
        Rule("news", "news", text="news", days=1, again_days=0, channels=("newsletter", "line"),
             unit_cost=cost),
    )  # fmt: skip


PRESETS: dict[str, Rule] = {rule.id: rule for rule in presets()}
"""The usual rules in yen, by id."""
