"""Import: a file of stories goes through the gate, all of it or nothing at all.

Three steps, each of which can be broken off: read and put apart, through the gate, and stored in
one transaction. The same file under the same terms goes on where it was.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from ingest.readers.result import Preview
from models import forms, import_batches, stories
from models.errors import Conflict, Problem, Rejected
from models.forms import Form
from models.import_batches import ImportBatch, StagedStory
from models.vocabulary import ImportState
from service import import_gate, import_layouts, import_staging, import_storing
from service.import_answers import Matching, kinds, match
from service.import_gate import CHUNK, Packed, Passed
from service.import_layouts import How
from service.import_staging import Faults, Progress
from service.import_storing import Basis, Slip
from service.wiring import House

__all__ = ["Basis", "Order", "Outcome", "Slip", "begin", "cancel", "go_on", "look"]

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
    slips: list[Slip] = field(default_factory=list, repr=False)


class Looked(NamedTuple):
    """What a file seems to hold, which of its questions the form has, and how it is read then."""

    order: Order
    seen: Preview
    matching: Matching


def look(house: House, order: Order) -> Looked:
    """Read a file without keeping anything.

    A column with the words of a question of the form holds its answers: it is read, unless
    somebody chose what to read.

    Raises:
        Rejected: the file as a whole cannot be accepted.
    """
    with house.database.reading() as session:
        form = forms.by_id(session, order.form_id)
    looked = _look(order, form)
    if order.how.options.answers is None:
        answers = kinds(looked.matching, looked.seen.questions)
        if answers is not None:
            options = replace(order.how.options, answers=answers)
            return _look(replace(order, how=replace(order.how, options=options)), form)
    return looked


def _look(order: Order, form: Form) -> Looked:
    with named(order.name):
        seen = import_layouts.preview(order.path, order.how)
    keys: Sequence[str] = () if seen.questions else [question.key for question in form.questions]
    return Looked(order, seen, match(form, seen.questions, keys))


def begin(
    house: House,
    order: Order,
    *,
    progress: Progress,
    account_id: int | None = None,
    by_force: bool = False,
) -> str:
    """Put a file apart as a batch, or take up the batch that this file has already.

    Args:
        house: the house.
        order: what is asked.
        progress: told how far it is.
        account_id: who asks, when that is known.
        by_force: take it up also when another process seems to be at work on it.

    Raises:
        Rejected: the file or any of its rows is wrong; nothing stays apart.
        Conflict: another process is at work on this file.
    """
    order, seen, matching = look(house, order)
    digest = _digest(house, order)
    with house.database.writing() as session:
        there = import_batches.unfinished(session, digest)
        if there is not None:
            batch = import_batches.take_up(session, there.id, by_force=by_force)
            if not batch.rows:
                batch = import_batches.begin_again(session, batch)
        else:
            batch = import_batches.begin(
                session,
                team_id=order.team_id,
                layout=seen.layout,
                digest=digest,
                basis={**order.basis.kept(), "form": order.form_id},
                account_id=account_id,
            )
    if not batch.rows:
        with stopped_when_broken_off(house, batch.id):
            _stage(house, batch, order, matching, expected=seen.stories, progress=progress)
    return batch.id


def go_on(house: House, batch_id: str, *, progress: Progress, processes: int) -> Outcome:
    """Take a batch that is put apart through the gate, and store all of it.

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
        stored = import_storing.store_batch(house, batch_id, progress=progress)
        with house.database.reading() as session:
            batch = import_batches.get(session, batch_id)
    return Outcome(
        found=batch.rows,
        new=len(stored.ids),
        already_known=batch.rows - len(stored.ids),
        masked=stored.masked,
        held=stored.held,
        slips=stored.slips,
    )


def cancel(house: House, batch_id: str) -> ImportBatch:
    """End a batch; nothing of it stays.

    Raises:
        NotFound: no such batch.
        Conflict: it was over already.
    """
    with house.database.writing() as session:
        return import_batches.over(session, batch_id, ImportState.CANCELLED)


def batch_of(house: House, order: Order) -> str | None:
    """The unfinished batch of a file, if it has one."""
    digest = _digest(house, order)
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


def _stage(
    house: House,
    batch: ImportBatch,
    order: Order,
    matching: Matching,
    *,
    expected: int,
    progress: Progress,
) -> None:
    faults = Faults()
    try:
        with named(order.name):
            rows = read_rows(order, matching, faults)
            found = import_staging.stage(
                house, batch.id, rows, faults=faults, expected=expected, progress=progress
            )
        same = _digest(house, order) == batch.digest
        with named(order.name):
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


def read_rows(order: Order, matching: Matching, faults: Faults) -> Iterator[Packed]:
    return import_staging.rows_of(order.path, order.how, matching, faults)


def _fail(house: House, batch_id: str) -> None:
    with house.database.writing() as session:
        import_batches.over(session, batch_id, ImportState.FAILED)


def _digest(house: House, order: Order) -> str:
    """The same for the same file into the same team, read in the same way under the same terms."""
    with named(order.name):
        content = import_layouts.digest_of(order.path)
    words = [
        content,
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
