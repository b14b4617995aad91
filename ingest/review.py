"""The narrator's correction: words come back, get another wording, or go as well."""

import re
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Protocol

from ingest.drafts import clean_text
from ingest.rebuilding import Pseudonymised, rebuilt
from models.errors import Problem, Rejected
from models.vocabulary import PLACEHOLDER
from models.vocabulary import PersonalDataKind as Kind
from models.wording import Worded

MAX_WORDING = 60
NARRATOR = "verteller"


class Replaced(Protocol):
    """What a correction needs to know of a replacement."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def kind(self) -> Kind: ...  # noqa: D102
    @property
    def placeholder(self) -> str: ...  # noqa: D102
    @property
    def rule(self) -> str: ...  # noqa: D102


def apply_review(
    raw_text: str,
    replacements: Sequence[Replaced],
    *,
    restored: set[int] | frozenset[int] = frozenset(),
    renamed: Mapping[int, str] | None = None,
    marked: Sequence[str] = (),
    all_must_occur: bool = False,
) -> Pseudonymised:
    """Apply what the narrator decided about the replacements of one text.

    Args:
        raw_text: the text that the offsets of `replacements` count in.
        replacements: what was taken out, in reading order.
        restored: indexes of replacements that are undone.
        renamed: index -> the narrator's own wording, such as "mijn buurvrouw".
        marked: words or phrases that have to go too, wherever they stand as whole words.
        all_must_occur: refuse a marked phrase that is not in this text (a phrase may stand in
            the title only, so by default it may be missing here).

    Raises:
        Rejected: an own wording cannot be used, or a marked phrase is not there.
    """
    wordings = {index: _wording(words) for index, words in (renamed or {}).items()}
    entries = [
        (item.start, item.end, item.kind, wordings.get(index, item.placeholder),
         NARRATOR if index in wordings else item.rule)
        for index, item in enumerate(replacements)
        if index not in restored
    ]  # fmt: skip
    taken = [False] * len(raw_text)
    for start, end, *_ in entries:
        taken[start:end] = [True] * (end - start)
    numbers = count(1 + _highest_marked(raw_text))
    for phrase in marked:
        places = occurrences(raw_text, phrase)
        if not places and all_must_occur:
            raise _not_found()
        free = [(start, end) for start, end in places if not any(taken[start:end])]
        if not free:
            continue
        wording = f"[{Kind.MARKED.label}-{next(numbers)}]"
        for start, end in free:
            entries.append((start, end, Kind.MARKED, wording, NARRATOR))
            taken[start:end] = [True] * (end - start)
    return rebuilt(raw_text, entries)


def occurrences(text: str, phrase: str) -> list[tuple[int, int]]:
    """Where a phrase stands as whole words, in any case and with any spaces between the words."""
    words = clean_text(phrase, limit=None).split()
    if not any(character.isalnum() for word in words for character in word):
        return []
    pattern = r"(?<!\w)" + r"\s+".join(re.escape(word) for word in words) + r"(?!\w)"
    return [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]


def _wording(words: str) -> str:
    """An own wording on one line, that does not look like a placeholder."""
    plain = " ".join(clean_text(words, limit=None).split())
    if not plain:
        raise _bad_wording(Worded("Schrijf wat er moet komen te staan."))
    if len(plain) > MAX_WORDING:
        raise _bad_wording(Worded("Gebruik niet meer dan {most} tekens.", most=MAX_WORDING))
    if PLACEHOLDER.search(plain):
        raise _bad_wording(Worded("Schrijf gewone woorden, zonder vierkante haken."))
    return plain


def _bad_wording(reason: Worded) -> Rejected:
    return Rejected(
        Worded("Dit kan er niet komen te staan. {reason}", reason=reason),
        code="nakijken.woorden",
        problems=(Problem("iets anders", reason),),
    )


def _not_found() -> Rejected:
    message = "Wij vinden dit woord niet in uw verhaal. Kijk of u het precies zo hebt geschreven."
    return Rejected(
        message, code="nakijken.niet_gevonden", problems=(Problem("gemist woord", message),)
    )


def _highest_marked(text: str) -> int:
    found = re.findall(rf"\[{Kind.MARKED.label}-([0-9]{{1,9}})\]", text)
    return max((int(number) for number in found), default=0)
