"""The first step of an import: every story of a file is read, checked and put apart, sealed.

With one fault anywhere nothing stays apart, and every fault is named.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.drafts import Draft
from ingest.intake import MIN_STORY_CHARACTERS
from ingest.readers.opening import iter_drafts
from models import import_batches
from models.errors import Problem, Rejected
from models.import_batches import StagedStory
from service.import_answers import Matching
from service.import_gate import Packed, packed
from service.import_layouts import How
from service.wiring import House

AT_ONCE = 1_000
MOST_PROBLEMS = 200
SHOWN_PROBLEMS = 20
_SHORT = "Dit verhaal is heel kort. Er hoort ten minste één zin te staan."

Progress = Callable[[str, int, int], None]


@dataclass
class Faults:
    """What is wrong with a file. All is counted; of very much only the first part is kept."""

    kept: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, problem: Problem) -> None:
        """One more."""
        self.count += 1
        if self.count <= MOST_PROBLEMS:
            self.kept.append(problem)


def rows_of(path: Path, how: How, matching: Matching | None, faults: Faults) -> Iterator[Packed]:
    """Every good story of a file, packed; what is wrong goes to `faults`.

    Raises:
        Rejected: the file as a whole cannot be accepted.
    """
    found = iter_drafts(path, mapping=how.mapping, layout=how.layout, options=how.options)
    for _, one in found:
        if isinstance(one, Problem):
            faults.add(one)
            continue
        try:
            answers = matching.answers(one.answers) if matching else []
        except Rejected as error:
            faults.add(Problem(one.place, error.message))
            continue
        if _too_short(one):
            faults.add(Problem(one.place, _SHORT))
        else:
            known = one.prompt is None or _is_known(one.prompt, matching)
            yield packed(one if known else replace(one, prompt=None), answers)


def _is_known(prompt: str, matching: Matching | None) -> bool:
    """True for an opening question that the form has too."""
    prompts = matching.form.prompts if matching else []
    return any(prompt == one["key"] for one in prompts)


def stage(
    house: House,
    batch_id: str,
    rows: Iterator[Packed],
    *,
    faults: Faults,
    expected: int,
    progress: Progress,
) -> int:
    """Put all rows apart, unless something is wrong; returns how many.

    Raises:
        Conflict: the batch was cancelled or taken over.
    """
    with house.database.writing() as session:
        import_batches.unstage(session, batch_id)
    number = 0
    part: list[tuple[int, bytes]] = []
    for row in rows:
        number += 1
        if faults.count:
            continue
        place = StagedStory.place(batch_id, number)
        part.append((number, house.sealer.seal(row, place=place)))
        if len(part) == AT_ONCE:
            _put_apart(house, batch_id, part)
            part = []
            progress("Bestand lezen", number, max(number, expected))
    if not faults.count:
        _put_apart(house, batch_id, part)
        with house.database.writing() as session:
            import_batches.all_staged(session, batch_id, number)
        progress("Bestand lezen", number, number)
    return number


def refusal(name: str, faults: Faults) -> Rejected:
    """What is wrong with a file, by row and column; nothing of it was stored."""
    shown = [f"  {problem.place}: {problem.message}" for problem in faults.kept[:SHOWN_PROBLEMS]]
    if faults.count > SHOWN_PROBLEMS:
        shown.append(f"  … en nog {faults.count - SHOWN_PROBLEMS} plaatsen.")
    lines = "\n".join(shown)
    return Rejected(
        f"{name} is niet ingelezen. Er is niets opgeslagen. Pas dit aan:\n{lines}",
        code="import.fouten",
        problems=tuple(faults.kept),
    )


def _put_apart(house: House, batch_id: str, part: list[tuple[int, bytes]]) -> None:
    with house.database.writing() as session:
        import_batches.stage(session, batch_id, part)


def _too_short(draft: Draft) -> bool:
    return len(draft.text.strip()) < MIN_STORY_CHARACTERS
