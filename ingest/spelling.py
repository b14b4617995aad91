"""Whether two words are the same name: one spelling, one slip of the pen, or a name for short."""

from collections.abc import Iterator
from functools import lru_cache

_ALIKE_FROM = 6
_SWAPPED_FROM = 4
_SOUNDS_FROM = 4
_LONGEST = 30
_DIMINUTIVES = ("etje", "tje", "pje", "je", "ke")
_SHORTEST_STEM = 3
# Read from left to right; what sounds the same in Dutch is written the same.
_SOUNDS = (
    ("sch", "sj"), ("ij", "y"), ("ei", "y"), ("ie", "i"), ("ee", "e"), ("ou", "u"), ("oe", "u"),
    ("ph", "f"), ("th", "t"), ("dh", "d"), ("kh", "g"), ("gh", "g"), ("ch", "g"), ("ck", "k"),
    ("qu", "kw"), ("x", "ks"), ("c", "k"), ("q", "k"), ("z", "s"), ("dt", "t"), ("j", "y"),
)  # fmt: skip
# A man and a woman, not two spellings.
_WITH_E = frozenset((
    "martin", "simon", "pascal", "michel", "daniel", "gabriel", "rafael", "karin", "justin",
    "valentin", "christian", "august", "josef", "joseph", "german", "clement", "laurent", "vincent",
    "wilhelmin", "jacquelin", "paulin", "francois", "louis", "gerard", "bernard", "albert",
    "robert", "constant", "emil", "andre", "rene", "stefan", "jan", "han", "hans", "jos", "wim",
))  # fmt: skip
# One letter apart, and widely known as two names.
_DISTINCT = frozenset(frozenset(pair.split("/")) for pair in (
    "marieke/marijke", "martin/martijn", "gerrie/gerrit", "hannie/hennie", "gerrit/gerrits",
    "stefan/stefano", "jannie/jannis", "marian/marjan", "mirjam/marjam", "willem/willeke",
    "johanna/johanne", "dirkje/dirkjan", "leonie/leonne", "amina/amine",
))  # fmt: skip
# For short -> in full. Only what is widely used; it joins two mentions in one story at most.
NICKNAMES = {
    "bert": ("albert", "hubert", "lambert", "robert", "engelbert", "egbert", "norbert", "gijsbert"),
    "bart": ("bartholomeus", "lambertus"), "ben": ("benjamin", "bernard"),
    "bob": ("robert",), "rob": ("robert", "robbert", "robertus"), "chris": ("christiaan",
    "christina", "christian", "christoffel"), "dirk": ("diederik",), "fred": ("frederik",
    "alfred", "frederick"), "freek": ("frederik",), "frits": ("frederik",), "gerrit": ("gerard",),
    "hans": ("johannes", "johan"), "jan": ("johannes",), "joop": ("johannes", "jozef"),
    "henk": ("hendrik", "hendrikus"), "rik": ("hendrik", "frederik"), "jaap": ("jacob",),
    "koos": ("jacobus",), "co": ("jacobus",), "ko": ("jacobus",), "kees": ("cornelis",),
    "cor": ("cornelis", "cornelia"), "corrie": ("cornelia",), "leen": ("leendert",),
    "leo": ("leonardus", "leopold"), "louis": ("lodewijk",), "lex": ("alexander",),
    "alex": ("alexander", "alexandra"), "sander": ("alexander",), "mia": ("maria",),
    "marie": ("maria",), "riet": ("maria",), "ria": ("maria",), "mieke": ("maria",),
    "greet": ("margaretha", "grietje"), "gre": ("margaretha",), "bep": ("elisabeth",),
    "els": ("elisabeth",), "lies": ("elisabeth",), "liesbeth": ("elisabeth",),
    "betty": ("elisabeth",), "ans": ("johanna",), "annie": ("anna", "johanna"), "jo": ("johanna",
    "johannes"), "tinus": ("martinus",), "piet": ("pieter", "petrus"), "peter": ("petrus",),
    "nel": ("petronella",), "nelleke": ("petronella",), "klaas": ("nicolaas", "nikolaas"),
    "nico": ("nicolaas",), "niek": ("nicolaas",), "sjaak": ("jacques",), "sjef": ("jozef",),
    "jef": ("jozef",), "wim": ("willem", "wilhelmus"), "willy": ("willem", "wilhelmina"),
    "mina": ("wilhelmina",), "mien": ("wilhelmina",), "toon": ("antonius", "anton", "antoon"),
    "ton": ("antonius", "anton"), "tony": ("anthony",), "theo": ("theodorus",),
    "dorus": ("theodorus",), "truus": ("geertruida",), "truida": ("geertruida",),
    "geert": ("gerardus",), "gert": ("gerard", "gerrit"), "guus": ("augustus", "gustaaf"),
    "max": ("maximiliaan", "maxim"), "mo": ("mohamed", "mohammed", "mohammad", "muhammed"),
    "momo": ("mohamed", "mohammed"), "abdel": ("abdelkader", "abdellah", "abdelaziz"),
    "rach": ("rachid", "rachel"),
    "sam": ("samuel", "samantha"), "tom": ("thomas",), "tim": ("timothy", "timotheus"),
    "tommy": ("thomas",), "vin": ("vincent",), "kim": ("kimberly", "kimberley"),
    "lotte": ("charlotte", "liselotte"), "manu": ("emmanuel", "manuel"), "mike": ("michael",),
    "nick": ("nicholas", "dominick"), "steef": ("stefan",), "stef": ("stefan", "stefanie"),
    "dani": ("daniel",), "danny": ("daniel",), "jess": ("jessica",), "val": ("valerie",),
    "dre": ("andre", "andreas"), "bas": ("sebastiaan", "sebastian"), "flip": ("filip", "philip"),
    "gon": ("gonda",), "hanneke": ("johanna",), "hannie": ("johanna", "hanna"),
    "ineke": ("catharina",), "toos": ("catharina",), "trijn": ("catharina",), "kaat":
    ("catharina",), "karel": ("carolus",), "maarten": ("martinus",), "rinus": ("marinus",),
    "tineke": ("martina", "catharina"), "tine": ("martine", "christine"),
}  # fmt: skip


def same_name(one: str, other: str) -> bool:
    """True for one name in two spellings. Both folded.

    `Fatima` and `Fatiema`, `Mohamed` and `Mohammed`, `Yassine` and `Yassien`; not `Sil` and
    `Silvia`, `Daniel` and `Daniela`, `Martin` and `Martine`.
    """
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=lambda word: (len(word), word))
    if len(shorter) < 3 or len(longer) > _LONGEST:
        return False
    if frozenset((one, other)) in _DISTINCT:
        return False
    if longer == shorter + "s":
        # 'Fatimas moeder'; but Han and Hans are two.
        return len(shorter) >= _SOUNDS_FROM
    if len(shorter) >= _SOUNDS_FROM and sounds(one) == sounds(other):
        return True
    if one.endswith("a") is not other.endswith("a"):
        return False
    if longer == shorter + "e" and (shorter in _WITH_E or len(shorter) < _ALIKE_FROM):
        return False
    if one[0] != other[0] and len(shorter) < _ALIKE_FROM + 1:
        return False
    if len(shorter) >= _SWAPPED_FROM and _swapped(one, other):
        return True
    return len(shorter) >= _ALIKE_FROM and _one_edit(shorter, longer)


def is_diminutive(small: str, name: str) -> bool:
    """True for `Daantje` beside `Daan`, and `Wimpje` beside `Wim`. Both folded."""
    return len(name) >= _SHORTEST_STEM and any(small == name + ending for ending in _DIMINUTIVES)


@lru_cache(maxsize=4096)
def sounds(word: str) -> str:
    """How a name sounds in Dutch, roughly: a key for its spellings."""
    if word.endswith("ah"):
        word = word[:-1]
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return "".join(
        letter for at, letter in enumerate(word) if letter != "-" and word[at - 1 : at] != letter
    )


def spelling_keys(word: str) -> Iterator[str]:
    """Keys of which two spellings of one name share at least one."""
    yield word
    yield "~" + sounds(word)
    yield from NICKNAMES.get(word, ())
    if word.endswith("s"):
        yield word[:-1]
    for ending in _DIMINUTIVES:
        if word.endswith(ending):
            yield word.removesuffix(ending)
    if _SWAPPED_FROM <= len(word) <= _LONGEST:
        for at in range(len(word)):
            yield "?" + word[:at] + word[at + 1 :]
        yield "?" + word


def _swapped(one: str, other: str) -> bool:
    """Two neighbouring letters in the other order."""
    if len(one) != len(other):
        return False
    apart = [at for at in range(len(one)) if one[at] != other[at]]
    return (
        len(apart) == 2
        and apart[1] == apart[0] + 1
        and one[apart[0]] == other[apart[1]]
        and one[apart[1]] == other[apart[0]]
    )


def _one_edit(shorter: str, longer: str) -> bool:
    """One letter more, less or different."""
    if len(longer) - len(shorter) > 1:
        return False
    at = 0
    while at < len(shorter) and shorter[at] == longer[at]:
        at += 1
    return shorter[at:] == longer[at + 1 :] or shorter[at + 1 :] == longer[at + 1 :]
