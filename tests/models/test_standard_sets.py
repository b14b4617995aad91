"""Sets of standards come in whole, are renewed by a version, and keep what people decided."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from models import lay, standard_sets, standards, teams
from models.base import now
from models.db import Database
from models.errors import Conflict, NotFound, Rejected
from models.standard_content import SetContent, Source, StandardContent, difference
from models.standards import Link, LinkEvent, LinkEvidence, Standard, StandardSet
from models.vocabulary import LinkKind, LinkState, SetStatus, SetTier, SourceStatus
from tests.collection import make_link, make_theme, place, tell

FIRST = StandardContent(
    key="dorp-1",
    title="Iemand belt terug",
    description="Wie belt, krijgt binnen twee dagen antwoord.",
    status=SourceStatus.VERIFIED,
    met=("Ze belden mij dezelfde middag terug.",),
    unmet=("Ik heb nooit meer iets gehoord.",),
)
SECOND = StandardContent(
    key="dorp-2", title="Eén plan", description="Er is één plan.", parent_key="dorp-1"
)
DORP = SetContent(
    key="dorp",
    version="1",
    name="Afspraken in het dorp",
    short="Dorp",
    sources=(Source("Raadsbesluit", "https://dorp.example/besluit", "Gemeente"),),
    licence="openbaar",
    standards=(FIRST, SECOND),
)


def _newer(*members: StandardContent, version: str = "2") -> SetContent:
    return replace(DORP, version=version, standards=members)


def _link_of(session: Session, key: str) -> Link:
    [(link, *_)] = [row for row in standards.links(session, ["t1"]) if row[1].key == key]
    return link


def test_a_set_comes_back_as_it_went_in(database: Database) -> None:
    with database.writing() as session:
        owner = teams.organisation_named(session, "Dorp")
        stored = standard_sets.store(session, DORP, organisation_id=owner.id)
        assert stored.is_new
        assert stored.row.digest == DORP.digest
        assert stored.row.organisation_id == owner.id
        assert stored.row.created_at is not None
    with database.reading() as session:
        assert standard_sets.content_of(session, standard_sets.get(session, "dorp")) == DORP


def test_the_same_set_twice_is_one_set(database: Database) -> None:
    with database.writing() as session:
        first = standard_sets.store(session, DORP)
        moved = replace(DORP, standards=(replace(FIRST, place="rij 9"), SECOND))
        again = standard_sets.store(session, moved)
        assert (again.is_new, again.row.id) == (False, first.row.id)
        assert session.scalar(select(func.count(StandardSet.id))) == 1


def test_one_version_has_one_content(database: Database) -> None:
    with database.writing() as session:
        standard_sets.store(session, DORP)
        with pytest.raises(Conflict, match="nieuw versienummer"):
            standard_sets.store(session, replace(DORP, standards=(FIRST,)))
        assert len(standards.current_standards(session)) == 2


def test_a_shipped_set_that_is_sent_in_as_it_is_is_known(database: Database) -> None:
    with database.writing() as session:
        standards.load_catalogue(session)
        known = standard_sets.content_of(session, standard_sets.get(session, "amersfoort"))
        assert not standard_sets.store(session, known).is_new


def test_a_new_version_takes_the_place_of_the_older_one(database: Database) -> None:
    with database.writing() as session:
        older = standard_sets.store(session, DORP).row
        newer = standard_sets.store(session, _newer(FIRST)).row
        assert older.superseded_by_id == newer.id
        assert [found.version for found in standards.current_sets(session)] == ["2"]
        assert [one.key for _, one in standards.current_standards(session)] == ["dorp-1"]
        assert standard_sets.get(session, "dorp").version == "2"
        assert standard_sets.get(session, "dorp", "1").id == older.id
        assert [row.version for row in standard_sets.versions(session, "dorp")] == ["1", "2"]


@pytest.mark.parametrize("state", [LinkState.CONFIRMED, LinkState.ESTABLISHED, LinkState.REJECTED])
def test_what_was_decided_goes_along_when_the_standard_says_the_same(
    database: Database, state: LinkState
) -> None:
    with database.writing() as session:
        standard_sets.store(session, DORP)
        make_theme(session, "t1")
        shown = place(session, tell(session, "s1"), "t1")
        [(_, first), _] = standards.current_standards(session)
        old = make_link(session, "t1", first, state=state)
        old.kind, old.decided_at = LinkKind.STRAINS, now()
        session.add(LinkEvidence(link_id=old.id, passage_id=shown.id))
        session.flush()
        stored = standard_sets.store(session, _newer(FIRST))
        assert (stored.carried.kept, stored.carried.again) == (1, 0)
        link = _link_of(session, "dorp-1")
        assert link.id != old.id
        assert (link.state, link.kind, link.decided_at) == (state, LinkKind.STRAINS, old.decided_at)
        event = session.scalars(select(LinkEvent).where(LinkEvent.link_id == link.id)).one()
        assert (event.before, event.after) == (state, state)
        assert "versie 1 naar versie 2" in event.reason
        evidence = select(LinkEvidence.passage_id).where(LinkEvidence.link_id == link.id)
        assert session.scalars(evidence).all() == [shown.id]
        assert session.get(Link, old.id) is not None


@pytest.mark.parametrize("state", [LinkState.CONFIRMED, LinkState.REJECTED])
def test_a_standard_that_says_something_else_is_looked_at_again(
    database: Database, state: LinkState
) -> None:
    with database.writing() as session:
        standard_sets.store(session, DORP)
        make_theme(session, "t1")
        [(_, first), _] = standards.current_standards(session)
        old = make_link(session, "t1", first, state=state)
        old.kind = LinkKind.STRAINS
        session.flush()
        other = replace(FIRST, description="Wie belt, krijgt dezelfde dag antwoord.")
        stored = standard_sets.store(session, _newer(other, SECOND))
        assert (stored.carried.kept, stored.carried.again) == (0, 1)
        link = _link_of(session, "dorp-1")
        assert (link.state, link.kind, link.decided_by) == (LinkState.PROPOSED, None, None)
        event = session.scalars(select(LinkEvent).where(LinkEvent.link_id == link.id)).one()
        assert (event.before, event.after, event.kind) == (
            state, LinkState.PROPOSED, LinkKind.STRAINS,
        )  # fmt: skip
        assert state.label.lower() in event.reason


def test_what_nobody_decided_is_not_carried_to_another_text(database: Database) -> None:
    with database.writing() as session:
        standard_sets.store(session, DORP)
        make_theme(session, "t1")
        for _, standard in standards.current_standards(session):
            make_link(session, "t1", standard)
        stored = standard_sets.store(session, _newer(replace(FIRST, title="Anders"), SECOND))
        assert (stored.carried.kept, stored.carried.again) == (1, 0)
        assert _link_of(session, "dorp-2").state is LinkState.PROPOSED
        assert session.scalar(select(func.count(LinkEvent.id))) == 0


def test_links_of_an_older_version_are_history(database: Database) -> None:
    with database.writing() as session:
        standard_sets.store(session, DORP)
        make_theme(session, "t1")
        [_, (_, second)] = standards.current_standards(session)
        gone = make_link(session, "t1", second, state=LinkState.CONFIRMED)
        standard_sets.store(session, _newer(FIRST))
        assert standards.links_of(session, "t1", with_rejected=True) == []
        assert standards.link(session, gone.id)[1].key == "dorp-2"


def test_a_key_of_another_set_in_use_is_refused_by_place_and_nothing_is_stored(
    database: Database,
) -> None:
    with database.writing() as session:
        standard_sets.store(session, DORP)
        other = replace(DORP, key="stad", standards=(replace(FIRST, place="rij 4"),))
        with pytest.raises(Rejected) as refused:
            standard_sets.store(session, other)
        [problem] = refused.value.problems
        assert problem.place == "rij 4"
        assert "Afspraken in het dorp" in problem.message
        assert session.scalar(select(func.count(StandardSet.id))) == 1


def test_a_local_set_never_takes_the_place_of_a_shared_one(database: Database) -> None:
    with database.writing() as session:
        owner = teams.organisation_named(session, "Dorp")
        standard_sets.store(session, DORP)
        with pytest.raises(Conflict, match="eigen sleutel"):
            standard_sets.store(session, _newer(FIRST), organisation_id=owner.id)


def test_a_retired_set_is_out_of_sight_with_its_links_until_it_comes_back(
    database: Database,
) -> None:
    with database.writing() as session:
        standard_sets.store(session, DORP)
        make_theme(session, "t1")
        [(_, first), _] = standards.current_standards(session)
        make_link(session, "t1", first, state=LinkState.CONFIRMED)
        row = standard_sets.retire(session, "dorp", reason="  De afspraken gelden niet meer. ",
                                   account_id=None)  # fmt: skip
        assert row.retired_at is not None
        assert row.retired_reason == "De afspraken gelden niet meer."
        assert standards.current_sets(session) == []
        assert standards.sentences(session) == []
        assert standards.links_of(session, "t1") == []
        with pytest.raises(Conflict):
            standard_sets.retire(session, "dorp", reason="Nog eens", account_id=None)
        standard_sets.bring_back(session, "dorp")
        assert len(standards.links_of(session, "t1")) == 1
        with pytest.raises(Conflict):
            standard_sets.bring_back(session, "dorp")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1001])
def test_a_set_is_not_retired_without_a_reason(database: Database, reason: str) -> None:
    with database.writing() as session:
        standard_sets.store(session, DORP)
        with pytest.raises(Rejected):
            standard_sets.retire(session, "dorp", reason=reason, account_id=None)
        assert len(standards.current_sets(session)) == 1


def test_a_retired_set_does_not_come_back_over_another(database: Database) -> None:
    with database.writing() as session:
        standard_sets.store(session, DORP)
        standard_sets.retire(session, "dorp", reason="Weg", account_id=None)
        standard_sets.store(session, replace(DORP, key="stad"))
        with pytest.raises(Rejected):
            standard_sets.bring_back(session, "dorp")


def test_a_set_or_version_that_is_not_there_is_not_found(database: Database) -> None:
    with database.writing() as session:
        standard_sets.store(session, DORP)
        with pytest.raises(NotFound, match="Er zijn: 1"):
            standard_sets.get(session, "dorp", "7")
        with pytest.raises(NotFound):
            standard_sets.versions(session, "stad")


def _shipping(version: str, key: str) -> dict[str, object]:
    return {
        "key": key, "version": version, "name": "N", "short": "N", "publisher": "P",
        "year": "2026", "perspective": "inwoner", "tier": "core", "status": "verified",
        "licence": "openbaar", "sources": [], "standards": [
            {"key": f"{key}-1", "title": "T", "description": "D", "status": "verified"}
        ],
    }  # fmt: skip


def test_a_newer_shipped_version_renews_what_shipped_but_not_what_people_made(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standards, "shipped", lambda: [_shipping("1", "a"), _shipping("1", "dorp")])
    with database.writing() as session:
        assert standards.load_catalogue(session) == 2
        standard_sets.store(session, replace(_newer(FIRST, version="eigen"), tier=SetTier.CORE))
    monkeypatch.setattr(standards, "shipped", lambda: [_shipping("2", "a"), _shipping("2", "dorp")])
    with database.writing() as session:
        assert standards.load_catalogue(session) == 1
        assert standards.load_catalogue(session) == 0
        current = {found.key: found for found in standards.current_sets(session)}
        assert {key: found.version for key, found in current.items()} == {"a": "2", "dorp": "eigen"}
        assert current["a"].licence == "openbaar"


def test_a_set_that_was_retired_does_not_come_back_with_a_newer_product(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standards, "shipped", lambda: [_shipping("1", "a")])
    with database.writing() as session:
        standards.load_catalogue(session)
        standard_sets.retire(session, "a", reason="Geldt niet meer", account_id=None)
    monkeypatch.setattr(standards, "shipped", lambda: [_shipping("2", "a")])
    with database.writing() as session:
        assert standards.load_catalogue(session) == 0
        assert standards.current_sets(session) == []
        standard_sets.bring_back(session, "a")
        assert standards.load_catalogue(session) == 1
        assert [found.version for found in standards.current_sets(session)] == ["2"]


def test_two_that_start_at_once_load_the_catalogue_once(database: Database) -> None:
    both = Barrier(2)

    def load() -> int:
        both.wait()
        with database.writing() as session:
            return standards.load_catalogue(session)

    with ThreadPoolExecutor(2) as starting:
        added = [one.result() for one in [starting.submit(load) for _ in range(2)]]
    assert sorted(added) == [0, len(standards.shipped())]


def test_the_licence_of_a_set_that_was_there_before_is_filled_in(database: Database) -> None:
    with database.writing() as session:
        standards.load_catalogue(session)
        session.get_one(StandardSet, 1).licence = ""
        standards.load_catalogue(session)
        assert all(found.licence for found in standards.all_sets(session))


def test_two_versions_are_told_apart_by_standard_and_field() -> None:
    other = replace(FIRST, title="Iemand belt snel terug", status=SourceStatus.DERIVED)
    third = replace(SECOND, key="dorp-3")
    newer = replace(_newer(other, third), status=SetStatus.PARTIAL, missing="De rest")
    found = difference(DORP, newer)
    assert [one.key for one in found.added] == ["dorp-3"]
    assert [one.key for one in found.removed] == ["dorp-2"]
    [changed] = found.changed
    assert [(one.name, one.before, one.after) for one in changed.changes] == [
        ("title", "Iemand belt terug", "Iemand belt snel terug"),
        ("status", "In de bron gezien", "Afgeleid uit de bron"),
    ]
    assert [one.label for one in found.of_set] == ["hoe volledig", "wat ontbreekt"]
    assert difference(DORP, DORP).unchanged == DORP.standards


def test_sentences_come_with_a_set_or_ship_with_an_unchanged_standard(database: Database) -> None:
    with database.writing() as session:
        standards.load_catalogue(session)
        assert standards.sentences(session) == list(lay.sentences())
        standard_sets.store(session, DORP)
        own = [one for one in standards.sentences(session) if one.standard == "dorp-1"]
        assert [(one.met, one.text) for one in own] == [
            (True, FIRST.met[0]),
            (False, FIRST.unmet[0]),
        ]
        known = standard_sets.content_of(session, standard_sets.get(session, "amersfoort"))
        first, second, *rest = known.standards
        new = (replace(first, title="Iets heel anders"), replace(second, met=("Zo hoort het.",)))
        standard_sets.store(session, replace(known, version="2", standards=(*new, *rest)))
        told = [one for one in standards.sentences(session) if one.standard.startswith("amersf")]
        keys = {one.standard for one in told}
        assert first.key not in keys
        assert [one.text for one in told if one.standard == second.key] == ["Zo hoort het."]
        assert rest[0].key in keys


def test_a_hundred_standards_are_stored_in_their_order(database: Database) -> None:
    many = tuple(replace(SECOND, key=f"dorp-{number}") for number in range(100))
    with database.writing() as session:
        standard_sets.store(session, replace(DORP, standards=many))
        query = select(Standard.key).order_by(Standard.position)
        assert session.scalars(query).all() == [one.key for one in many]


def test_a_large_set_asks_no_more_for_its_links_than_a_small_one(database: Database) -> None:
    def asked(session: Session, key: str, size: int) -> int:
        many = tuple(replace(FIRST, key=f"{key}-{number}") for number in range(size))
        content = replace(DORP, key=key, standards=many)
        standard_sets.store(session, content)
        seen: list[str] = []

        def note(*told: object) -> None:
            if "FROM link" in str(told[2]):
                seen.append(str(told[2]))

        event.listen(session.get_bind(), "before_cursor_execute", note)
        standard_sets.store(session, replace(content, version="2"))
        event.remove(session.get_bind(), "before_cursor_execute", note)
        return len(seen)

    with database.writing() as session:
        assert asked(session, "klein", 2) == asked(session, "groot", 40) > 0
