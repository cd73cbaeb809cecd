"""What do I do this morning? In a shop without orders: how to begin."""

from pages.shared import store
from pages.shared.store import imports, lines
from pages.today import desk, news, start

shop = store.shop()
today = store.today(shop.settings.timezone)

if imports.listed(shop.id).empty:
    start.draw(shop)
elif found := lines.of_day(shop.id, today):
    desk.draw(shop, found, today)
else:
    news.draw(shop)
