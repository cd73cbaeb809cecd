"""Markup in every text that can reach a screen stays text: a real upload, a real browser."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest

from core.customers.segments import Segment
from core.demo.files import write
from core.demo.shop import generate
from core.experiments.experiment import Experiment
from core.voice import Voice
from pages.shared import menu
from pages.shared.i18n import speaking, t
from pages.shared.store import (
    base,
    experiments,
    groups,
    members,
    privacy,
    products,
    shops,
    texts,
    voice,
)
from tests.e2e.conftest import PASSWORD

AS_OF = date(2026, 11, 20)
EVIL = (
    "![x](http://evil.example/a.png) <img src=http://evil.example/b.png> "
    "[k](http://evil.example/c) www.evil.example "
)
SHORT = "![x](http://evil.example)"
FILE = "![x](www.evil.example) <img src=evil.example>.csv"  # a slash would cut it
TEXTS = (
    *("お名前(姓)", "お名前(名)", "お名前(セイ)", "お名前(メイ)", "会社名", "住所1", "住所2"),
    *("ショップ用メモ欄", "支払方法(名称)", "商品名", "規格名1", "規格分類名1", "配達用メモ"),
)
"""Columns in which any text is right; in the others it is a mistake to be told."""

UNKNOWN = [f"{name} {SHORT}" for name in ("Order number", "Customer ID", "Order date", "Total")]
COLUMNS = {
    "Day of the order": "Order date",
    "Order number": "Order number",
    "Amount of the order": "Total",
    "Customer number": "Customer ID",
}

KINDS = "img, a, iframe, script, link, object, embed, video, audio, form, image"
LOADED = """
kinds => [...document.querySelectorAll(kinds)]
  .filter(each => [...each.attributes].some(({name, value}) =>
    /^(src|srcset|href|xlink:href|action|data)$/.test(name) && !/^(data|blob):/.test(value)
    && (/evil|^mailto/.test(value) || new URL(value, location).origin !== location.origin)))
  .map(each => each.outerHTML.slice(0, 200))
"""
"""What the page would fetch from, or lead to, elsewhere."""


def planted():
    """An order file of EC-CUBE with markup in every text, and in single cells of the rest."""
    text = write(generate(AS_OF, customers=60), "eccube4").decode("cp932")
    rows = list(csv.DictReader(io.StringIO(text)))
    for row in rows:
        row.update({name: EVIL + row[name] for name in TEXTS})
    for n, name in enumerate(
        ("受注日", "合計", "小計", "対応状況(名称)", "商品コード", "TEL", "誕生日")
    ):
        rows[n * 3][name] = EVIL
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("cp932")


def unknown():
    """A file of nobody's, with markup in its headings and its cells."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(UNKNOWN)
    for n in range(40):
        writer.writerow([f"{SHORT}{n}", f"{SHORT}{n % 9}", f"2026-0{1 + n % 9}-11", 1000 + n])
    return out.getvalue().encode()


def sent(name, content):
    return {"name": name, "mimeType": "text/csv", "buffer": content}


@pytest.fixture
def refused():
    """What the browser reported of things the page must not load."""
    return []


@pytest.fixture
def owner(new_server, visit, monkeypatch, refused):
    """The owner of a shop whose name is markup; so is the owner's own."""
    server = new_server(FANBELT_NOW="2026-11-21T12:00:00+09:00")
    visitor = visit(server, "en")
    visitor.page.on("console", lambda said: note(refused, said.text))
    visitor.create_owner(shop=f"Shop {SHORT}", username=f"ana {SHORT}")
    monkeypatch.setenv("FANBELT_DATA", str(server.data))
    yield visitor
    base.engine().dispose()


def note(refused, said):
    if "Content Security Policy" in said:
        refused.append(said)


def word(message):
    with speaking("en"):
        return t(message)


def opened(visitor):
    """Open all that is folded away on the page, and look what came in."""
    for folded in visitor.page.locator("[data-testid=stMain] summary").all():
        if folded.is_visible():
            folded.click()
    visitor.page.wait_for_timeout(300)
    found = visitor.page.evaluate(LOADED, KINDS)
    for button in visitor.page.locator("[data-testid=stPopover] button").all():
        if button.is_visible():
            button.click()
            visitor.page.wait_for_timeout(150)
            found += visitor.page.evaluate(LOADED, KINDS)
            visitor.page.keyboard.press("Escape")
    return found


def choose(visitor, label, heading):
    """Pick a column, and look at the list while it is open."""
    box = visitor.page.get_by_role("combobox", name=label).first
    box.scroll_into_view_if_needed()
    visitor.page.wait_for_timeout(300)
    box.click()
    assert visitor.page.evaluate(LOADED, KINDS) == []
    visitor.page.get_by_role("option", name=heading).first.click()


def parts(visitor):
    """The buttons that turn a page to another part of it."""
    groups = visitor.page.locator("[data-testid=stMain] [data-testid=stButtonGroup]")
    return groups.first.locator("button").all() if groups.count() else []


def seen(visitor):
    """What is to be read on the page, in fields too, as text."""
    typed = visitor.page.evaluate("[...document.querySelectorAll('input')].map(e => e.value)")
    return "\n".join([visitor.page.locator("body").inner_text(), *typed]).replace("\u2060", "")


def every_part(visitor, path):
    """Go through a page and its parts: what is loaded, and what is to be read."""
    visitor.go(path)
    found, read = opened(visitor), seen(visitor)
    for number in range(1, len(parts(visitor))):
        parts(visitor)[number].click()
        visitor.page.wait_for_timeout(700)  # some only mark a choice and draw nothing anew
        visitor.settle()
        found += opened(visitor)
        read += seen(visitor)
    return found, read


@pytest.mark.slow
def test_markup_in_every_text_stays_text_and_nobody_outside_is_asked(owner, refused):
    visitor = owner
    visitor.go("/upload")
    visitor.upload(sent(FILE, planted()))
    assert opened(visitor) == []
    visitor.press(word("Store these orders"))
    plant_more(visitor)

    visitor.go("/upload")
    visitor.upload(sent(f"{SHORT[:4]}.csv", unknown()))
    for label, heading in COLUMNS.items():
        choose(visitor, word(label), heading)
    assert opened(visitor) == []
    assert UNKNOWN[0] in seen(visitor)
    visitor.press(word("The columns are right"))
    assert opened(visitor) == []
    visitor.press(word("Store these orders"))

    everything = ""
    for entry in menu.ENTRIES:
        found, read = every_part(visitor, "/" if entry is menu.ENTRIES[0] else f"/{entry.path}")
        assert found == [], entry.path
        everything += read
    visitor.shoot("markup")
    given = (f"Shop {SHORT}", f"ben {SHORT}", f"Ana {SHORT}", f"test {SHORT}", FILE[:22])
    for text in given:
        assert text in everything
    assert refused == []
    assert "evil" not in " ".join(visitor.foreign)


def plant_more(visitor):
    """Texts that people of the shop give: names of all kinds, what it says and never says."""
    known = products.listed(1)
    assert known["name"].str.contains("evil").any()
    products.shorten(1, {int(number): SHORT for number in known["id"]})
    token = members.invite(1, role="viewer", by=1)
    members.accept_anew(token, f"ben {SHORT}", password=PASSWORD, language="en")
    voice.save_voice(1, Voice(f"Ana {SHORT}", EVIL, EVIL, (SHORT,)), by=1)
    usual = replace(shops.settings(1), malls=(SHORT,), consent="yes", consent_source=SHORT)
    shops.save_settings(1, usual, by=1)
    privacy.say_purpose(1, EVIL, by=1)
    groups.save(1, f"group {SHORT}", Segment(), by=1)
    day = experiments.today(1)
    plan = Experiment(f"test {SHORT}", "salt", day, 30, hypothesis=EVIL, planned_n=20)
    experiments.save(1, plan, by=1)
    shared = texts.Common("en", opt_out=EVIL, reply=SHORT, address=EVIL)
    texts.save_common(1, shared, by=1)
