"""What do I do this morning? In a shop without orders: how to begin."""

from pages.shared import store
from pages.shared.store import imports
from pages.today import news, start

shop = store.shop()

if imports.listed(shop.id).empty:
    start.draw(shop)
else:
    news.draw(shop)
