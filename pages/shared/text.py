"""Text of customers and shops, made harmless where Streamlit would read it as Markdown."""

import re

_LINK_STARTS = re.compile(r"(?i)(https?|ftp|mailto|www|@|:)")
_MARKUP = re.compile(r"([!-/:-@\[-`{-~])")


def plain(text: object, limit: int = 500) -> str:
    """`text` as it reads, without markup, links, pictures or icons; cut at `limit` characters."""
    kept = "".join(sign if sign.isprintable() else " " for sign in str(text))[:limit]
    # A backslash does not stop addresses from becoming links; a word joiner does.
    return _MARKUP.sub(r"\\\1", _LINK_STARTS.sub("\\1\u2060", kept))
