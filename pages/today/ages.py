"""As of when the data of a shop speaks."""

from pages.shared import formats, sources, store
from pages.shared.i18n import t, tn
from pages.shared.store import histories


def of(shop: store.Shop) -> list[str]:
    """As of when the data speaks, and which sources end earlier."""
    known = histories.as_of(shop.id)
    if known.day is None:
        return []
    age = (store.today(shop.settings.timezone) - known.day).days
    said = [
        t("data as of {day}", day=formats.short_day(known.day))
        if age < 1
        else tn(
            "data as of {day}, {n} day old",
            "data as of {day}, {n} days old",
            age,
            day=formats.short_day(known.day),
        )
    ]
    behind = (f"{sources.name(name)}: {formats.short_day(day)}" for name, day in known.behind)
    return [*said, *behind]
