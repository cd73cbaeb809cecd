"""From a chosen file to the ladder, in a real browser: unknown files, updates, undo, the demo."""

import csv
import io
import time

import numpy as np
import pytest

from pages.shared.i18n import speaking, t

HEADINGS = ["Order number", "Customer ID", "Order date", "Quantity", "Total"]
STORES = [
    *("オーダー番号", "オーダー日", "氏(購入者)", "名(購入者)", "メールアドレス(購入者)"),
    *("アイテム名", "個数", "アイテム合計金額", "オーダー合計金額"),
]
SHOPIFY = [
    *("Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Currency"),
    *("Subtotal", "Shipping", "Taxes", "Total", "Created at", "Lineitem quantity"),
    *("Lineitem name", "Lineitem price", "Lineitem sku", "Cancelled at", "Refunded Amount"),
]


def written(headings, rows, encoding="utf-8"):
    """A CSV file as bytes."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def named(name, content):
    """A file for the browser."""
    return {"name": name, "mimeType": "text/csv", "buffer": content}


def music_shop():
    """Like the CDNOW data: dollars, dates only, a few orders of 0, some on the same day."""
    rng = np.random.default_rng(7)
    customer = np.concatenate([np.arange(300), rng.integers(0, 300, 400) ** 2 // 300])
    day = np.concatenate([rng.integers(0, 90, 300), rng.integers(30, 540, 400)])
    cents = rng.integers(500, 9_000, customer.size) * (rng.random(customer.size) > 0.01)
    dates = np.datetime64("1997-01-01") + day.astype("timedelta64[D]")
    return [
        [f"CD{n:05}", f"{who:05}", str(date), 1, f"{amount / 100:.2f}"]
        for n, (who, date, amount) in enumerate(zip(customer, dates, cents, strict=True), 1)
    ]


def mug_shop(cancelled=(), orders=60):
    """Orders as Shopify exports them, one line each."""
    rows = []
    for n in range(orders):
        day = f"2026-{1 + n // 12:02}-{1 + n % 27:02}"
        voided = n in cancelled
        rows.append([
            f"#{1001 + n}", f"guest{n % 40}@example.jp", "voided" if voided else "paid", "",
            "fulfilled", "JPY", 3000, 500, 0, 3500, f"{day} 10:00:00 +0900", 1,
            "マグカップ 青", 3000, "MUG-B", f"{day} 12:00:00 +0900" if voided else "", 0,
        ])  # fmt: skip
    return rows


def stores_shop(more=0):
    """Like files of STORES: orders over several rows, the total of the order on each of them."""
    rows = []
    for n in range(30 + more):
        goods = [("マグカップ", 2, 3000), ("豆皿", 1, 500)] if n % 3 == 0 else [("豆皿", 1, 3500)]
        total = sum(amount for _, _, amount in goods) + 50
        rows += [
            [f"S{n:04}", f"2026/0{1 + n // 10}/{1 + n % 28:02} 10:00", "佐藤", f"花子{n % 20}",
             f"guest{n % 20}@example.jp", item, pieces, amount, total]
            for item, pieces, amount in goods
        ]  # fmt: skip
    return rows


@pytest.fixture
def newcomer(new_server, visit, language, size):
    """The owner of a new installation, on the first page."""
    visitor = visit(new_server(), language, size)
    visitor.create_owner()
    return visitor


def word(visitor):
    """Sentences in the visitor's language."""
    code = visitor.name.split("-")[0]

    def say(message, **fields):
        with speaking(code):
            return t(message, **fields)

    return say


def sees(visitor, text):
    visitor.page.get_by_text(text).first.wait_for(timeout=20_000)


def picture(visitor, what):
    """A picture of the whole page, and that nothing sticks out of the screen."""
    size = visitor.page.viewport_size
    visitor.page.wait_for_timeout(400)
    tall = visitor.page.evaluate(
        "() => document.querySelector('[data-testid=stMain]').scrollHeight"
    )
    visitor.page.set_viewport_size({"width": size["width"], "height": max(tall, 600)})
    visitor.page.wait_for_timeout(600)
    visitor.shoot(what)
    assert visitor.overflow() == 0
    visitor.page.set_viewport_size(size)


def part(visitor, name):
    """Turn to another part of the page."""
    control = visitor.page.locator(".st-key-upload-part")
    visitor.act(control.get_by_text(name, exact=True).click)


def choose(visitor, name, option):
    """Pick an option of a radio group or a select box, whose key holds `name`."""
    box = visitor.page.locator(f"[class*='st-key-upload-{name}']").first
    if box.get_by_text(option, exact=True).count():
        visitor.act(box.get_by_text(option, exact=True).first.click)
        return
    visitor.act(lambda: pick(visitor, name, option))


def pick(visitor, name, option):
    """Pick an option of a select box."""
    box = visitor.page.locator(f"[class*='st-key-upload-{name}'] input").first
    box.scroll_into_view_if_needed()
    visitor.page.wait_for_timeout(500)  # a list that opens while the page moves closes again
    box.fill(option)  # typing leaves what fits
    visitor.page.get_by_role("option", name=option).first.click()


ONCE_EACH = pytest.mark.parametrize(("language", "size"), [("ja", "desk"), ("en", "phone")])
TURNED = pytest.mark.parametrize(("language", "size"), [("ja", "phone"), ("en", "desk")])


@ONCE_EACH
def test_three_clicks_from_the_first_account_to_the_first_insight(newcomer):
    say = word(newcomer)
    picture(newcomer, "upload-01-first-page")

    newcomer.press(say("Upload your orders"))
    picture(newcomer, "upload-02-choose")
    newcomer.upload(named("orders_export.csv", written(SHOPIFY, mug_shop({3, 4}, orders=130))))
    sees(newcomer, say("What only you can know"))
    picture(newcomer, "upload-03-preview")
    newcomer.press(say("Store these orders"))

    sees(newcomer, say("See where customers fall off, and when"))
    picture(newcomer, "upload-04-insight")


@TURNED
def test_an_unknown_file_in_dollars_is_confirmed_and_asked_about(newcomer):
    say = word(newcomer)
    newcomer.go("/upload")
    newcomer.upload(named("cdnow.csv", written(HEADINGS, music_shop())))
    sees(newcomer, say("Which column is which?"))
    picture(newcomer, "upload-05-columns")

    newcomer.press(say("The columns are right"))
    sees(newcomer, say("In which currency are the amounts?"))
    choose(newcomer, "currency", "USD")
    choose(newcomer, "zero_orders", say("Yes, count them"))
    choose(newcomer, "complete", say("Yes, all of them"))
    picture(newcomer, "upload-06-answered")
    newcomer.press(say("Store these orders"))

    sees(newcomer, say("See where customers fall off, and when"))
    sees(newcomer, "59%")
    picture(newcomer, "upload-07-ladder")
    newcomer.press(say("See where customers fall off, and when"))
    newcomer.page.wait_for_url("**/journey")
    picture(newcomer, "upload-08-journey")


@pytest.mark.slow
@pytest.mark.parametrize(("language", "size"), [("ja", "desk")])
def test_the_music_shop_of_the_textbooks_within_a_minute(newcomer, shared_data):
    say = word(newcomer)
    newcomer.go("/upload")
    began = time.monotonic()
    newcomer.upload(shared_data("cdnow", "cdnow_orders.csv"))
    newcomer.press(say("The columns are right"))
    choose(newcomer, "currency", "USD")
    choose(newcomer, "zero_orders", say("Yes, count them"))
    choose(newcomer, "complete", say("Yes, all of them"))
    sees(newcomer, "$2,500,315.63")
    sees(newcomer, "23,570")
    newcomer.press(say("Store these orders"))
    sees(newcomer, say("See where customers fall off, and when"))
    assert time.monotonic() - began < 60
    picture(newcomer, "upload-15-cdnow")


@ONCE_EACH
def test_a_stores_file_goes_through_the_guess_and_is_known_from_then_on(newcomer):
    """The format has no module of its own: the guess is its only door."""
    say = word(newcomer)
    newcomer.go("/upload")
    newcomer.upload(named("stores.csv", written(STORES, stores_shop(), "cp932")))
    sees(newcomer, say("Which column is which?"))
    sees(newcomer, say("No column was found for: {field}.", field=say("Amount of the order")))
    picture(newcomer, "upload-09-stores-columns")
    pick(newcomer, "column-total", "オーダー合計金額")
    newcomer.press(say("The columns are right"))

    sees(newcomer, say("Japanese Windows encoding"))
    sees(newcomer, "¥106,500")
    picture(newcomer, "upload-10-stores-preview")
    newcomer.press(say("Store these orders"))
    sees(newcomer, say("Upload another file"))

    newcomer.press(say("Upload another file"))
    newcomer.upload(named("next.csv", written(STORES, stores_shop(more=1), "cp932")))
    sees(newcomer, say("What only you can know"))
    assert not newcomer.page.get_by_text(say("Which column is which?")).count()


@TURNED
def test_a_newer_file_updates_and_is_taken_back_exactly(newcomer):
    say = word(newcomer)
    first, newer = (written(SHOPIFY, mug_shop(gone)) for gone in ((), {5, 7}))
    newcomer.go("/upload")
    newcomer.upload(named("first.csv", first))
    newcomer.press(say("Store these orders"))
    newcomer.press(say("Upload another file"))

    newcomer.upload(named("again.csv", first))
    sees(newcomer, say("This very file is stored already. Nothing would change."))
    picture(newcomer, "upload-11-again")
    newcomer.go("/upload")

    newcomer.upload(named("newer.csv", newer))
    sees(newcomer, f"{say('Cancelled or returned since')}: 2")
    newcomer.page.get_by_text(f"{say('Cancelled or returned since')}: 2").click()
    picture(newcomer, "upload-12-update")
    newcomer.press(say("Store these orders"))
    part(newcomer, say("Data health"))
    sees(newcomer, "58")
    picture(newcomer, "upload-13-health")

    part(newcomer, say("Earlier uploads"))
    sees(newcomer, "newer.csv")
    picture(newcomer, "upload-14-earlier")
    newcomer.page.get_by_role("button", name=say("Take back")).first.click()
    newcomer.press(say("Yes, take it back"))
    sees(newcomer, say("The upload was taken back."))
    assert not newcomer.page.get_by_text("newer.csv").count()
    part(newcomer, say("Data health"))
    sees(newcomer, "60")


@TURNED
def test_the_guide_leads_through_three_screens_and_can_be_left(newcomer):
    say = word(newcomer)
    newcomer.press(say("First time? Be guided step by step"))
    picture(newcomer, "guide-1-upload")
    newcomer.upload(named("orders.csv", written(SHOPIFY, mug_shop(orders=130))))
    newcomer.press(say("Store these orders"))
    sees(newcomer, say("What should I do first?"))
    picture(newcomer, "guide-2-ladder")
    newcomer.press(say("What should I do first?"))
    picture(newcomer, "guide-3-first")
    newcomer.press(say("Leave the guide"))
    sees(newcomer, say("Earlier uploads"))


@ONCE_EACH
def test_the_demo_shop_comes_and_goes(newcomer):
    say = word(newcomer)
    newcomer.press(say("Look around with the demo shop"))
    sees(newcomer, say("You are looking at the demo shop. Its customers are made up."))
    picture(newcomer, "today-1-demo")
    newcomer.go("/settings")
    picture(newcomer, "settings")

    newcomer.go("/")
    newcomer.press(say("Remove the demo shop"))
    sees(newcomer, say("Look around with the demo shop"))
