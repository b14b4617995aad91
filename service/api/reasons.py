"""Why a theme is linked to a standard, in a Dutch sentence that a reader can check."""

from collections.abc import Mapping
from typing import Any

from models.link_changes import BY_HAND
from models.standards import Standard

LONGEST_QUOTE = 90
MOST_WORDS = 5
BY_MEANING = "De betekenis van de verhalen lijkt op die van de standaard."
BY_LETTERS = "In beide komen woorden voor die op elkaar lijken."


def reason_of(reason: Mapping[str, Any], *, standard: Standard, example: str | None) -> str:
    """The reason in words: what stories say beside what the standard is about, and shared words.

    Args:
        reason: `{"words": [...], "sentence": .., "parts": {"lexical": .., "dense": ..}}`, or
            `{"by_hand": ..}` of a link that a person made.
        standard: the standard.
        example: a passage of the theme that readers may see, or None.
    """
    if BY_HAND in reason:
        return f"Met de hand toegevoegd: {reason[BY_HAND]}"
    sentences = []
    if example:
        sentences.append(
            f"Verhalen zeggen “{_short(example)}”; de standaard gaat over “{standard.title}”."
        )
    words = [str(word) for word in reason.get("words", [])][:MOST_WORDS]
    if words:
        sentences.append(f"Woorden die in beide staan: {', '.join(words)}.")
    if told := str(reason.get("sentence") or ""):
        sentences.append(f"Zo zou iemand over de standaard vertellen: “{_short(told)}”")
    elif not example and not words:
        parts = reason.get("parts") or {}
        letters = float(parts.get("ngram") or 0) > float(parts.get("dense") or 0)
        sentences.append(BY_LETTERS if letters else BY_MEANING)
    return " ".join(sentences)


def _short(text: str) -> str:
    """The beginning of a passage, cut between two words."""
    text = " ".join(text.split()).replace("“", "‘").replace("”", "’")
    if len(text) <= LONGEST_QUOTE:
        return text
    return text[:LONGEST_QUOTE].rpartition(" ")[0].rstrip(" ,;:.") + " …"
