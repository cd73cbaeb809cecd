"""The journey page: what it promises to large shops, small ones, and those with gaps in data."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.demo.files import write
from core.demo.shop import generate
from core.intake import Intake, Options, Upload, read
from core.journey.ladder import ladder
from pages.journey import people, words
from pages.shared import store, table
from pages.shared.i18n import speaking
from pages.shared.store import histories, imports
from pages.shared.store import people as accounts

AS_OF = date(2026, 11, 21)
QUESTIONS = {
    "ja": {
        "where": "お客様はどこで離れていますか",
        "when": "お客様はいつ戻ってきますか",
        "months": "お客様はどれくらい買い続けてくれますか",
    },
    "en": {
        "where": "Where do customers fall off?",
        "when": "When do customers come back?",
        "months": "How long do customers go on buying?",
    },
}
KINDS = ("large", "small", "midway", "unpriced", "empty")
FORBIDDEN = re.compile(
    r"(?i:cp932|drop_|kaplan|meier|bg/nbd|\bmbg\b|cuped|hazard|cohort|traceback|\bnan\b)|\bNone\b",
)


def intake_of(kind: str) -> tuple[Intake, list[Upload]]:
    """The demo shop as a file: whole, its newest 40 orders, its last months, or without amounts."""
    shop = generate(AS_OF, customers={"small": 22, "midway": 700}.get(kind, 400))
    if kind == "small":
        shop = shop.part(np.arange(len(shop.orders)) >= len(shop.orders) - 40)
    if kind == "midway":
        shop = shop.part(shop.orders["at"].to_numpy() >= np.datetime64("2025-06-01"))
    uploads = [Upload("orders.csv", write(shop, "shopify"))]
    intake = read(uploads, Options(currency="JPY", as_of=AS_OF))
    if kind == "unpriced":
        for name in ("net", "total", "goods"):
            intake.orders[name] = pd.array([None] * len(intake.orders), "Int64")
    return intake, uploads


@pytest.fixture(scope="module")
def installations(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A data folder per kind of shop, filled once."""
    made: dict[str, Path] = {}

    def fill(kind: str) -> Path:
        folder = tmp_path_factory.mktemp(kind)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("FANBELT_DATA", str(folder))
            user = accounts.create_owner("花屋", "hana", password="correct horse", language="ja")
            if kind != "empty":
                intake, uploads = intake_of(kind)
                answers = imports.Answers(
                    as_of=AS_OF,
                    complete="middle" if kind == "midway" else "yes",
                    file_names=("orders.csv",),
                    sha256=imports.digest(uploads),
                )
                shop_id = accounts.places(user)[0].shop_id
                imports.commit(shop_id, intake, answers, lambda *_: None)
            store.base.engine().dispose()
        return folder

    def of(kind: str) -> Path:
        if kind not in made:
            made[kind] = fill(kind)
        return made[kind]

    return of


@pytest.fixture
def journey(
    installations: Callable[[str], Path], data: Path, open_app: Callable[..., AppTest]
) -> Iterator[Callable[..., AppTest]]:
    """Opens the page of a kind of shop: `journey("small", "ja", sub="when")`."""
    stack = ExitStack()
    laid: list[str] = []

    def open_(kind: str = "large", language: str = "en", sub: str = "where") -> AppTest:
        if not laid:
            laid.append(kind)
            for file in installations(kind).iterdir():
                target = data / file.name
                shutil.copytree(file, target) if file.is_dir() else shutil.copy(file, target)
        stack.enter_context(speaking(language))  # who presses an option names it by its label
        app = open_app(language, 1)
        app.switch_page("journey/page.py").run()
        if sub != "where":
            app.segmented_control(key="journey.sub").set_value(sub).run()
        assert not app.exception
        return app

    with stack:
        yield open_


def widget(app: AppTest, kind: str, name: str):
    """The widget of the journey page whose key ends in this name."""
    found = [one for one in app.get(kind) if (one.key or "").endswith(f".{name}")]
    assert len(found) == 1, f"{len(found)} widgets {name}"
    return found[0]


def said(app: AppTest) -> list[str]:
    """Every text on the screen."""
    texts = [e.value for k in ("title", "subheader", "markdown", "caption") for e in app.get(k)]
    texts += [card.value for card in app.metric] + [button.label for button in app.button]
    texts += [e.label for k in ("segmented_control", "toggle", "date_input") for e in app.get(k)]
    texts += [str(e.help) for k in ("segmented_control", "toggle") for e in app.get(k) if e.help]
    texts += [chart.proto.alt for chart in app.get("vega_lite_chart")]
    return [str(text) for text in texts]


def answer(app: AppTest) -> str:
    return app.subheader[0].value


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sub", ["where", "when", "months"])
def test_every_part_answers_its_question_without_a_word_of_the_trade(journey, kind, language, sub):
    app = journey(kind, language, sub if kind != "empty" else "where")

    texts = said(app)

    if kind != "empty":
        assert app.title[0].value == QUESTIONS[language][sub]
        assert len(app.get("vega_lite_chart")) in range(1, 4)
        assert len(app.metric) == 3
    assert answer(app)
    assert [text for text in texts if FORBIDDEN.search(text)] == []
    assert any(button.proto.type == "primary" for button in app.button)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_shop_without_orders_is_led_to_the_upload(journey, language):
    app = journey("empty", language)

    label = {"ja": "注文データを取り込む", "en": "Upload your orders"}[language]
    assert label in [button.label for button in app.button]
    assert not app.get("vega_lite_chart")


def test_the_ladder_on_the_screen_is_that_of_the_orders(journey):
    app = journey()

    known = histories.history(1)
    expected = ladder(known).steps
    shown = app.dataframe[0].value
    assert shown["reached"].tolist() == expected["reached"].tolist()
    assert shown["left"].tolist() == expected["left"].tolist()
    assert shown["went_on_share"].iloc[0] == pytest.approx(100 * expected["went_on_share"].iloc[0])


def test_less_patience_leaves_fewer_open(journey):
    app = journey()
    before = number(app.metric[1].value)

    widget(app, "number_input", "left_after").set_value(30).run()

    assert number(app.metric[1].value) < before


def test_within_the_days_late_returns_count_as_drifted_away(journey):
    app = journey()
    widget(app, "number_input", "left_after").set_value(60).run()
    before = app.dataframe[0].value

    widget(app, "toggle", "within").set_value(True).run()

    after = app.dataframe[0].value
    assert after["went_on"].iloc[0] < before["went_on"].iloc[0]
    assert after["open"].iloc[0] == before["open"].iloc[0]


def test_going_back_in_time_shows_what_was_known_then(journey):
    app = journey()
    now = app.dataframe[0].value["reached"].iloc[0]

    widget(app, "date_input", "as_of").set_value(date(2025, 6, 30)).run()

    then = app.dataframe[0].value["reached"].iloc[0]
    assert then == ladder(histories.history(1).at(histories.number_of(date(2025, 6, 30)))).n < now
    assert any("as of June 30, 2025" in caption.value for caption in app.caption)


def test_the_earlier_day_is_ninety_days_before_and_can_be_moved(journey):
    app = journey()
    assert widget(app, "date_input", "before").value == date(2026, 8, 23)

    widget(app, "date_input", "before").set_value(date(2026, 3, 1)).run()

    assert any("March 1, 2026" in caption.value for caption in app.caption)


def test_a_small_shop_sees_counts_and_no_shares(journey):
    for sub in ("where", "when", "months"):
        app = journey("small", "ja", sub)
        shares = [text for text in said(app) if re.search(r"\d%", text) and "1%" not in text]
        assert shares == []
        assert any("参考値" in text for text in said(app))
        assert any("30人" in text for text in said(app))


def test_a_small_shop_gets_no_share_by_the_table_either(journey):
    app = journey("small")

    assert app.dataframe[0].value["went_on_share"].isna().all()
    assert app.dataframe[0].value["went_on"].sum() > 0


def test_a_shop_without_amounts_sees_no_money_and_why(journey):
    app = journey("unpriced", "en", "months")

    assert not any("¥" in text or "Spent so far" in text for text in said(app))
    assert "Amounts are not in your files, so nothing is said about money." in said(app)


def test_the_list_of_a_shop_without_amounts_has_no_money_column(journey):
    app = journey("unpriced")

    pick(app, 1, "left")

    assert "cash" not in app.dataframe[-1].value


def test_data_that_starts_midway_says_how_many_and_which_months_are_missing(journey):
    app = journey("midway")
    known = histories.history(1)

    text = next(text for text in said(app) if "left out" in text)

    assert str(known.n_apparent) in text
    assert "before Jun 2025" in text
    assert app.dataframe[0].value["reached"].iloc[0] == known.n_customers - known.n_apparent


def test_those_left_out_can_be_seen_apart_for_reference(journey):
    app = journey("midway")

    widget(app, "toggle", "apparent").set_value(True).run()

    assert app.dataframe[0].value["reached"].iloc[0] == histories.history(1).n_apparent
    assert any("for reference: data starts midway" in text for text in said(app))


def choose_channel(app: AppTest, channel: str) -> None:
    app.session_state["journey.1.1.group"] = True
    app.run()
    widget(app, "multiselect", "channels").set_value([channel]).run()


def test_a_group_chooses_customers_says_so_and_can_be_left(journey):
    app = journey()
    everybody = app.dataframe[0].value["reached"].iloc[0]

    choose_channel(app, "rakuten")
    chosen = app.dataframe[0].value["reached"].iloc[0]

    known = histories.history(1)
    rakuten = known.channels.index("rakuten")
    assert chosen == (known.first_channel == rakuten).sum() < everybody
    assert any("Only: " in text and "Rakuten" in text for text in said(app))

    widget(app, "button", "everybody").click().run()
    assert app.dataframe[0].value["reached"].iloc[0] == everybody


def test_a_group_holds_on_the_other_parts_of_the_page(journey):
    app = journey()
    choose_channel(app, "rakuten")

    app.segmented_control(key="journey.sub").set_value("when").run()

    assert any("Only: " in text for text in said(app))


def test_a_group_nobody_belongs_to_leads_back(journey):
    app = journey()
    choose_channel(app, "rakuten")
    known = histories.history(1)
    codes = known.first_channel == known.channels.index("rakuten")
    first = histories.day_of(known.first_day[codes].min())
    opening = histories.day_of(known.first_day.min())
    assert first != opening

    widget(app, "date_input", "as_of").set_value(opening).run()

    assert "No customer belongs to this group" in answer(app)
    assert not app.exception
    widget(app, "button", "leads").click().run()
    assert "No customer" not in answer(app)


def pick(app: AppTest, step: int, state: str) -> AppTest:
    widget(app, "segmented_control", "box_step").set_value(step)
    widget(app, "segmented_control", "box_state").set_value(state)
    return app.run()


@pytest.mark.parametrize(("step", "state"), [(1, "open"), (2, "went_on"), (3, "left")])
def test_the_customers_behind_a_box_are_as_many_as_it_says(journey, step, state):
    app = journey()
    expected = app.dataframe[0].value.set_index("step").loc[step, state]

    pick(app, step, state)

    listed = app.dataframe[-1].value
    assert len(listed) == expected > 0
    assert listed["customer"].is_unique
    assert listed["name"].notna().all()


def test_the_button_leads_to_those_who_can_still_be_won(journey):
    app = journey()

    next(b for b in app.button if b.label.startswith("See the")).click().run()

    assert len(app.dataframe[-1].value) == number(app.metric[1].value)
    assert (app.dataframe[-1].value["occasions"] == 1).all()


@pytest.mark.parametrize("sub", ["when", "months"])
def test_the_button_of_each_part_leads_to_a_list(journey, sub):
    app = journey(sub=sub)
    button = next(b for b in app.button if b.label.startswith("See the"))
    n = number(re.search(r"\d[\d,]*", button.label)[0])

    button.click().run()

    assert len(app.dataframe[-1].value) == n


def test_names_stand_in_tables_only(journey):
    app = journey()
    pick(app, 1, "open")

    names = set(app.dataframe[-1].value["name"])

    assert names
    assert [text for text in said(app) for name in names if name in text] == []


def test_a_viewer_sees_no_names(journey, monkeypatch):
    app = journey()
    seen = store.shop
    monkeypatch.setattr(store, "shop", lambda: replace(seen(), role="viewer"))

    pick(app, 1, "open")

    assert len(app.dataframe[-1].value)
    assert "name" not in app.dataframe[-1].value


def test_the_file_has_everybody_where_the_screen_has_a_part(journey, monkeypatch):
    written = []
    monkeypatch.setattr(people, "SHOWN", 3)
    monkeypatch.setattr(table, "download", lambda made, **_: written.append(made))
    app = journey()

    pick(app, 1, "left")

    assert len(app.dataframe[-1].value) == 3
    file = table.as_csv(written[-1]).decode("utf-8-sig").splitlines()
    assert len(file) - 1 == app.dataframe[0].value["left"].iloc[0] > 3
    assert "3 are shown" in "".join(caption.value for caption in app.caption)


def test_a_later_purchase_is_waited_for_from_the_one_before(journey):
    app = journey(sub="when")
    second = answer(app)

    widget(app, "segmented_control", "step").set_value(2).run()

    assert "purchase 3" in answer(app) != second


def test_the_rates_stand_beside_the_simple_ratio_and_say_why_they_differ(journey):
    app = journey(sub="when")

    rates = app.dataframe[0].value.dropna()

    assert (rates["rate"] >= rates["naive"] - 1e-9).all()
    assert (rates["low"] <= rates["rate"]).all()
    assert (rates["rate"] <= rates["high"]).all()
    assert any("no time to return" in text for text in said(app))


def test_a_longer_look_back_shows_more_groups(journey):
    app = journey(sub="months")
    charts = app.get("vega_lite_chart")

    widget(app, "segmented_control", "months").set_value(0).run()

    more = app.get("vega_lite_chart")
    assert len(more[0].proto.datasets[0].data.data) > len(charts[0].proto.datasets[0].data.data)


def test_a_stricter_line_leaves_more_who_drifted_away(journey):
    app = journey(sub="months")

    def drifted() -> int:
        states = next(shown.value for shown in app.dataframe if "word" in shown.value)
        return int(states.loc[states["word"] == "drifted away", "customers"].iloc[0])

    usual = drifted()
    widget(app, "segmented_control", "drifted_from").set_value(0.8).run()

    assert drifted() > usual


def test_every_number_that_is_explained_stands_in_the_registry():
    assert sorted(set(words.EXPLAINED) - set(words.REGISTRY)) == []
