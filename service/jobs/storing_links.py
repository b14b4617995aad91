"""Storing the links that a run proposes, in the caller's one transaction.

What people decided stays. A proposal that is made again stays the same link, with a new reason; one
that is not made any more goes, unless people did something with it: then its history stays.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import link_changes, placements, standards, themes
from models.db import in_turn
from models.link_changes import EARLIER
from models.runs import Run
from models.standards import Link, LinkEvent
from models.vocabulary import LinkState
from service.jobs.corpus import PieceKey, ProposedLink

Pair = tuple[str, int]
Fields = dict[str, Any]


def store_links(
    session: Session,
    links: Iterable[ProposedLink],
    ids: Mapping[PieceKey, int],
    *,
    theme_ids: Sequence[str],
    run: Run,
    encoder: Mapping[str, Any],
) -> None:
    """Bring the machine's proposals for these themes up to date.

    Args:
        session: an open writing session.
        links: what the run proposes.
        ids: the passages that are there, by key.
        theme_ids: the themes that the run looked at.
        run: the run.
        encoder: `name` and `revision` of the encoder that it read with.
    """
    # A person may be linking by hand at this moment.
    in_turn(session, "koppeling")
    there = _there(session, theme_ids)
    wanted = _wanted(session, links, ids, theme_ids=theme_ids, encoder=encoder)
    fresh = [
        Link(theme_id=theme_id, standard_id=standard_id, run_id=run.id, **fields)
        for (theme_id, standard_id), fields in wanted.items()
        if (theme_id, standard_id) not in there
    ]
    of_people = _of_people(session, [link.id for link in there.values()])
    for pair, link in there.items():
        if link.state is not LinkState.PROPOSED:
            continue
        if (fields := wanted.get(pair)) is not None:
            _renew(link, fields, run=run)
        elif link.id not in of_people:
            session.delete(link)
    session.add_all(fresh)
    session.flush()
    session.add_all(
        LinkEvent(link_id=link.id, after=link.state, run_id=run.id, version=1) for link in fresh
    )
    session.flush()


def _there(session: Session, theme_ids: Iterable[str]) -> dict[Pair, Link]:
    """The links of these themes, held so that nobody decides on them until this is stored."""
    every = sorted(set(theme_ids))
    found: dict[Pair, Link] = {}
    for first in range(0, len(every), placements.IDS_PER_QUERY):
        some = every[first : first + placements.IDS_PER_QUERY]
        query = select(Link).where(Link.theme_id.in_(some)).order_by(Link.id).with_for_update()
        for link in session.scalars(query.execution_options(populate_existing=True)):
            found[link.theme_id, link.standard_id] = link
    return found


def _wanted(
    session: Session,
    links: Iterable[ProposedLink],
    ids: Mapping[PieceKey, int],
    *,
    theme_ids: Collection[str],
    encoder: Mapping[str, Any],
) -> dict[Pair, Fields]:
    """What the run proposes for standards that are in use now, with where it comes from."""
    # While the run was computing, a set may have been retired or renewed.
    current = {one.key: (of, one) for of, one in standards.current_standards(session)}
    versions = {theme.id: theme.version for theme in themes.live(session)}
    found: dict[Pair, Fields] = {}
    for link in links:
        if link.theme_id not in theme_ids or link.standard_key not in current:
            continue
        if link.state != LinkState.PROPOSED.value:
            continue
        standard_set, standard = current[link.standard_key]
        reason = {
            "words": list(link.words),
            "example_passage_id": ids.get(link.example) if link.example else None,
            "parts": link.parts,
            "sentence": link.sentence,
            "encoder": f"{encoder['name']} {encoder['revision']}",
            "theme_version": versions.get(link.theme_id),
            "set_version": standard_set.version,
        }
        found[link.theme_id, standard.id] = {
            "similarity": link.similarity,
            "probability": link.probability,
            "reason": reason,
        }
    return found


def _renew(link: Link, fields: Fields, *, run: Run) -> None:
    """A new reason for a proposal; what people did with it before can still be undone."""
    link.run_id = run.id
    link.similarity, link.probability = fields["similarity"], fields["probability"]
    link.reason = fields["reason"] | {EARLIER: link_changes.earlier_of(link)}


def _of_people(session: Session, link_ids: Iterable[int]) -> set[int]:
    """Those of the links that people did something with."""
    found: set[int] = set()
    for some in placements.batches(link_ids):
        query = select(LinkEvent.link_id).where(
            LinkEvent.link_id.in_(some), LinkEvent.run_id.is_(None)
        )
        found |= set(session.scalars(query))
    return found
