"""What an import would do: all of it but the storing."""

from collections.abc import Iterator, Sequence

from models import stories
from models.errors import Problem
from service import import_gate, import_staging
from service.import_gate import CHUNK, Packed, Passed
from service.import_staging import Faults, Progress
from service.importing import STEP, Looked, Order, Outcome, named, read_rows
from service.wiring import House


def dry_run(house: House, looked: Looked, *, progress: Progress, processes: int) -> Outcome:
    """What an import would do; nothing is stored, nothing is put apart.

    Raises:
        Rejected: the file or any of its rows is wrong.
    """
    order, expected, faults = looked.order, looked.seen.stories, Faults()
    with house.database.reading() as session:
        marks = stories.known_fingerprints(session, order.team_id)
    outcome = Outcome(found=0, unknown=looked.matching.unknown)
    with named(order.name):
        chunks = _chunks(read_rows(looked, faults))
        for passed in import_gate.passing(house, chunks, rows=expected, processes=processes):
            outcome.found += len(passed)
            _count(house, order, passed, marks, outcome, faults)
            progress(STEP, outcome.found, max(expected, outcome.found))
    if faults.count:
        raise import_staging.refusal(order.name, faults)
    return outcome


def _chunks(every: Iterator[Packed]) -> Iterator[list[tuple[int, Packed]]]:
    part: list[tuple[int, Packed]] = []
    for numbered in enumerate(every, start=1):
        part.append(numbered)
        if len(part) == CHUNK:
            yield part
            part = []
    if part:
        yield part


def _count(
    house: House,
    order: Order,
    passed: Sequence[Passed],
    marks: set[str],
    outcome: Outcome,
    faults: Faults,
) -> None:
    for one in passed:
        if one.value is None:
            faults.add(Problem(one.place, one.message))
            continue
        mark = house.sealer.fingerprint(one.fingerprint)
        if mark in marks:
            outcome.already_known += 1
            continue
        marks.add(mark)
        outcome.new += 1
        outcome.masked += len(one.value["changes"])
        outcome.held += order.basis.approved and one.value["alarm"] is not None
