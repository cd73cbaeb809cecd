"""Which channels are malls."""

from core.malls import marked


def test_a_name_may_be_a_part_in_any_width_and_case():
    channels = ["Qoo10店", "ＱＯＯ１０", "本店", "au PAY マーケット"]

    assert marked(channels, ["qoo10", "au pay"]).tolist() == [True, True, False, True]


def test_without_names_nothing_is_a_mall():
    assert marked(["shopify", "rakuten"], ()).tolist() == [False, False]
    assert marked([], ("x",)).tolist() == []
