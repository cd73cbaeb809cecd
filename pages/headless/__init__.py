"""The commands that need no screen."""

import logging


class Cannot(Exception):  # noqa: N818  it reads as what happened
    """What was asked cannot be done; its text is the sentence that says why."""


# Streamlit warns that caches live in memory where no server runs; here that is as it should be.
logging.getLogger("streamlit.runtime.caching.cache_data_api").addFilter(
    lambda record: "No runtime found" not in record.getMessage()
)
