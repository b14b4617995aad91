"""Links that go along to a new version of a set: what people decided is not asked twice."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.db import in_turn
from models.standard_tables import Link, LinkEvent, LinkEvidence, Standard, StandardSet
from models.themes import Theme
from models.vocabulary import LinkState


@dataclass(frozen=True)
class Carried:
    """How many links were taken over as they were, and how many people should look at again."""

    kept: int = 0
    again: int = 0


def carry(
    session: Session, older: StandardSet, newer: StandardSet, *, account_id: int | None
) -> Carried:
    """Copy the links of a version to the standards with the same key in the next; history stays.

    A standard that says the same keeps its links as they were. Where it says something else, a
    link that people decided on is proposed again, and its history tells what they decided.

    Returns:
        How many links went along in each of these two ways.
    """
    _hold_themes(session, older)
    # Whoever decides or proposes at this moment is waited for, and then finds the newer version.
    in_turn(session, "koppeling")
    new = {one.key: one for one in _members(session, newer)}
    links = _links_by_standard(session, older)
    kept = again = 0
    for old in _members(session, older):
        standard = new.get(old.key)
        if standard is None:
            continue
        same = (old.title, old.description) == (standard.title, standard.description)
        for link in links[old.id]:
            if same:
                _copy(session, link, standard, link.state, _kept(older, newer), account_id)
                kept += 1
            elif link.state is not LinkState.PROPOSED:
                told = _looked_at_again(link, older, newer)
                _copy(session, link, standard, LinkState.PROPOSED, told, account_id)
                again += 1
    session.flush()
    return Carried(kept, again)


def _hold_themes(session: Session, row: StandardSet) -> None:
    """Hold the themes that are linked to a version: a run holds them before it asks its turn."""
    linked = select(Link.theme_id).join(Standard, Standard.id == Link.standard_id)
    query = select(Theme.id).where(Theme.id.in_(linked.where(Standard.set_id == row.id)))
    session.execute(query.order_by(Theme.id).with_for_update(read=True)).all()


def _copy(
    session: Session,
    link: Link,
    standard: Standard,
    state: LinkState,
    told: str,
    account_id: int | None,
) -> None:
    stays = state is link.state
    copy = Link(
        theme_id=link.theme_id,
        standard_id=standard.id,
        similarity=link.similarity,
        probability=link.probability,
        state=state,
        kind=link.kind if stays else None,
        reason=link.reason,
        run_id=link.run_id,
        decided_by=link.decided_by if stays else None,
        decided_at=link.decided_at if stays else None,
        established_by=link.established_by if stays else None,
        established_at=link.established_at if stays else None,
    )
    session.add(copy)
    session.flush()
    query = select(LinkEvidence).where(LinkEvidence.link_id == link.id)
    session.add_all(
        LinkEvidence(link_id=copy.id, passage_id=one.passage_id, account_id=one.account_id,
                     at=one.at)
        for one in session.scalars(query)
    )  # fmt: skip
    if link.state is not LinkState.PROPOSED:
        session.add(
            LinkEvent(
                link_id=copy.id,
                before=link.state,
                after=state,
                kind=link.kind,
                reason=told,
                account_id=account_id,
                version=copy.version,
            )
        )


def _kept(older: StandardSet, newer: StandardSet) -> str:
    return (
        f"Overgenomen van versie {older.version} naar versie {newer.version}: "
        "de standaard zegt hetzelfde."
    )


def _looked_at_again(link: Link, older: StandardSet, newer: StandardSet) -> str:
    kind = f" ({link.kind.label.lower()})" if link.kind else ""
    on = f" op {link.decided_at:%d-%m-%Y}" if link.decided_at else ""
    return (
        f"De standaard zegt in versie {newer.version} iets anders dan in versie {older.version}. "
        f"Toen was dit{on} {link.state.label.lower()}{kind}. Kijk er opnieuw naar."
    )


def _links_by_standard(session: Session, row: StandardSet) -> dict[int, list[Link]]:
    members = select(Standard.id).where(Standard.set_id == row.id)
    query = select(Link).where(Link.standard_id.in_(members)).order_by(Link.id).with_for_update()
    found: dict[int, list[Link]] = defaultdict(list)
    for link in session.scalars(query.execution_options(populate_existing=True)):
        found[link.standard_id].append(link)
    return found


def _members(session: Session, row: StandardSet) -> list[Standard]:
    query = select(Standard).where(Standard.set_id == row.id).order_by(Standard.position)
    return list(session.scalars(query))
