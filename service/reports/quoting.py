"""Choosing what is quoted: short, from different narrators, and different from each other.

Only passages whose narrators allow quoting may be given to this file.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

WORD_LIMIT = 60
LEAST_WORDS = 8
"""Shorter passages are quoted only when there is nothing longer."""
NOVELTY = 0.5
"""Weight of being different against being typical (maximal marginal relevance)."""
GENTLE = 20
"""In a small theme every passage is typical: rank counts as if there were this many."""
SAME_ROLE = 0.2
"""A second quote from the same role counts as this much more alike."""

_SENTENCE_END = re.compile(r"""(?<=[.!?…])["”’')\]]*\s+""")
_WORD = re.compile(r"\w+")
# Bidi controls and other invisible commands change how the text around them is shown; the rest
# cannot be written in XML.
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ufeff\ufffe\uffff\ufff9-\ufffb\ud800-\udfff]"
)


@dataclass(frozen=True)
class Candidate:
    """A passage that may be quoted. The text stays out of the repr."""

    story_id: str
    text: str = field(repr=False)
    role: str | None
    period: str | None
    synthetic: bool


def plain(text: str) -> str:
    """The text on one line, without characters that are commands instead of signs."""
    return " ".join(_UNSHOWABLE.sub("", text).split())


def shorten(text: str, *, limit: int = WORD_LIMIT) -> str:
    """At most `limit` words, ending with a whole sentence where one fits; '…' marks the cut."""
    text = plain(text)
    if len(text.split()) <= limit:
        return text
    kept = ""
    for end in _SENTENCE_END.finditer(text):
        head = text[: end.end()].strip()
        if len(head.split()) > limit:
            break
        kept = head
    if kept:
        return f"{kept} …"
    return " ".join(text.split()[:limit]).rstrip(",;:–-") + " …"


def choose(candidates: Sequence[Candidate], count: int = 3) -> tuple[Candidate, ...]:
    """Pick quotes from different stories that are typical and yet unlike each other.

    Args:
        candidates: passages, the most typical first.
        count: how many at most.

    Greedy maximal marginal relevance (Carbonell and Goldstein 1998) on shared words.
    """
    pool = _one_per_story(candidates)
    size = max(len(pool), GENTLE)
    bags = [frozenset(_WORD.findall(passage.text.casefold())) for passage in pool]
    chosen: list[int] = []
    while len(chosen) < count and len(chosen) < len(pool):
        free = [index for index in range(len(pool)) if index not in chosen]
        chosen.append(
            max(
                free,
                key=lambda index: (
                    (1 - NOVELTY) * (1 - index / size)
                    - NOVELTY * max((_alike(pool, bags, index, at) for at in chosen), default=0.0),
                    -index,
                ),
            )
        )
    return tuple(pool[index] for index in chosen)


def _one_per_story(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The first passage of each story that says enough; short ones only when all are short."""
    long_enough = [c for c in candidates if len(c.text.split()) >= LEAST_WORDS]
    seen: dict[str, Candidate] = {}
    for passage in [*long_enough, *candidates]:
        seen.setdefault(passage.story_id, passage)
    return list(seen.values())


def _alike(
    pool: Sequence[Candidate], bags: Sequence[frozenset[str]], one: int, other: int
) -> float:
    """How much two passages share, 0 to 1 and a little more for the same role."""
    together = len(bags[one] | bags[other])
    overlap = len(bags[one] & bags[other]) / together if together else 1.0
    same_role = pool[one].role is not None and pool[one].role == pool[other].role
    return overlap + (SAME_ROLE if same_role else 0.0)
