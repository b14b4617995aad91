"""Words and a working title for a theme, as a person would read them. Never a name.

The words are chosen by c-TF-IDF (`bertopic_frame.py`); here they become surface forms. A term must
stand in two stories at least, so that no label points at one narrator.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from nlp.language import Dutch
from nlp.word_lists import word_set

WORDS = 10
_LABEL_WORDS = 3
_STEM = 4
_JOINER = "_"
_UNKNOWN_WORD_STORIES = 4
# Pairs of words are most of the work and rarely the best name; large collections do without.
_PAIRS_UP_TO = 10_000
_TELLS_ONLY = "labelstopwoorden.txt"
_NEGATIONS = frozenset({"niet", "geen", "nooit", "niets", "niks", "nergens", "niemand"})


@dataclass(frozen=True)
class Terms:
    """What may become a word of a theme: per passage its terms, and how each is usually written."""

    rows: tuple[tuple[str, ...], ...]
    surface: dict[str, str]


@dataclass(frozen=True)
class Naming:
    """A working title, a sentence and the words of a theme, all from the stories' own words."""

    label: str
    description: str
    words: tuple[str, ...]


def gather_terms(
    readings: Sequence[Sequence[tuple[str, str]]], story_ids: Sequence[str], *, dutch: Dutch
) -> Terms:
    """Lemmas and pairs of neighbouring lemmas that stand in two stories at least.

    Args:
        readings: per passage its (surface, lemma) pairs, from `Dutch.surface_and_lemmas`;
            passages of one story must stand together.
        story_ids: the story of each passage.
        dutch: says which lemmas are ordinary words.
    """
    paired = len(readings) <= _PAIRS_UP_TO
    spread = _story_counts(readings, story_ids, paired=paired)
    allowed = {term for term, count in spread.items() if _may_name(term, count, dutch)}
    forms: dict[str, Counter[str]] = {term: Counter() for term in sorted(allowed)}
    rows = []
    for reading in readings:
        written = [pair for pair in _written(reading, paired=paired) if pair[0] in allowed]
        for term, surface in written:
            forms[term][surface] += 1
        rows.append(tuple(term for term, _ in written))
    return Terms(rows=tuple(rows), surface={term: _usual(forms[term]) for term in forms})


def name_theme(
    ranked: Sequence[tuple[str, float]], terms: Terms, rows: Sequence[int], stories: Sequence[str]
) -> Naming:
    """Title, sentence and words for one theme.

    Args:
        ranked: terms of the theme with their c-TF-IDF weight.
        terms: what may be a word at all.
        rows: the passages of the theme.
        stories: the story of each of those passages; a word counts for as far as they share it.
    """
    spread: dict[str, set[str]] = {term: set() for term, _ in ranked}
    for row, story in zip(rows, stories, strict=True):
        for term in spread.keys() & set(terms.rows[row]):
            spread[term].add(story)
    scored = [
        (-weight * math.sqrt(len(spread[term]) / len(set(stories))), term)
        for term, weight in ranked
        if len(spread[term]) > 1 and weight > 0
    ]
    chosen: list[str] = []
    for _, term in sorted(scored):
        if len(chosen) < WORDS and not any(_alike(term, other) for other in chosen):
            chosen.append(term)
    words = tuple(terms.surface[term] for term in chosen)
    return Naming(label=_title(words), description=_sentence(words), words=words)


def tell_apart(names: Sequence[Naming]) -> list[Naming]:
    """Give themes with the same title one more word each, or else a number."""
    taken: Counter[str] = Counter()
    result = []
    for name in names:
        label = name.label
        for count in range(_LABEL_WORDS + 1, len(name.words) + 1):
            if label not in taken:
                break
            label = _title(name.words, count)
        if label in taken:
            label = f"{name.label} ({taken[name.label] + 1})"
        taken[name.label] += 1
        taken[label] += label != name.label
        result.append(Naming(label, name.description, name.words))
    return result


def _written(reading: Sequence[tuple[str, str]], *, paired: bool) -> list[tuple[str, str]]:
    """The terms of a passage as (term, as written): its lemmas, then its neighbouring pairs."""
    singles = [(lemma, surface) for surface, lemma in reading]
    if not paired:
        return singles
    pairs = [(one[1] + _JOINER + two[1], f"{one[0]} {two[0]}") for one, two in pairwise(reading)]
    return singles + pairs


def _story_counts(
    readings: Sequence[Sequence[tuple[str, str]]], story_ids: Sequence[str], *, paired: bool
) -> dict[str, int]:
    """In how many stories each term stands. Passages of a story stand together (sorted input)."""
    last: dict[str, str] = {}
    counts: dict[str, int] = {}
    for reading, story in zip(readings, story_ids, strict=True):
        for term, _ in _written(reading, paired=paired):
            if last.get(term) != story:
                last[term] = story
                counts[term] = counts.get(term, 0) + 1
    return counts


def _may_name(term: str, stories: int, dutch: Dutch) -> bool:
    if stories < 2:
        return False
    parts = term.split(_JOINER)
    if len(parts) == 2 and parts[0] == parts[1]:
        return False
    # A negation says something in front of a word only: "niet helpen", but never "helpen niet".
    if parts[-1] in _NEGATIONS or any(part in word_set(_TELLS_ONLY) for part in parts):
        return False
    # A word that no dictionary knows may be a name: it must be common to speak for itself.
    return stories >= _UNKNOWN_WORD_STORIES or all(
        part in _NEGATIONS or dutch.is_word(part) for part in parts
    )


def _usual(forms: Counter[str]) -> str:
    """The form most often written; ties to the shorter, then the alphabet."""
    return min(forms, key=lambda form: (-forms[form], len(form), form))


def _alike(term: str, other: str) -> bool:
    """Whether two terms share a stem, or one says what the other says."""
    ours, theirs = set(term.split(_JOINER)), set(other.split(_JOINER))
    return any(
        a == b or a in b or b in a or (a[:_STEM] == b[:_STEM] and len(a) > _STEM)
        for a in ours
        for b in theirs
        if a not in _NEGATIONS and b not in _NEGATIONS
    )


def _title(words: Sequence[str], count: int = _LABEL_WORDS) -> str:
    """ "Wachtlijst, intake en bellen"."""
    chosen = list(words[:count])
    if not chosen:
        return "Thema zonder eigen woorden"
    text = chosen[0] if len(chosen) == 1 else f"{', '.join(chosen[:-1])} en {chosen[-1]}"
    return text[0].upper() + text[1:]


def _sentence(words: Sequence[str]) -> str:
    if not words:
        return "De verhalen lijken op elkaar, maar delen geen woorden die opvallen."
    listed = words[0] if len(words) == 1 else f"{', '.join(words[:5][:-1])} en {words[:5][-1]}"
    return f"In deze verhalen gaat het vaak over {listed}."
