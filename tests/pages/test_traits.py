"""What files tell of the customers themselves: age, gender, region, breadth; and how it counts."""

import numpy as np
import pytest

from core.customers.attributes import AGE_BANDS, GENDERS
from pages.shared import customer_words
from pages.shared.i18n import speaking
from pages.shared.store import base, fields, groups, histories, traits


@pytest.fixture
def history(mine):
    return histories.history(mine.shop)


def tell(shop, customer, **said):
    """A file says something of a customer."""
    names = ", ".join(f"{name} = ?" for name in said)
    with base.saving(shop) as session:
        run = session.connection().exec_driver_sql
        run(
            f"UPDATE contact SET {names} WHERE shop_id = ? AND key_id IN"
            " (SELECT id FROM identity_key WHERE shop_id = ? AND customer_id = ?)",
            (*said.values(), shop, shop, customer),
        )
        run("UPDATE shop SET consent_version = consent_version + 1 WHERE id = ?", (shop,))


def test_age_and_gender_are_those_the_files_tell(mine, history):
    tell(mine.shop, mine.customer, birth_date="1990-11-21", gender="女性")
    place = int(np.searchsorted(history.customer, mine.customer))

    known = traits.attributes(mine.shop, history)

    assert AGE_BANDS[known["age_band"].codes[place]] == "30-39"  # 35 until tomorrow
    assert GENDERS[known["gender"].codes[place]] == "female"
    assert (np.delete(known["age_band"].codes, place) == -1).all()


def test_the_age_is_that_of_the_day_looked_at(mine, history):
    tell(mine.shop, mine.customer, birth_date="1996-11-01")
    earlier = history.at(history.as_of - 60)
    place = int(np.searchsorted(earlier.customer, mine.customer))

    assert earlier.customer[place] == mine.customer
    assert AGE_BANDS[traits.attributes(mine.shop, earlier)["age_band"].codes[place]] == "20-29"


def test_a_region_is_one_however_files_write_it(mine, history):
    tell(mine.shop, mine.customer, prefecture="JP-13")
    region = traits.attributes(mine.shop, history)["region"]
    place = int(np.searchsorted(history.customer, mine.customer))

    assert region.names[region.codes[place]] == "東京都"
    with speaking("en"):
        assert customer_words.choice("region", "東京都") == "Tokyo"
        assert customer_words.choice("region", "Ohio") == "Ohio"
    with speaking("ja"):
        assert customer_words.choice("region", "東京都") == "東京都"


def test_breadth_counts_what_was_bought_in_a_year_and_not_returned(mine, history):
    wide = traits.attributes(mine.shop, history)["breadth"]

    assert wide.max() >= 1
    earlier = history.at(int(history.first_day.min()))
    assert traits.attributes(mine.shop, earlier)["breadth"].max() >= 1


def test_a_profile_counts_only_once_somebody_was_asked(mine, history):
    before = fields.known_of(mine.shop, history)
    assert "profile" in before.unused  # every parcel has a region: that is no profile

    tell(mine.shop, mine.customer, gender="male")
    after = fields.known_of(mine.shop, history)

    assert "profile" not in after.unused
    place = int(np.searchsorted(history.customer, mine.customer))
    profile = after.values[5]
    assert profile[place] == pytest.approx(200 / 3)


def test_a_told_attribute_is_a_field_of_groups(mine, history):
    assert "gender" not in fields.fields(mine.shop, history, ["gender"])
    tell(mine.shop, mine.customer, gender="male")

    found = fields.fields(mine.shop, history, ["gender", "occasions"])

    assert set(found) == {"gender", "occasions"}
    assert np.count_nonzero(found["gender"].codes >= 0) == 1
    assert groups.masks(mine.shop, history)
