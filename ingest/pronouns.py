"""Which pronouns can only be a worker: `hij` when one worker, and nobody else, was just named."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.recognisers.lexicon import fold, lists
from ingest.roles import WORD

_PRONOUN = re.compile(
    r"(?<![\w\[-])(?P<word>hij|zij|ze|haar|hem|z['’]n|zijn)(?![\w\]]|['’-]\w)", re.I
)
_NARRATOR = re.compile(r"\b(?:ik|wij|we)\b", re.I)
_SENTENCES_BACK = 4
# 'ze snauwde', 'ze luistert': more than one person would do that with -en.
_ENDS_OF_ONE = ("de", "te", "t")
_PREPOSITIONS = frozenset((
    "in", "met", "van", "op", "aan", "voor", "bij", "naar", "over", "door", "uit", "om", "onder",
    "achter", "tijdens", "na", "tegen", "en", "tussen", "zonder", "langs", "via",
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


@dataclass
class _Said:
    """What one sentence says of people, up to where we are: who, and pronouns nobody answers."""

    start: int
    actors: list[Actor] = field(default_factory=list)
    open: set[str] = field(default_factory=set)


def referring(
    text: str, sentences: Sequence[tuple[int, int]], actors: Sequence[Actor]
) -> Iterator[tuple[int, int, str]]:
    """Where a pronoun can only be a worker, and what can stand there.

    The worker is the subject of this sentence or the one before it, and in the last few sentences
    nobody else is named, and no pronoun is used, that could be meant. Rather ten that stay than one
    that makes a worker of a child. A pronoun that was resolved counts as the worker.
    """
    waiting = deque(actors)
    recent: deque[_Said] = deque(maxlen=_SENTENCES_BACK + 1)
    for start, end in sentences:
        here = _Said(start)
        recent.append(here)
        for match in _PRONOUN.finditer(text, start, end):
            while waiting and waiting[0].start < match.start():
                here.actors.append(waiting.popleft())
            meant = _meant(match, text, recent)
            if meant is not None:
                possessive = _possessive(match, text)
                yield (*match.span(), "diens" if possessive else meant.answer)
                if not possessive:
                    here.actors.append(replace(meant, start=match.start()))
            elif _about_one(match, text):
                here.open.add(_gender(match))
        while waiting and waiting[0].start < end:
            here.actors.append(waiting.popleft())


def _gender(match: re.Match[str]) -> str:
    return "f" if match["word"].lower() in {"zij", "ze", "haar"} else "m"


def _about_one(match: re.Match[str], text: str) -> bool:
    """A pronoun for one person: not `ze kwamen`, and not `zijn` the verb."""
    word = match["word"].lower()
    if word in {"ze", "zij"}:
        return _singular(match, text)
    return word != "zijn" or _possessive(match, text)


def _meant(match: re.Match[str], text: str, recent: Sequence[_Said]) -> Actor | None:
    """The worker whom this pronoun must be, or None."""
    gender = _gender(match)
    possible = [actor for said in recent for actor in said.actors if actor.gender in {"", gender}]
    if not possible or any(not actor.staff for actor in possible):
        return None
    if len({actor.who for actor in possible}) > 1 or any(gender in said.open for said in recent):
        return None
    if not _about_one(match, text):
        return None
    last, here = possible[-1], recent[-1]
    before_this = last.start < here.start
    if (before_this and (len(recent) < 2 or last.start < recent[-2].start)) or not _acts(
        last, text
    ):
        return None
    if match["word"].lower() in {"haar", "hem"} and not _possessive(match, text):
        # 'De zuster heeft hem geholpen' is another; 'Ik heb hem gebeld' is the one before.
        narrator = _NARRATOR.search(text, here.start, match.start())
        return last if before_this and narrator else None
    return last


def _acts(actor: Actor, text: str) -> bool:
    """Not behind a preposition: `ik belde met de wijkcoach` is about me."""
    words = text[max(0, actor.start - 50) : actor.start].rsplit("\n", 1)[-1].split()[-3:]
    return not any(fold(word) in _PREPOSITIONS for word in words)


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
        if fold(word) in verbs or word.endswith("en"):
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
