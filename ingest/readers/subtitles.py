"""Subtitles of a recorded conversation, VTT or SRT: words without times, speakers without names.

Who speaks is a number, "Spreker 1:". A name of a speaker that is said in the conversation itself
becomes that number too: we know it is a name, the gate can only guess so.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.drafts import Draft
from ingest.readers.documents import numbered
from ingest.readers.result import ReadResult
from ingest.readers.tables import decoded
from models.errors import Rejected

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_CUE = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_VOICE = re.compile(r"<v(?:\.[^ <>\t]{0,80})?[ \t]{1,20}([^<>]{0,200})>", re.I)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>|<\d[\d:.]*>|\{\\[^{}]{0,200}\}")
_LABEL = re.compile(r"(?:>>\s*|-\s*)?(?:\[([^\[\]:]{1,40})\]:?|([^:.!?<>\[\]]{1,40}):)(?:\s+|$)")
_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-Þ0-9]")
_SMALL_WORDS = frozenset(
    ("van", "de", "der", "den", "het", "el", "al", "ten", "ter", "bin", "en", "di")
)
_ROLE = re.compile(r"(?:spreker|speaker|deelnemer|respondent|persoon)\s*\d*", re.I)
_MOST_WORDS = 4
_LEAST_LETTERS = 3
_MOST_SPEAKERS = 50
_BLOCKS = ("NOTE", "STYLE", "REGION")
_SOUND = re.compile(r"[\[(](?:muziek|music|gelach|laughter|applaus|applause|stilte)[\])]", re.I)


@dataclass(frozen=True)
class _Turn:
    """What somebody said without a break; `who` is a name, or nothing."""

    who: str = field(repr=False)
    words: str = field(repr=False)


def read_subtitles(content: bytes, *, per_speaker: bool = False) -> ReadResult:
    """One story of the whole conversation, or one for each speaker.

    Raises:
        Rejected: it is no subtitles, or nothing is said in it.
    """
    text = decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    lines = [line for cue in _cues(text) for line in cue]
    turns = _told_once(list(_turns(lines)))
    if not turns:
        raise Rejected(
            "Er staan geen ondertitels in dit bestand. Er hoort een tijd met --> in te staan.",
            code="import.leeg",
        )
    numbers = {who: number for number, who in enumerate(_speakers(turns), start=1)}
    if len(numbers) > _MOST_SPEAKERS:
        raise Rejected("Er staan te veel sprekers in dit bestand.", code="import.sprekers")
    said = [(numbers.get(turn.who, 0), _without(turn.words, numbers)) for turn in turns]
    if per_speaker and numbers:
        result = numbered([Draft(text=words) for words in _of_each(said) if words])
    else:
        result = numbered([Draft(text="\n".join(_with_number(*one) for one in said))])
    if not numbers:
        return result
    note = f"Namen van sprekers zijn nu nummers. Het zijn er {len(numbers)}."
    return ReadResult(result.drafts, result.problems, notes=(note,))


def _cues(text: str) -> Iterator[list[str]]:
    """The lines of each cue; notes, styles and times are passed over."""
    for block in re.split(r"\n[ \t]*\n", text.removeprefix("\ufeff")):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        at = next((at for at, line in enumerate(lines) if _CUE.fullmatch(line)), None)
        if at is not None and not lines[0].startswith(_BLOCKS):
            yield [line for line in lines[at + 1 :] if not _CUE.fullmatch(line)]


def _turns(lines: list[str]) -> Iterator[_Turn]:
    labels = _labels(lines)
    for line in lines:
        who, words = "", line
        if found := _VOICE.search(line):
            who, words = found[1], line[: found.start()] + line[found.end() :]
        words = " ".join(html.unescape(_TAG.sub("", words)).split())
        if not who and (label := _LABEL.match(words)) and _label(label) in labels:
            who, words = _label(label), words[label.end() :]
        words = _SOUND.sub("", words).strip()
        if words or who:
            yield _Turn(" ".join(html.unescape(who).split()), words)


def _label(found: re.Match[str]) -> str:
    return " ".join((found[1] or found[2] or "").split())


def _labels(lines: list[str]) -> frozenset[str]:
    """What stands before a colon often enough, or looks enough like a name, to be a speaker."""
    plain = [" ".join(html.unescape(_TAG.sub("", line)).split()) for line in lines]
    counts = Counter(
        _label(found) for line in plain if (found := _LABEL.match(line)) and _is_name(_label(found))
    )
    everywhere = sum(counts.values()) * 2 >= len(plain)
    return frozenset(
        label
        for label, count in counts.items()
        if count > 1 or everywhere or len(label.split()) > 1 or _ROLE.fullmatch(label)
    )


def _is_name(label: str) -> bool:
    words = label.split()
    return (
        0 < len(words) <= _MOST_WORDS
        and _CAPITAL.match(words[0]) is not None
        and not _SOUND.fullmatch(f"[{label}]")
        and all(_CAPITAL.match(word) or word in _SMALL_WORDS for word in words)
    ) or _ROLE.fullmatch(label) is not None


def _told_once(turns: list[_Turn]) -> list[_Turn]:
    """Turns of the same speaker together; live subtitles repeat each line as it grows."""
    kept: list[_Turn] = []
    for turn in turns:
        last = kept[-1] if kept else None
        same = last is not None and (not turn.who or turn.who == last.who)
        if last is None or not same:
            kept.append(turn)
        elif turn.words and turn.words.startswith(last.words) and last.words:
            kept[-1] = _Turn(last.who, turn.words)
        elif turn.words and not last.words.endswith(turn.words):
            kept[-1] = _Turn(last.who, f"{last.words} {turn.words}".strip())
    return [turn for turn in kept if turn.words]


def _speakers(turns: list[_Turn]) -> list[str]:
    return list(dict.fromkeys(turn.who for turn in turns if turn.who))


def _without(words: str, numbers: dict[str, int]) -> str:
    """What was said, with the names of speakers in it as their numbers."""
    for who, number in sorted(numbers.items(), key=lambda one: -len(one[0])):
        if _ROLE.fullmatch(who):
            continue
        parts = [who, *who.split()]
        for part in parts:
            if (
                len(part) >= _LEAST_LETTERS
                and part[:1].isupper()
                and part.casefold() not in _SMALL_WORDS
            ):
                words = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", f"Spreker {number}", words)
    return words


def _with_number(number: int, words: str) -> str:
    return f"Spreker {number}: {words}" if number else words


def _of_each(said: list[tuple[int, str]]) -> list[str]:
    by_number: dict[int, list[str]] = {}
    for number, words in said:
        by_number.setdefault(number, []).append(words)
    return ["\n".join(words) for _, words in sorted(by_number.items())]
