"""Who are your customers: the ladder from a first purchase to a VIP, and everybody on it."""

from pages.customers import controls, grouping, same, score, who, worth
from pages.customers.view import meant
from pages.shared import store
from pages.shared.i18n import mark, t
from pages.shared.parts import chosen_part, known_orders

PARTS = {
    "who": (mark("Who"), mark("Who are your customers?")),
    "score": (mark("Recent, often, much"), mark("Who is close, and who has gone quiet?")),
    "worth": (mark("Worth"), mark("What are your customers worth?")),
    "groups": (mark("Groups"), mark("Whom do you want to look at?")),
    "same": (mark("Same person"), mark("Who is in your data twice?")),
}
DRAW = {
    "who": who.draw,
    "score": score.draw,
    "worth": worth.draw,
    "groups": grouping.draw,
    "same": same.draw,
}

shop = store.shop()
known = known_orders(
    shop,
    question=t("Who are your customers?"),
    promises=(
        t("who is a first-time buyer, a repeater, a VIP candidate or a VIP"),
        t("who is one purchase away from the next rank"),
        t("which of your best customers are cooling"),
    ),
)
part = chosen_part(PARTS, label=t("Part of the customers"), key="customers.sub")
view = controls.choose(shop, known)
if meant(view).any():
    DRAW[part](shop, view)
else:
    controls.nobody(view, known)
