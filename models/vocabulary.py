"""The closed word lists of the field: `value` is stored as is, `label` is what a user reads."""

import re

from models.standard_words import AdoptionStage as AdoptionStage
from models.standard_words import DialogueRole as DialogueRole
from models.standard_words import LinkKind as LinkKind
from models.standard_words import LinkState as LinkState
from models.standard_words import MappingRelation as MappingRelation
from models.standard_words import MappingState as MappingState
from models.standard_words import SetStatus as SetStatus
from models.standard_words import SetTier as SetTier
from models.standard_words import SourceStatus as SourceStatus
from models.telling_words import AgreementState as AgreementState
from models.telling_words import Audience as Audience
from models.telling_words import FormKind as FormKind
from models.telling_words import FormState as FormState
from models.telling_words import HelpGiven as HelpGiven
from models.telling_words import ImportState as ImportState
from models.telling_words import Layout as Layout
from models.telling_words import QueueReason as QueueReason
from models.telling_words import ResponseKind as ResponseKind
from models.telling_words import ReviewKind as ReviewKind
from models.telling_words import ReviewReason as ReviewReason
from models.telling_words import TellingStep as TellingStep
from models.theme_words import Disclosure as Disclosure
from models.theme_words import Drifting as Drifting
from models.theme_words import MiningEngine as MiningEngine
from models.theme_words import MiningMode as MiningMode
from models.theme_words import ProposalKind as ProposalKind
from models.theme_words import ProposalState as ProposalState
from models.theme_words import ResidueReason as ResidueReason
from models.theme_words import Signal as Signal
from models.theme_words import Stability as Stability
from models.theme_words import StarterUse as StarterUse
from models.theme_words import ThemeEventKind as ThemeEventKind
from models.theme_words import ThemeState as ThemeState
from models.words import Word as Word


class StoryState(Word):
    """Where a story is on its way from narrator to reader. Only APPROVED is ever analysed."""

    RECEIVED = "ontvangen", "Ontvangen"
    PSEUDONYMISED = "gepseudonimiseerd", "Namen weggehaald"
    AWAITING_NARRATOR = "wacht_op_verteller", "Wacht op uw ja"
    APPROVED = "goedgekeurd", "Mag gelezen worden"
    AMENDED = "aangepast", "Aangepast door de verteller"
    WITHDRAWN = "ingetrokken", "Ingetrokken"
    EXPIRED = "verlopen", "Verlopen"
    IN_TRIAGE = "in_triage", "Wordt eerst apart bekeken"
    REFUSED = "geweigerd", "Niet aangenomen"


class NarratorRole(Word):
    """Who tells."""

    YOUNG_PERSON = "jongere", "Kind of jongere"
    PARENT = "ouder", "Ouder of verzorger"
    ADULT_CLIENT = "volwassen_client", "Volwassene met een eigen vraag"
    OLDER_CLIENT = "oudere", "Oudere met een eigen vraag"
    INFORMAL_CARER = "mantelzorger", "Mantelzorger of naaste"
    TEAM_PROFESSIONAL = "wijkteamprofessional", "Medewerker van een wijkteam"
    PARTNER_PROFESSIONAL = "ketenpartner", "Medewerker van een andere organisatie"
    EXPERT_BY_EXPERIENCE = "ervaringsdeskundige", "Ervaringsdeskundige"
    VOLUNTEER = "vrijwilliger", "Vrijwilliger"
    OTHER = "anders", "Anders"


class AgeGroup(Word):
    """Age in bands, never an exact age."""

    UNDER_18 = "tot_18", "Jonger dan 18"
    FROM_18 = "18_26", "18 tot en met 26"
    FROM_27 = "27_66", "27 tot en met 66"
    FROM_67 = "67_plus", "67 of ouder"


class Channel(Word):
    """How a story came in."""

    FORM = "formulier", "Formulier"
    IMPORT = "import", "Ingelezen bestand"
    SYSTEM = "systeem", "Systeem van een team"
    PANEL = "panel", "Verslag van een gesprek"
    EXAMPLE = "voorbeeld", "Voorbeeld (verzonnen)"


class Purpose(Word):
    """What a narrator may allow, each on its own."""

    OWN_TEAM = "eigen_team", "Mijn eigen team mag mijn verhaal lezen"
    ASSOCIATION = "associatie", "De Associatie Wijkteams mag ervan leren"
    RESEARCH = "onderzoek", "Onderzoekers mogen het gebruiken"
    QUOTE = "citaat", "Een stukje mag in een rapport staan"
    PUBLIC = "openbaar", "Iedereen mag mijn hele verhaal lezen"


class QuestionKind(Word):
    """What kind of answer a question takes."""

    TRIAD = "triade", "Driehoek"
    DYAD = "dyade", "Schuif"
    CHOICE = "keuze", "Keuze"
    CHOICES = "meerkeuze", "Meer keuzes"
    TEXT = "tekst", "Open vraag"


class InputMode(Word):
    """With what a scale was set; coins and dots spread differently, so it is kept."""

    SLIDER = "schuif", "Schuiven"
    POINTER = "aanwijzer", "Muis of vinger"
    KEYBOARD = "toetsen", "Toetsenbord"
    COINS = "muntjes", "Tien muntjes"
    IMPORTED = "ingelezen", "Ingelezen"


class PersonalDataKind(Word):
    """Kinds of personal data. Values follow the gold data's `type`; labels name the placeholder."""

    PERSON = "PERSON", "persoon"
    LOCATION = "LOCATION", "plaats"
    ADDRESS = "ADDRESS", "adres"
    POSTCODE = "POSTCODE", "postcode"
    ORGANISATION = "ORGANISATION", "organisatie"
    DATE = "DATE", "datum"
    DATE_OF_BIRTH = "DATE_OF_BIRTH", "geboortedatum"
    AGE = "AGE", "leeftijd"
    PHONE = "PHONE", "telefoon"
    EMAIL = "EMAIL", "e-mail"
    URL = "URL", "website"
    SOCIAL_HANDLE = "SOCIAL_HANDLE", "account"
    IBAN = "IBAN", "rekeningnummer"
    BSN = "BSN", "bsn"
    LICENSE_PLATE = "LICENSE_PLATE", "kenteken"
    CASE_NUMBER = "CASE_NUMBER", "dossiernummer"
    STAFF = "STAFF", "medewerker"
    MARKED = "MARKED", "weggehaald"


class OwnNameKind(Word):
    """What an organisation can list, so that it is always taken out of stories."""

    QUARTER = "wijk", "Wijk of buurt"
    SCHOOL = "school", "School"
    TEAM = "team", "Team"
    STREET = "straat", "Straat"
    STAFF = "medewerker", "Medewerker"
    ORGANISATION = "organisatie", "Andere organisatie"


class Origin(Word):
    """Who decided."""

    MACHINE = "machine", "Computer"
    PERSON = "mens", "Mens"


class RunKind(Word):
    """The kinds of computation."""

    MINE = "verkennen", "Patronen zoeken"
    PLACE = "plaatsen", "Nieuw verhaal plaatsen"
    LINK = "koppelen", "Koppelen aan standaarden"
    IMPORT = "inlezen", "Bestand met verhalen inlezen"


class RunState(Word):
    """The life of a run."""

    QUEUED = "wacht", "Wacht"
    WORKING = "bezig", "Bezig"
    DONE = "klaar", "Klaar"
    FAILED = "mislukt", "Mislukt"


class AccountRole(Word):
    """What somebody may do. Fuller roles and grants come with the accounts issue."""

    ADMINISTRATOR = "beheerder", "Beheerder"
    MODERATOR = "moderator", "Moderator"
    ANALYST = "analist", "Analist"

    @property
    def may_look_over(self) -> bool:
        """True for whoever may see stories that wait for a person, and what was taken out."""
        return self in {AccountRole.ADMINISTRATOR, AccountRole.MODERATOR}


class Danger(Word):
    """What an alarm is about, the gravest first; never a diagnosis."""

    SUICIDE = "zelfdoding", "Dood willen"
    CHILD = "kind_in_gevaar", "Kind in gevaar"
    VIOLENCE = "geweld", "Geweld"


class TriageOutcome(Word):
    """What a person decided about a story with an alarm."""

    RELEASED = "vrijgegeven", "Vrijgegeven"
    KEPT_APART = "apart_gehouden", "Apart gehouden"


class ApartReason(Word):
    """Why a story with an alarm stays apart."""

    DANGER_NOW = "gevaar_nu", "Er lijkt nu gevaar te zijn"
    RECOGNISABLE = "herkenbaar", "De verteller of een ander is te herkennen"
    ACCUSATION = "beschuldiging", "Er staat een zware beschuldiging in"
    UNSURE = "twijfel", "Ik twijfel, een ander moet ook kijken"


class StoryPart(Word):
    """Where in a story something stands."""

    TITLE = "titel", "Titel"
    TEXT = "tekst", "Tekst"


class ChangeOrigin(Word):
    """Who or what changed words of a story."""

    RULE = "regel", "Regel"
    LIST = "lijst", "Lijst"
    NARRATOR = "verteller", "Verteller"
    MODERATOR = "moderator", "Moderator"
    DEDUCE = "deduce", "DEDUCE"
    LANGUAGE_MODEL = "taalmodel", "Taalmodel"


# The placeholders: the closed set of what may stand in a story in the place of personal data.
# Anything else between square brackets is text, and is searched for names like any text.
ONE_OF_A_KIND = frozenset((
    "moeder", "vader", "stiefmoeder", "stiefvader", "pleegmoeder", "pleegvader", "schoonmoeder",
    "schoonvader", "bonusmoeder", "bonusvader", "partner", "man", "vrouw", "ex",
))  # fmt: skip
"""Relations of which most people have one: no number, until a story has a second."""
RELATIONS = ONE_OF_A_KIND | frozenset((
    "zoon", "dochter", "kind", "kleinzoon", "kleindochter", "kleinkind", "stiefzoon",
    "stiefdochter", "pleegzoon", "pleegdochter", "pleegkind", "bonuszoon", "bonusdochter",
    "schoonzoon", "schoondochter", "broer", "zus", "halfbroer", "halfzus", "stiefbroer", "stiefzus",
    "zwager", "schoonzus", "oma", "opa", "tante", "oom", "neef", "nicht", "vriend", "vriendin",
    "buurman", "buurvrouw", "collega", "huisgenoot", "klasgenoot", "jongen", "meisje",
))  # fmt: skip
STAFF_ROLES = frozenset((
    "begeleider", "hulpverlener", "casemanager", "coach", "gezinscoach", "jobcoach", "wijkcoach",
    "jongerencoach", "budgetcoach", "werkcoach", "consulent", "medewerker", "ambtenaar",
    "leerplichtambtenaar", "jeugdbeschermer", "gezinsvoogd", "voogd", "mentor", "bewindvoerder",
    "curator", "huisarts", "arts", "kinderarts", "tandarts", "fysiotherapeut", "psycholoog",
    "psychiater", "therapeut", "orthopedagoog", "pedagoog", "logopedist", "verloskundige",
    "kraamverzorgende", "verpleegkundige", "wijkverpleegkundige", "verzorgende", "thuishulp",
    "schuldhulpverlener", "juf", "meester", "leerkracht", "docent", "directeur", "trainer",
    "vrijwilliger", "buddy", "tolk", "deurwaarder", "agent", "wijkagent", "jongerenwerker",
    "maatschappelijk-werker", "klantmanager", "stagiair", "teamleider", "leidinggevende", "oppas",
    "verhuurder", "predikant", "pastoor", "imam", "rechter", "advocaat", "notaris",
    "burgemeester", "wethouder", "werker",
))  # fmt: skip
ORGANISATION_LABELS = frozenset((
    "school", "praktijk", "kerk", "moskee", "werkgever", "club", "instelling", "opvang",
))  # fmt: skip
PLACE_LABELS = frozenset(("wijk", "dorp", "straat"))
LABELS = (
    frozenset(kind.label for kind in PersonalDataKind)
    | RELATIONS | STAFF_ROLES | ORGANISATION_LABELS | PLACE_LABELS | {"periode"}
)  # fmt: skip
"""Every word that a numbered placeholder may consist of."""
AGE_BANDS = ((0, 3), (4, 11), (12, 17), (18, 26), (27, 39), (40, 54), (55, 66), (67, 79))
OLDEST_BAND = "[80+ jaar]"
MOST_NUMBERED = 9999
"""Placeholders count no further: longer numbers could be somebody's."""


def age_band(years: int) -> str:
    """The placeholder for an exact age in years: `[12-17 jaar]`."""
    for low, high in AGE_BANDS:
        if years <= high:
            return f"[{low}-{high} jaar]"
    return OLDEST_BAND


_BANDS = "|".join([*(rf"{low}-{high}" for low, high in AGE_BANDS), r"80\+"])
PLACEHOLDER = re.compile(
    rf"\[(?:(?:{'|'.join(sorted(LABELS))})-[1-9][0-9]{{0,3}}"
    rf"|{'|'.join(sorted(ONE_OF_A_KIND))}|(?:{_BANDS}) jaar)\]"
)
"""One placeholder, and nothing but: the only grammar of them there is."""
