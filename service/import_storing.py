"""The last step of an import: everything that went through the gate becomes stories, at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import arrivals, audit, import_batches, runs, stories, triage
from models.arrivals import Arrival, Change, Terms
from models.base import new_id, today
from models.db import in_turn
from models.errors import Conflict, Unavailable
from models.import_batches import ImportBatch, StagedStory
from models.stories import Receipt
from models.vocabulary import (
    AgeGroup,
    ChangeOrigin,
    Channel,
    Danger,
    ImportState,
    InputMode,
    NarratorRole,
    PersonalDataKind,
    Purpose,
    RunKind,
    StoryPart,
)
from service import codes
from service.codes import Code
from service.wiring import House

ATTEMPTS = 3
Progress = Callable[[str, int, int], None]
HandOver = Callable[[Sequence["Slip"]], None]
"""Keeps codes where they cannot get lost; called before what they open is stored."""


@dataclass(frozen=True)
class Basis:
    """Under what agreement stories come in: chosen once, by the person who imports."""

    purposes: frozenset[Purpose]
    approved: bool
    channel: Channel = Channel.IMPORT
    synthetic: bool = False
    answer_within: timedelta = triage.ANSWER_WITHIN
    """Within what time a person looks at an approved story with an alarm."""
    settled: str = ""
    """How it was settled that the narrators agree, in words."""
    codes: bool = False
    """A code for every narrator, to say yes with."""

    def kept(self) -> dict[str, Any]:
        """As it is stored with the batch."""
        return {
            "purposes": sorted(self.purposes),
            "approved": self.approved,
            "settled": self.settled,
            "codes": self.codes,
        }

    @classmethod
    def of(cls, batch: ImportBatch, *, answer_within: timedelta) -> "Basis":
        """That of a batch."""
        kept = batch.basis
        return cls(
            purposes=frozenset(Purpose(value) for value in kept["purposes"]),
            approved=bool(kept["approved"]),
            answer_within=answer_within,
            settled=str(kept["settled"]),
            codes=bool(kept["codes"]),
        )


@dataclass(frozen=True)
class Slip:
    """A narrator's code, and where in the file the story stands that it opens."""

    place: str
    code: str = field(repr=False)


@dataclass
class Stored:
    """What became stories."""

    ids: list[str] = field(default_factory=list)
    masked: int = 0
    held: int = 0
    slips: list[Slip] = field(default_factory=list, repr=False)


def store_batch(
    house: House, batch_id: str, *, progress: Progress, hand_over: HandOver | None = None
) -> Stored:
    """All that went through the gate becomes stories in one transaction, or nothing does.

    Every attempt makes codes of its own, so `hand_over` may be called more than once: only the
    last ones count.

    Raises:
        Conflict: the batch was cancelled, or is not through the gate yet.
        Unavailable: it could not be stored; it can be tried again.
    """
    for _ in range(ATTEMPTS):
        try:
            fresh = _codes(house, batch_id)
            with house.database.writing() as session:
                stored = _store(session, house, batch_id, fresh, progress=progress)
                if hand_over is not None:
                    hand_over(stored.slips)
                return stored
        except IntegrityError:
            # Not raised further: its parameters hold story text. Somebody sent in the same story
            # in the same moment; the next time it is known.
            continue
    raise Unavailable(
        "Het lukt nu niet om dit te bewaren. Probeer het over een minuut opnieuw.",
        code="import.niet_bewaard",
    )


def arrival(
    value: Mapping[str, Any],
    mark: str,
    *,
    basis: Basis,
    receipt: tuple[str, str] | None = None,
) -> Arrival:
    """A packed story as it is stored."""
    # Without a yes of the narrator nothing is allowed yet, and no box is ticked beforehand.
    given = basis.purposes if basis.approved else frozenset[Purpose]()
    if value["purposes"] is not None:
        told = frozenset(map(Purpose, value["purposes"]))
        # What a file says of one story takes away from what was settled for all, and never adds.
        given = told if basis.synthetic else given & told
    return Arrival(
        # Examples have the same id everywhere, so every demo finds the same themes.
        id=str(value["reference"]) if basis.synthetic else new_id(),
        fingerprint=mark,
        title=value["title"],
        text=value["text"],
        given=given,
        role=NarratorRole(value["role"]) if value["role"] else None,
        age_group=AgeGroup(value["age_group"]) if value["age_group"] else None,
        period=value["period"],
        prompt=value["prompt"],
        alarm=Danger(value["alarm"]) if value["alarm"] else None,
        flags=value["flags"] if basis.approved and not basis.synthetic else None,
        answers=[
            (question, answer, InputMode(mode) if mode else None)
            for question, answer, mode in value["answers"]
        ],
        changes=[_change(*change) for change in value["changes"]],
        receipt=receipt,
    )


def terms(basis: Basis, *, team_id: int, form_id: int | None, expires_on: date | None) -> Terms:
    """What is the same for all stories of one file."""
    return Terms(
        team_id=team_id,
        form_id=form_id,
        channel=basis.channel,
        approved=basis.approved,
        synthetic=basis.synthetic,
        expires_on=expires_on,
        answer_within=basis.answer_within,
    )


def tell_of(
    session: Session,
    basis: Basis,
    *,
    team_id: int,
    count: int,
    account_id: int | None,
    batch_id: str | None = None,
) -> None:
    """Note in the audit trail what came in, and ask for one mining run when it may be read."""
    detail: dict[str, Any] = {"aantal": count, "goedgekeurd": basis.approved}
    if batch_id is not None:
        detail |= {"inlezen": batch_id, "mag": sorted(basis.purposes)}
    audit.record(
        session,
        "verhalen.ingelezen",
        subject=f"team {team_id}",
        account_id=account_id,
        detail=detail,
    )
    if count and basis.approved and basis.channel is not Channel.EXAMPLE:
        runs.enqueue(session, RunKind.MINE, account_id=account_id)


def _store(
    session: Session,
    house: House,
    batch_id: str,
    fresh: Iterator[tuple[Code, str]] | None,
    *,
    progress: Progress,
) -> Stored:
    batch = import_batches.get(session, batch_id)
    in_turn(session, f"import {batch.team_id}")
    if batch.state is not ImportState.WORKING or batch.done != batch.rows:
        raise Conflict(
            "Dit inlezen is geannuleerd, of door een ander overgenomen.", code="import.weg"
        )
    basis = Basis.of(batch, answer_within=house.settings.triage_time)
    same = terms(
        basis,
        team_id=batch.team_id,
        form_id=batch.basis["form"],
        expires_on=today() + timedelta(days=house.settings.expire_days),
    )
    known = stories.known_fingerprints(session, batch.team_id)
    stored = Stored()
    for first, part in _parts(session, batch_id):
        arrived = []
        for number, mark, sealed in part:
            if not mark:
                # It has not been through the gate: its words may never be stored.
                raise Conflict("Dit inlezen is nog niet af.", code="import.weg")
            if mark in known:
                continue
            known.add(mark)
            value = house.sealer.open(sealed, place=StagedStory.place(batch_id, number))
            arrived.append(_one(value, mark, basis, stored, fresh))
        arrivals.store(session, arrived, same)
        stored.ids += [one.id for one in arrived]
        stored.held += sum(one.alarm is not None for one in arrived) if basis.approved else 0
        progress("Verhalen bewaren", first + len(part), batch.rows)
    import_batches.over(session, batch_id, ImportState.DONE, stored=len(stored.ids))
    tell_of(
        session,
        basis,
        team_id=batch.team_id,
        count=len(stored.ids),
        account_id=batch.account_id,
        batch_id=batch_id,
    )
    return stored


def _parts(
    session: Session, batch_id: str
) -> Iterator[tuple[int, Sequence[tuple[int, str, bytes]]]]:
    after = seen = 0
    while part := import_batches.staged(session, batch_id, after=after, limit=arrivals.AT_ONCE):
        yield seen, part
        after = part[-1][0]
        seen += len(part)


def _one(
    value: Mapping[str, Any],
    mark: str,
    basis: Basis,
    stored: Stored,
    fresh: Iterator[tuple[Code, str]] | None,
) -> Arrival:
    stored.masked += len(value["changes"])
    if fresh is None:
        return arrival(value, mark, basis=basis)
    code, secret_hash = next(fresh)
    stored.slips.append(Slip(str(value["place"]), code.shown))
    return arrival(value, mark, basis=basis, receipt=(code.locator, secret_hash))


def _codes(house: House, batch_id: str) -> Iterator[tuple[Code, str]] | None:
    """Codes whose public part nobody has, made before the transaction: each takes a while."""
    with house.database.reading() as session:
        batch = import_batches.get(session, batch_id)
        if not batch.basis["codes"] or batch.basis["approved"]:
            return None
        taken = set(session.scalars(select(Receipt.locator)))
        count = batch.rows - batch.already_known
    fresh: list[tuple[Code, str]] = []
    while len(fresh) < count:
        code = codes.new_code()
        if code.locator not in taken:
            taken.add(code.locator)
            fresh.append((code, codes.hash_secret(code, house.sealer)))
    return iter(fresh)


def _change(
    part: str, start: int, end: int, kind: str, wording: str, origin: str, rule: str
) -> Change:
    return Change(
        StoryPart(part), start, end, PersonalDataKind(kind), wording, ChangeOrigin(origin), rule
    )
