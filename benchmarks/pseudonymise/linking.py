"""The same person, the same placeholder: names in nine novels (`openboek_nl/persons.jsonl`).

A story is taken to be forty sentences in a row. Every two names in one story make a pair, of one
person or of two. The names are silver: written as the books have them, in
the spelling of 1860-1918. Some are of one person without a word in common, which no rule can know.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, groupby
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.pseudonymise.beside import rules
from benchmarks.pseudonymise.counting import Row, rows
from ingest.placeholders import worded
from ingest.pseudonymise import Mention, pseudonymise
from models.vocabulary import PersonalDataKind as Kind

SENTENCES = 40
# Marked as names in the data, and no names of people there.
IGNORED = frozenset(("God", "Heer", "Griek", "Monseigneur", "Digne", "Dante", "Last"))


class Named(NamedTuple):
    """One name in a window: where it stands, and whose it is."""

    start: int
    end: int
    entity: str


Wording = Callable[[str, Sequence[Named]], list[str | None]]


def run(data: Path) -> dict[str, Any]:
    """With the names given, which measures the linking alone; and with the names we find."""
    windows = list(_windows(rows(data / "openboek_nl" / "persons.jsonl")))
    return {
        "windows": len(windows),
        "names": sum(len(names) for _, names in windows),
        "names given": _pairs(windows, _given),
        "names found by the rules": _pairs(windows, _whole),
    }


def _windows(sentences: Sequence[Row]) -> Iterator[tuple[str, list[Named]]]:
    for _, book in groupby(sentences, key=lambda row: row["book"]):
        lines = list(book)
        for first in range(0, len(lines), SENTENCES):
            text, names = "", []
            for row in lines[first : first + SENTENCES]:
                for span in row["spans"]:
                    if span["text"] not in IGNORED:
                        start, end = len(text) + span["start"], len(text) + span["end"]
                        names.append(Named(start, end, span["entity"]))
                text += row["text"] + " "
            if names:
                yield text, sorted(set(names))


def _given(text: str, names: Sequence[Named]) -> list[str | None]:
    mentions = [Mention(name.start, name.end, Kind.PERSON, "goud") for name in names]
    return list(worded(text, mentions))


def _whole(text: str, names: Sequence[Named]) -> list[str | None]:
    replaced = pseudonymise(text, finder=rules()).replacements
    return [
        next((r.placeholder for r in replaced if r.start < name.end and name.start < r.end), None)
        for name in names
    ]


def _pairs(windows: Sequence[tuple[str, list[Named]]], wording: Wording) -> dict[str, Any]:
    seen: Counter[tuple[bool, bool, bool]] = Counter()
    found = 0
    for text, names in windows:
        got = [
            (name.entity, placeholder, _words(text[name.start : name.end]))
            for name, placeholder in zip(names, wording(text, names), strict=True)
            if placeholder is not None
        ]
        found += len(got)
        seen.update(
            (one[0] == other[0], one[1] == other[1], bool(one[2] & other[2]))
            for one, other in combinations(got, 2)
        )
    one_person = {key: count for key, count in seen.items() if key[0]}
    two_people = {key: count for key, count in seen.items() if not key[0]}
    alike = {key: count for key, count in one_person.items() if key[2]}
    unlike = {key: count for key, count in one_person.items() if not key[2]}
    sharing = {key: count for key, count in seen.items() if key[1]}
    return {
        "names_with_a_placeholder": found,
        "same_person_same_placeholder": _share(one_person, 1),
        "same, names with a word in common": _share(alike, 1),
        "same, names without": _share(unlike, 1),
        "two_people_one_placeholder": _share(two_people, 1),
        "pairs_sharing_that_are_one_person": _share(sharing, 0),
    }


def _share(pairs: Mapping[tuple[bool, bool, bool], int], at: int) -> str:
    """The share of pairs for which the value at this place is true."""
    hits = sum(count for key, count in pairs.items() if key[at])
    total = sum(pairs.values())
    return f"{hits / total:.3f} ({hits}/{total})" if total else "-"


def _words(name: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"\w+", name.lower()) if len(word) > 3)
