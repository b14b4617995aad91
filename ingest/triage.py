"""Does somebody need help now? Words of danger, of a child in danger, of wanting to die.

Rules look at one sentence at a time: the words, whether it is about now, and sayings that mean no
harm. An alarm shows help lines at once and lets a person look first. It is never a diagnosis.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.cues import side_by_side
from ingest.danger import MAY_BE_DANGER, patterns
from ingest.harmless import is_harmless, may_be_harmless, without_harmless
from ingest.weighing import weighed
from models.vocabulary import Danger


@dataclass(frozen=True)
class HelpLine:
    """Where help is, and the number to call."""

    name: str
    number: str


@dataclass(frozen=True)
class Sign:
    """Words that set off an alarm: half-open offsets into the text that was read."""

    start: int
    end: int
    kind: Danger


@dataclass(frozen=True)
class Alarm:
    """A signal in a story. `kind` is a value of `Danger`."""

    kind: Danger
    help_lines: tuple[HelpLine, ...]


EMERGENCY = HelpLine("Direct gevaar", "112")
SUICIDE_LINE = HelpLine("113 Zelfmoordpreventie, dag en nacht (bel 113 of gratis)", "0800-0113")
SAFE_AT_HOME = HelpLine("Veilig Thuis, dag en nacht", "0800-2000")
CHILD_LINE = HelpLine("Kindertelefoon, tot 18 jaar", "0800-0432")
HELP_LINES = {
    Danger.SUICIDE: (SUICIDE_LINE, EMERGENCY),
    Danger.CHILD: (EMERGENCY, SAFE_AT_HOME, CHILD_LINE),
    Danger.VIOLENCE: (EMERGENCY, SAFE_AT_HOME),
}

LEAST_TO_WEIGH = 60
"""Characters; under this a part says too little to be weighed by itself."""

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_APOSTROPHES = str.maketrans("’‘`´", "''''")


def triage(*parts: str) -> Alarm | None:
    """The gravest alarm in a story, or None.

    Args:
        parts: what was told apart (a title, the raw story, each answer); nothing of it is kept.
            Each is read by itself: the last words of one say nothing of the first of another.
    """
    found = {sign.kind for told in signs_apart(parts) for sign in told}
    return next((Alarm(kind, HELP_LINES[kind]) for kind in Danger if kind in found), None)


def signs_apart(parts: Sequence[str]) -> list[list[Sign]]:
    """The words that set off an alarm in each part of a story, see `signs`.

    A title of a few words, or an answer, is not weighed: the weights were learned from whole
    stories. What is said outright is seen in it all the same. The longest part is always weighed.
    """
    longest = max(map(len, parts), default=0)
    return [signs(part, weigh=len(part) >= min(longest, LEAST_TO_WEIGH)) for part in parts]


def signs(text: str, *, weigh: bool = True) -> list[Sign]:
    """The words that set off an alarm, in reading order and without overlap; often there are none.

    Args:
        text: a story, raw or pseudonymised; nothing of it is kept.
        weigh: also look for what is said in a roundabout way.
    """
    about: list[tuple[int, str]] = []
    found: list[Sign] = []
    harmless = may_be_harmless(text)
    for start, words in sentences_of(text):
        if harmless and is_harmless(words):
            continue
        about.append((start, without_harmless(words)))
        found += _in_sentence(*about[-1])
    found += [Sign(*span, kind) for span, kind in side_by_side(about)]
    if weigh and not found:
        found = [Sign(*stretch) for stretch in weighed(about)]
    kept: list[Sign] = []
    for sign in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or sign.start >= kept[-1].end:
            kept.append(sign)
    return kept


def sentences_of(text: str) -> Iterator[tuple[int, str]]:
    """Every sentence with its place, in lower case and with one kind of apostrophe."""
    for sentence in _SENTENCE.finditer(_level(text)):
        yield sentence.start(), sentence.group()


def _level(text: str) -> str:
    """In lower case and with one kind of apostrophe; every letter keeps its place."""
    lower = text.translate(_APOSTROPHES).lower()
    if len(lower) == len(text):
        return lower
    # A few capitals have a small form of two letters, such as a dotted I.
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)


def _in_sentence(start: int, words: str) -> Iterator[Sign]:
    if not MAY_BE_DANGER.search(words):
        return
    for kind, pattern in patterns().items():
        for match in pattern.finditer(words):
            yield Sign(start + match.start(), start + match.end(), kind)
