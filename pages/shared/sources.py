"""Where orders come from, as shop owners call it."""

from collections.abc import Mapping

from pages.shared.i18n import mark, t

NAMES: Mapping[str, str] = {
    "shopify": "Shopify",
    "woocommerce": "WooCommerce",
    "base": "BASE",
    "colorme": mark("Color Me Shop"),
    "makeshop": "MakeShop",
    "futureshop": "futureshop",
    "ecforce": "ecforce",
    "minne": "minne",
    "creema": "Creema",
    "rakuten": mark("Rakuten Ichiba"),
    "yahoo": mark("Yahoo! Shopping"),
    "amazon": "Amazon",
    "eccube": "EC-CUBE",
    "square": "Square",
    "smaregi": mark("Smaregi"),
    "etsy": "Etsy",
    "logiless": "LOGILESS",
    "answers": mark("Answers of your customers"),
}
OWN_FILE = mark("Another file")
GUESSED = "file-"


def name(source: str) -> str:
    """The platform of a source; a file of an unknown one has no name of its own.

    The answer may hold text of a file: show it through `plain` where that is Markdown.
    """
    if source.startswith(GUESSED):
        return t(OWN_FILE)
    known = NAMES.get(source)
    return t(known) if known else source


def names(sources: list[str]) -> dict[str, str]:
    """Name of each source; where several have the same name they are numbered."""
    named: dict[str, str] = {}
    for source in sources:
        label, copies = name(source), 1
        while label in named.values():
            copies += 1
            label = f"{name(source)} {copies}"
        named[source] = label
    return named
