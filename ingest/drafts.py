"""A story as it comes in, before anything has been taken out of it, and the cleaning of its text.

A draft never leaves this room except sealed. Its text is in no repr and in no error.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from models.errors import Problem, Rejected
from models.vocabulary import AgeGroup, NarratorRole, Purpose
from models.wording import Worded

MAX_STORY_CHARACTERS = 20_000
MAX_TITLE_CHARACTERS = 120
MAX_STORED_TITLE = 200
"""What the database has room for; placeholders are longer than the names they stand for."""
TITLE_TOO_LONG = "titel.te_lang"

# Control characters but for tab and newline; bidi marks and overrides; invisible fillers.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]|[\ud800-\udfff]|[\U000e0001\U000e0100-\U000e01ef]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_JOINER = "\u200d"
_NON_JOINER = "\u200c"
_EMOJI = re.compile("[\u00a9\u00ae\u203c-\u3299\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f]")


@dataclass(frozen=True)
class Draft:
    """One story as it was typed or read from a file.

    `place` says where it came from ("rij 12", "alinea 3"); `reference` is the row's own id;
    `purposes` is None when the file says nothing of consent; `prompt` is the eliciting question.
    What links the stories of one narrator is not read: it is a pseudonym.
    """

    text: str = field(repr=False)
    title: str = field(default="", repr=False)
    role: NarratorRole | None = None
    age_group: AgeGroup | None = None
    period: str | None = None
    reference: str | None = None
    answers: Mapping[str, object] = field(default_factory=dict, repr=False)
    place: str = ""
    purposes: frozenset[Purpose] | None = None
    prompt: str | None = None


def clean(draft: Draft) -> Draft:
    """The draft with title and text cleaned by `clean_text`; a title is kept on one line.

    Raises:
        Rejected: the text or the title is too long.
    """
    title = " ".join(clean_text(draft.title, limit=None).split())
    if len(title) > MAX_TITLE_CHARACTERS:
        message = Worded(
            "De titel is te lang: {count} tekens. Gebruik niet meer dan {most} tekens.",
            count=len(title),
            most=MAX_TITLE_CHARACTERS,
        )
        raise Rejected(message, code=TITLE_TOO_LONG, problems=(Problem("titel", message),))
    return replace(draft, title=title, text=clean_text(draft.text))


def check_stored_title(title: str) -> None:
    """Refuse a title that has become too long by what stands in place of names.

    Raises:
        Rejected: the database has no room for it.
    """
    if len(title) > MAX_STORED_TITLE:
        message = "Er staan te veel namen in de titel. Maak de titel korter."
        raise Rejected(message, code=TITLE_TOO_LONG, problems=(Problem("titel", message),))


def clean_text(text: str, *, limit: int | None = MAX_STORY_CHARACTERS) -> str:
    """NFC, one kind of line end, nothing invisible, no space around it. Cleaning twice is once.

    Joiners stay where they hold an emoji together. Nothing is ever cut off.

    Raises:
        Rejected: the cleaned text has more than `limit` code points.
    """
    plain = _LINE_ENDS.sub("\n", text)
    plain = unicodedata.normalize("NFC", _INVISIBLE.sub("", plain))
    plain = _without_stray_joiners(plain).strip()
    if limit is not None and len(plain) > limit:
        message = Worded(
            "Het verhaal is te lang: {count} tekens. Er passen {most} tekens in.",
            count=len(plain),
            most=limit,
        )
        raise Rejected(message, code="verhaal.te_lang", problems=(Problem("verhaal", message),))
    return plain


def fingerprint(title: str, text: str) -> str:
    """SHA-256 (hex) of what a story says, whatever its case, spacing or invisible characters.

    Two stories with the same fingerprint are the same story, so an import can be repeated.
    """
    parts = (
        " ".join(unicodedata.normalize("NFKC", clean_text(part, limit=None)).casefold().split())
        for part in (title, text)
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _without_stray_joiners(text: str) -> str:
    """Zero-width joiners and non-joiners go, unless a joiner stands between two emoji."""
    if _JOINER not in text and _NON_JOINER not in text:
        return text
    kept: list[str] = []
    for at, character in enumerate(text):
        if character == _NON_JOINER:
            continue
        if character == _JOINER:
            before = kept[-1] if kept else ""
            after = text[at + 1 : at + 2]
            if not (_EMOJI.match(before) and _EMOJI.match(after)):
                continue
        kept.append(character)
    return "".join(kept)
