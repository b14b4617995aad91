"""Links between themes and standards: the machine proposes with a reason, people decide."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy.orm import Session

from models import accounts, audit, standards, themes
from models.errors import Problem, Rejected
from models.standards import Link, Standard, StandardSet
from models.vocabulary import LinkKind, LinkState
from service.api.problems import LARGEST_ID, documented
from service.api.shapes import link_view
from service.deps import Reading, SignedIn, TheHouse
from service.schemas import Decision, LinkView

router = APIRouter(tags=["Kwaliteitsstandaarden"])


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


@router.patch(
    "/links/{link_id}",
    summary="Bevestig een koppeling, wijs haar af of leg haar terug",
    responses=documented(404),
)
def decide_on_link(
    link_id: Annotated[int, Path(ge=1, le=LARGEST_ID)],
    decision: Decision,
    account: SignedIn,
    house: TheHouse,
) -> LinkView:
    """What a person decides, no later computation changes."""
    state, kind = _read(decision)
    with house.database.writing() as session:
        link = standards.decide(session, link_id, state, account_id=account.id, kind=kind)
        audit.record(
            session,
            "koppeling.besloten",
            subject=f"koppeling:{link.id}",
            account_id=account.id,
            detail={"toestand": state.value, "soort": link.kind.value if link.kind else None},
        )
        labels = {link.theme_id: themes.get(session, link.theme_id).label}
        return views(session, [standards.link(session, link_id)], labels=labels)[0]


def views(
    session: Session,
    rows: Sequence[tuple[Link, Standard, StandardSet]],
    *,
    labels: Mapping[str, str],
) -> list[LinkView]:
    """Links as readers see them: with a passage as example, only if readers may see its story."""
    wanted = {link.id: link.reason.get("example_passage_id") for link, _, _ in rows}
    examples = themes.examples(session, {found for found in wanted.values() if found})
    people = {link.decided_by for link, _, _ in rows if link.decided_by is not None}
    names = accounts.names(session, people)
    return [
        link_view(
            row,
            theme_label=labels[row[0].theme_id],
            example=examples.get((row[0].theme_id, wanted[row[0].id] or 0)),
            names=names,
        )
        for row in rows
    ]


def _read(decision: Decision) -> tuple[LinkState, LinkKind | None]:
    """The words of a decision.

    Raises:
        Rejected: one of them does not exist, or a kind was given without confirming.
    """
    problems = []
    if decision.state not in set(LinkState):
        problems.append(Problem("#/state", _choose(LinkState)))
    if decision.kind is not None and decision.kind not in set(LinkKind):
        problems.append(Problem("#/kind", _choose(LinkKind)))
    elif decision.kind is not None and decision.state != LinkState.CONFIRMED:
        problems.append(Problem("#/kind", "Dit hoort alleen bij bevestigen."))
    if problems:
        raise Rejected("Dit besluit kan niet.", code="koppeling.besluit", problems=tuple(problems))
    kind = LinkKind(decision.kind) if decision.kind is not None else None
    return LinkState(decision.state), kind


def _choose(words: type[LinkState] | type[LinkKind]) -> str:
    return f"Kies uit: {', '.join(word.value for word in words)}."
