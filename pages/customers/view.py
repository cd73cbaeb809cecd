"""What is looked at: whose customers, and how their score is weighed."""

from dataclasses import dataclass, field

from core.customers.engagement import Weights


@dataclass(frozen=True)
class View:
    """The part of every number that all figures of the page share; the key of what is cached.

    Attributes:
        shop_id: the shop.
        version: of its history.
        weights: of the score.
    """

    shop_id: int
    version: int
    weights: Weights = field(default_factory=Weights)

    def key(self, name: str) -> str:
        """The key of a widget: of one shop and one state of its data, so that none outlives it."""
        return f"customers.{self.shop_id}.{self.version}.{name}"
