"""Personal data leaves the text here: every mention becomes a placeholder such as [zoon-1].

Fails closed: when a recogniser breaks, there is no text at all. What is already a placeholder
stays, and pseudonymising twice changes nothing, because the text is searched until nothing more
is found. Never logs or stores what was replaced.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from ingest import staff
from ingest.placeholders import worded_story
from ingest.rebuilding import Pseudonymised, Replacement, rebuilt
from ingest.recognisers import (
    addresses,
    ages,
    capitals,
    contact,
    dates,
    deduce_option,
    ner_option,
    numbers,
    organisations,
    persons,
    places,
)
from ingest.recognisers.lexicon import lists
from ingest.recognisers.mention import Mention
from ingest.recognisers.own_list import RULE as OWN_LIST
from ingest.recognisers.reading import Reading, read
from ingest.review import apply_review
from models.errors import Rejected, Unavailable
from models.vocabulary import PLACEHOLDER
from models.vocabulary import PersonalDataKind as Kind

__all__ = [
    "Mention",
    "Pseudonymised",
    "Pseudonymiser",
    "Replacement",
    "RulePseudonymiser",
    "apply_review",
    "load_pseudonymiser",
    "pseudonymise",
    "pseudonymise_story",
]

# Where mentions overlap, patterned kinds win in this order; names by length, then in this order.
PATTERNED = (
    Kind.EMAIL, Kind.URL, Kind.IBAN, Kind.BSN, Kind.DATE_OF_BIRTH, Kind.DATE, Kind.PHONE,
    Kind.LICENSE_PLATE, Kind.POSTCODE, Kind.SOCIAL_HANDLE, Kind.CASE_NUMBER,
)  # fmt: skip
NAMED = (Kind.ADDRESS, Kind.LOCATION, Kind.ORGANISATION, Kind.PERSON, Kind.AGE, Kind.MARKED,
         Kind.STAFF)  # fmt: skip
# A story takes two rounds. What comes free one by one, round after round, is made to keep us busy.
_MOST_ROUNDS = 25
PATTERN_FAMILIES: tuple[Callable[[str], list[Mention]], ...] = (
    contact.find,
    numbers.find,
    dates.find,
)
WORD_FAMILIES: tuple[Callable[[Reading], list[Mention]], ...] = (
    ages.find_in,
    addresses.find_in,
    organisations.find_in,
    places.find_in,
    persons.find_in,
    capitals.find_in,
)


_BESIDE: dict[str, Callable[[], "Pseudonymiser"]] = {
    "taalmodel": ner_option.load_ner,
    "deduce": deduce_option.load_deduce,
}


class Pseudonymiser(Protocol):
    """Finds personal data. `name` is kept with every run."""

    name: str

    def find(self, text: str) -> list[Mention]:
        """Every mention in a text, in reading order, without overlap."""
        ...


class RulePseudonymiser:
    """The recognisers of our own: rules, patterns and lists. Nothing leaves the machine."""

    name = "regels"

    def find(self, text: str) -> list[Mention]:
        """The union of all families; see `settle` for what happens when they overlap."""
        reading = read(text)
        found = [mention for family in PATTERN_FAMILIES for mention in family(text)]
        public = set(_public(reading))
        found += [
            mention
            for family in WORD_FAMILIES
            for mention in family(reading)
            if (mention.start, mention.end) not in public
        ]
        return settle(text, found)


class CombinedPseudonymiser:
    """The union of several pseudonymisers: what one of them finds is taken away."""

    def __init__(self, parts: Sequence[Pseudonymiser]) -> None:
        self._parts = tuple(parts)
        self.name = "+".join(part.name for part in self._parts)

    def find(self, text: str) -> list[Mention]:
        """Every mention of every part."""
        return settle(text, (mention for part in self._parts for mention in part.find(text)))


def load_pseudonymiser(name: str = "auto") -> Pseudonymiser:
    """The pseudonymiser of that name, with its lists read.

    Args:
        name: `regels`, with `+taalmodel` for spaCy's entity recogniser and `+deduce` for DEDUCE
            beside them; `auto` is our rules, and spaCy's recogniser where one is installed.

    Raises:
        Rejected: no pseudonymiser has this name.
        Unavailable: a part was asked for and is not installed, or our lists cannot be read.
    """
    if name == "auto":
        name = "regels+taalmodel" if ner_option.installed() else "regels"
    first, *others = name.split("+")
    if first != "regels" or len(set(others)) < len(others) or not set(others) <= set(_BESIDE):
        raise Rejected(
            f"De instelling {name!r} voor het weghalen van namen bestaat niet. "
            "Kies auto, regels, regels+taalmodel of regels+deduce.",
            code="pseudonimiseren.onbekend",
        )
    try:
        lists()
    except (OSError, ImportError, ValueError):
        raise Unavailable(
            "De lijsten om namen te herkennen kunnen niet worden gelezen. "
            "Installeer Vertelpunt opnieuw.",
            code="pseudonimiseren.lijsten",
        ) from None
    rules = RulePseudonymiser()
    if not others:
        return rules
    return CombinedPseudonymiser((rules, *(_BESIDE[other]() for other in others)))


def settle(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions without overlap, in reading order.

    The mention that goes first (see `PATTERNED` and `NAMED`) keeps its place; of a mention that
    loses, the part outside stays as a mention of its own, so that nothing found is let through.
    Names with only a space between them that are both a person become one.
    """
    taken = [False] * len(text)
    for existing in PLACEHOLDER.finditer(text):
        taken[existing.start() : existing.end()] = [True] * (existing.end() - existing.start())
    kept: list[Mention] = []
    for mention in sorted(set(mentions), key=_precedence):
        for start, end in _free(taken, mention.start, mention.end):
            start, end = _trimmed(text, start, end)
            if start < end:
                kept.append(mention._replace(start=start, end=end))
                taken[start:end] = [True] * (end - start)
    return _joined(text, sorted(kept))


def pseudonymise(text: str, *, finder: Pseudonymiser) -> Pseudonymised:
    """Replace every mention of personal data by a placeholder.

    Args:
        text: any text; nothing in it is changed but what is replaced.
        finder: what looks for personal data.

    Raises:
        Unavailable: a recogniser failed; no text is given back.
    """
    return pseudonymise_story((text,), finder=finder)[0]


def pseudonymise_story(
    texts: Sequence[str], *, finder: Pseudonymiser, mask_staff: bool = False
) -> tuple[Pseudonymised, ...]:
    """The same for the parts of one story, title and text, which share their placeholders.

    Args:
        texts: the parts, in reading order.
        finder: what looks for personal data.
        mask_staff: take the gender and the time of workers away as well, see `ingest.staff`.

    Raises:
        Unavailable: a recogniser failed; no text is given back.
    """
    mentions: list[list[Mention]] = [[] for _ in texts]
    # The first search is of the words as they were written.
    done = tuple(Pseudonymised(text, ()) for text in texts)
    # A title in which nothing was found is not searched again; this is forgotten with the story.
    searched: dict[str, list[Mention]] = {}
    for rounds in range(_MOST_ROUNDS):
        for part in done:
            if part.text not in searched:
                searched[part.text] = _found(part.text, finder)
        found = [searched[part.text] for part in done]
        if not any(found) and (rounds or not mask_staff):
            return done
        for part, new, listed in zip(done, found, mentions, strict=True):
            listed += _in_source(part, new)
            listed.sort()
        done = _worded(texts, mentions, mask_staff=mask_staff)
        if not any(part.replacements for part in done):
            return done
    raise _failed()


def _worded(
    texts: Sequence[str], mentions: Sequence[Sequence[Mention]], *, mask_staff: bool
) -> tuple[Pseudonymised, ...]:
    wordings = worded_story(texts, mentions, neutral=mask_staff)
    periods = staff.Periods(texts) if mask_staff else None
    done: list[Pseudonymised] = []
    for text, listed, worded in zip(texts, mentions, wordings, strict=True):
        entries = [
            (mention.start, mention.end, mention.kind, wording, mention.rule)
            for mention, wording in zip(listed, worded, strict=True)
        ]
        if periods is not None:
            entries += [
                (mask.start, mask.end, Kind.STAFF, mask.wording, mask.rule)
                for mask in staff.masks(text, listed, worded, periods)
            ]
        done.append(rebuilt(text, entries))
    return tuple(done)


def _found(text: str, finder: Pseudonymiser) -> list[Mention]:
    try:
        return settle(text, finder.find(text))
    except Exception:  # noqa: BLE001  any failure at all must stop the text
        raise _failed() from None


def _failed() -> Unavailable:
    return Unavailable(
        "Het weghalen van namen is mislukt. Uw verhaal is niet bewaard. Probeer het later opnieuw.",
        code="pseudonimiseren.mislukt",
    )


def _in_source(done: Pseudonymised, found: list[Mention]) -> Iterator[Mention]:
    """Mentions found in what was worded so far, with their offsets in the source."""
    shift = 0
    ahead = iter(done.replacements)
    following = next(ahead, None)
    for mention in found:
        while following is not None and following.out_end <= mention.start:
            shift = following.end - following.out_end
            following = next(ahead, None)
        yield mention._replace(start=mention.start + shift, end=mention.end + shift)


def _public(reading: Reading) -> Iterator[tuple[int, int]]:
    """Where a public name of several words stands, and its parts: `Veilig Thuis`."""
    known = lists()
    for index in reading.phrases(known.public_phrases):
        length = reading.phrase(index, known.public_phrases)
        if length > 1:
            token = reading.tokens[index]
            words = reading.tokens[index : index + length]
            for at, word in enumerate(words):
                yield token.start, word.end
                yield word.start, words[-1].end
                yield words[at].start, words[at].end


def _precedence(mention: Mention) -> tuple[int, int, int, int, str]:
    """Patterned kinds, then what an organisation listed itself, then other names by length."""
    length = mention.end - mention.start
    if mention.kind in PATTERNED:
        return (0, PATTERNED.index(mention.kind), -length, mention.start, mention.rule)
    if mention.rule == OWN_LIST:
        return (1, -length, NAMED.index(mention.kind), mention.start, "")
    # Of two reasons for the same stretch the one that knows more is kept.
    guess = mention.rule.startswith(("onbekend", "hoofdletter"))
    return (2, -length, NAMED.index(mention.kind), mention.start, f"{guess:d} {mention.rule}")


def _free(taken: list[bool], start: int, end: int) -> list[tuple[int, int]]:
    """The stretches between `start` and `end` that no earlier mention has."""
    stretches: list[tuple[int, int]] = []
    at = start
    while at < end:
        if taken[at]:
            at += 1
            continue
        first = at
        while at < end and not taken[at]:
            at += 1
        stretches.append((first, at))
    return stretches


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without what is no letter or digit at the ends, but for marks that belong to a name."""
    while start < end and not (text[start].isalnum() or text[start] in "@+('’#"):
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] in ")_"):
        # The full stop of an initial belongs to the name, that of a sentence does not.
        if text[end - 1] == "." and text[start : end - 1].split()[-1:] == [text[end - 2]]:
            break
        end -= 1
    if not any(character.isalnum() for character in text[start:end]):
        return start, start
    return start, end


def _joined(text: str, mentions: list[Mention]) -> list[Mention]:
    joined: list[Mention] = []
    for mention in mentions:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.kind is mention.kind is Kind.PERSON
            and text[before.end : mention.start] in {" ", "-", ""}
        ):
            joined[-1] = before._replace(end=mention.end)
        else:
            joined.append(mention)
    return joined
