"""What purchase models read: how often, until when and for how long a customer has bought."""

import pandas as pd

from core.arrays import Mask
from core.history import History


def buying_summary(history: History, *, who: Mask | None = None) -> pd.DataFrame:
    """Repeats, recency and age of every customer, the input of BG/NBD and its relatives.

    Args:
        history: as of the day the ages run to.
        who: (n_customers,) mask of the customers meant, None = all.

    Returns:
        (n, 4): `customer` (id), `repeats` (x, occasions after the first), `last_repeat_days`
        (t_x, first to last occasion), `age_days` (T, first occasion to as_of).

    Source: Fader, Hardie and Lee 2005, "Counting your customers" the easy way.
    """
    summary = pd.DataFrame(
        {
            "customer": history.customer,
            "repeats": history.occasions - 1,
            "last_repeat_days": history.last_day - history.first_day,
            "age_days": history.as_of - history.first_day,
        }
    )
    return summary if who is None else summary[who]
