"""Agreements: what people do because of a theme, checked by a second person, told to narrators."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy.orm import Session

from models import accounts, agreements, themes
from models.agreements import Agreement
from models.errors import Problem, Rejected
from models.vocabulary import AgreementState
from service.api.problems import documented
from service.api.shapes import word
from service.deps import Reading, SignedIn, TheHouse
from service.schemas import (
    AgreementCheck,
    AgreementList,
    AgreementOutcome,
    AgreementRow,
    NewAgreement,
)

router = APIRouter(tags=["Terugkoppelen"])

AgreementId = Annotated[int, Path(description="Het nummer van de afspraak", ge=1, le=2**31 - 1)]


@router.get("/agreements", summary="Afspraken en wat ervan kwam", responses=documented(404))
def list_agreements(
    session: Reading,
    theme: Annotated[str | None, Query(description="Alleen bij dit thema", max_length=16)] = None,
    state: Annotated[
        str | None, Query(description="Alleen wat zo ver is: afgesproken, gedaan, niet_gelukt")
    ] = None,
) -> AgreementList:
    """All agreements, and of how many themes a change was made and told back."""
    theme_id = None if theme is None else themes.get(session, theme).id
    found = agreements.every(
        session, theme_id=theme_id, state=None if state is None else _state(state, "state")
    )
    measure = agreements.told_back(session)
    return AgreementList(
        agreements=_rows(session, found),
        themes=measure.themes,
        themes_told_back=measure.told_back,
        share=measure.share,
    )


@router.post(
    "/agreements", summary="Leg een afspraak vast", status_code=201, responses=documented(404)
)
def add_agreement(request: NewAgreement, account: SignedIn, house: TheHouse) -> AgreementRow:
    """What is agreed stays; what came of it is told later."""
    with house.database.writing() as session:
        agreement = agreements.add(
            session,
            request.theme_id,
            text=request.text,
            owner=request.owner,
            due_on=request.due_on,
            account_id=account.id,
        )
        return _row(session, agreement)


@router.put(
    "/agreements/{agreement_id}/outcome",
    summary="Zeg wat er van een afspraak kwam",
    responses=documented(404),
)
def set_outcome(
    agreement_id: AgreementId, request: AgreementOutcome, account: SignedIn, house: TheHouse
) -> AgreementRow:
    """A change that is claimed waits for a second person before narrators read of it."""
    state = _state(request.state, "#/state")
    with house.database.writing() as session:
        agreement = agreements.set_outcome(
            session,
            agreement_id,
            state=state,
            outcome=request.outcome,
            done_on=request.done_on,
            account_id=account.id,
        )
        return _row(session, agreement)


@router.post(
    "/agreements/{agreement_id}/check",
    summary="Kijk na wat er veranderd is",
    responses=documented(404, 409),
)
def check_outcome(
    agreement_id: AgreementId, read: AgreementCheck, account: SignedIn, house: TheHouse
) -> AgreementRow:
    """By somebody else than who wrote it, and only in the words that were read."""
    with house.database.writing() as session:
        agreement = agreements.check(
            session, agreement_id, version=read.version, account_id=account.id
        )
        return _row(session, agreement)


@router.post(
    "/agreements/{agreement_id}/tell-back",
    summary="Vertel het aan wie erover vertelde",
    responses=documented(404, 409),
)
def tell_back(agreement_id: AgreementId, account: SignedIn, house: TheHouse) -> AgreementRow:
    """From now on narrators whose story counts in the theme read it with their code."""
    with house.database.writing() as session:
        return _row(session, agreements.tell_back(session, agreement_id, account_id=account.id))


def _state(value: str, place: str) -> AgreementState:
    """The state with this name.

    Raises:
        Rejected: there is no such state.
    """
    if value not in set(AgreementState):
        names = ", ".join(state.value for state in AgreementState)
        raise Rejected(
            "Deze stand bestaat niet.",
            code="afspraak.stand",
            problems=(Problem(place, f"Kies uit: {names}."),),
        )
    return AgreementState(value)


def _row(session: Session, agreement: Agreement) -> AgreementRow:
    return _rows(session, [agreement])[0]


def _rows(session: Session, found: list[Agreement]) -> list[AgreementRow]:
    people = {
        account_id
        for one in found
        for account_id in (one.created_by, one.outcome_by, one.checked_by)
        if account_id is not None
    }
    names = accounts.names(session, people)
    by_id = {
        theme_id: themes.resolve(session, theme_id) for theme_id in {one.theme_id for one in found}
    }
    return [
        AgreementRow(
            id=one.id,
            theme_id=by_id[one.theme_id].id,
            theme_label=by_id[one.theme_id].label,
            text=one.text,
            owner=one.owner,
            state=word(one.state),
            outcome=one.outcome,
            agreed_on=one.agreed_on,
            due_on=one.due_on,
            done_on=one.done_on,
            told_on=one.told_on,
            created_by=names.get(one.created_by or 0),
            outcome_by=names.get(one.outcome_by or 0),
            checked_by=names.get(one.checked_by or 0),
            may_be_told=one.may_be_told,
            version=one.version,
        )
        for one in found
    ]
