"""Adoption in dialogue: the steps of a set or standard, read by all, recorded by administrators."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import accounts, adoption, standard_sets
from models.adoption import AdoptionStep, NewStep
from models.errors import Problem, Rejected
from models.standards import Standard, StandardSet
from models.vocabulary import AdoptionStage, DialogueRole
from service.api.problems import documented
from service.api.shapes import word
from service.api.standard_sets import difference_view
from service.deps import Administering, Reading, TheHouse
from service.schemas import (
    AdoptionView,
    SinceAdopted,
    StandardAdoption,
    StepRequest,
    StepView,
    Word,
)

router = APIRouter(tags=["Kwaliteitsstandaarden"])

SetKey = Annotated[str, Path(description="De sleutel van de set", max_length=40)]
Version = Annotated[str, Path(description="De versie van de set", max_length=20)]
StandardKey = Annotated[str, Path(description="De sleutel van de standaard", max_length=60)]


@router.get(
    "/standard-sets/{key}/{version}/adoption",
    summary="Hoe ver een set is op weg naar vaststelling",
    responses=documented(404),
)
def read_adoption(key: SetKey, version: Version, session: Reading) -> AdoptionView:
    """Every step with who was there, and what changed since the version adopted before."""
    return _view(session, standard_sets.get(session, key, version))


@router.post(
    "/standard-sets/{key}/{version}/adoption",
    summary="Leg een stap van een set vast",
    status_code=201,
    responses=documented(403, 404, 409),
)
def record_step(
    key: SetKey, version: Version, request: StepRequest, account: Administering, house: TheHouse
) -> AdoptionView:
    """Steps go one by one and are never changed; a mistake is put right by the next one."""
    new = _read(request)
    with house.database.writing() as session:
        row = standard_sets.get(session, key, version)
        adoption.record(session, row, new, seen=request.last_step, account_id=account.id)
        return _view(session, row)


@router.get(
    "/standard-sets/{key}/{version}/standards/{standard_key}/adoption",
    summary="Hoe ver één standaard is op weg naar vaststelling",
    responses=documented(404),
)
def read_standard_adoption(
    key: SetKey, version: Version, standard_key: StandardKey, session: Reading
) -> StandardAdoption:
    """Its own steps; when the whole set is adopted, so is each standard in it."""
    row = standard_sets.get(session, key, version)
    return _standard_view(session, row, adoption.standard_in(session, row, standard_key))


@router.post(
    "/standard-sets/{key}/{version}/standards/{standard_key}/adoption",
    summary="Leg een stap van één standaard vast",
    status_code=201,
    responses=documented(403, 404, 409),
)
def record_standard_step(
    key: SetKey,
    version: Version,
    standard_key: StandardKey,
    request: StepRequest,
    account: Administering,
    house: TheHouse,
) -> StandardAdoption:
    """A standard may run ahead of its set, until the set is adopted."""
    new = _read(request)
    with house.database.writing() as session:
        row = standard_sets.get(session, key, version)
        standard = adoption.standard_in(session, row, standard_key)
        adoption.record(
            session, row, new, standard=standard, seen=request.last_step, account_id=account.id
        )
        return _standard_view(session, row, standard)


def _read(request: StepRequest) -> NewStep:
    """The words of a request.

    Raises:
        Rejected: a stage or role that does not exist.
    """
    problems = []
    if request.stage not in set(AdoptionStage):
        problems.append(Problem("#/stage", _choose(AdoptionStage)))
    problems += [
        Problem(f"#/roles/{at}", _choose(DialogueRole))
        for at, role in enumerate(request.roles)
        if role not in set(DialogueRole)
    ]
    if problems:
        raise Rejected(
            "Deze stap klopt nog niet.", code="vaststelling.stap", problems=tuple(problems)
        )
    return NewStep(
        stage=AdoptionStage(request.stage),
        held_on=request.held_on,
        roles=[DialogueRole(role) for role in request.roles],
        minority_view=request.minority_view,
        note=request.note,
    )


def _choose(words: type[AdoptionStage] | type[DialogueRole]) -> str:
    return f"Kies uit: {', '.join(word.value for word in words)}."


def _view(session: Session, row: StandardSet) -> AdoptionView:
    own = adoption.steps(session, row.id)
    by_standard = adoption.standard_steps(session, row.id)
    names = _names(session, [*own, *(step for steps in by_standard.values() for step in steps)])
    members = session.scalars(
        select(Standard).where(Standard.set_id == row.id).order_by(Standard.position)
    ).all()
    return AdoptionView(
        set_key=row.key,
        version=row.version,
        name=row.name,
        stage=word(own[-1].stage) if own else None,
        steps=[_step_view(step, names) for step in own],
        # Of a set without standards there is nothing to adopt.
        next=_next(row, own) if members else [],
        roles=[word(role) for role in DialogueRole],
        standards=[
            _shape(row, one, of_set=own, own=by_standard.get(one.id, []), names=names)
            for one in members
        ],
        since_adopted=_since(session, row),
    )


def _standard_view(session: Session, row: StandardSet, standard: Standard) -> StandardAdoption:
    own = adoption.steps(session, row.id, standard_id=standard.id)
    of_set = adoption.steps(session, row.id)
    return _shape(row, standard, of_set=of_set, own=own, names=_names(session, own))


def _shape(
    row: StandardSet,
    standard: Standard,
    *,
    of_set: Sequence[AdoptionStep],
    own: Sequence[AdoptionStep],
    names: dict[int, str],
) -> StandardAdoption:
    reached = [steps[-1].stage for steps in (own, of_set) if steps]
    adopted = bool(of_set) and of_set[-1].stage is AdoptionStage.ADOPTED
    return StandardAdoption(
        key=standard.key,
        title=standard.title,
        stage=word(max(reached, key=adoption.ORDER.index)) if reached else None,
        steps=[_step_view(step, names) for step in own],
        next=[] if adopted else _next(row, own),
    )


def _next(row: StandardSet, before: Sequence[AdoptionStep]) -> list[Word]:
    if row.superseded_by_id is not None or row.retired_at is not None:
        return []
    return [word(stage) for stage in adoption.following(before)]


def _names(session: Session, steps: Sequence[AdoptionStep]) -> dict[int, str]:
    return accounts.names(session, {step.account_id for step in steps if step.account_id})


def _step_view(step: AdoptionStep, names: dict[int, str]) -> StepView:
    return StepView(
        id=step.id,
        stage=word(step.stage),
        held_on=step.held_on,
        roles=[word(DialogueRole(role)) for role in step.roles],
        minority_view=step.minority_view,
        note=step.note,
        recorded_by=names.get(step.account_id) if step.account_id else None,
        recorded_at=step.at,
    )


def _since(session: Session, row: StandardSet) -> SinceAdopted | None:
    found = adoption.since_adopted(session, row)
    if found is None:
        return None
    older, changes = found
    return SinceAdopted(
        version=older.version,
        adopted_on=adoption.stages(session, [older.id])[older.id].held_on,
        difference=difference_view(changes),
    )
