"""The gate for many stories at once: packed drafts go in, packed stories without names come out.

What is packed is plain JSON, so that it can be sealed and can cross to another process.
"""

import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ingest import combinations
from ingest.drafts import Draft
from ingest.intake import Intake, StaffMasking, take_in
from ingest.pseudonymise import Pseudonymiser, load_pseudonymiser
from ingest.recognisers.own_list import OwnNames
from ingest.recognisers.remembering import one_story
from ingest.rules import rule_of
from models import own_names
from models.answers import OWN_WORDS
from models.errors import Rejected, Unavailable
from models.vocabulary import OwnNameKind, StoryPart
from service.own_finder import KINDS, WithNames, WithOwnLists
from service.wiring import House, executor

CHUNK = 200
"""How many stories go through at once."""
LEAST_FOR_PROCESSES = 400
"""A smaller file is done before another process has begun."""
AHEAD = 2

Packed = dict[str, Any]
Names = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Passed:
    """What became of one story: packed without names, or what is wrong with it and where."""

    number: int
    fingerprint: str = ""
    value: Packed | None = field(default=None, repr=False)
    place: str = ""
    message: str = ""


def packed(draft: Draft, answers: Sequence[tuple[int, dict[str, Any], str | None]]) -> Packed:
    """A draft as it is staged: its words are still in it.

    Args:
        draft: as it was read.
        answers: for questions of our own form: id, value, and with what it was set.
    """
    return {
        "title": draft.title,
        "text": draft.text,
        "role": draft.role,
        "age_group": draft.age_group,
        "period": draft.period,
        "prompt": draft.prompt,
        "reference": draft.reference,
        "place": draft.place,
        "purposes": None if draft.purposes is None else sorted(draft.purposes),
        # Only what can tell that it went badly; see `ingest.criticism`.
        "told": {key: raw for key, raw in draft.answers.items() if isinstance(raw, str)},
        "answers": [list(answer) for answer in answers],
    }


def through(
    chunk: Sequence[tuple[int, Packed]], *, finder: Pseudonymiser, staff: StaffMasking
) -> list[Passed]:
    """Take personal data out of packed drafts.

    Raises:
        Unavailable: a recogniser failed; nothing comes through.
    """
    done: list[Passed] = []
    for number, value in chunk:
        with one_story():
            done.append(_one(number, value, finder=finder, staff=staff))
    return done


def passing(
    house: House,
    chunks: Iterator[list[tuple[int, Packed]]],
    *,
    rows: int,
    processes: int,
) -> Iterator[list[Passed]]:
    """Send chunks through the gate, in order; with many stories in other processes as well.

    Args:
        house: the house.
        chunks: numbered drafts.
        rows: how many there are.
        processes: how many may work on it, this one included.

    Raises:
        Unavailable: a recogniser failed, or a process was killed.
    """
    staff = house.settings.staff_masking
    if rows < LEAST_FOR_PROCESSES or (processes < 2 and not house.settings.dask):
        for chunk in chunks:
            yield through(chunk, finder=_here(house), staff=staff)
        return
    try:
        with _helpers(house, processes - 1) as pool:
            yield from _side_by_side(house, chunks, pool=pool, helpers=processes - 1)
    except BrokenExecutor:
        raise Unavailable(
            "Het weghalen van namen is afgebroken. Begin opnieuw: het gaat verder waar het was.",
            code="import.afgebroken",
        ) from None


def cores() -> int:
    """How many processes can work here at once."""
    return len(os.sched_getaffinity(0))


def _side_by_side(
    house: House, chunks: Iterator[list[tuple[int, Packed]]], *, pool: Executor, helpers: int
) -> Iterator[list[Passed]]:
    """The helpers always have work waiting; what they cannot take yet is done here."""
    staff = house.settings.staff_masking
    waiting: deque[Future[list[Passed]]] = deque()
    for chunk in chunks:
        if sum(not one.done() for one in waiting) < AHEAD * max(1, helpers):
            recognisers = house.settings.recognisers
            waiting.append(pool.submit(_elsewhere, recognisers, _names(house), staff, chunk))
        else:
            here: Future[list[Passed]] = Future()
            here.set_result(through(chunk, finder=_here(house), staff=staff))
            waiting.append(here)
        while waiting and waiting[0].done():
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _here(house: House) -> Pseudonymiser:
    finder = house.pseudonymiser
    return finder.as_of_now() if isinstance(finder, WithOwnLists) else finder


@contextmanager
def _helpers(house: House, processes: int) -> Iterator[Executor]:
    pool = executor(house.settings.model_copy(update={"workers": max(1, processes)}))
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _elsewhere(
    recognisers: str, names: Names, staff: StaffMasking, chunk: list[tuple[int, Packed]]
) -> list[Passed]:
    """The gate in another process."""
    with suppress(ValueError):
        # Ctrl-C is for who started this; that one ends us in order.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    return through(chunk, finder=_finder(recognisers, names), staff=staff)


@lru_cache(maxsize=1)
def _finder(recognisers: str, names: Names) -> Pseudonymiser:
    listed = OwnNames.of((name, *KINDS[OwnNameKind(kind)]) for kind, name in names)
    return WithNames(_inner(recognisers), listed)


@lru_cache(maxsize=1)
def _inner(recognisers: str) -> Pseudonymiser:
    return load_pseudonymiser(recognisers)


def _names(house: House) -> Names:
    with house.database.reading() as session:
        return tuple((entry.kind.value, entry.name) for entry in own_names.every(session))


def _one(number: int, value: Packed, *, finder: Pseudonymiser, staff: StaffMasking) -> Passed:
    draft = Draft(title=value["title"], text=value["text"], answers=value["told"])
    words = [
        answer[1][name] for answer in value["answers"] for name in OWN_WORDS if name in answer[1]
    ]
    try:
        intake = take_in(draft, finder=finder, staff=staff, words=words)
    except Rejected as error:
        return Passed(number, place=value["place"], message=error.message)
    return Passed(number, intake.fingerprint, _without_names(value, intake))


def _without_names(value: Packed, intake: Intake) -> Packed:
    words = iter(intake.words)
    answers = [
        [question, {**told, **{name: next(words).text for name in OWN_WORDS if name in told}}, mode]
        for question, told, mode in value["answers"]
    ]
    changes = [
        [part, one.out_start, one.out_end, one.kind, one.placeholder, rule_of(one.rule).origin,
         one.rule]
        for part, done in ((StoryPart.TITLE, intake.title), (StoryPart.TEXT, intake.text))
        for one in done.replacements
    ]  # fmt: skip
    kept = ("role", "age_group", "period", "prompt", "reference", "place", "purposes")
    return {
        **{name: value[name] for name in kept},
        "title": intake.title.text,
        "text": intake.text.text,
        "answers": answers,
        "changes": changes,
        "alarm": intake.alarm.kind if intake.alarm else None,
        "flags": combinations.flags(intake.text.text),
    }
