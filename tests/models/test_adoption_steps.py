"""A set goes from draft to adopted one step at a time; what was recorded is never changed."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import adoption, standard_sets
from models.adoption import AdoptionStep, NewStep
from models.audit import AuditEvent
from models.base import now, today
from models.db import Database
from models.errors import Conflict, NotFound, Rejected
from models.standards import Standard, StandardSet
from models.vocabulary import AdoptionStage, DialogueRole, SetStatus
from tests.collection import make_standard

CONCEPT, PRESENTED, DISCUSSED, ADOPTED = adoption.ORDER
START = date(2026, 3, 1)
THERE = (DialogueRole.ALDERMAN, DialogueRole.CLIENT)
VIEW = "  Wij vinden dit te vaag: «één» persoon?\n\nZilverkwartel  "


def _set(session: Session) -> tuple[StandardSet, Standard]:
    standard = make_standard(session)
    return session.get_one(StandardSet, standard.set_id), standard


def _take(session: Session, row: StandardSet, *stages: AdoptionStage) -> None:
    for stage in stages:
        adoption.record(session, row, NewStep(stage, START, THERE))


def test_a_set_goes_through_the_four_stages_one_by_one(database: Database) -> None:
    with database.writing() as session:
        row, _ = _set(session)
        assert adoption.stages(session, [row.id]) == {}
        for days, stage in enumerate(adoption.ORDER):
            assert adoption.following(adoption.steps(session, row.id))[0] is stage
            adoption.record(session, row, NewStep(stage, START + timedelta(days=days), THERE))
        told = adoption.steps(session, row.id)
        assert [step.stage for step in told] == list(adoption.ORDER)
        assert told[-1].roles == ["client", "wethouder"]
        assert adoption.stages(session, [row.id])[row.id].stage is ADOPTED


@pytest.mark.parametrize(
    ("taken", "asked"),
    [
        ((), PRESENTED),
        ((), ADOPTED),
        ((CONCEPT,), DISCUSSED),
        ((CONCEPT,), ADOPTED),
        ((CONCEPT, PRESENTED), ADOPTED),
        ((CONCEPT, PRESENTED, DISCUSSED), PRESENTED),
    ],
)
def test_no_stage_is_left_out_and_none_is_gone_back_to(
    database: Database, taken: tuple[AdoptionStage, ...], asked: AdoptionStage
) -> None:
    with database.writing() as session:
        row, _ = _set(session)
        _take(session, row, *taken)
        with pytest.raises(Conflict) as refused:
            adoption.record(session, row, NewStep(asked, START, THERE, note="Toch"))
        assert refused.value.code == "vaststelling.volgorde"
        assert len(adoption.steps(session, row.id)) == len(taken)


@pytest.mark.parametrize("taken", [(CONCEPT, PRESENTED), (CONCEPT, PRESENTED, DISCUSSED)])
def test_back_to_concept_takes_a_reason_and_then_every_stage_again(
    database: Database, taken: tuple[AdoptionStage, ...]
) -> None:
    with database.writing() as session:
        row, _ = _set(session)
        _take(session, row, *taken)
        with pytest.raises(Rejected) as refused:
            adoption.record(session, row, NewStep(CONCEPT, START, note=" "))
        assert [problem.place for problem in refused.value.problems] == ["#/note"]
        adoption.record(session, row, NewStep(CONCEPT, START, note="De raad wil een andere zin."))
        with pytest.raises(Conflict):
            adoption.record(session, row, NewStep(DISCUSSED, START, THERE))
        _take(session, row, PRESENTED, DISCUSSED, ADOPTED)


@pytest.mark.parametrize("asked", [CONCEPT, PRESENTED, DISCUSSED])
def test_what_is_adopted_stays_adopted(database: Database, asked: AdoptionStage) -> None:
    with database.writing() as session:
        row, standard = _set(session)
        _take(session, row, *adoption.ORDER)
        for one in (None, standard):
            new = NewStep(asked, START, THERE, note="Toch anders")
            with pytest.raises(Conflict) as refused:
                adoption.record(session, row, new, standard=one)
            assert refused.value.code == "vaststelling.staat_vast"


def test_a_mistake_is_put_right_by_the_same_stage_again_with_a_note(database: Database) -> None:
    with database.writing() as session:
        row, _ = _set(session)
        _take(session, row, CONCEPT)
        late = START + timedelta(days=9)
        adoption.record(session, row, NewStep(PRESENTED, late))
        right = START + timedelta(days=2)
        with pytest.raises(Rejected):
            adoption.record(session, row, NewStep(PRESENTED, right))
        adoption.record(session, row, NewStep(PRESENTED, right, note="De dag klopte niet."))
        # What follows goes by the day that was put right.
        adoption.record(session, row, NewStep(DISCUSSED, START + timedelta(days=3), THERE))
        assert len(adoption.steps(session, row.id)) == 4


def test_a_day_lies_not_before_the_step_before_and_not_in_the_future(database: Database) -> None:
    with database.writing() as session:
        row, _ = _set(session)
        adoption.record(session, row, NewStep(CONCEPT, today()))
        for day in (today() - timedelta(days=1), today() + timedelta(days=1)):
            with pytest.raises(Rejected) as refused:
                adoption.record(session, row, NewStep(PRESENTED, day))
            assert [problem.place for problem in refused.value.problems] == ["#/heldOn"]
        adoption.record(session, row, NewStep(PRESENTED, today()))


@pytest.mark.parametrize("stage", [DISCUSSED, ADOPTED])
def test_nobody_discusses_or_adopts_alone(database: Database, stage: AdoptionStage) -> None:
    with database.writing() as session:
        row, _ = _set(session)
        _take(session, row, *adoption.ORDER[: adoption.ORDER.index(stage)])
        with pytest.raises(Rejected) as refused:
            adoption.record(session, row, NewStep(stage, START))
        assert [problem.place for problem in refused.value.problems] == ["#/roles"]


def test_another_view_is_kept_word_for_word_and_shows_itself_nowhere(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    with database.writing() as session:
        row, _ = _set(session)
        new = NewStep(CONCEPT, START, (), VIEW, "Zilverkwartel zei dat")
        step_id = adoption.record(session, row, new).id
    with database.reading() as session:
        step = session.get_one(AdoptionStep, step_id)
        assert step.minority_view == VIEW
        event = session.scalars(select(AuditEvent)).one()
        assert event.subject == "set:proef@1"
        assert event.detail["ander_geluid"] is True
        shown = f"{new!r} {step!r} {event.detail}"
    assert "Zilverkwartel" not in shown + caplog.text


def test_a_text_that_is_too_long_is_refused_without_repeating_it(database: Database) -> None:
    with database.writing() as session:
        row, _ = _set(session)
        long = "z" * (adoption.LONGEST_TEXT + 1)
        with pytest.raises(Rejected) as refused:
            adoption.record(session, row, NewStep(CONCEPT, START, minority_view=long))
        assert [problem.place for problem in refused.value.problems] == ["#/minorityView"]
        assert "zzz" not in f"{refused.value.message} {refused.value.problems}"
        just = NewStep(CONCEPT, START, minority_view=long[1:])
        assert len(adoption.record(session, row, just).minority_view) == adoption.LONGEST_TEXT


def test_a_sign_that_not_every_database_keeps_is_refused_on_each(database: Database) -> None:
    with database.writing() as session:
        row, _ = _set(session)
        with pytest.raises(Rejected) as refused:
            adoption.record(session, row, NewStep(CONCEPT, START, minority_view="a\0b"))
        assert [problem.place for problem in refused.value.problems] == ["#/minorityView"]


def test_of_two_people_at_once_the_second_is_told(database: Database) -> None:
    with database.writing() as session:
        row, _ = _set(session)
        first = adoption.record(session, row, NewStep(CONCEPT, START), seen=adoption.NO_STEP)
        again = NewStep(CONCEPT, START, note="Ook ik")
        with pytest.raises(Conflict) as refused:
            adoption.record(session, row, again, seen=adoption.NO_STEP)
        assert refused.value.code == "vaststelling.intussen_veranderd"
        adoption.record(session, row, NewStep(PRESENTED, START), seen=first.id)


def test_a_standard_has_steps_of_its_own(database: Database) -> None:
    with database.writing() as session:
        row, standard = _set(session)
        for stage in adoption.ORDER:
            adoption.record(session, row, NewStep(stage, START, THERE), standard=standard)
        assert adoption.steps(session, row.id) == []
        assert adoption.stages(session, [row.id]) == {}
        own = adoption.standard_steps(session, row.id)
        assert [step.stage for step in own[standard.id]] == list(adoption.ORDER)
        with pytest.raises(NotFound):
            adoption.standard_in(session, row, "proef-2")


def test_a_set_out_of_use_or_without_standards_takes_no_steps(database: Database) -> None:
    with database.writing() as session:
        row, _ = _set(session)
        row.retired_at = now()
        with pytest.raises(Conflict) as refused:
            adoption.record(session, row, NewStep(CONCEPT, START))
        assert refused.value.code == "vaststelling.niet_in_gebruik"
        row.retired_at = None
        empty = StandardSet(
            key="leeg", version="1", name="Leeg", short="Leeg", publisher="", year="",
            perspective="", tier="core", status=SetStatus.NOT_FOUND, sources=[],
        )  # fmt: skip
        session.add(empty)
        session.flush()
        with pytest.raises(Conflict) as refused:
            adoption.record(session, empty, NewStep(CONCEPT, START))
        assert refused.value.code == "vaststelling.lege_set"


def test_a_new_version_starts_anew_and_is_held_against_the_adopted_one(
    database: Database,
) -> None:
    from dataclasses import replace

    with database.writing() as session:
        row, _ = _set(session)
        assert adoption.since_adopted(session, row) is None
        _take(session, row, *adoption.ORDER)
        content = standard_sets.content_of(session, row)
        for version in ("2", "3"):
            changed = replace(content.standards[0], title=f"Eén contactpersoon {version}")
            newer = standard_sets.store(
                session, replace(content, version=version, standards=(changed,))
            ).row
        assert adoption.steps(session, newer.id) == []
        found = adoption.since_adopted(session, newer)
        assert found is not None
        assert found[0].version == "1"
        assert [one.key for one in found[1].changed] == ["proef-1"]
        with pytest.raises(Conflict):
            adoption.record(session, row, NewStep(ADOPTED, START, THERE, note="Te laat"))
