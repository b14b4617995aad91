"""The closed word lists about themes. Import them from `models.vocabulary`, like all others."""

from models.words import Word


class ThemeState(Word):
    """The life of a theme."""

    PROPOSED = "voorgesteld", "Voorgesteld"
    ACTIVE = "actief", "In gebruik"
    PARKED = "geparkeerd", "Geparkeerd"
    MERGED = "samengevoegd", "Samengevoegd"
    RETIRED = "vervallen", "Vervallen"


class ThemeEventKind(Word):
    """What can happen to a theme; every change is an event."""

    EMERGED = "ontstaan", "Ontstaan"
    GREW = "groei", "Gegroeid"
    SHRANK = "krimp", "Gekrompen"
    SPLIT = "splitsing", "Gesplitst"
    MERGED = "samenvoeging", "Samengevoegd"
    RENAMED = "hernoemd", "Andere naam"
    PINNED = "vastgezet", "Vastgezet"
    RETIRED = "vervallen", "Vervallen"
    REOPENED = "heropend", "Heropend"
    DESCRIBED = "omschreven", "Omschreven"
    ACCEPTED = "aangenomen", "Aangenomen"
    REJECTED = "afgewezen", "Afgewezen"
    UNPINNED = "losgemaakt", "Losgemaakt"
    PARKED = "geparkeerd", "Geparkeerd"
    CONFIRMED = "stukje_bevestigd", "Stukje bevestigd"
    REFUSED = "stukje_afgewezen", "Stukje hoort er niet bij"
    UNDONE = "ongedaan", "Ongedaan gemaakt"
    EXAMPLES = "voorbeeldzinnen", "Voorbeeldzinnen veranderd"
    SUGGESTED = "naam_voorgesteld", "Naam voorgesteld"


class ProposalKind(Word):
    """What a new look at all stories proposes to do with a theme."""

    KEPT = "behouden", "Blijft zoals het is"
    NEW = "nieuw", "Nieuw thema"
    SPLIT = "splitsen", "Splitsen"
    MERGE = "samenvoegen", "Samenvoegen"
    FADING = "verdwijnend", "Niet teruggevonden"


class ProposalState(Word):
    """What people did with a proposal; overtaken when the themes changed before anyone looked."""

    OPEN = "open", "Wacht op een besluit"
    ACCEPTED = "aangenomen", "Aangenomen"
    REJECTED = "afgewezen", "Afgewezen"
    OVERTAKEN = "ingehaald", "Niet meer nodig"


class Signal(Word):
    """What happens to the share of stories that tell of a theme; undecided is an answer too."""

    RISING = "stijgt", "Stijgt"
    FALLING = "daalt", "Daalt"
    STEADY = "gelijk", "Blijft gelijk"
    NEW_SMALL = "nieuw_klein", "Nieuw, nog klein"
    TOO_FEW = "te_weinig", "Te weinig verhalen om te zeggen"


class Disclosure(Word):
    """How much of a number readers may see. Hidden is a value: it never looks like none."""

    FULL = "volledig", "Aantal en percentage"
    COUNT_ONLY = "alleen_aantal", "Te weinig verhalen voor een percentage"
    HIDDEN = "verborgen", "Verborgen, omdat het om weinig verhalen gaat"


class Drifting(Word):
    """Whether what is told within a theme changes in the course of time."""

    MOVES = "verschuift", "Er wordt nu iets anders verteld dan eerst"
    STAYS = "gelijk", "Geen verschil gevonden tussen eerst en nu"
    TOO_FEW = "te_weinig", "Te weinig verhalen om te zeggen"


class Stability(Word):
    """How often a theme returns when a part of the stories is left out (Hennig 2007)."""

    FIRM = "stevig", "Stevig"
    FAIR = "redelijk", "Redelijk"
    SHAKY = "wankel", "Wankel"
    UNKNOWN = "onbekend", "Nog niet bekend"


class MiningMode(Word):
    """How passages were mined; chosen by their number and shown on screen."""

    KNOWN = "bekend", "Bekend: een starthema"
    READ = "lezen", "Te weinig om patronen te zoeken; lees de verhalen zelf"
    SMALL = "klein", "Klein: vaak herhaald met steeds een deel van de verhalen"
    MEDIUM = "midden", "Midden: buren in een netwerk"
    LARGE = "groot", "Groot: eerst een deel van de verhalen, daarna alles"


class MiningEngine(Word):
    """Who finds groups among passages; the frame and the gate around it are the same."""

    OWN = "eigen", "Eigen methode"
    BERTOPIC = "bertopic", "BERTopic met UMAP en HDBSCAN"
    EVOC = "evoc", "EVoC"


class StarterUse(Word):
    """Whether the shipped starter themes take part in an analysis."""

    AUTO = "auto", "Als de teksten erover gaan"
    ALL = "alle", "Alle starthema's"
    NONE = "geen", "Zonder starthema's"


class ResidueReason(Word):
    """Why a passage is in no theme. Not noise: a first-class answer."""

    TOO_SHORT = "te_kort", "Te kort om te plaatsen"
    NO_THEME_FITS = "geen_thema_past", "Geen thema past"
    DOUBT = "twijfel", "Lijkt op een thema, maar te weinig om te plaatsen"
    TOO_FEW_STORIES = "te_weinig_verhalen", "Te weinig verhalen om patronen te zoeken"
    NOT_YET = "nog_niet", "Nog niet geplaatst"
