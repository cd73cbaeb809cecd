"""A document is never changed: new content is a new version."""

from sqlmodel import Session

from db import documents, shops


def read(engine, shop, kind="mapping"):
    with Session(engine) as session:
        return documents.newest(session, shop, kind=kind)


def test_the_newest_version_of_each_name_holds(engine, saving, shop):
    def write(name, content):
        return saving(
            lambda s: documents.write(s, shop, kind="mapping", name=name, content=content)
        )

    assert write("a", {"total": "金額"}) == 1
    assert write("b", {"total": "Total"}) == 1
    assert write("a", {"total": "合計"}) == 2
    assert write("a", {"total": "合計"}) == 2

    assert read(engine, shop) == {"a": {"total": "合計"}, "b": {"total": "Total"}}


def test_documents_of_another_kind_or_shop_are_not_seen(engine, saving, shop):
    other = saving(lambda session: shops.create(session, "Other").id)
    saving(lambda s: documents.write(s, other, kind="mapping", name="a", content={}))
    saving(lambda s: documents.write(s, shop, kind="plan", name="a", content={}))

    assert read(engine, shop) == {}


def test_every_version_can_be_read_again(engine, saving, shop):
    for total in ("a", "b", "b", "a"):
        saving(
            lambda s, total=total: documents.write(
                s, shop, kind="mapping", name="x", content={"total": total}
            )
        )

    with Session(engine) as session:
        found = documents.versions(session, shop, kind="mapping", name="x")
        assert documents.versions(session, shop, kind="mapping", name="y") == []

    assert [(v.number, v.content["total"]) for v in found] == [(1, "a"), (2, "b"), (3, "a")]
    assert all(v.at.tzinfo for v in found)
