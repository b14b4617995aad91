"""A story cut into passages: one to four sentences that belong together, with exact offsets.

A passage is what gets a theme. Too short and it says nothing, too long and it says several things.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate, pairwise

from nlp.language import Dutch
from nlp.lemmas import words
from nlp.sentences import turn_starts

VERSION = 2
"""Goes up when the same story would be cut elsewhere; it is stored with every run."""

MIN_TOKENS = 20
MAX_TOKENS = 120
IDEAL_TOKENS = 45
MAX_SENTENCES = 4

_MOST_UNITS = 40
_PARAGRAPH_BONUS = 0.6
_ANSWER_COST = 2.0
_TOO_SHORT_COST = 10.0
_NEEDLESS_SENTENCE_COST = 0.7
# Dearer than any length: cut here only when there is no other way.
_NEVER = 1000.0
_APOSTROPHE = r"(?![stnm]\b)"
_QUOTATION = re.compile(
    r"\"[^\"\n]{1,900}\"|“[^”\n]{1,900}”|„[^”“\n]{1,900}[”“]|«[^»\n]{1,900}»"
    rf"|(?<!\w)[‘']{_APOSTROPHE}[^\n‘]{{1,900}}?[’'](?!\w)"
)

Span = tuple[int, int]


@dataclass(frozen=True)
class PassageSpan:
    """Half-open code-point offsets into the story."""

    start: int
    end: int


def split(text: str, *, dutch: Dutch) -> list[PassageSpan]:
    """Cut a story into passages of 1-4 sentences and 20-120 words, where the text allows it.

    Together the passages hold everything but white space. A story under 20 words is one passage;
    very short sentences may go on beyond four until there are 20 words. What one speaker says, and
    what stands between quotation marks, stays in one passage as long as it is 120 words or less.
    The cuts are the cheapest ones over the whole story (dynamic programming), so the last passage
    is not a left-over.
    """
    units = dutch.sentences(text)
    if not units:
        return []
    sizes = [len(words(text[start:end])) for start, end in units]
    if sum(sizes) < MIN_TOKENS:
        return [PassageSpan(units[0][0], units[-1][1])]
    cuts = _cheapest_cuts(sizes, _gap_costs(text, units, sizes))
    return [PassageSpan(units[first][0], units[last - 1][1]) for first, last in cuts]


def _cheapest_cuts(sizes: list[int], gaps: list[float]) -> list[Span]:
    """The partition of the sentences with the lowest total cost, as half-open index pairs."""
    until = [0, *accumulate(sizes)]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for last in range(1, len(sizes) + 1):
        options = []
        for first in range(last - 1, max(-1, last - 1 - _MOST_UNITS), -1):
            if until[last] - until[first] > MAX_TOKENS and first < last - 1:
                break
            cost = best[first][0] + _length_cost(until, first, last) + gaps[last]
            options.append((cost, first))
        best.append(min(options))
    pairs, last = [], len(sizes)
    while last:
        first = best[last][1]
        pairs.append((first, last))
        last = first
    return pairs[::-1]


def _length_cost(until: list[int], first: int, last: int) -> float:
    """Zero at the ideal length; out of the question under 20 words, if there is another way.

    `until[i]` is the number of words before sentence `i`.
    """
    tokens = until[last] - until[first]
    if tokens < MIN_TOKENS:
        return _TOO_SHORT_COST + (MIN_TOKENS - tokens) / MIN_TOKENS
    cost = abs(tokens - IDEAL_TOKENS) / IDEAL_TOKENS
    if last - first <= MAX_SENTENCES:
        return cost
    needed = bisect_left(until, until[first] + MIN_TOKENS, first, last) - first
    return cost + _NEEDLESS_SENTENCE_COST * (last - first - max(needed, MAX_SENTENCES))


def _gap_costs(text: str, units: list[Span], sizes: list[int]) -> list[float]:
    """What it costs to cut before each sentence: less at a white line, never inside a turn."""
    turns = list(pairwise([*turn_starts(text), len(text)]))
    held = _held_gaps(units, sizes, [match.span() for match in _QUOTATION.finditer(text)])
    held |= _held_gaps(units, sizes, turns)
    answers = {end: _answer_cost(text[start:end]) for start, end in turns}
    costs = [0.0]
    for number, ((_, end), (following, _)) in enumerate(pairwise(units), start=1):
        if number in held:
            costs.append(_NEVER)
        elif following in answers:
            costs.append(answers[following])
        else:
            costs.append(-_PARAGRAPH_BONUS if text.count("\n", end, following) > 1 else 0.0)
    return [*costs, 0.0]


def _answer_cost(turn: str) -> float:
    """What it costs to cut after a turn: a short one is a question, and belongs with its answer."""
    return _ANSWER_COST if len(words(turn)) < MIN_TOKENS else -_PARAGRAPH_BONUS


def _held_gaps(units: list[Span], sizes: list[int], spans: list[Span]) -> set[int]:
    """The gaps between sentences that lie inside one of the spans, if it is not too long.

    Gap `i` lies before sentence `i`.
    """
    starts = [start for start, _ in units]
    held: set[int] = set()
    for start, end in spans:
        first = max(0, bisect_right(starts, start) - 1)
        last = bisect_right(starts, end - 1)
        if last - first <= _MOST_UNITS and sum(sizes[first:last]) <= MAX_TOKENS:
            held.update(range(first + 1, last))
    return held
