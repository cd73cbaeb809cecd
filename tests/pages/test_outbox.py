"""What goes out: to whom, with which words, in which file, and who took it."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from sqlmodel import Session, select

from core.consent import CHANNELS, REASONS
from core.triggers.presets import PRESETS
from core.triggers.rule import Offer
from core.triggers.texts import Text
from core.voice import Voice
from db.tables import OrderState
from pages.shared.i18n import LANGUAGES, speaking
from pages.shared.outbox import files, sheets
from pages.shared.outbox.files import KINDS, MAKERS, fitting, handed_over
from pages.shared.outbox.letters import LeftOut, Message, drafted, written
from pages.shared.store import (
    audit,
    base,
    consents,
    histories,
    people,
    recipients,
    shops,
    texts,
    voice,
)
from pages.shared.store.here import NotAllowed, Shop, SignedOut
from pages.shared.texts.finished import finished
from pages.shared.texts.values import addressed
from tests.pages.places import join
from tests.pages.test_outbox_paper import read


@pytest.fixture(autouse=True)
def _japanese():
    with speaking("ja"):
        yield


@pytest.fixture
def shop(mine):
    place = next(place for place in people.places(mine.owner) if place.shop_id == mine.shop)
    settings = shops.settings(mine.shop)
    return Shop(mine.shop, "花と暮らす", "owner", settings, place.history_version)


@pytest.fixture
def standing(mine):
    return consents.stand(mine.shop, histories.history(mine.shop))


@pytest.fixture
def own(mine, standing):
    """A customer of the shop's own list, who has agreed to e-mail and LINE."""
    customer = int(standing.customer[~standing.mall][0])
    for channel in ("email", "line", "sms"):
        consents.agree(mine.shop, customer, channel, source="phone", by=mine.owner)
    return customer


@pytest.fixture
def malls(standing):
    return int(standing.customer[standing.mall][0])


@pytest.fixture
def unshipped(mine, own):
    """An order of the customer that still lies in the house."""
    with base.saving(mine.shop) as session:
        order = first_order(session, mine.shop, own)
        order.shipped_at = None
        session.add(order)
        return order.source, order.order_no


def first_order(session: Session, shop_id: int, customer: int) -> OrderState:
    found = select(OrderState).where(
        OrderState.shop_id == shop_id, OrderState.customer_id == customer
    )
    return session.exec(found).first()


def table(content: bytes) -> pd.DataFrame:
    return pd.read_csv(BytesIO(content), dtype=str, keep_default_na=False)


# To whom


@pytest.mark.parametrize(
    ("channel", "text", "reason"),
    [("email", "T3", ""), ("line", "T3", ""), ("newsletter", "news", "not_asked")],
)
def test_only_who_has_agreed_is_written_to(shop, mine, own, channel, text, reason):
    found = written(shop, [Message(own, text, channel)], by=mine.owner)

    assert [one.reason for one in found.left_out] == ([reason] if reason else [])
    assert len(found.letters) == (not reason)


@pytest.mark.parametrize("channel", ["email", "line", "sms", "postcard", "call"])
def test_customers_of_a_mall_are_left_in_peace(shop, mine, malls, channel):
    found = written(shop, [Message(malls, "T3", channel)], by=mine.owner)

    assert [one.reason for one in found.left_out] == ["mall"]


def test_paper_in_the_parcel_reaches_customers_of_a_mall_while_it_is_packed(shop, mine, malls):
    with base.saving(mine.shop) as session:
        order = first_order(session, mine.shop, malls)
        order.shipped_at = None
        key = (order.source, order.order_no)
    message = Message(malls, "A1", "insert", *key)

    assert len(written(shop, [message], by=mine.owner).letters) == 1


def test_no_paper_for_a_parcel_that_has_left(shop, mine, own, unshipped):
    message = Message(own, "A1", "insert", *unshipped)
    assert len(written(shop, [message], by=mine.owner).letters) == 1

    with base.saving(mine.shop) as session:
        order = first_order(session, mine.shop, own)
        order.shipped_at = order.ordered_at

    found = written(shop, [message], by=mine.owner)
    assert [one.reason for one in found.left_out] == ["shipped"]


def test_a_refusal_holds_at_once(shop, mine, own):
    consents.opt_out(mine.shop, own, "email", by=mine.owner)

    found = written(shop, [Message(own, "T3", "email")], by=mine.owner)
    assert [one.reason for one in found.left_out] == ["opted_out"]


def test_asking_of_a_few_says_what_asking_of_all_says(mine, own, malls, standing):
    asked = recipients.refusals(mine.shop, [malls, own, 4711])

    now = consents.stand(mine.shop, histories.history(mine.shop))
    for customer in (own, malls):
        place = int(np.searchsorted(now.customer, customer))
        for channel in CHANNELS:
            assert asked[customer, channel] == REASONS[now.reason(channel)[place]]
    assert {asked[4711, channel] for channel in CHANNELS} == {recipients.GONE}


def test_who_is_not_there_gets_nothing(shop, mine):
    found = written(shop, [Message(4711, "T3", "postcard")], by=mine.owner)

    assert [one.reason for one in found.left_out] == [recipients.GONE]
    assert written(shop, [], by=mine.owner).letters == ()


def test_a_text_that_is_not_whole_does_not_go_out(shop, mine, own):
    found = written(shop, [Message(own, "N9", "email")], by=mine.owner)

    assert [(one.reason, one.lacks) for one in found.left_out] == [("lacks", ("code",))]


def test_only_who_works_with_customers_gets_their_addresses(shop, mine, theirs, own):
    for by in (join(mine.shop, "viewer"), theirs.owner, 4711):
        with pytest.raises(NotAllowed):
            written(shop, [Message(own, "T3", "email")], by=by)
        with pytest.raises(NotAllowed):
            recipients.parcels(mine.shop, [], by=by)


# With which words


def test_a_letter_knows_the_person_the_shop_and_the_offer(shop, mine, own):
    voice.save_voice(mine.shop, Voice(sender="店主 佐藤"), by=mine.owner)
    coupon = Offer("coupon", 500)
    messages = [
        Message(own, "C3", "email", number=3, code="K7", offer=coupon),
        Message(own, "T3", "line", products="深蒸し煎茶 / 急須"),
    ]

    mail, line = written(shop, messages, by=mine.owner).letters

    assert mail.to.endswith("様")
    assert mail.subject == f"{mail.to}へ日ごろのお礼をお送りします"
    for word in (
        mail.to,
        "花と暮らす",
        "店主 佐藤",
        "3回も",
        "¥500引きのクーポン",
        "K7",
        "配信停止",
    ):
        assert word in mail.body
    assert "「深蒸し煎茶」" in line.body
    assert "急須" not in line.body
    assert line.subject == ""


def test_the_shops_own_version_and_words_go_out(shop, mine, own):
    kept = texts.text(mine.shop, "T3", "ja")
    new = replace(kept.text, forms={**kept.text.forms, "long": "{name} {how} {sender} {opt_out}"})
    texts.save(mine.shop, "T3", "ja", new, {"how": "お湯は70度で。"}, by=mine.owner)
    texts.save_common(
        mine.shop, texts.Common("ja", opt_out="https://example.jp/stop"), by=mine.owner
    )

    letter = written(shop, [Message(own, "T3", "email")], by=mine.owner).letters[0]

    assert letter.body == (
        f"{letter.to} お湯は70度で。 スタッフ一同 配信の停止はこちら: https://example.jp/stop"
    )


def test_a_shop_that_writes_english_writes_english(shop, mine, own):
    texts.save_common(mine.shop, texts.Common("en"), by=mine.owner)

    letter = written(shop, [Message(own, "T3", "email")], by=mine.owner).letters[0]

    assert letter.body.startswith("Dear ")
    assert "様" not in letter.body


@pytest.mark.parametrize(
    ("name", "ja", "en"),
    [
        ("佐藤 花子", "佐藤 花子様", "佐藤 花子"),
        ("㈱髙﨑商店", "㈱髙﨑商店 御中", "㈱髙﨑商店"),
        ("(有)見本", "(有)見本 御中", "(有)見本"),
        ("佐藤様", "佐藤様", "佐藤様"),
        ("  ", "", ""),
        ("Hana", "Hana様", "Hana"),
    ],
)
def test_names_carry_the_right_honorific(name, ja, en):
    assert addressed(name, "ja") == ja
    assert addressed(name, "en") == en


def test_a_company_is_spoken_to_as_a_person():
    assert addressed("㈱髙﨑商店", "ja", spoken=True) == "㈱髙﨑商店様"


def test_a_draft_is_shown_for_one_customer(shop, mine, own):
    draft = texts.Kept(
        Text("t", "", {"long": "{name}、こんにちは {link}"}), {"link": "https://x.jp"}
    )
    letter = drafted(shop, Message(own, "T3", "email"), draft, by=mine.owner)
    assert letter.body == f"{letter.to}、こんにちは https://x.jp"

    missing = drafted(shop, Message(own, "T3", "email"), replace(draft, notes={}), by=mine.owner)
    assert missing == LeftOut(Message(own, "T3", "email"), "lacks", ("link",))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_usual_rule_finds_words_on_its_channels(shop, mine, own, unshipped, language):
    texts.save_common(mine.shop, texts.Common(language), by=mine.owner)
    for text_id, notes in {
        "N7": {"link": "https://example.jp"}, "news": {"news": "新茶です"}, "C3": {"benefit": "x"},
    }.items():  # fmt: skip
        texts.save(mine.shop, text_id, language, finished(text_id, language), notes, by=mine.owner)
    channels = ("email", "line", "postcard", "call", "insert")
    messages = [
        Message(own, rule.text, channel, *unshipped, code="K7", offer=rule.offer)
        for rule in PRESETS.values()
        for channel in channels
    ]

    found = written(shop, messages, by=mine.owner)

    reasons = {(one.reason, one.message.channel) for one in found.left_out}
    assert reasons <= {("no_phone", "call"), ("no_address", "postcard")}
    assert all("None" not in letter.body for letter in found.letters)


# In which file


@pytest.fixture
def messages(own, unshipped):
    """One message on each channel."""
    return [
        Message(own, "T3", "email"), Message(own, "T3", "line"), Message(own, "T3", "sms"),
        Message(own, "A2", "postcard"), Message(own, "A1", "insert", *unshipped),
        Message(own, "T3", "call"),
    ]  # fmt: skip


def test_every_file_is_made_of_its_channel_alone(shop, mine, messages, signed_in):
    token = signed_in(mine.owner)
    for code, kind in KINDS.items():
        content = handed_over(shop, code, messages, token)
        if kind.ending == "csv":
            assert len(table(content)) == 1
        else:
            assert content.startswith(b"%PDF")
            assert "様" in "".join(read(content))


def test_who_takes_a_file_is_written_down(shop, mine, messages, signed_in):
    handed_over(shop, "labels:12", messages, signed_in(mine.owner))

    last = audit.listed(mine.shop, most=1)[0]
    assert (last.act, last.subject, last.count) == ("export", "labels:12", 1)


def test_only_who_may_takes_a_file(shop, mine, theirs, messages, signed_in):
    for user in (join(mine.shop, "viewer"), theirs.owner):
        with pytest.raises(NotAllowed):
            handed_over(shop, "mail_plain", messages, signed_in(user))
    with pytest.raises(SignedOut):
        handed_over(shop, "mail_plain", messages, "forged")
    assert [one for one in audit.listed(mine.shop, most=99) if one.act == "export"] == []


def test_no_cell_of_a_file_acts(shop, mine, own, signed_in):
    texts.save(
        mine.shop, "T3", "ja", Text("t", "=1+1", {"long": "=cmd()\n{name}"}), {}, by=mine.owner
    )

    rows = table(handed_over(shop, "mail_plain", [Message(own, "T3", "email")],
                             signed_in(mine.owner)))  # fmt: skip

    assert rows["件名"][0] == "'=1+1"
    assert rows["文面"][0].startswith("'=cmd()")


def test_a_mail_list_has_the_columns_its_tool_asks_for(shop, mine, own, signed_in):
    columns = {
        tool: list(table(handed_over(shop, f"mail_{tool}", [Message(own, "T3", "email")],
                                     signed_in(mine.owner))))
        for tool in sheets.TOOLS
    }  # fmt: skip

    assert columns["mailchimp"][:3] == ["Email Address", "First Name", "Last Name"]
    assert columns["benchmark"][:3] == ["Email", "姓", "名"]
    assert columns["mailwise"] == ["メールアドレス", "名前", "会社名", "部課"]
    assert columns["plain"] == ["メール", "お名前", "件名", "文面"]


@pytest.mark.parametrize(
    ("name", "language", "parts"),
    [
        ("佐藤 花子", "ja", ("佐藤", "花子")),
        ("佐藤　花子", "ja", ("佐藤", "花子")),
        ("佐藤", "ja", ("佐藤", "")),
        ("Hana Maria Sato", "en", ("Sato", "Hana Maria")),
        ("Hana", "en", ("", "Hana")),
        ("", "ja", ("", "")),
    ],
)
def test_names_are_parted_for_tools_that_want_two(name, language, parts):
    assert sheets.parted(name, language) == parts


def test_the_pick_list_tells_order_products_and_paper(shop, mine, own, unshipped, signed_in):
    message = Message(own, "A1", "insert", *unshipped)
    rows = table(handed_over(shop, "pick_table", [message], signed_in(mine.owner)))

    assert rows["注文番号"].to_list() == [unshipped[1]]
    assert " × " in rows["商品"][0]
    assert rows["入れるもの"][0] == finished("A1", "ja").title


def test_lower_gifts_go_along(shop, mine, own, unshipped, signed_in):
    token = signed_in(mine.owner)
    message = Message(own, "A3", "insert", *unshipped, folded=("A2", "A1"))

    rows = table(handed_over(shop, "pick_table", [message], token))
    titles = [finished(text_id, "ja").title for text_id in ("A3", "A2", "A1")]
    assert rows["入れるもの"].to_list() == ["\n".join(titles)]

    papers = read(handed_over(shop, "cards", [message], token))
    assert len(papers) == 3
    assert "いつもは表に出していないお話" in papers[2]
    assert "VIP" in read(handed_over(shop, "badges", [message], token))[0]
    assert read(handed_over(shop, "badges", [Message(own, "A1", "insert", *unshipped)], token)) == [
        ""
    ]


def test_every_kind_has_its_maker_and_every_channel_a_kind():
    assert set(KINDS) == set(MAKERS)
    assert all(fitting(channel) for kind in KINDS.values() for channel in kind.channels)
    assert fitting("call") == ("call_sheet", "call_table")


def test_used_labels_are_skipped(shop, mine, own, signed_in):
    message = [Message(own, "A2", "postcard")]
    fresh = handed_over(shop, "labels:12", message, signed_in(mine.owner))
    later = handed_over(shop, "labels:12", message, signed_in(mine.owner), used=11)

    assert read(fresh) == read(later)
    assert fresh != later
    assert files.labels.SHEETS["labels:12"].place(11).x > 100
