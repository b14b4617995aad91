"""Quality standards in versioned sets, and the links from themes to them.

Only short titles, our own paraphrase, the source and a link to it: never others' texts.
"""

from collections.abc import Collection, Iterable
from importlib import resources
from typing import Any

import yaml
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models import lay, standard_sets
from models.db import in_turn
from models.errors import NotFound
from models.lay import LaySentence
from models.standard_content import SetContent, Source, StandardContent
from models.standard_tables import Link as Link
from models.standard_tables import LinkEvent as LinkEvent
from models.standard_tables import LinkEvidence as LinkEvidence
from models.standard_tables import Standard as Standard
from models.standard_tables import StandardSentence as StandardSentence
from models.standard_tables import StandardSet as StandardSet
from models.standard_tables import is_current
from models.vocabulary import LinkState, SetStatus, SetTier, SourceStatus

BY_PEOPLE = frozenset({LinkState.CONFIRMED, LinkState.ESTABLISHED})
"""States of a link that one or two people stand behind."""
_TIERS = {tier: number for number, tier in enumerate(("core", "local", "supporting", "context"))}


def all_sets(session: Session) -> list[StandardSet]:
    """Every set in every version, retired ones too; core sets first, then by name."""
    return _in_order(session.scalars(select(StandardSet)))


def current_sets(session: Session) -> list[StandardSet]:
    """The sets in use, each in its newest version; core sets first, then by name."""
    return _in_order(session.scalars(select(StandardSet).where(is_current())))


def current_standards(session: Session) -> list[tuple[StandardSet, Standard]]:
    """The standards of the sets in use with their set, in the order of their keys."""
    query = (
        select(StandardSet, Standard)
        .join(Standard, Standard.set_id == StandardSet.id)
        .where(is_current())
        .order_by(StandardSet.key, StandardSet.version, Standard.position)
    )
    return list(session.execute(query).tuples())


def sentences(session: Session) -> list[LaySentence]:
    """How somebody would tell of the standards in use: what came with a set, else what ships.

    A shipped sentence goes only with a standard that still says what it says in our catalogue.
    """
    query = (
        select(Standard.key, StandardSentence.met, StandardSentence.text)
        .join(Standard, Standard.id == StandardSentence.standard_id)
        .join(StandardSet, StandardSet.id == Standard.set_id)
        .where(is_current())
        .order_by(Standard.key, StandardSentence.id)
    )
    stored = [LaySentence(*row) for row in session.execute(query).tuples()]
    told = {sentence.standard for sentence in stored}
    ours = {
        (standard["key"], standard["title"], standard["description"])
        for data in shipped()
        for standard in data["standards"]
    }
    plain = {
        standard.key
        for _, standard in current_standards(session)
        if (standard.key, standard.title, standard.description) in ours
    }
    return [one for one in lay.sentences() if one.standard in plain - told] + stored


def _in_order(sets: Iterable[StandardSet]) -> list[StandardSet]:
    return sorted(
        sets, key=lambda found: (_TIERS.get(found.tier, 9), found.name, found.version, found.id)
    )


def links_of(
    session: Session, theme_id: str, *, with_rejected: bool = False
) -> list[tuple[Link, Standard, StandardSet]]:
    """The links of a theme to standards in use: people's first, then the likeliest."""
    rows = links(session, [theme_id])
    return [row for row in rows if with_rejected or row[0].state is not LinkState.REJECTED]


def links(
    session: Session,
    theme_ids: Collection[str],
    *,
    state: LinkState | None = None,
    set_key: str | None = None,
) -> list[tuple[Link, Standard, StandardSet]]:
    """The links of these themes to standards in use: of two people, of one, then the likeliest."""
    query = _with_standard().where(Link.theme_id.in_(theme_ids), is_current())
    if state is not None:
        query = query.where(Link.state == state)
    if set_key is not None:
        query = query.where(StandardSet.key == set_key)
    return sorted(
        session.execute(query).tuples(),
        key=lambda row: (
            row[0].state not in BY_PEOPLE,
            row[0].state is not LinkState.ESTABLISHED,
            -row[0].probability,
            row[1].key,
            row[0].theme_id,
        ),
    )


def link(session: Session, link_id: int) -> tuple[Link, Standard, StandardSet]:
    """One link with its standard.

    Raises:
        NotFound: no such link.
    """
    row = session.execute(_with_standard().where(Link.id == link_id)).tuples().one_or_none()
    if row is None:
        raise _unknown_link()
    return row


def _with_standard() -> Select[Link, Standard, StandardSet]:
    return (
        select(Link, Standard, StandardSet)
        .join(Standard, Standard.id == Link.standard_id)
        .join(StandardSet, StandardSet.id == Standard.set_id)
    )


def _unknown_link() -> NotFound:
    return NotFound("Deze koppeling bestaat niet (meer).", code="koppeling.onbekend")


def load_catalogue(session: Session) -> int:
    """Store what ships with the product and is not there yet; returns how many sets.

    A newer shipped version takes the place of an older one that shipped, never of somebody's own,
    and never of one that was retired.
    """
    # Two that start at once would both find it empty.
    in_turn(session, "standaarden")
    there = {(row.key, row.version): row for row in session.scalars(select(StandardSet))}
    heads = {row.key: row for row in there.values() if row.superseded_by_id is None}
    added = 0
    for data in shipped():
        content = _content(data)
        known = there.get((content.key, content.version))
        if known is not None:
            # Sets that came in before licences were kept.
            known.licence = known.licence or content.licence
            continue
        head = heads.get(content.key)
        if head is not None and (head.digest or head.retired_at is not None):
            continue
        keys = [one.key for one in content.standards]
        if standard_sets.taken(session, keys, apart_from=head):
            continue
        row = standard_sets.put(session, content, digest="")
        if head is not None:
            standard_sets.supersede(session, head, row)
        added += 1
    session.flush()
    return added


def shipped() -> list[dict[str, Any]]:
    """The sets that ship with the product, by file name."""
    folder = resources.files("models.catalogue").joinpath("standards")
    files = sorted(folder.iterdir(), key=lambda entry: entry.name)
    return [
        yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for file in files
        if file.name.endswith(".yaml")
    ]


def _content(data: dict[str, Any]) -> SetContent:
    plain = {
        name: data[name]
        for name in ("key", "version", "name", "short", "publisher", "year", "perspective")
    }
    return SetContent(
        **plain,
        tier=SetTier(data["tier"]),
        status=SetStatus(data["status"]),
        missing=data.get("missing", ""),
        licence=data.get("licence", ""),
        sources=tuple(
            Source(*(one.get(name) or "" for name in ("title", "url", "publisher")))
            for one in data["sources"]
        ),
        standards=tuple(
            StandardContent(
                key=one["key"],
                title=one["title"],
                description=one["description"],
                group=one.get("group", ""),
                status=SourceStatus(one["status"]),
                note=one.get("note", ""),
            )
            for one in data["standards"]
        ),
    )
