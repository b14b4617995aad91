"""Which pronouns can only be a worker: `hij` when one worker, and nobody else, was just named."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.recognisers.lexicon import fold, lists
from ingest.roles import WORD

_PRONOUN = re.compile(
    r"(?<![\w\[-])(?P<word>hij|zij|ze|haar|hem|z['’]n|zijn)(?![\w\]]|['’-]\w)", re.I
)
# 'ze snauwde', 'ze luistert': more than one person would do that with -en.
_ENDS_OF_ONE = ("de", "te", "t")
_PREPOSITIONS = frozenset((
    "in", "met", "van", "op", "aan", "voor", "bij", "naar", "over", "door", "uit", "om", "onder",
    "achter", "tijdens", "na", "tegen", "en",
))  # fmt: skip


@dataclass(frozen=True)
class Actor:
    """Somebody in the story: a name, a placeholder or a noun; `answer` is how a worker is named."""

    start: int
    end: int
    who: str
    staff: bool
    gender: str
    answer: str = ""


def referring(
    text: str, sentences: Sequence[tuple[int, int]], actors: Sequence[Actor]
) -> Iterator[tuple[int, int, str]]:
    """Where a pronoun can only be a worker, and what can stand there: nobody else is near.

    Near is the same sentence or the one before it. A pronoun that was resolved counts as the
    worker, so that a row of sentences about one person stays about that person.
    """
    waiting = deque(actors)
    before: list[Actor] = []
    for start, end in sentences:
        here: list[Actor] = []
        pronouns = list(_PRONOUN.finditer(text, start, end))
        while waiting and waiting[0].start < end and not pronouns:
            here.append(waiting.popleft())
        for match in pronouns:
            while waiting and waiting[0].start < match.start():
                here.append(waiting.popleft())
            meant = _meant(match, text, [*before, *here])
            if meant is None:
                continue
            possessive = _possessive(match, text)
            wording = "diens" if possessive else meant.answer
            yield (*match.span(), wording)
            if not possessive:
                here.append(meant)
        while waiting and waiting[0].start < end:
            here.append(waiting.popleft())
        before = here


def _meant(match: re.Match[str], text: str, candidates: Sequence[Actor]) -> Actor | None:
    word = match["word"].lower().replace("’", "'")
    gender = "f" if word in {"zij", "ze", "haar"} else "m"
    possible = [actor for actor in candidates if actor.gender in {"", gender}]
    if not possible or len({actor.who for actor in possible}) > 1 or not possible[-1].staff:
        return None
    if word in {"ze", "zij"} and not _singular(match, text):
        return None
    if word == "zijn" and not _possessive(match, text):
        return None
    return possible[-1]


def _around(match: re.Match[str], text: str) -> tuple[str, str]:
    """The words directly before and behind, folded; nothing across a comma or full stop."""
    before = re.search(rf"({WORD})\s$", text[max(0, match.start() - 30) : match.start()])
    after = re.match(rf"\s({WORD})", text[match.end() : match.end() + 30])
    return fold(before[1]) if before else "", fold(after[1]) if after else ""


def _singular(match: re.Match[str], text: str) -> bool:
    """`zij kwam`, `zei ze`, `dat ze niet ...`; not `ze kwamen`, and not when nothing tells."""
    known = lists()
    verbs = known.triggers["werkwoorden"]
    before, after = _around(match, text)
    if after in verbs or (after.endswith(_ENDS_OF_ONE) and after not in known.function_words):
        return not after.endswith("en")
    if before in verbs:
        return not before.endswith("en")
    return before in {"dat", "omdat", "toen", "als", "want", "terwijl", "of"} and _verb_behind(
        text[match.end() : match.end() + 80], verbs
    )


def _verb_behind(after: str, verbs: frozenset[str]) -> bool:
    """The first verb that follows in this clause is of one person."""
    clause = re.split(r"[.,;!?\n]", after)[0]
    for word in re.findall(WORD, clause):
        if fold(word) in verbs:
            return not word.endswith("en")
    return False


def _possessive(match: re.Match[str], text: str) -> bool:
    """`haar agenda`, `met zijn collega`; not `ik heb haar gebeld`, `we zijn moe`."""
    word = match["word"].lower()
    known = lists()
    before, after = _around(match, text)
    if word in {"z'n", "z’n"}:
        return True
    if word not in {"haar", "zijn"} or not after or after in known.function_words:
        return False
    if word == "zijn":
        return before in _PREPOSITIONS
    verb = after in known.triggers["werkwoorden"] or re.fullmatch(
        r"(?:ge|be|ver|ont)\w+(?:d|t|en)", after
    )
    return not verb and not (after.endswith("en") and before not in _PREPOSITIONS)
