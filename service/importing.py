"""Import: a file of stories goes through the gate, all of it or nothing at all.

Three steps, each of which can be broken off: read and put apart, through the gate, and stored in
one transaction. The same file under the same terms goes on where it was.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.readers.result import Preview
from models import forms, import_batches, stories
from models.db import in_turn
from models.errors import Conflict, Problem, Rejected
from models.import_batches import ImportBatch, StagedStory
from models.vocabulary import ImportState
from service import import_gate, import_layouts, import_staging, import_storing
from service.import_answers import Matching, kinds, match
from service.import_gate import CHUNK, Packed, Passed
from service.import_layouts import How
from service.import_staging import Faults, Progress
from service.import_storing import Basis, HandOver
from service.wiring import House

__all__ = ["Basis", "Looked", "Order", "Outcome", "begin", "cancel", "go_on", "look"]

MOST_CODES = 500
"""Making a code takes a while; nobody prints more slips than this at once."""
STEP = "Namen weghalen"


@dataclass(frozen=True)
class Order:
    """What a person asks for: a file into a team, how it is read, and under what agreement."""

    path: Path
    name: str = field(repr=False)
    """What the file is called in an answer to whoever sent it; it is not kept."""
    team_id: int
    form_id: int
    basis: Basis
    how: How = field(default_factory=How)


@dataclass
class Outcome:
    """What an import did, or (dry run) would do."""

    found: int
    new: int = 0
    already_known: int = 0
    masked: int = 0
    held: int = 0
    unknown: tuple[str, ...] = ()
    """Questions of the file that the form does not have."""


@dataclass(frozen=True)
class Looked:
    """What a file seems to hold, which of its questions the form has, and how it is read then."""

    order: Order
    seen: Preview
    matching: Matching
    content: str
    """Hash of the file as it was before anything else was read of it."""


def look(house: House, order: Order) -> Looked:
    """Read a file without keeping anything.

    A column with the words of a question of the form holds its answers: it is read, unless
    somebody chose what to read.

    Raises:
        Rejected: the file as a whole cannot be accepted.
    """
    with house.database.reading() as session:
        form = forms.by_id(session, order.form_id)
    how = order.how
    with named(order.name):
        content = import_layouts.digest_of(order.path)
        seen = import_layouts.preview(
            order.path, how, proved=lambda asked: kinds(match(form, asked), asked)
        )
    if seen.answers is not None:
        order = replace(order, how=replace(how, options=replace(how.options, answers=seen.answers)))
    keys: Sequence[str] = () if seen.questions else [question.key for question in form.questions]
    return Looked(order, seen, match(form, seen.questions, keys), content)


def begin(
    house: House,
    looked: Looked,
    *,
    progress: Progress,
    account_id: int | None = None,
    by_force: bool = False,
) -> str:
    """Put a file apart as a batch, or take up the batch that this file has already.

    Args:
        house: the house.
        looked: the file, as it was looked over.
        progress: told how far it is.
        account_id: who asks, when that is known.
        by_force: take it up also when another process seems to be at work on it.

    Raises:
        Rejected: the file or any of its rows is wrong; nothing stays apart.
        Conflict: another process is at work on this file.
    """
    order, digest = looked.order, _digest(house, looked)
    with house.database.writing() as session:
        # Two who send the same file at once: the second finds what the first began.
        in_turn(session, f"import {digest}")
        there = import_batches.unfinished(session, digest)
        if there is not None:
            batch = import_batches.take_up(session, there.id, by_force=by_force)
            if not batch.rows:
                batch = import_batches.begin_again(session, batch)
        else:
            batch = import_batches.begin(
                session,
                team_id=order.team_id,
                layout=looked.seen.layout,
                digest=digest,
                basis={**order.basis.kept(), "form": order.form_id},
                account_id=account_id,
            )
    if not batch.rows:
        with stopped_when_broken_off(house, batch.id):
            _stage(house, batch, looked, progress=progress)
    return batch.id


def go_on(
    house: House,
    batch_id: str,
    *,
    progress: Progress,
    processes: int,
    hand_over: HandOver | None = None,
) -> Outcome:
    """Take a batch that is put apart through the gate, and store all of it.

    Args:
        house: the house.
        batch_id: the batch.
        progress: told how far it is.
        processes: how many may work on it.
        hand_over: keeps the codes of the stories, before these are stored.

    Raises:
        Rejected: a story cannot be taken in after all; nothing was stored.
        Conflict: the batch was cancelled or taken over.
        Unavailable: it could not be done now; the batch goes on later.
    """
    with stopped_when_broken_off(house, batch_id):
        with house.database.reading() as session:
            batch = import_batches.get(session, batch_id)
            marks = stories.known_fingerprints(session, batch.team_id)
            marks |= import_batches.staged_fingerprints(session, batch_id)
        _through_the_gate(house, batch, marks, progress=progress, processes=processes)
        stored = import_storing.store_batch(house, batch_id, progress=progress, hand_over=hand_over)
        with house.database.reading() as session:
            batch = import_batches.get(session, batch_id)
    return Outcome(
        found=batch.rows,
        new=len(stored.ids),
        already_known=batch.rows - len(stored.ids),
        masked=stored.masked,
        held=stored.held,
    )


def cancel(house: House, batch_id: str) -> ImportBatch:
    """End a batch; nothing of it stays.

    Raises:
        NotFound: no such batch.
        Conflict: it was over already.
    """
    with house.database.writing() as session:
        return import_batches.over(session, batch_id, ImportState.CANCELLED)


def batch_of(house: House, looked: Looked) -> str | None:
    """The unfinished batch of a file, if it has one."""
    digest = _digest(house, looked)
    with house.database.reading() as session:
        batch = import_batches.unfinished(session, digest)
    return None if batch is None else batch.id


@contextmanager
def stopped_when_broken_off(house: House, batch_id: str) -> Iterator[None]:
    """Whatever breaks this off, the batch can go on later. A refused one is over already."""
    try:
        yield
    except (Conflict, Rejected):
        raise
    except BaseException:
        with house.database.writing() as session:
            import_batches.stop(session, batch_id)
        raise


def _stage(house: House, batch: ImportBatch, looked: Looked, *, progress: Progress) -> None:
    order, faults = looked.order, Faults()
    try:
        with named(order.name):
            found = import_staging.stage(
                house,
                batch.id,
                read_rows(looked, faults),
                faults=faults,
                expected=looked.seen.stories,
                progress=progress,
            )
            same = import_layouts.digest_of(order.path) == looked.content
            _still_fine(order, faults, found=found, same=same)
    except Rejected:
        _fail(house, batch.id)
        raise


def _still_fine(order: Order, faults: Faults, *, found: int, same: bool) -> None:
    if faults.count:
        raise import_staging.refusal(order.name, faults)
    if not found:
        raise Rejected("Er staat geen verhaal in dit bestand.", code="import.leeg")
    if not same:
        raise Rejected("Dit bestand veranderde tijdens het lezen.", code="import.veranderd")
    if order.basis.codes and found > MOST_CODES:
        raise Rejected(
            f"Codes maken kan voor hoogstens {MOST_CODES} verhalen tegelijk. Maak er meer "
            "bestanden van.",
            code="import.codes",
        )


def _through_the_gate(
    house: House, batch: ImportBatch, marks: set[str], *, progress: Progress, processes: int
) -> None:
    at, faults = batch.done, Faults()
    chunks = _opened(house, batch)
    left = batch.rows - at
    for passed in import_gate.passing(house, chunks, rows=left, processes=processes):
        for one in passed:
            if one.value is None:
                faults.add(Problem(one.place, one.message))
        # After a fault nothing counts as done any more: who goes on meets it again.
        if not faults.count:
            at = _keep(house, batch.id, passed, marks, at=at)
            progress(STEP, at, batch.rows)
    if faults.count:
        _fail(house, batch.id)
        raise import_staging.refusal("Dit bestand", faults)


def _keep(
    house: House, batch_id: str, passed: Sequence[Passed], marks: set[str], *, at: int
) -> int:
    """Put what came through in place of what went in; returns how far it is now."""
    new: list[tuple[int, str, bytes]] = []
    known: list[int] = []
    for one in passed:
        mark = house.sealer.fingerprint(one.fingerprint)
        if mark in marks:
            known.append(one.number)
            continue
        marks.add(mark)
        place = StagedStory.place(batch_id, one.number)
        new.append((one.number, mark, house.sealer.seal(one.value, place=place)))
    done = passed[-1].number
    with house.database.writing() as session:
        import_batches.passed(session, batch_id, at=at, done=done, new=new, known=known)
    return done


def _opened(house: House, batch: ImportBatch) -> Iterator[list[tuple[int, Packed]]]:
    after = batch.done
    while True:
        with house.database.reading() as session:
            part = import_batches.staged(session, batch.id, after=after, limit=CHUNK)
        if not part:
            return
        after = part[-1][0]
        yield [
            (number, house.sealer.open(sealed, place=StagedStory.place(batch.id, number)))
            for number, _, sealed in part
        ]


def read_rows(looked: Looked, faults: Faults) -> Iterator[Packed]:
    """Every good story of a file, packed; what is wrong goes to `faults`."""
    return import_staging.rows_of(looked.order.path, looked.order.how, looked.matching, faults)


def _fail(house: House, batch_id: str) -> None:
    with house.database.writing() as session:
        import_batches.over(session, batch_id, ImportState.FAILED)


def _digest(house: House, looked: Looked) -> str:
    """The same for the same file into the same team, read in the same way under the same terms."""
    order = looked.order
    words = [
        looked.content,
        order.team_id,
        order.form_id,
        order.basis.kept(),
        order.how.words(),
    ]
    return house.sealer.fingerprint(f"import {json.dumps(words, sort_keys=True)}")


@contextmanager
def named(name: str) -> Iterator[None]:
    """A refusal of the file as a whole says which file, and that nothing was stored."""
    try:
        yield
    except Rejected as error:
        if error.code == "import.fouten":
            raise
        raise Rejected(
            f"{name}: {error.message} Er is niets opgeslagen.",
            code=error.code,
            problems=error.problems,
        ) from None
