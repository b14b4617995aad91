"""What people do with themes holds, is told to others, and can be taken back."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import accounts, curation, decisions, standards, stories, theme_versions, themes
from models.curation import Part
from models.db import Database
from models.errors import Conflict, NotFound, Rejected
from models.paraphrases import ThemeParaphrase
from models.themes import Assignment, Theme
from models.vocabulary import (
    LinkState,
    Origin,
    ResidueReason,
    StoryState,
    ThemeEventKind,
    ThemeState,
)
from tests.collection import make_link, make_standard, make_theme, place, tell

Rows = list[tuple[int, str | None, float, Origin, ResidueReason | None]]


def _rows(session: Session) -> Rows:
    query = select(
        Assignment.passage_id,
        Assignment.theme_id,
        Assignment.strength,
        Assignment.origin,
        Assignment.reason,
    )
    return sorted(
        (tuple(row) for row in session.execute(query)), key=lambda row: (row[0], row[1] or "")
    )


def _kinds(session: Session, theme_id: str) -> list[ThemeEventKind]:
    return [event.kind for event in themes.history(session, theme_id)]


def _world(session: Session) -> list[int]:
    """Two themes: t1 with three passages, one of them by a person, and t2 with two; one loose."""
    make_theme(session, "t1", "Wachten")
    make_theme(session, "t2", "Gehoord worden")
    told = [("t1", Origin.MACHINE), ("t1", Origin.PERSON), ("t1", Origin.MACHINE)]
    told += [("t2", Origin.MACHINE), ("t2", Origin.MACHINE)]
    ids = [
        place(session, tell(session, f"s{n}"), theme_id, origin=who, strength=0.4 + n / 10).id
        for n, (theme_id, who) in enumerate(told)
    ]
    loose = place(session, tell(session, "s9"), None, reason=ResidueReason.TOO_SHORT)
    return [*ids, loose.id]


def test_rules_are_kept_and_empty_arguments_leave_texts_alone(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        curation.describe(
            session,
            "t1",
            description="Over lang wachten.",
            include_rule="Dagen of weken.",
            version=1,
            account_id=None,
        )
        theme = curation.describe(
            session, "t1", exclude_rule="Niet: de rij bij de balie.", version=2, account_id=None
        )
        assert (theme.description, theme.include_rule, theme.exclude_rule, theme.version) == (
            "Over lang wachten.",
            "Dagen of weken.",
            "Niet: de rij bij de balie.",
            3,
        )
        with pytest.raises(Rejected) as refusal:
            curation.describe(session, "t1", description="a" * 1001, version=3, account_id=None)
        assert refusal.value.problems[0].place == "omschrijving"


def test_the_second_person_is_told_who_did_what(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        anna = accounts.prepare_activation(session, "Anna", "0" * 64)
        curation.rename(session, "t1", "Te laat", version=1, account_id=anna.id)
        curation.pin(session, "t1", version=2, account_id=anna.id)
        with pytest.raises(Conflict) as told:
            curation.park(session, "t1", version=1, account_id=None)
        assert told.value.code == "thema.veranderd"
        assert told.value.message.startswith("Anna heeft dit thema net veranderd")
        assert "“Te laat”" in told.value.message
        assert "vastgezet" in told.value.message


def test_a_report_that_wrote_down_a_version_is_no_edit_of_somebody_else(database: Database) -> None:
    with database.writing() as session:
        _world(session)
        theme_versions.cite(session, "t1")
        place(session, tell(session, "s10"), "t1")
        assert theme_versions.cite(session, "t1") == 2
        theme = curation.rename(session, "t1", "Mijn naam", version=1, account_id=None)
        assert (theme.label, theme.version) == ("Mijn naam", 3)
        with pytest.raises(Conflict, match="Mijn naam"):
            curation.rename(session, "t1", "Andere naam", version=2, account_id=None)
        with pytest.raises(Conflict):
            curation.rename(session, "t1", "Andere naam", version=4, account_id=None)


def test_a_merged_theme_tells_where_it_went(database: Database) -> None:
    with database.writing() as session:
        _world(session)
        curation.merge(session, ["t1", "t2"], "Samen", versions={"t1": 1, "t2": 1}, account_id=None)
        for version in (1, 2):
            with pytest.raises(Conflict, match=r"samengevoegd.*“Samen”"):
                curation.rename(session, "t1", "Anders", version=version, account_id=None)


def test_confirming_moves_a_passage_out_of_the_residue(database: Database) -> None:
    with database.writing() as session:
        *_, loose = _world(session)
        curation.confirm_passages(session, "t1", [loose], version=1, account_id=None)
        assert (loose, "t1", 1.0, Origin.PERSON, None) in _rows(session)
        assert (loose, None) not in [row[:2] for row in _rows(session)]
        assert loose in themes.anchors(session)["t1"]


def test_refusing_is_remembered_until_somebody_confirms(database: Database) -> None:
    with database.writing() as session:
        first, *_ = _world(session)
        curation.refuse_passages(session, "t1", [first], version=1, account_id=None)
        assert themes.refusals(session) == {(first, "t1")}
        assert (first, None, 0.0, Origin.MACHINE, ResidueReason.NO_THEME_FITS) in _rows(session)
        curation.confirm_passages(session, "t1", [first], version=2, account_id=None)
        assert themes.refusals(session) == set()
        assert themes.anchors(session)["t1"] >= {first}


def test_a_passage_refused_in_one_theme_stays_in_the_other(database: Database) -> None:
    with database.writing() as session:
        first, *_ = _world(session)
        curation.confirm_passages(session, "t2", [first], version=1, account_id=None)
        curation.refuse_passages(session, "t1", [first], version=1, account_id=None)
        assert [row[1] for row in _rows(session) if row[0] == first] == ["t2"]


@pytest.mark.parametrize("hidden", [StoryState.IN_TRIAGE, StoryState.AWAITING_NARRATOR])
def test_what_readers_may_not_see_cannot_be_confirmed(
    database: Database, hidden: StoryState
) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        passage = place(session, tell(session, "s1", state=hidden), None)
        with pytest.raises(NotFound):
            curation.confirm_passages(session, "t1", [passage.id], version=1, account_id=None)


def test_merging_makes_a_new_theme_and_leads_the_old_ones_on(database: Database) -> None:
    with database.writing() as session:
        ids = _world(session)
        curation.confirm_passages(session, "t2", [ids[0]], version=1, account_id=None)
        merged = curation.merge(
            session, ["t1", "t2"], "Samen", versions={"t1": 1, "t2": 2}, account_id=None
        )
        assert merged.id not in {"t1", "t2"}
        assert themes.resolve(session, "t1").id == merged.id
        assert [themes.get(session, one).state for one in ("t1", "t2")] == [ThemeState.MERGED] * 2
        rows = {row[0]: row for row in _rows(session) if row[1] is not None}
        assert {row[1] for row in rows.values()} == {merged.id}
        # In both: the person's row stays.
        assert rows[ids[0]][2:4] == (1.0, Origin.PERSON)
        assert merged.centroid is not None
        assert _kinds(session, merged.id) == [ThemeEventKind.EMERGED]
        assert _kinds(session, "t1") == [ThemeEventKind.MERGED]


def test_a_merge_of_merges_leads_on_from_the_first_id(database: Database) -> None:
    with database.writing() as session:
        _world(session)
        make_theme(session, "t3")
        one = curation.merge(
            session, ["t1", "t2"], "Een", versions={"t1": 1, "t2": 1}, account_id=None
        )
        two = curation.merge(
            session, [one.id, "t3"], "Twee", versions={one.id: 1, "t3": 1}, account_id=None
        )
        assert themes.resolve(session, "t1").id == two.id
        assert themes.members(session)[two.id] == {row[0] for row in _rows(session) if row[1]}


def test_sentences_refusals_and_decided_links_come_along(database: Database) -> None:
    with database.writing() as session:
        ids = _world(session)
        session.add(ThemeParaphrase(theme_id="t2", text="Ze luisterden."))
        standard = make_standard(session)
        make_link(session, "t1", standard, state=LinkState.REJECTED)
        make_link(session, "t2", standard, state=LinkState.CONFIRMED)
        curation.refuse_passages(session, "t1", [ids[0]], version=1, account_id=None)
        merged = curation.merge(
            session, ["t1", "t2"], "Samen", versions={"t1": 2, "t2": 1}, account_id=None
        )
        assert (ids[0], merged.id) in themes.refusals(session)
        assert session.scalars(select(ThemeParaphrase.theme_id)).all() == [merged.id]
        [(link, *_)] = standards.links_of(session, merged.id)
        assert link.state is LinkState.CONFIRMED
        curation.undo(session, themes.history(session, merged.id)[0].id, account_id=None)
        assert session.scalars(select(ThemeParaphrase.theme_id)).all() == ["t2"]
        assert themes.refusals(session) == {(ids[0], "t1")}


def test_splitting_ends_the_theme_and_leaves_the_rest_in_the_residue(database: Database) -> None:
    with database.writing() as session:
        first, second, third, *_ = _world(session)
        one, two = curation.split(
            session,
            "t1",
            [("Brieven", [first]), Part("Bellen", [second], nearest={third: 0.3})],
            version=1,
            account_id=None,
        )
        assert themes.get(session, "t1").state is ThemeState.RETIRED
        assert _rows(session)[:3] == [
            (first, one.id, 1.0, Origin.PERSON, None),
            (second, two.id, 1.0, Origin.PERSON, None),
            (third, two.id, 0.3, Origin.MACHINE, None),
        ]
        curation.undo(session, themes.history(session, one.id)[0].id, account_id=None)
        again = curation.split(
            session, "t1", [("Brieven", [first]), ("Bellen", [second])], version=3, account_id=None
        )
        assert {theme.id for theme in again}.isdisjoint({one.id, two.id})
        assert _rows(session)[2] == (third, None, 0.0, Origin.MACHINE, ResidueReason.NOT_YET)


@pytest.mark.parametrize(
    "parts",
    [
        [("Een", [1])],
        [("Een", [1]), ("Twee", [])],
        [("Een", [1]), ("Twee", [1])],
        [("Een", [1]), ("Twee", [4])],
        [("Een", [1]), ("een", [2])],
        [("Een", [1]), ("", [2])],
    ],
)
def test_a_split_that_does_not_add_up_is_refused(
    database: Database, parts: list[tuple[str, list[int]]]
) -> None:
    with database.writing() as session:
        ids = _world(session)
        named = [(label, [ids[place - 1] for place in places]) for label, places in parts]
        with pytest.raises(Rejected):
            curation.split(session, "t1", named, version=1, account_id=None)
        assert themes.get(session, "t1").state is ThemeState.ACTIVE


@pytest.mark.parametrize("close", [curation.park, curation.retire])
def test_reopening_brings_back_what_is_still_there(
    database: Database, close: Callable[..., Theme]
) -> None:
    with database.writing() as session:
        first, second, third, *_ = _world(session)
        before = [row for row in _rows(session) if row[1] == "t1"]
        close(session, "t1", version=1, account_id=None)
        assert "t1" not in {row[1] for row in _rows(session)}
        loose = [row for row in _rows(session) if row[4] is ResidueReason.NOT_YET]
        assert [row[0] for row in loose] == [first, second, third]
        decisions.withdraw(session, stories.get(session, "s2"))
        curation.reopen(session, "t1", version=2, account_id=None)
        assert [row for row in _rows(session) if row[1] == "t1"] == before[:2]
        assert ResidueReason.NOT_YET not in {row[4] for row in _rows(session)}


def test_a_proposed_theme_is_accepted_or_sent_away(database: Database) -> None:
    with database.writing() as session:
        _world(session)
        for theme_id in ("t1", "t2"):
            themes.get(session, theme_id).state = ThemeState.PROPOSED
        assert curation.accept(session, "t1", version=1, account_id=None).state is ThemeState.ACTIVE
        curation.reject(session, "t2", version=1, account_id=None, remark="Past niet")
        assert themes.get(session, "t2").state is ThemeState.RETIRED
        [event] = themes.history(session, "t2")
        assert event.detail["toelichting"] == "Past niet"
        assert len(event.detail["toewijzingen"]["weg"]) == 2
        with pytest.raises(Conflict):
            curation.accept(session, "t1", version=2, account_id=None)


ACTIONS: dict[str, Callable[[Session, list[int]], Any]] = {
    "rename": lambda s, ids: curation.rename(s, "t1", "X", version=1, account_id=None),
    "describe": lambda s, ids: curation.describe(
        s, "t1", include_rule="Wel", version=1, account_id=None
    ),
    "confirm": lambda s, ids: curation.confirm_passages(
        s, "t1", [ids[0], ids[3], ids[5]], version=1, account_id=None
    ),
    "refuse": lambda s, ids: curation.refuse_passages(
        s, "t1", [ids[0], ids[1], ids[3]], version=1, account_id=None
    ),
    "pin": lambda s, ids: curation.pin(s, "t1", version=1, account_id=None),
    "park": lambda s, ids: curation.park(s, "t1", version=1, account_id=None),
    "retire": lambda s, ids: curation.retire(s, "t1", version=1, account_id=None),
    "merge": lambda s, ids: curation.merge(
        s, ["t1", "t2"], "Samen", versions={"t1": 1, "t2": 1}, account_id=None
    ),
    "split": lambda s, ids: curation.split(
        s, "t1", [("A", ids[:1]), ("B", ids[1:2])], version=1, account_id=None
    ),
}


def _standing(session: Session) -> tuple[Any, ...]:
    """Everything that undoing has to bring back, of themes in whatever state."""
    session.expire_all()
    fields = {
        theme.id: (
            theme.label,
            theme.label_origin,
            theme.description,
            theme.include_rule,
            theme.state,
            theme.pinned,
            theme.merged_into_id,
        )
        for theme in session.scalars(select(Theme).where(Theme.state != ThemeState.RETIRED))
    }
    return fields, _rows(session), themes.refusals(session)


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
def test_undoing_restores_and_undoing_that_does_it_again(
    database: Database, action: Callable[[Session, list[int]], Any]
) -> None:
    with database.writing() as session:
        ids = _world(session)
        before = _standing(session)
        action(session, ids)
        after = _standing(session)
        assert after != before
        event = themes.history(session, "t1")[-1]
        curation.undo(session, event.id, account_id=None)
        assert _standing(session) == before
        with pytest.raises(Conflict, match="al ongedaan"):
            curation.undo(session, event.id, account_id=None)
        curation.undo(session, themes.history(session, "t1")[-1].id, account_id=None)
        assert _standing(session) == after
        assert _kinds(session, "t1")[1:] == [ThemeEventKind.UNDONE] * 2
        curation.undo(session, event.id, account_id=None)
        assert _standing(session) == before


def test_what_later_changes_built_on_waits(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        for version, label in enumerate(("Een", "Twee"), start=1):
            curation.rename(session, "t1", label, version=version, account_id=None)
        first, second = themes.history(session, "t1")
        with pytest.raises(Conflict, match=f"gebeurtenis {second.id}"):
            curation.undo(session, first.id, account_id=None)
        curation.undo(session, second.id, account_id=None)
        curation.undo(session, first.id, account_id=None)
        assert themes.get(session, "t1").label == "Lang wachten"
        assert themes.get(session, "t1").label_origin is Origin.MACHINE


def test_what_came_into_a_merged_theme_goes_to_the_residue(database: Database) -> None:
    with database.writing() as session:
        _world(session)
        merged = curation.merge(
            session, ["t1", "t2"], "Samen", versions={"t1": 1, "t2": 1}, account_id=None
        )
        late = place(session, tell(session, "s20"), merged.id)
        curation.undo(session, themes.history(session, "t1")[-1].id, account_id=None)
        assert _rows(session)[-1] == (late.id, None, 0.0, Origin.MACHINE, ResidueReason.NOT_YET)
        assert themes.get(session, merged.id).state is ThemeState.RETIRED
        with pytest.raises(Conflict):
            curation.reopen(session, merged.id, version=2, account_id=None)


def test_what_the_machine_did_is_not_undone(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        event = themes.record(session, "t1", ThemeEventKind.EMERGED, detail={"stukjes": 3})
        with pytest.raises(Conflict):
            curation.undo(session, event.id, account_id=None)
        with pytest.raises(NotFound):
            curation.undo(session, event.id + 1, account_id=None)


def test_an_event_holds_no_word_of_a_story(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        passage = place(session, tell(session, "s1", "De KANARIE zong."), "t1")
        row = session.scalars(select(Assignment)).one()
        row.evidence = {"woorden": ["kanarie"], "voorbeeld": {"soort": "stukje", "id": passage.id}}
        session.flush()
        curation.park(session, "t1", version=1, account_id=None)
        told = "".join(str(event.detail) for event in themes.history(session, "t1"))
        assert "kanarie" not in told.casefold()
        curation.reopen(session, "t1", version=2, account_id=None)
        row = session.scalars(select(Assignment)).one()
        assert row.evidence == {"voorbeeld": {"soort": "stukje", "id": passage.id}}


def test_a_cited_version_stays_what_it_was(database: Database) -> None:
    with database.writing() as session:
        first, second, third, *_ = _world(session)
        assert theme_versions.cite(session, "t1") == 1
        assert theme_versions.cite(session, "t1") == 1
        curation.rename(session, "t1", "Anders", version=1, account_id=None)
        late = place(session, tell(session, "s30"), "t1")
        assert theme_versions.cite(session, "t1") == 3
        old = theme_versions.as_of(session, "t1", 1)
        assert (old.label, old.passages, old.taken_back) == ("Wachten", (first, second, third), 0)
        assert theme_versions.as_of(session, "t1", 3).passages == (first, second, third, late.id)
        assert _kinds(session, "t1")[-1] is ThemeEventKind.GREW
        decisions.withdraw(session, stories.get(session, "s0"))
        old = theme_versions.as_of(session, "t1", 1)
        assert (old.passages, old.taken_back) == ((second, third), 1)
        assert theme_versions.cite(session, "t1") == 4
        assert _kinds(session, "t1")[-1] is ThemeEventKind.SHRANK
        with pytest.raises(NotFound):
            theme_versions.as_of(session, "t1", 9)


def test_of_two_people_who_merge_at_once_one_is_told_what_happened(database: Database) -> None:
    with database.writing() as session:
        _world(session)
    start, told = threading.Barrier(2), []

    def merge(label: str) -> None:
        start.wait()
        try:
            with database.writing() as session:
                curation.merge(
                    session, ["t1", "t2"], label, versions={"t1": 1, "t2": 1}, account_id=None
                )
        except Conflict as error:
            told.append(error.message)

    people = [threading.Thread(target=merge, args=(name,)) for name in ("Een", "Twee")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    with database.reading() as session:
        [merged] = themes.live(session)
        assert len(themes.members(session)[merged.id]) == 5
    assert len(told) == 1
    assert f"samengevoegd tot “{merged.label}”" in told[0]


def test_of_two_people_who_undo_at_once_one_is_told_it_is_done(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        curation.pin(session, "t1", version=1, account_id=None)
        event_id = themes.history(session, "t1")[0].id
    start, told = threading.Barrier(2), []

    def undo() -> None:
        start.wait()
        try:
            with database.writing() as session:
                curation.undo(session, event_id, account_id=None)
        except Conflict as error:
            told.append(error.code)

    people = [threading.Thread(target=undo) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert told == ["thema.al_ongedaan"]
    with database.reading() as session:
        assert not themes.get(session, "t1").pinned


def test_withdrawing_takes_refusals_and_the_shown_sentence_along(database: Database) -> None:
    with database.writing() as session:
        theme = make_theme(session, "t1")
        passage = place(session, tell(session, "s1"), "t1")
        theme.exemplar_passage_id, theme.exemplar_start, theme.exemplar_end = passage.id, 0, 22
        curation.refuse_passages(session, "t1", [passage.id], version=1, account_id=None)
        decisions.withdraw(session, stories.get(session, "s1"))
        session.expire_all()
        assert themes.refusals(session) == set()
        assert theme.exemplar_passage_id is None
        curation.undo(session, themes.history(session, "t1")[-1].id, account_id=None)
        assert _rows(session) == []
