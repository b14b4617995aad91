"""Links between themes and standards: the machine proposes with a reason, people decide."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy.orm import Session

from models import accounts, grounds, link_decisions, link_evidence, standards, themes
from models.errors import Problem, Rejected
from models.standards import Link, Standard, StandardSet
from models.vocabulary import LinkKind, LinkState
from service import deciding
from service.api.problems import LARGEST_ID, documented
from service.api.shapes import link_event_view, link_origin, link_view, passage_view
from service.deciding import By, Judgement, Verdict
from service.deps import Reading, SignedIn, TheHouse
from service.schemas import Decision, LinkDetail, LinkRequest, LinkUndo, LinkView

router = APIRouter(tags=["Kwaliteitsstandaarden"])

LinkId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@router.get("/links", summary="Koppelingen tussen thema's en standaarden")
def list_links(
    session: Reading,
    state: Annotated[LinkState | None, Query(description="Alleen in deze toestand")] = None,
    set_key: Annotated[
        str | None, Query(alias="set", description="Alleen bij deze set", max_length=40)
    ] = None,
) -> list[LinkView]:
    """Links of themes in use, in every state unless one is asked for; people's come first."""
    labels = {row.theme.id: row.theme.label for row in themes.ranked(session)}
    rows = standards.links(session, labels, state=state, set_key=set_key)
    return views(session, rows, labels=labels)


@router.post(
    "/links",
    summary="Koppel een thema zelf aan een standaard",
    status_code=201,
    responses=documented(404, 409),
)
def add_link(request: LinkRequest, account: SignedIn, house: TheHouse) -> LinkView:
    """A link that the machine did not propose: confirmed by this person, for the given reason."""
    with house.database.writing() as session:
        by = By(account.id, reason=request.reason)
        link = deciding.add(session, request.theme_id, request.standard_key, by)
        return _view(session, link)


@router.get(
    "/links/{link_id}",
    summary="Eén koppeling, met wat ermee gebeurde",
    responses=documented(404),
)
def show_link(link_id: LinkId, session: Reading, account: SignedIn) -> LinkDetail:
    """Who decided what and why, where it comes from, and the passages that readers may see."""
    link, _, standard_set = standards.link(session, link_id)
    view = _view(session, link)
    told = grounds.for_readers(session, view.evidence)
    events = link_decisions.history(session, link_id)
    names = accounts.names(
        session, {event.account_id for event in events if event.account_id is not None}
    )
    return LinkDetail(
        **dict(view),
        passages=[
            passage_view(story, passage.start, passage.end, passage_id=passage.id)
            for story, passage in (told[one] for one in view.evidence if one in told)
        ],
        history=[link_event_view(event, names) for event in events],
        origin=link_origin(link, standard_set),
        can_undo=link_decisions.can_undo(link, account.id),
    )


@router.patch(
    "/links/{link_id}",
    summary="Besluit over een koppeling, of zeg wat de verhalen over de standaard zeggen",
    responses=documented(404, 409),
)
def decide_on_link(
    link_id: LinkId, decision: Decision, account: SignedIn, house: TheHouse
) -> LinkView:
    """What a person decides, no later computation changes. Two different people establish.

    Of the two who established a link, who lays it back takes only their own confirmation away.
    Another judgement takes an established link back to confirmed, by who judges.
    """
    state, judgement = _read(decision)
    with house.database.writing() as session:
        by = By(account.id, decision.version, decision.reason)
        link = deciding.ask(session, link_id, by, state=state, judgement=judgement)
        return _view(session, link)


@router.post(
    "/links/{link_id}/undo",
    summary="Maak uw laatste besluit over een koppeling ongedaan",
    responses=documented(404, 409),
)
def undo_decision(
    link_id: LinkId, request: LinkUndo, account: SignedIn, house: TheHouse
) -> LinkView:
    """Only who made the last decision can take it back."""
    with house.database.writing() as session:
        by = By(account.id, request.version, request.reason)
        return _view(session, deciding.take(session, Verdict.UNDO, link_id, by))


def views(
    session: Session,
    rows: Sequence[tuple[Link, Standard, StandardSet]],
    *,
    labels: Mapping[str, str],
) -> list[LinkView]:
    """Links as readers see them: with a passage as example, only if readers may see its story."""
    wanted = {link.id: link.reason.get("example_passage_id") for link, _, _ in rows}
    examples = themes.examples(session, {found for found in wanted.values() if found})
    people = {who for link, _, _ in rows for who in (link.decided_by, link.established_by)}
    names = accounts.names(session, {who for who in people if who is not None})
    evidence = link_evidence.shown(session, wanted)
    return [
        link_view(
            row,
            theme_label=labels[row[0].theme_id],
            example=examples.get((row[0].theme_id, wanted[row[0].id] or 0)),
            names=names,
            evidence=evidence.get(row[0].id, []),
        )
        for row in rows
    ]


def _view(session: Session, link: Link) -> LinkView:
    labels = {link.theme_id: themes.get(session, link.theme_id).label}
    return views(session, [standards.link(session, link.id)], labels=labels)[0]


def _read(decision: Decision) -> tuple[LinkState | None, Judgement | None]:
    """The words of a decision; no judgement when none is asked for.

    Raises:
        Rejected: one of them does not exist, or passages were given without a judgement.
    """
    # Without a state, null means that nothing is said any more.
    silent = decision.state is None and "kind" in decision.model_fields_set
    judged = decision.kind is not None or silent
    problems = []
    if decision.state is not None and decision.state not in set(LinkState):
        problems.append(Problem("#/state", _choose(LinkState)))
    if decision.kind is not None and decision.kind not in set(LinkKind):
        problems.append(Problem("#/kind", _choose(LinkKind)))
    elif judged and decision.state not in {None, LinkState.CONFIRMED}:
        problems.append(Problem("#/kind", "Dit hoort alleen bij bevestigen."))
    if decision.state is None and not judged:
        problems.append(Problem("#/state", _choose(LinkState)))
    if decision.evidence and not judged:
        problems.append(Problem("#/evidence", "Dit hoort alleen bij een oordeel."))
    if problems:
        raise Rejected("Dit besluit kan niet.", code="koppeling.besluit", problems=tuple(problems))
    kind = LinkKind(decision.kind) if decision.kind is not None else None
    state = LinkState(decision.state) if decision.state is not None else None
    return state, Judgement(kind, decision.evidence) if judged else None


def _choose(words: type[LinkState] | type[LinkKind]) -> str:
    return f"Kies uit: {', '.join(word.value for word in words)}."
