"""Which passages show what a link says, and whether what people said is still shown by any.

A passage counts while it is in the theme of the link and readers may see its story. When the last
one goes, what people said stays in the history, and is nowhere given as proven any more.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import placements
from models.passages import Passage
from models.standards import Link, LinkEvidence
from models.stories import Story, analysable
from models.themes import Assignment
from models.vocabulary import LinkKind

NEEDS_EVIDENCE = frozenset({LinkKind.CONFIRMS, LinkKind.STRAINS, LinkKind.NOT_MET})
"""What is missing from a standard may be shown by no story at all; the others are told by some."""


def shown(session: Session, link_ids: Iterable[int]) -> dict[int, list[int]]:
    """For every link that has any: the ids of the passages that show what it says, and count."""
    found: dict[int, list[int]] = {}
    for some in placements.batches(link_ids):
        query = (
            select(LinkEvidence.link_id, LinkEvidence.passage_id)
            .join(Link, Link.id == LinkEvidence.link_id)
            .join(Passage, Passage.id == LinkEvidence.passage_id)
            .join(Story, Story.id == Passage.story_id)
            .join(
                Assignment,
                (Assignment.passage_id == Passage.id) & (Assignment.theme_id == Link.theme_id),
            )
            .where(analysable(), LinkEvidence.link_id.in_(some))
            .order_by(LinkEvidence.link_id, LinkEvidence.passage_id)
        )
        for link_id, passage_id in session.execute(query).tuples():
            found.setdefault(link_id, []).append(passage_id)
    return found


def proven_kinds(session: Session, links: Iterable[Link]) -> dict[int, LinkKind | None]:
    """What people say with each link, as far as stories that are still there show it.

    None: nobody said anything, or no story shows it any more.
    """
    every = list(links)
    told = shown(session, (link.id for link in every if link.kind in NEEDS_EVIDENCE))
    return {
        link.id: link.kind if link.kind not in NEEDS_EVIDENCE or told.get(link.id) else None
        for link in every
    }


def in_theme(session: Session, theme_id: str, passage_ids: Collection[int]) -> set[int]:
    """Those of the passages that are in the theme and in a story that readers may see."""
    found: set[int] = set()
    for some in placements.batches(passage_ids):
        query = (
            select(Passage.id)
            .join(Story, Story.id == Passage.story_id)
            .join(Assignment, Assignment.passage_id == Passage.id)
            .where(analysable(), Assignment.theme_id == theme_id, Passage.id.in_(some))
        )
        found |= set(session.scalars(query))
    return found


def replace(
    session: Session, link_id: int, passage_ids: Collection[int], *, account_id: int | None
) -> None:
    """Let these passages, and no others, show what a link says."""
    session.execute(delete(LinkEvidence).where(LinkEvidence.link_id == link_id))
    session.add_all(
        LinkEvidence(link_id=link_id, passage_id=one, account_id=account_id)
        for one in sorted(set(passage_ids))
    )
    session.flush()
