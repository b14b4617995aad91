"""Small signs that say little alone and much together: fear, drink, rage, pain, being watched.

Who is afraid at home seldom writes 'violence'. Three kinds of small signs in two sentences that
follow each other are an alarm; two are not. Patterns are for text in lower case.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from ingest.alternatives import by_letter
from models.vocabulary import Danger

Span = tuple[int, int]

_ACTOR = re.compile(
    by_letter(
        r"\b(?:hij|zij|ze|ie|man|vriend|ex|partner|vrouw|vader|moeder|papa|mama|stiefvader"
        r"|stiefmoeder|broer"
        r"|zoon|oom|opa|buurman|zwager|familie)\b"
    )
)
_AT_HOME: dict[str, str] = {
    "fear": (
        r"\b(?:bang|angst|doodsbang|durf(?:t|de)? (?:niet|niks|niets|niemand)"
        r"|durf het niemand|trill?\w*|verstop\w*|stil zijn|op (?:mijn|onze|mn) tenen"
        r"|onder de tafel|onder het bed|schrik\w*|gespannen|huil\w*|plast in bed)\b"
    ),
    "drink": (r"\b(?:gedronken|drinkt|dronken|drank|aan de drugs|drugs|blowt|gokt|high)\b"),
    "rage": (
        r"\b(?:schreeuw\w*|scheld\w*|agressi\w*|woedend|woede\w*|ontplof\w*|gooit|gooide"
        r"|smijt|smeet|vernielt|sloopt|schopt|trapt|ingegooid|ingetrapt|borden|vuist\w*"
        r"|tekeer\w*|flipt|door het lint)\b"
    ),
    "pain": (
        r"\b(?:klap|klappen|aan (?:me|mijn|mn|haar|zijn|de) haren|blauwe plek\w*|bloed\w*"
        r"|geslagen|slaat|sloeg|pijn doet|knijpt|kneep|duwt|duwde|krabt|bijt|gewond|getrokken"
        r"|opgesloten|in de kast)\b"
    ),
    "control": (
        r"\b(?:volgt|gevolgd|voor (?:mijn|m'n|ons|het) raam|voor de deur|controleert|mag niet"
        r"|mag ik niet|sleutel|filmt|online (?:zet|zetten)|dreig\w*|bedreig\w*"
        r"|mijn (?:nieuwe )?adres|als ik (?:weg ?ga|ga|praat|iets zeg|wegga)|wacht\w* mij op"
        r"|levend weg|alles vragen)\b"
    ),
    "neglect": (
        r"\b(?:alleen achter\w*|alleen thuis|geen eten|niet gevoed|luiers?|vies\w*|eigen poep"
        r"|honger|om(?:kijkt| kijkt))\b"
    ),
}
_OVER: dict[str, str] = {
    "tired": (
        r"\b(?:kan (?:het |dit |zo )?niet meer|zo moe van|trek (?:het|dit) niet|hou (?:het"
        r"|dit) niet (?:meer )?vol|zie (?:het|geen) (?:niet |licht "
        r"|uitweg )?(?:meer )?(?:zitten)?|op en leeg|helemaal op|straf)\b"
    ),
    "end": (
        r"\b(?:voorbij zijn|verdwijnen|afscheid genomen|in de hemel|naar de hemel"
        r"|dat het stopt|punt achter|er niet (?:te )?zijn|laten gaan|geen morgen|eeuwige rust"
        r"|alles is klaar|mijn dood|weg zijn)\b"
    ),
    "place": (
        r"\b(?:perron|spoor|rails|brug|viaduct|dak|flat|balkon|rivier|kanaal|touw|pillen"
        r"|scheermes\w*|mesje|met een mes)\b"
    ),
    "burden": (
        r"\b(?:tot last|last van mij|niemand (?:zal )?(?:me|mij) mis\w*|beter af|zonder mij"
        r"|nutteloos|waardeloos|zichzelf|mezelf)\b"
    ),
    "thought": (
        r"\b(?:'s nachts|bedenk\w*|soms denk|denk ik,? nu|gedachtes?|gedachten|mijn hoofd)\b"
    ),
}
_NEEDED_AT_HOME = frozenset(("rage", "pain", "neglect"))
_NEEDED_OF_LIFE = frozenset(("end", "place"))
_ENOUGH = 3
_HOME = {name: re.compile(by_letter(pattern)) for name, pattern in _AT_HOME.items()}
_LIFE = {name: re.compile(by_letter(pattern)) for name, pattern in _OVER.items()}
_CHILD = re.compile(
    r"\b(?:kind(?:eren)?|baby|peuter|kleuter|broertje|zusje|vader|papa|mama|stiefvader|zoontje"
    r"|dochtertje)\b"
)


def side_by_side(sentences: Sequence[tuple[int, str]]) -> Iterator[tuple[Span, Danger]]:
    """The small signs of every two sentences of a story that follow each other.

    What no sentence holds, and no two of them in a row, is not looked for in every one.
    """
    words = " ".join(text for _, text in sentences)
    needed = [_HOME[name] for name in _NEEDED_AT_HOME] + [_LIFE[name] for name in _NEEDED_OF_LIFE]
    if any(pattern.search(words) for pattern in needed):
        for at in range(len(sentences)):
            yield from together(sentences[max(0, at - 1) : at + 1])


def together(sentences: Sequence[tuple[int, str]]) -> Iterator[tuple[Span, Danger]]:
    """The small signs of two sentences, when there are enough kinds of them.

    Args:
        sentences: `(start, words)` of at most two sentences that follow each other.
    """
    words = " ".join(text for _, text in sentences)
    if _ACTOR.search(words):
        kinds = _kinds(words, _HOME, needed=_NEEDED_AT_HOME)
        if len(kinds) >= _ENOUGH:
            kind = Danger.CHILD if _CHILD.search(words) else Danger.VIOLENCE
            yield from ((span, kind) for span in _spans(sentences, _HOME))
    kinds = _kinds(words, _LIFE, needed=_NEEDED_OF_LIFE)
    if len(kinds) >= _ENOUGH - 1 and kinds - {"thought"} - {"place"}:
        yield from ((span, Danger.SUICIDE) for span in _spans(sentences, _LIFE))


def _kinds(words: str, cues: Mapping[str, re.Pattern[str]], *, needed: frozenset[str]) -> set[str]:
    """Every kind that is there, or none when there is none of those that are needed."""
    found = {name for name in needed if cues[name].search(words)}
    if not found:
        return found
    return found | {name for name in cues.keys() - needed if cues[name].search(words)}


def _spans(
    sentences: Sequence[tuple[int, str]], cues: Mapping[str, re.Pattern[str]]
) -> Iterator[Span]:
    for start, text in sentences:
        for pattern in cues.values():
            for match in pattern.finditer(text):
                yield start + match.start(), start + match.end()
