"""Order files of the demo shop, as its platform would export them."""

from datetime import date
from typing import Literal

from core.demo import base, eccube4, rakuten, shopify
from core.demo.expected import Expected
from core.demo.shop import Shop, generate

Platform = Literal["shopify", "base", "rakuten", "eccube4"]


def write(shop: Shop, platform: Platform, *, utc: bool = False) -> bytes:
    """The shop as an order export.

    Args:
        shop: what to write, or a part of it.
        platform: whose format.
        utc: Shopify only: times with +0000 instead of +0900.

    Returns:
        The bytes of the file, in the platform's encoding.

    Raises:
        ValueError: utc for a platform that writes times without a zone.
    """
    if platform == "shopify":
        return shopify.write(shop, utc=utc)
    if utc:
        raise ValueError(f"utc == True, platform {platform} writes no zone")
    if platform == "base":
        return base.write(shop)
    return rakuten.write(shop) if platform == "rakuten" else eccube4.write(shop)


def expected(shop: Shop, platform: Platform) -> Expected:
    """What the intake must report of ``write(shop, platform)``."""
    truths = {
        "shopify": shopify.expected,
        "base": base.expected,
        "rakuten": rakuten.expected,
        "eccube4": eccube4.expected,
    }
    return truths[platform](shop)


def demo_shop(as_of: date) -> Shop:
    """The shop behind the demo button: about 3,000 customers, the same for the same day."""
    return generate(as_of)


def demo_file(as_of: date) -> tuple[str, bytes]:
    """The demo shop's order file: name and bytes.

    Shopify's format, because it says most: consent, days of shipping and cancelling, refunds,
    subscriptions by tag, and where an order came from.
    """
    return "orders_export_hana.csv", write(demo_shop(as_of), "shopify")
