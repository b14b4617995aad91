"""Sets of standards taken in, retired and put back, each with its line in the audit trail."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from ingest.standard_sets import read_set
from models import audit, runs, standard_sets, teams
from models.db import in_turn
from models.standard_content import Difference, SetContent, difference
from models.standard_links import Carried
from models.standards import StandardSet
from models.vocabulary import RunKind, SetTier
from service.wiring import House


@dataclass(frozen=True)
class Upload:
    """What taking in a file did, or would do."""

    content: SetContent
    is_new: bool
    """False when this version was there already, with the same content."""
    in_use: bool
    """False when this version was there already, and another took its place or it was retired."""
    before: str | None
    """The version that it takes the place of."""
    carried: Carried
    difference: Difference | None


def take_in(
    house: House, file: bytes, *, name: str, account_id: int | None = None, dry_run: bool = False
) -> Upload:
    """Store the set in a file, whole or not at all.

    Args:
        house: where it is stored.
        file: the bytes of a CSV, XLSX, JSON or YAML file.
        name: its name; only the extension counts.
        account_id: who does it.
        dry_run: only tell what would happen.

    Raises:
        Rejected: something in it is wrong; every place is named.
        Conflict: this version is there with another content, or the set is somebody else's.
    """
    content = read_set(file, name=name)
    with house.database.writing() as session:
        trial = session.begin_nested() if dry_run else None
        done = _store(house, session, content, account_id)
        if trial is not None:
            trial.rollback()
        elif done.is_new:
            audit.record(
                session,
                "standaarden.ingelezen",
                subject=f"set:{content.key}@{content.version}",
                account_id=account_id,
                detail={
                    "standaarden": len(content.standards),
                    "in_plaats_van": done.before,
                    "koppelingen_gebleven": done.carried.kept,
                    "koppelingen_opnieuw": done.carried.again,
                },
            )
            _link_anew(session, account_id)
    return done


def retire(house: House, key: str, *, reason: str, account_id: int | None = None) -> StandardSet:
    """Take a set out of use; see `models.standard_sets.retire`."""
    with house.database.writing() as session:
        row = standard_sets.retire(session, key, reason=reason, account_id=account_id)
        audit.record(
            session,
            "standaarden.vervallen",
            subject=f"set:{row.key}@{row.version}",
            account_id=account_id,
        )
    return row


def bring_back(house: House, key: str, *, account_id: int | None = None) -> StandardSet:
    """Put a set back into use; see `models.standard_sets.bring_back`."""
    with house.database.writing() as session:
        row = standard_sets.bring_back(session, key)
        audit.record(
            session,
            "standaarden.teruggezet",
            subject=f"set:{row.key}@{row.version}",
            account_id=account_id,
        )
        _link_anew(session, account_id)
    return row


def between(session: Session, key: str, before: str, after: str) -> Difference:
    """What differs between two versions of a set.

    Raises:
        NotFound: no such set or version.
    """
    older, newer = (standard_sets.get(session, key, version) for version in (before, after))
    return difference(
        standard_sets.content_of(session, older), standard_sets.content_of(session, newer)
    )


def _store(house: House, session: Session, content: SetContent, account_id: int | None) -> Upload:
    # Before the organisation is looked up, too: two at once would both make it.
    in_turn(session, "standaarden")
    owner = None
    if content.tier is SetTier.LOCAL:
        owner = teams.organisation_named(session, house.settings.organisation).id
    stored = standard_sets.store(session, content, organisation_id=owner, account_id=account_id)
    before = stored.before
    return Upload(
        content=content,
        is_new=stored.is_new,
        in_use=stored.row.superseded_by_id is None and stored.row.retired_at is None,
        before=before.version if before else None,
        carried=stored.carried,
        difference=difference(standard_sets.content_of(session, before), content)
        if before
        else None,
    )


def _link_anew(session: Session, account_id: int | None) -> None:
    """A run looks which stories are about the standards that are new here."""
    runs.enqueue(session, RunKind.MINE, account_id=account_id)
