"""Workers are people too: their gender and their time, where the setting asks for it.

Names of workers go like all names. In a critical story their gender goes as well: nouns become
neutral (`begeleidster`), titles too, and a pronoun that can only be the worker becomes the worker.
The time that somebody worked somewhere becomes `[periode-1]`. Each is a replacement of its own, so
the narrator can undo every one.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ingest.alternatives import AnyCase, in_small
from ingest.genders import gender_of
from ingest.placeholders import Numbering
from ingest.pronouns import Actor, referring
from ingest.recognisers.lexicon import fold
from ingest.recognisers.mention import Mention
from ingest.roles import DETERMINER, MEN, ROLES, TEAMS, TITLES, WOMEN, WORD, WORKERS, told
from models.vocabulary import PLACEHOLDER, RELATIONS, STAFF_ROLES
from models.vocabulary import PersonalDataKind as Kind

NOUN, NAMED_AS, TITLE = "medewerker-beroep", "medewerker-aanduiding", "medewerker-aanspreking"
PRONOUN, PERIOD = "medewerker-verwijzing", "medewerker-periode"
RULES = (NOUN, NAMED_AS, TITLE, PRONOUN, PERIOD)

# What a gendered word for a worker ends with, and what stands there instead.
_NEUTRAL = {
    "medewerkster": "medewerker", "begeleidster": "begeleider", "hulpverleenster": "hulpverlener",
    "consulente": "consulent", "mentrix": "mentor", "lerares": "leerkracht", "docente": "docent",
    "onderwijzeres": "leerkracht", "directrice": "directeur", "vrijwilligster": "vrijwilliger",
    "agente": "agent", "stagiaire": "stagiair", "teamleidster": "teamleider",
    "groepsleidster": "groepsleider", "leidster": "begeleider", "verpleegster": "verpleegkundige",
    "verzorgster": "verzorgende", "kraamverzorgster": "kraamverzorgende", "advocate": "advocaat",
    "psychologe": "psycholoog", "ergotherapeute": "ergotherapeut", "logopediste": "logopedist",
    "fysiotherapeute": "fysiotherapeut", "receptioniste": "receptionist", "werkster": "werker",
    "telefoniste": "telefonist", "schoonmaakster": "schoonmaker", "huishoudster": "thuishulp",
    "secretaresse": "medewerker", "gezinsvoogdes": "gezinsvoogd",
    "wijkzuster": "wijkverpleegkundige",
    "juf": "leerkracht", "juffrouw": "leerkracht", "schuldhulpverleenster": "schuldhulpverlener",
    "ambtenares": "ambtenaar", "politieagente": "politieagent",
}  # fmt: skip
_GENDERED_NOUN = AnyCase(
    rf"(?<![\w-])(?P<front>[a-zà-ÿ]*?-?)(?P<noun>{'|'.join(_NEUTRAL)})"
    r"(?P<plural>s)?(?![\w-])",
)
_ABOUT_SELF = re.compile(r"\b(?:ik ben|ben ik|ik was|als|ik werk als)\s(?:\w+\s){0,2}$", re.I)
_SOMEBODY = {
    "mevrouw": "f", "dame": "f", "vrouw": "f", "meisje": "f", "jongedame": "f", "vrouwtje": "f",
    "mevrouwtje": "f", "meneer": "m", "man": "m", "heer": "m", "jongen": "m", "mannetje": "m",
    "jongeman": "m", "mijnheer": "m", "vent": "m", "mens": "",
}  # fmt: skip
_BY_TEAM = re.compile(
    rf"\b(?P<det>de|die|deze|een|het|dat|dit)\s(?P<middle>(?:{WORD}\s){{0,2}}?)"
    rf"(?P<noun>{'|'.join(_SOMEBODY)})(?=\s(?:van|bij|uit|vanuit)\s(?:het\s|de\s|ons\s|onze\s|dat\s)?"
    rf"{TEAMS}(?!\w))",
    re.I,
)
_SAME_AGAIN = re.compile(
    rf"\b(?P<det>die|deze|dat|dit)\s(?P<middle>)(?P<noun>{'|'.join(_SOMEBODY)})(?!\w)(?!\s(?:van|uit)\b)",
    re.I,
)
_DETERMINERS = {"het": "de", "dat": "die", "dit": "deze"}
_SENTENCE_END = AnyCase(r"(?<!\bmw)(?<!\bdr)(?<!\bdhr)(?<!\bmevr)(?<!\bds)[.!?…]+[\"'’”)]*\s+|\n+")
# 'hulp' and 'baas' are said of much else.
_VAGUE_NOUNS = frozenset(
    ("hulp", "baas", "chef", "meester", "werker", "contactpersoon", "regisseur")
)
# Anybody else who is told about: a pronoun may be theirs.
_ANYBODY = AnyCase(
    r"(?<!\w)(?:[a-zà-ÿ]{0,20}?-?)(?P<noun>mevrouw|vrouw|dame|meisje|meid|moeder|mama|dochter|zus|zusje|oma"
    r"|tante|vriendin|nicht|meneer|man|heer|jongen|kerel|vader|papa|zoon|zoontje|broer|broertje|opa"
    r"|oom|vriend|neef|kind|kindje|baby|peuter|kleuter|puber|jongste|oudste|client|cliente|cliënt"
    r"|cliënte|patiënt|leerling|jongere|bewoner|bewoonster|tweeling|iemand|ex|partner|hond|kat)"
    r"(?:tje|lief)?(?!\w)",
)
_FEMALE = frozenset((
    "mevrouw", "vrouw", "dame", "meisje", "meid", "moeder", "mama", "dochter", "zus", "zusje",
    "oma", "tante", "vriendin", "nicht", "cliente", "cliënte", "bewoonster",
))  # fmt: skip
_MALE = frozenset((
    "meneer", "man", "heer", "jongen", "kerel", "vader", "papa", "zoon", "zoontje", "broer",
    "broertje", "opa", "oom", "vriend", "neef",
))  # fmt: skip
_ANY_WORD = re.compile(WORD)
_DETERMINED = re.compile(rf"\b(?:{DETERMINER}|diens)\s(?:{WORD}\s)?$", re.I)
_TIME = (
    r"(?:(?:een paar|paar|enkele|anderhalf|anderhalve|een half|\d{1,2}|twee|drie|vier|vijf|zes"
    r"|zeven|acht|negen|tien|elf|twaalf|een|één|ruim een|bijna een)"
    r"\s(?:dagen|dag|weken|week|maanden|maand|jaar|jaren))"
)
_SINCE = (
    r"(?:(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
    r"|vorig(?:e)? (?:jaar|maand|week|zomer|winter|najaar|voorjaar)|de zomer(?:vakantie)?"
    r"|begin (?:dit|vorig) jaar|dit jaar|kort)(?:\s\d{4})?|\d{4}"
    rf"|{_TIME})"
)
_STAY = (
    r"(?:bij (?:ons|mij|hen)|in dienst|betrokken|werkte|werkt|gewerkt|werkzaam|aangesteld|begonnen"
    r"|vertrok|vertrekt|vertrokken|wegging|weggaat|met verlof|met zwangerschapsverlof|ziek thuis"
    r"|ingevallen|viel in|inviel|uit dienst|begeleidde|begeleidt|bleef|gebleven)"
)
# 'sinds maart bij ons', 'die er drie maanden werkte', 'werkte er pas twee weken'.
_OTHER = rf"(?!ik\b|wij\b|we\b|later\b|geleden\b){WORD}"
_PERIODS = (
    AnyCase(rf"\b(?:sinds|vanaf|tot)\s(?P<time>{_SINCE})(?=(?:\s{_OTHER}){{0,2}}?\s{_STAY}\b)"),
    AnyCase(rf"\b{_STAY}\s(?:{_OTHER}\s){{0,2}}?(?:sinds|vanaf|tot)\s(?P<time>{_SINCE})(?!\w)"),
    AnyCase(rf"(?<!\w)(?P<time>{_TIME})(?=(?:\s{_OTHER}){{0,2}}?\s{_STAY}\b)"),
    AnyCase(
        r"\b(?:werkte?|bleef|begeleidde|was)\s(?:er|hier|daar)\s"
        rf"(?:(?:maar|pas|nog|net|al)\s)?(?P<time>{_TIME})(?!\w)",
    ),
)
_SELF = re.compile(r"\b(?:ik|wij|we)\s$", re.I)


class Mask(NamedTuple):
    """A stretch about a worker, what comes there, and by which rule."""

    start: int
    end: int
    wording: str
    rule: str


class Periods:
    """The periods of one story: the same words are the same period, in title and text."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._numbering = Numbering()
        self._known: dict[str, str] = {}
        for text in texts:
            self._numbering.keep_clear_of(text)

    def placeholder(self, words: str) -> str:
        """`[periode-1]` for these words."""
        key = fold(words)
        if key not in self._known:
            self._known[key] = self._numbering.new("periode")
        return self._known[key]


def masks(
    text: str, mentions: Sequence[Mention], wordings: Sequence[str], periods: Periods
) -> list[Mask]:
    """What has to change about workers, in reading order, outside the mentions that go already.

    Args:
        text: one part of a story.
        mentions: the personal data in it, in reading order.
        wordings: the placeholder of each of them, which tells who is a worker.
        periods: the numbering of periods, the same for all parts of the story.
    """
    small = in_small(text)
    ends = [match.end() for match in _SENTENCE_END.fit_for(small).finditer(small)]
    sentences = list(zip([0, *ends], [*ends, len(text)], strict=True))
    named = list(_named(text, mentions, wordings))
    found = [*_nouns(text, small), *_by_team(text), *_titles(text, named)]
    actors = sorted([*named, *_actors(text, small, named, found)], key=lambda actor: actor.start)
    found += [
        Mask(start, end, _as(text[start:end], wording), PRONOUN)
        for start, end, wording in referring(text, sentences, actors)
    ]
    found += _periods(small, sentences, actors, periods)
    taken = [(item.start, item.end) for item in mentions]
    taken += [match.span() for match in PLACEHOLDER.finditer(text)]
    return _without_overlap(found, taken)


def _without_overlap(found: list[Mask], taken: list[tuple[int, int]]) -> list[Mask]:
    kept: list[Mask] = []
    busy = iter(sorted(taken))
    at = next(busy, None)
    for mask in sorted(set(found)):
        while at is not None and at[1] <= mask.start:
            at = next(busy, None)
        free = at is None or at[0] >= mask.end
        if free and (not kept or kept[-1].end <= mask.start):
            kept.append(mask)
    return kept


def _as(surface: str, wording: str) -> str:
    """The wording with the capitals of what it replaces."""
    if wording.startswith("["):
        return wording
    if len(surface) > 1 and surface.isupper():
        return wording.upper()
    return wording[0].upper() + wording[1:] if surface[:1].isupper() else wording


def _nouns(text: str, small: str) -> Iterator[Mask]:
    """`begeleidster` -> `begeleider`; not where narrators speak of themselves."""
    for match in _GENDERED_NOUN.fit_for(small).finditer(small):
        if _ABOUT_SELF.search(text[max(0, match.start() - 30) : match.start()]):
            continue
        neutral = _NEUTRAL[match["noun"].lower()]
        plural = ("n" if neutral.endswith("e") else "s") if match["plural"] else ""
        if neutral == "leerkracht" and plural:
            plural = "en"
        front = "" if match["noun"].lower() in {"juf", "juffrouw"} else match["front"].lower()
        if match["front"] and not front:
            continue
        surface = text[match.start() : match.end()]
        yield Mask(*match.span(), _as(surface, front + neutral + plural), NOUN)


def _by_team(text: str) -> Iterator[Mask]:
    """`die mevrouw van het wijkteam` -> `die medewerker van het wijkteam`, and again later."""
    introduced: dict[str, int] = {}
    for match in _BY_TEAM.finditer(text):
        introduced.setdefault(match["noun"].lower(), match.end())
        yield from _somebody(match)
    for match in _SAME_AGAIN.finditer(text):
        if introduced.get(match["noun"].lower(), len(text)) <= match.start():
            yield from _somebody(match)


def _somebody(match: re.Match[str]) -> Iterator[Mask]:
    changed = _DETERMINERS.get(match["det"].lower())
    if changed:
        yield Mask(*match.span("det"), _as(match["det"], changed), NAMED_AS)
    yield Mask(*match.span("noun"), _as(match["noun"], "medewerker"), NAMED_AS)


def _titles(text: str, named: Sequence[Actor]) -> Iterator[Mask]:
    """`mevrouw [wijkcoach-1]` tells what the placeholder hides."""
    for actor in named:
        before = re.search(rf"({WORD})(\.?)\s$", text[max(0, actor.start - 20) : actor.start])
        if before is None or not actor.staff:
            continue
        word = fold(before[1])
        start = actor.start - (len(before[0]))
        if TITLES.get(word) or word == "meester":
            neutral = "leerkracht" if word == "meester" else "medewerker"
            end = start + len(before[1]) + len(before[2])
            yield Mask(start, end, _as(before[1], neutral), TITLE)


def _named(text: str, mentions: Sequence[Mention], wordings: Sequence[str]) -> Iterator[Actor]:
    genders: dict[str, str] = {}
    people = [
        (mention, wording)
        for mention, wording in zip(mentions, wordings, strict=True)
        if mention.kind is Kind.PERSON
    ]
    for mention, wording in people:
        first = fold(text[mention.start : mention.end]).split()[:1]
        gender = told(text, mention.start, mention.end).gender or gender_of("".join(first))
        genders[wording] = genders.get(wording, "") or gender
    for mention, wording in people:
        staff = _label(wording) in WORKERS
        yield Actor(mention.start, mention.end, wording, staff, genders[wording], wording)


def _label(placeholder: str) -> str:
    return placeholder.strip("[]").rstrip("0123456789").rstrip("-")


def _actors(
    text: str, small: str, named: Sequence[Actor], found: Sequence[Mask]
) -> Iterator[Actor]:
    """Everybody without a name: nouns of roles and kin, and placeholders that are there already."""
    by_label: dict[str, set[str]] = {}
    for actor in named:
        if actor.staff:
            by_label.setdefault(_label(actor.who), set()).add(actor.who)
    names = {actor.start for actor in named}
    spoken_of = {mask.start for mask in found if mask.rule in {NAMED_AS, TITLE}}
    for match in _ANY_WORD.finditer(text):
        if fold(match[0]) in ROLES and match.start() not in spoken_of:
            yield from _role_noun(text, match, by_label)
    for match in _ANYBODY.fit_for(small).finditer(small):
        noun = match["noun"].lower()
        # 'mevrouw' directly before a name is no second person.
        titled = match.end() + 1 in names and text[match.end()] == " "
        if match.start("noun") not in spoken_of and not titled:
            gender = "f" if noun in _FEMALE else "m" if noun in _MALE else ""
            yield Actor(*match.span(), noun, staff=False, gender=gender)
    for match in PLACEHOLDER.finditer(text):
        label = _label(match[0])
        if label in RELATIONS or label in STAFF_ROLES or label == Kind.PERSON.label:
            # Somebody who was masked before: never resolved again, but in the way of another.
            yield Actor(*match.span(), match[0], staff=False, gender=_gender(label))
    for mask in found:
        if mask.rule == NAMED_AS and mask.wording.lower() == "medewerker":
            gender = _SOMEBODY[text[mask.start : mask.end].lower()]
            yield Actor(mask.start, mask.end, "medewerker", True, gender, "die medewerker")


def _role_noun(text: str, match: re.Match[str], by_label: dict[str, set[str]]) -> Iterator[Actor]:
    """`mijn nieuwe casemanager`: the one with that role when there is one, else the role itself."""
    noun = fold(match[0])
    label = ROLES[noun]
    before = text[max(0, match.start() - 40) : match.start()]
    if not _DETERMINED.search(before):
        return
    if label in WORKERS and noun not in _VAGUE_NOUNS and not _ABOUT_SELF.search(before):
        same = by_label.get(label, set())
        who = next(iter(same)) if len(same) == 1 else label
        answer = who if len(same) == 1 else f"die {_NEUTRAL.get(noun, noun)}"
        yield Actor(*match.span(), who, True, "f" if noun in _NEUTRAL else "", answer)


def _gender(label: str) -> str:
    return "m" if label in MEN else "f" if label in WOMEN else ""


def _periods(
    text: str,
    sentences: Sequence[tuple[int, int]],
    actors: Sequence[Actor],
    periods: Periods,
) -> Iterator[Mask]:
    """How long or since when, in a sentence with a worker."""
    fits = [pattern.fit_for(text) for pattern in _PERIODS]
    workers = iter([actor for actor in actors if actor.staff])
    worker = next(workers, None)
    for start, end in sentences:
        while worker is not None and worker.start < start:
            worker = next(workers, None)
        if worker is None:
            return
        if worker.start >= end:
            continue
        found = [match for fit in fits for match in fit.finditer(text, start, end)]
        for match in sorted(found, key=lambda match: match.start("time")):
            if not _SELF.search(text[max(0, match.start() - 5) : match.start()]):
                yield Mask(*match.span("time"), periods.placeholder(match["time"]), PERIOD)
