"""Sets of standards as they come and go: stored whole, renewed by a version, retired, put back."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import now
from models.db import in_turn
from models.errors import Conflict, NotFound, Problem, Rejected
from models.standard_content import SetContent, Source, StandardContent
from models.standard_links import Carried, carry
from models.standard_tables import Standard, StandardSentence, StandardSet, is_current
from models.vocabulary import SetTier

LONGEST_REASON = 1_000


@dataclass(frozen=True)
class Stored:
    """What storing a set did: the row, the version that it took the place of, links carried."""

    row: StandardSet
    is_new: bool
    before: StandardSet | None = None
    carried: Carried = field(default_factory=Carried)


def store(
    session: Session,
    content: SetContent,
    *,
    organisation_id: int | None = None,
    account_id: int | None = None,
) -> Stored:
    """Store one version whole; the same content twice is one version.

    A new version takes the place of the one before it, and takes over what people decided about
    links: see `models.standard_links.carry`.

    Args:
        session: an open writing session.
        content: the set.
        organisation_id: whose own set it is; None for one that everybody shares.
        account_id: who does it.

    Raises:
        Conflict: this version is there with other content, or the set is somebody else's.
        Rejected: a key of a standard is taken by another set in use.
    """
    in_turn(session, "standaarden")
    there = _versions(session, content.key)
    same = next((one for one in there if one.version == content.version), None)
    if same is not None:
        if content_of(session, same).digest == content.digest:
            return Stored(same, is_new=False)
        raise Conflict(
            f"Versie {content.version} van deze set is er al, met een andere inhoud. Geef de set "
            "een nieuw versienummer.",
            code="set.versie_bestaat",
        )
    head = next((one for one in there if one.superseded_by_id is None), None)
    if head is not None and head.organisation_id != organisation_id:
        raise Conflict(
            f"De sleutel {content.key} is al van een andere set: {head.name}. Geef uw set een "
            "eigen sleutel.",
            code="set.van_ander",
        )
    _refuse_taken(session, content.standards, apart_from=head)
    row = put(
        session, content, organisation_id=organisation_id, account_id=account_id,
        digest=content.digest,
    )  # fmt: skip
    if head is None:
        return Stored(row, is_new=True)
    return Stored(row, True, head, supersede(session, head, row, account_id=account_id))


def put(
    session: Session,
    content: SetContent,
    *,
    digest: str,
    organisation_id: int | None = None,
    account_id: int | None = None,
) -> StandardSet:
    """Add the rows of a set, without asking whether it fits; see `store`."""
    row = StandardSet(
        key=content.key,
        version=content.version,
        name=content.name,
        short=content.short,
        publisher=content.publisher,
        year=content.year,
        perspective=content.perspective,
        tier=content.tier.value,
        status=content.status,
        missing=content.missing,
        licence=content.licence,
        sources=[
            {"title": one.title, "publisher": one.publisher, "url": one.url}
            for one in content.sources
        ],
        digest=digest,
        organisation_id=organisation_id,
        created_by=account_id,
    )
    session.add(row)
    session.flush()
    members = {
        one.key: Standard(
            set_id=row.id,
            position=position,
            key=one.key,
            title=one.title,
            description=one.description,
            group=one.group,
            status=one.status,
            note=one.note,
            parent_key=one.parent_key,
            url=one.url,
        )
        for position, one in enumerate(content.standards)
    }
    session.add_all(members.values())
    session.flush()
    session.add_all(
        StandardSentence(standard_id=members[one.key].id, met=met, text=text)
        for one in content.standards
        for met, texts in ((True, one.met), (False, one.unmet))
        for text in texts
    )
    session.flush()
    return row


def supersede(
    session: Session, older: StandardSet, newer: StandardSet, *, account_id: int | None = None
) -> Carried:
    """Let a version take the place of another, with the links that people decided on."""
    older.superseded_by_id = newer.id
    session.flush()
    return carry(session, older, newer, account_id=account_id)


def get(session: Session, key: str, version: str | None = None) -> StandardSet:
    """One version of a set; without a version the newest one.

    Raises:
        NotFound: no such set, or no such version.
    """
    there = _versions(session, key)
    found = [one for one in there if version in (None, one.version)]
    if not found:
        versions = ", ".join(one.version for one in there)
        raise NotFound(
            f"Deze versie is er niet. Er zijn: {versions}." if there else
            "Deze set is niet bekend.",
            code="set.onbekend",
        )  # fmt: skip
    return next((one for one in found if one.superseded_by_id is None), found[-1])


def versions(session: Session, key: str) -> list[StandardSet]:
    """Every version of a set, the oldest first.

    Raises:
        NotFound: no such set.
    """
    get(session, key)
    return _versions(session, key)


def content_of(session: Session, row: StandardSet) -> SetContent:
    """What a stored version says."""
    members = _members(session, row)
    said: dict[tuple[int, bool], list[str]] = defaultdict(list)
    query = (
        select(StandardSentence)
        .join(Standard, Standard.id == StandardSentence.standard_id)
        .where(Standard.set_id == row.id)
        .order_by(StandardSentence.id)
    )
    for sentence in session.scalars(query):
        said[sentence.standard_id, sentence.met].append(sentence.text)
    return SetContent(
        key=row.key,
        version=row.version,
        name=row.name,
        short=row.short,
        publisher=row.publisher,
        year=row.year,
        perspective=row.perspective,
        tier=SetTier(row.tier),
        status=row.status,
        missing=row.missing,
        licence=row.licence,
        sources=tuple(
            Source(
                *(str(one.get(name) or "") for name in ("title", "url", "publisher")),
            )
            for one in row.sources
        ),
        standards=tuple(
            StandardContent(
                key=one.key,
                title=one.title,
                description=one.description,
                group=one.group,
                status=one.status,
                note=one.note,
                parent_key=one.parent_key,
                url=one.url,
                met=tuple(said[one.id, True]),
                unmet=tuple(said[one.id, False]),
            )
            for one in members
        ),
    )


def retire(session: Session, key: str, *, reason: str, account_id: int | None) -> StandardSet:
    """Take a set out of use, with the day and the reason; its links wait until it comes back.

    Raises:
        NotFound: no such set.
        Conflict: it is out of use already.
        Rejected: no reason was given, or it is too long.
    """
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= LONGEST_REASON:
        raise Rejected(
            f"Zeg waarom deze set vervalt, in hoogstens {LONGEST_REASON} tekens.",
            code="set.reden",
            problems=(Problem("#/reason", "Dit is leeg of te lang."),),
        )
    in_turn(session, "standaarden")
    row = get(session, key)
    if row.retired_at is not None:
        raise Conflict("Deze set is al vervallen.", code="set.al_vervallen")
    row.retired_at, row.retired_by, row.retired_reason = now(), account_id, reason
    session.flush()
    return row


def bring_back(session: Session, key: str) -> StandardSet:
    """Put a retired set back into use, with the links that it had.

    Raises:
        NotFound: no such set.
        Conflict: it is in use.
        Rejected: meanwhile another set in use has one of its keys.
    """
    in_turn(session, "standaarden")
    row = get(session, key)
    if row.retired_at is None:
        raise Conflict("Deze set is niet vervallen.", code="set.niet_vervallen")
    _refuse_taken(session, content_of(session, row).standards, apart_from=row)
    row.retired_at, row.retired_by, row.retired_reason = None, None, ""
    session.flush()
    return row


def taken(
    session: Session, keys: Iterable[str], *, apart_from: StandardSet | None = None
) -> dict[str, str]:
    """Which of these keys another set in use has, with the name of that set."""
    query = (
        select(Standard.key, StandardSet.name)
        .join(StandardSet, StandardSet.id == Standard.set_id)
        .where(is_current())
    )
    if apart_from is not None:
        query = query.where(StandardSet.key != apart_from.key)
    wanted = set(keys)
    return {key: name for key, name in session.execute(query).tuples() if key in wanted}


def _refuse_taken(
    session: Session, standards: Iterable[StandardContent], *, apart_from: StandardSet | None
) -> None:
    standards = list(standards)
    others = taken(session, (one.key for one in standards), apart_from=apart_from)
    if others:
        raise Rejected(
            "Er is niets opgeslagen. Een sleutel van een standaard mag maar in één set staan.",
            code="set.sleutel_bezet",
            problems=tuple(
                Problem(
                    one.place or f"standaard {one.key}",
                    f"De sleutel {one.key} is al van de set “{others[one.key]}”.",
                )
                for one in standards
                if one.key in others
            ),
        )


def _versions(session: Session, key: str) -> list[StandardSet]:
    query = select(StandardSet).where(StandardSet.key == key).order_by(StandardSet.id)
    return list(session.scalars(query))


def _members(session: Session, row: StandardSet) -> list[Standard]:
    query = select(Standard).where(Standard.set_id == row.id).order_by(Standard.position)
    return list(session.scalars(query))
