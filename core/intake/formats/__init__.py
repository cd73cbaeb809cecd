"""The known formats, one module per platform family.

To add one: write `core/intake/formats/<family>.py` with a `Format` per export (see
`core.intake.format` for what each attribute means), end it with `FORMATS = (...)` and list the
module below. Say everything by data first: signature, columns, status values, terms of the money
rules. Only what data cannot say becomes a tiny function (`kind_of`, `mend`, `prepare`).
Then test it with a sample: format, orders, customers, total, file_total, set_aside.

Rules of thumb:
- `columns` names headings as the platform writes them; case, width and hyphens do not matter.
- An amount that repeats on every row of an order needs nothing: amounts count once per order.
  An amount that differs per row is `amount` (a line) or is named in `summed`.
- Never list a masked address apart: relay domains are recognised in `core.intake.keys`.
- Headings that only some shops have are listed all the same; absent ones are left out.
"""

from core.intake.format import Format
from core.intake.formats import (
    amazon,
    base,
    colorme,
    eccube,
    ecforce,
    etsy,
    futureshop,
    handmade,
    logiless,
    makeshop,
    rakuten,
    shopify,
    smaregi,
    square,
    woocommerce,
    yahoo,
)

FORMATS: tuple[Format, ...] = (
    *shopify.FORMATS, *base.FORMATS, *eccube.FORMATS, *rakuten.FORMATS, *colorme.FORMATS,
    *yahoo.FORMATS, *amazon.FORMATS, *makeshop.FORMATS, *futureshop.FORMATS, *ecforce.FORMATS,
    *handmade.FORMATS, *smaregi.FORMATS, *logiless.FORMATS, *square.FORMATS, *woocommerce.FORMATS,
    *etsy.FORMATS,
)  # fmt: skip

OTHER_FILES: dict[str, tuple[str, ...]] = {
    "surveymonkey": ("Respondent ID", "Collector ID"),
    "typeform": ("#", "Network ID"),
    "formbricks": ("Response ID", "Finished", "Survey ID"),
    "instagram": ("Post ID", "Permalink", "Publish time"),
    "x_posts": ("Post id", "Post text", "Impressions"),
    "x_overview": ("Impressions", "New follows", "Profile visits"),
    "line_friends": ("contacts", "targetReaches", "blocks"),
    "ga4": ("Page path and screen class", "Views"),
    "ga4_ja": ("ページパス + クエリ文字列", "表示回数"),
}
"""Known files that hold no orders, by signature: named instead of guessed at."""
