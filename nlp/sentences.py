"""Where a Dutch sentence ends: abbreviations, dialogue, transcripts, and text without a full stop.

Rules instead of a model. Stories are typed on phones and told into recorders; a parser that was
trained on edited news finds fewer of their boundaries. All spans are half-open code-point offsets.
"""

import re
from collections.abc import Iterable

from models.vocabulary import PLACEHOLDER
from nlp.word_lists import word_set

Span = tuple[int, int]

LONGEST_RUN = 80
"""Words without any full stop after which a text is cut where a speaker takes breath."""

_RUN_PIECE = 40
_CLOSERS = "\"'”’»)]"
_LOWER = "a-zà-öø-ÿ"
_UPPER = "A-ZÀ-ÖØ-Þ"

_STOP_MARK = re.compile(
    rf"[.!?…]+[\"'”’»)\]]*(?=\s|$)"
    # "Ik belde.Niemand kwam": no space, but a word before and a new word after.
    rf"|(?<=[{_LOWER}]{{2}})[.!?…]+(?=[{_UPPER}][{_LOWER}])"
    r"|\n\s*\n"
    rf"|\n(?=\s*(?:[-–—•*]|[{_UPPER}\"“„‘«\[]|\d{{1,2}}[.)]\s))"
)
_TURN = re.compile(
    r"(?:(?<=\n)|^)[ \t]*"
    r"(?:[A-Z]{1,3}\d{0,2}|[IVR]\d{0,2}|Int|Resp|Interviewer|Interviewster|Respondent"
    r"|Geïnterviewde|Moderator|Verteller|Spreker ?\d{1,2}"
    rf"|{PLACEHOLDER.pattern}"
    r"|i|r|v|a|int|resp|interviewer|respondent)[ \t]*:(?=\s)",
    re.MULTILINE,
)
_INLINE_TURN = re.compile(r"(?<=\s)(?:[IR]\d{0,2}|Interviewer|Respondent):(?=\s)")
_LEFT_WORD = re.compile(r"[^\s(\"“„‘'’]+$")
_GOES_ON = re.compile(rf"\s*,?\s*[{_LOWER}]")
_REPORTING = re.compile(
    r"\s+(?:zei|zeiden|zegt|zeggen|zeg|vroeg|vroegen|vraagt|vraag|riep|roept|dacht|denkt|denk"
    r"|schreeuwde|schreeuwt|fluisterde|antwoordde|antwoordt|schreef|appte|mompelde|snauwde)\s"
)
_LETTERED = re.compile(
    r"\b(?:plan|optie|type|groep|klas|blok|fase|deel|vitamine|hepatitis|lijn|gebouw|trap|punt"
    r"|hoofdstuk|bijlage|rijbewijs|tante|oom|meneer|mevrouw)\s+$",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(
    # No particles of verbs: "ik belde op" is a whole line.
    r"(?:,|\b(?:de|het|een|en|of|maar|want|van|naar|met|te|tot|mijn|onze|hun|deze|als|omdat))"
    r"[ \t]*$",
    re.IGNORECASE,
)
_DOTTED = re.compile(rf"[{_LOWER}]{{1,4}}(?:\.[{_LOWER}]{{1,4}})+")
_LINE_END = re.compile(r"\n")
_RUN_WORD = re.compile(r"\S+")
_BREATHS = (
    re.compile(
        r"(?<!\ben)(?<!\bmaar)\s+(?=(?:en toen|maar toen|en daarna|en dus|en nu|maar ja|nou ja"
        r"|dus|toen|daarna|vervolgens|uiteindelijk|later)\s)",
        re.IGNORECASE,
    ),
    re.compile(r"(?<=[,;:])\s+|\s+(?=(?:en|maar|want|omdat|terwijl|of)\s)", re.IGNORECASE),
    re.compile(r"\s+"),
)
_BREATH_REACH = 100
# fmt: off
_TITLES = frozenset({
    "dhr", "dr", "drs", "ds", "fam", "ing", "ir", "jhr", "jr", "mej", "mevr", "mr", "mrs", "mw",
    "prof", "sr", "st",
})
_MAY_END = frozenset({
    "a.u.b", "b.v", "c.s", "e.a", "e.d", "e.v", "m.m", "n.chr", "n.v", "n.v.t", "o.i.d", "p.j",
    "p.m", "p.p", "p.w", "s.v.p", "v.chr", "z.s.m",
})
_MONTHS = frozenset({
    "jan", "feb", "febr", "mrt", "apr", "jun", "jul", "aug", "sep", "sept", "okt", "nov", "dec",
})
# fmt: on


def split_sentences(text: str) -> list[Span]:
    """Sentence spans in order; every character that is not white space lies in exactly one.

    A turn of a speaker is never joined with the next one. More than 80 words without a full stop
    are cut at line ends, else before words such as *en toen*, in pieces of about 40 words.
    """
    turns = turn_starts(text)
    ends = {stop.end() for stop in _STOP_MARK.finditer(text) if _ends(text, stop)}
    spans = _trimmed(text, sorted(ends | set(turns)))
    return [piece for span in _kept_whole(text, spans, turns) for piece in _run_pieces(text, span)]


def turn_starts(text: str) -> list[int]:
    """Where a speaker begins ("I:", "R:", "Interviewer:"); empty when this is no transcript."""
    starts = sorted(
        {found.start() for found in _TURN.finditer(text)}
        | {found.start() for found in _INLINE_TURN.finditer(text)}
    )
    return starts if len(starts) > 1 else []


def _kept_whole(text: str, spans: list[Span], turns: list[int]) -> list[Span]:
    """A bare speaker mark or list number is joined with what it introduces."""
    kept: list[Span] = []
    heads = set(turns)
    for start, end in spans:
        if kept and _is_mark(text, kept[-1]) and start not in heads:
            kept[-1] = (kept[-1][0], end)
        else:
            kept.append((start, end))
    return kept


def _is_mark(text: str, span: Span) -> bool:
    start, end = span
    found = _TURN.match(text[start:end] + " ") if end - start <= 20 else None
    return found is not None and found.end() == end - start


def _ends(text: str, stop: re.Match[str]) -> bool:
    """Whether this mark ends a sentence."""
    mark = stop[0]
    if mark[0] == "\n":
        return "\n" in mark[1:] or not _UNFINISHED.search(
            text, _line_start(text, stop), stop.start()
        )
    rest = text[stop.end() : stop.end() + 40]
    quoted = mark[-1] in _CLOSERS
    ellipsis = "…" in mark or ".." in mark
    if (ellipsis or quoted) and _GOES_ON.match(rest) and not rest.startswith("\n"):
        return False
    if mark[0] != ".":
        return _REPORTING.match(rest) is None
    if quoted or ellipsis:
        return True
    before = _LEFT_WORD.search(text, max(0, stop.start() - 20), stop.start())
    return before is None or not _is_abbreviation(text, before, rest)


def _line_start(text: str, stop: re.Match[str]) -> int:
    low = max(0, stop.start() - 30)
    return max(low, text.rfind("\n", low, stop.start()) + 1)


def _is_abbreviation(text: str, before: re.Match[str], rest: str) -> bool:
    word, lower, following = before[0], before[0].lower(), rest.lstrip()
    capital = following[:1].isupper()
    if lower in _TITLES:
        return bool(following)
    if len(word) == 1 and word.isupper():
        named = _LETTERED.search(text, max(0, before.start() - 20), before.start())
        return bool(following) and not (named and capital)
    if _DOTTED.fullmatch(lower):
        # "o.i.d." may end a sentence, "i.p.v." never does.
        return not (capital and lower in _MAY_END)
    if lower in _MONTHS:
        return following[:1].isdigit()
    if word.isdigit() and len(word) <= 2:
        opens_line = not text[_line_start(text, before) : before.start()].strip()
        return bool(following) and (opens_line or not capital)
    return lower in word_set("afkortingen.txt") and bool(following) and not capital


def _run_pieces(text: str, span: Span) -> list[Span]:
    """A run without a full stop in pieces: by line, else where a speaker would take breath."""
    start, end = span
    total = _count(text, span)
    if total <= LONGEST_RUN:
        return [span]
    line_ends = [found.end() for found in _LINE_END.finditer(text, start, end)]
    lines = _trimmed(text, line_ends, start, end)
    if len(lines) > 1:
        return [piece for line in lines for piece in _run_pieces(text, line)]
    pieces = -(-total // _RUN_PIECE)
    spans, left = [], start
    for number in range(1, pieces):
        cut = _breath(text, start + (end - start) * number // pieces, left, end)
        if cut is not None:
            spans.append((left, cut[0]))
            left = cut[1]
    return [*spans, (left, end)]


def _breath(text: str, target: int, left: int, end: int) -> Span | None:
    """The breath (else the white space) nearest to a place: end of one piece, start of the next."""
    low, high = max(left + 1, target - _BREATH_REACH), min(end - 1, target + _BREATH_REACH)
    for pattern in _BREATHS:
        found = [match for match in pattern.finditer(text, low, high) if match.end() < end]
        if found:
            nearest = min(found, key=lambda match: abs(match.start() - target))
            return nearest.start(), nearest.end()
    return None


def _count(text: str, span: Span) -> int:
    return sum(1 for _ in _RUN_WORD.finditer(text, *span))


def _trimmed(text: str, ends: Iterable[int], start: int = 0, stop: int | None = None) -> list[Span]:
    """Spans between boundaries without their outer white space; empty ones left out."""
    spans = []
    for end in [*ends, len(text) if stop is None else stop]:
        piece = text[start:end]
        stripped = piece.strip()
        if stripped:
            left = start + len(piece) - len(piece.lstrip())
            spans.append((left, left + len(stripped)))
        start = max(start, end)
    return spans
