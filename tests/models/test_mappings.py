"""Pairs of standards: judged apart, settled by two or by talk, and never undone by the machine."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session

from models import crosswalk, mapping_coverage, mapping_decisions, mapping_proposals
from models.accounts import Account
from models.base import now
from models.crosswalk import SetPair, StandardMapping
from models.db import Database
from models.errors import Conflict, NotFound, Rejected
from models.mapping_proposals import ProposedMapping
from models.standards import Standard, StandardSet
from models.vocabulary import (
    AccountRole,
    MappingRelation,
    MappingState,
    SetStatus,
    SourceStatus,
)

EXACT, CLOSE, NONE = MappingRelation.EXACT, MappingRelation.CLOSE, MappingRelation.NONE
BROADER, NARROWER = MappingRelation.BROADER, MappingRelation.NARROWER


def make_set(session: Session, key: str, *, version: str = "1", size: int = 3) -> StandardSet:
    """A set whose standards are `KEY-0`, `KEY-1`, …"""
    made = StandardSet(
        key=key,
        version=version,
        name=f"Kader {key}",
        short=key.upper(),
        publisher="Niemand",
        year="2026",
        perspective="inwoner",
        tier="core",
        status=SetStatus.VERIFIED,
        sources=[{"title": "Bron", "url": f"https://bron.example/{key}"}],
    )
    made.standards = [
        Standard(
            position=number,
            key=f"{key}-{number}",
            title=f"Titel {key} {number}",
            description=f"Zin {key} {number}.",
            status=SourceStatus.VERIFIED,
        )
        for number in range(size)
    ]
    session.add(made)
    session.flush()
    return made


def make_people(session: Session, *names: str) -> list[int]:
    people = [Account(name=name, role=AccountRole.ANALYST) for name in names]
    session.add_all(people)
    session.flush()
    return [one.id for one in people]


def proposed(
    source: str, target: str, relation: MappingRelation = CLOSE, similarity: float = 0.7
) -> ProposedMapping:
    return ProposedMapping(source, target, relation, similarity, {"words": ["hulp"]})


@pytest.fixture
def world(database: Database) -> tuple[int, int, int]:
    """Two sets, and three people by their ids."""
    with database.writing() as session:
        make_set(session, "een")
        make_set(session, "twee", size=2)
        one, two, three = make_people(session, "anna", "bram", "cor")
    return one, two, three


def _sets(session: Session) -> SetPair:
    return crosswalk.pair(session, "een", "twee")


def _bring_up(session: Session, by: int) -> int:
    return mapping_decisions.bring_up(session, _sets(session), "een-0", "twee-0", account_id=by).id


def _judge(session: Session, mapping: int, by: int, relation: MappingRelation) -> StandardMapping:
    return mapping_decisions.judge(session, mapping, account_id=by, relation=relation)


def _newer(session: Session, key: str, *, changed: int | None = None) -> StandardSet:
    """A second version, with one text changed or none."""
    old = crosswalk.find_set(session, key)
    size = len(crosswalk.standards_of(session, old))
    new = make_set(session, key, version="2", size=size)
    if changed is not None:
        new.standards[changed].description = "Nu staat er iets anders."
    old.superseded_by_id = new.id
    session.flush()
    return new


def test_two_who_say_the_same_settle_it(database: Database, world: tuple[int, int, int]) -> None:
    with database.writing() as session:
        pair = _bring_up(session, world[0])
        first = _judge(session, pair, world[0], CLOSE)
        assert (first.state, first.relation) == (MappingState.ONE_READER, None)
        second = _judge(session, pair, world[1], CLOSE)
        assert (second.state, second.relation) == (MappingState.AGREED, CLOSE)
        assert (second.decided_by, second.decided_at is None) == (None, False)


def test_two_who_differ_need_a_decision_with_a_reason_that_can_be_taken_back(
    database: Database, world: tuple[int, int, int]
) -> None:
    with database.writing() as session:
        pair = _bring_up(session, world[0])
        _judge(session, pair, world[0], CLOSE)
        apart = _judge(session, pair, world[1], NONE)
        assert (apart.state, apart.relation) == (MappingState.DISPUTED, None)

        def decide(reason: str) -> StandardMapping:
            return mapping_decisions.decide(
                session, pair, account_id=world[2], relation=BROADER, reason=reason
            )

        with pytest.raises(Rejected):
            decide("  ")
        decided = decide("Na overleg.")
        assert (decided.state, decided.relation) == (MappingState.DECIDED, BROADER)
        assert (decided.decided_by, decided.decided_reason) == (world[2], "Na overleg.")
        with pytest.raises(Conflict):
            decide("Nog eens.")
        with pytest.raises(Conflict):
            _judge(session, pair, world[0], NONE)
        again = mapping_decisions.reopen(session, pair)
        assert (again.state, again.relation, again.decided_by) == (
            MappingState.DISPUTED, None, None,
        )  # fmt: skip


def test_two_who_judge_at_the_same_moment_are_both_heard(
    database: Database, world: tuple[int, int, int]
) -> None:
    with database.writing() as session:
        pair = _bring_up(session, world[0])
    together = threading.Barrier(2)

    def judging(by: int) -> None:
        together.wait()
        with database.writing() as session:
            _judge(session, pair, by, CLOSE)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(judging, world[:2]))
    with database.reading() as session:
        found = crosswalk.mapping(session, pair)[0]
        assert (found.state, found.relation) == (MappingState.AGREED, CLOSE)
        assert set(found.reason["blind"]) == {str(one) for one in world[:2]}
        assert len(crosswalk.judgements(session, [pair])[pair]) == 2


def test_without_a_difference_nothing_is_decided_and_nothing_taken_back(
    database: Database, world: tuple[int, int, int]
) -> None:
    with database.writing() as session:
        pair = _bring_up(session, world[0])
        for people in ((), (world[0],), (world[1],)):
            for person in people:
                _judge(session, pair, person, CLOSE)
            with pytest.raises(Conflict):
                mapping_decisions.decide(
                    session, pair, account_id=world[0], relation=CLOSE, reason="Zo."
                )
            with pytest.raises(Conflict):
                mapping_decisions.reopen(session, pair)


def test_others_are_seen_only_after_a_judgement_of_ones_own(
    database: Database, world: tuple[int, int, int]
) -> None:
    with database.writing() as session:
        pair = _bring_up(session, world[0])
        _judge(session, pair, world[0], CLOSE)

        def seen(by: int | None) -> int:
            row = crosswalk.mapping(session, pair)[0]
            return len(crosswalk.shown_to(row, crosswalk.judgements(session, [pair])[pair], by))

        assert (seen(world[0]), seen(world[1]), seen(None)) == (1, 0, 0)
        _judge(session, pair, world[1], NONE)
        assert (seen(world[0]), seen(world[1]), seen(world[2])) == (2, 2, 0)
        mapping_decisions.decide(
            session, pair, account_id=world[0], relation=NONE, reason="Na overleg."
        )
        assert seen(world[2]) == 2


def test_agreement_is_of_what_people_said_while_they_saw_nothing(
    database: Database, world: tuple[int, int, int]
) -> None:
    one, two, three = world
    with database.writing() as session:
        pair = _bring_up(session, one)
        _judge(session, pair, one, CLOSE)
        _judge(session, pair, one, EXACT)
        assert mapping_decisions.blind_judgements(session, _sets(session)) == [{str(one): "zelfde"}]
        _judge(session, pair, two, CLOSE)
        _judge(session, pair, two, EXACT)
        # Three sees that two people agree; that judgement is no independent one.
        _judge(session, pair, three, EXACT)
        expected = {str(one): "zelfde", str(two): "bijna_zelfde"}
        assert mapping_decisions.blind_judgements(session, _sets(session)) == [expected]


def test_who_judges_after_a_decision_was_taken_back_has_seen_it(
    database: Database, world: tuple[int, int, int]
) -> None:
    one, two, three = world
    with database.writing() as session:
        pair = _bring_up(session, one)
        _judge(session, pair, one, CLOSE)
        _judge(session, pair, two, NONE)
        mapping_decisions.decide(session, pair, account_id=one, relation=CLOSE, reason="Zo.")
        mapping_decisions.reopen(session, pair)
        _judge(session, pair, three, CLOSE)
        [blind] = mapping_decisions.blind_judgements(session, _sets(session))
        assert set(blind) == {str(one), str(two)}


def test_a_third_who_differs_opens_what_two_agreed_on(
    database: Database, world: tuple[int, int, int]
) -> None:
    with database.writing() as session:
        pair = _bring_up(session, world[0])
        for person, relation in zip(world, (CLOSE, CLOSE, NONE), strict=True):
            last = _judge(session, pair, person, relation)
        assert (last.state, last.relation) == (MappingState.DISPUTED, None)


@pytest.mark.usefixtures("world")
def test_a_pair_is_brought_up_once_and_only_of_standards_that_exist(database: Database) -> None:
    with database.writing() as session:
        pair = _bring_up(session, 1)
        with pytest.raises(Conflict, match=str(pair)):
            _bring_up(session, 1)
        for keys in (("een-9", "twee-0"), ("twee-0", "een-0")):
            with pytest.raises(NotFound):
                mapping_decisions.bring_up(session, _sets(session), *keys, account_id=1)
        with pytest.raises(NotFound):
            _judge(session, 404, 1, CLOSE)


@pytest.mark.usefixtures("world")
def test_sets_are_named_in_any_order_and_never_twice(database: Database) -> None:
    with database.writing() as session:
        assert crosswalk.pair(session, "twee", "een") == _sets(session)
        with pytest.raises(Rejected):
            crosswalk.pair(session, "een", "een")
        with pytest.raises(NotFound):
            crosswalk.pair(session, "een", "drie")
        newer = _newer(session, "een")
        assert crosswalk.find_set(session, "een") is newer
        assert crosswalk.find_set(session, "een@1").version == "1"
        with pytest.raises(Rejected):
            crosswalk.pair(session, "een@1", "een@2")


def test_a_new_look_of_the_machine_leaves_people_alone_and_keeps_numbers(
    database: Database, world: tuple[int, int, int]
) -> None:
    with database.writing() as session:
        sets = _sets(session)
        first = [
            proposed("een-0", "twee-0"),
            proposed("een-1", "twee-1"),
            proposed("een-2", "twee-0"),
        ]
        stored = mapping_proposals.store(session, sets, first)
        assert (stored.new, stored.kept, stored.gone, stored.with_people) == (3, 0, 0, 0)
        ids = {(row[1].key, row[2].key): row[0].id for row in crosswalk.mappings(session, sets)}
        _judge(session, ids["een-0", "twee-0"], world[0], NONE)
        mine = mapping_decisions.bring_up(session, sets, "een-0", "twee-1", account_id=world[0])
        again = [proposed("een-0", "twee-0", EXACT), proposed("een-1", "twee-1", EXACT, 0.9)]
        stored = mapping_proposals.store(session, sets, again)
        assert (stored.new, stored.kept, stored.gone, stored.with_people) == (0, 1, 1, 2)
        rows = {row[0].id: row[0] for row in crosswalk.mappings(session, sets)}
        assert set(rows) == {ids["een-0", "twee-0"], ids["een-1", "twee-1"], mine.id}
        assert rows[ids["een-0", "twee-0"]].proposed is CLOSE
        assert rows[ids["een-1", "twee-1"]].proposed is EXACT


def test_what_was_decided_of_an_earlier_version_is_offered_again_where_no_text_changed(
    database: Database, world: tuple[int, int, int]
) -> None:
    with database.writing() as session:
        sets = _sets(session)
        keys = [("een-0", "twee-0"), ("een-1", "twee-1"), ("een-2", "twee-0")]
        mapping_proposals.store(session, sets, [proposed(*pair) for pair in keys])
        old = {(row[1].key, row[2].key): row[0].id for row in crosswalk.mappings(session, sets)}
        for pair, relation in zip(keys, (BROADER, CLOSE, NONE), strict=True):
            _judge(session, old[pair], world[0], relation)
            _judge(session, old[pair], world[1], relation)
        _newer(session, "een", changed=1)

        newer = _sets(session)
        # Of `een-1` the text changed; `een-2` was found to have nothing to do with `twee-0`.
        mapping_proposals.store(session, newer, [proposed("een-2", "twee-0")])
        [(offered, source, target)] = crosswalk.mappings(session, newer)
        assert (source.key, target.key) == ("een-0", "twee-0")
        assert (offered.state, offered.proposed) == (MappingState.PROPOSED, BROADER)
        assert offered.reason == {
            "carried_from": old["een-0", "twee-0"],
            "versions": ["een@1", "twee@1"],
        }
        assert len(crosswalk.mappings(session, crosswalk.pair(session, "een@1", "twee"))) == 3
        with pytest.raises(Conflict):
            _judge(session, old["een-0", "twee-0"], world[2], CLOSE)


@pytest.mark.parametrize("part", ["een", "twee"])
def test_of_a_set_that_is_out_of_use_nothing_changes(
    database: Database, world: tuple[int, int, int], part: str
) -> None:
    with database.writing() as session:
        pair = _bring_up(session, world[0])
        crosswalk.find_set(session, part).retired_at = now()
        session.flush()
        sets = _sets(session)
        with pytest.raises(Conflict):
            mapping_proposals.store(session, sets, [])
        with pytest.raises(Conflict):
            _judge(session, pair, world[0], CLOSE)
        with pytest.raises(Conflict):
            mapping_decisions.bring_up(session, sets, "een-1", "twee-1", account_id=world[0])
        assert len(crosswalk.mappings(session, sets)) == 1


def test_only_what_people_settled_is_covered_and_the_matrix_turns_with_the_sets(
    database: Database, world: tuple[int, int, int]
) -> None:
    with database.writing() as session:
        sets = _sets(session)
        keys = [("een-0", "twee-0"), ("een-1", "twee-0"), ("een-2", "twee-1")]
        mapping_proposals.store(session, sets, [proposed(*pair) for pair in keys])
        ids = {(row[1].key, row[2].key): row[0].id for row in crosswalk.mappings(session, sets)}
        assert mapping_coverage.shares(session) == []
        for person in world[:2]:
            _judge(session, ids["een-0", "twee-0"], person, BROADER)
            _judge(session, ids["een-2", "twee-1"], person, NONE)

        found = mapping_coverage.coverage(session, sets.source, sets.target)
        cells = {(cell.row, cell.column): (cell.relation, cell.settled) for cell in found.cells}
        assert cells == {("een-0", "twee-0"): (BROADER, True), ("een-1", "twee-0"): (CLOSE, False)}
        assert (found.of_rows.covered, found.of_rows.open_) == (("een-0",), ("een-1",))
        assert (found.of_rows.without, found.of_rows.total) == (("een-2",), 3)
        assert (found.of_columns.covered, found.of_columns.without) == (("twee-0",), ("twee-1",))

        back = mapping_coverage.coverage(session, sets.target, sets.source)
        assert {(cell.row, cell.column): cell.relation for cell in back.cells} == {
            ("twee-0", "een-0"): NARROWER,
            ("twee-0", "een-1"): CLOSE,
        }
        assert back.of_rows == found.of_columns
        shown = [
            (one.source, one.target, one.covered, one.total)
            for one in mapping_coverage.shares(session)
        ]
        assert shown == [("een", "twee", 1, 3), ("twee", "een", 1, 2)]


def test_having_to_do_with_something_covers_nothing(
    database: Database, world: tuple[int, int, int]
) -> None:
    with database.writing() as session:
        pair = _bring_up(session, world[0])
        for person in world[:2]:
            _judge(session, pair, person, MappingRelation.RELATED)
        sets = _sets(session)
        found = mapping_coverage.coverage(session, sets.source, sets.target)
        assert (found.of_rows.covered, found.of_rows.open_) == ((), ())
        assert [one.covered for one in mapping_coverage.shares(session)] == [0, 0]
