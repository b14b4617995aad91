"""The closed word lists about telling. Import them from `models.vocabulary`, like all others."""

from models.words import Word


class FormState(Word):
    """The life of one version of a form. Only a concept changes; a published one never does."""

    CONCEPT = "concept", "Concept"
    PUBLISHED = "gepubliceerd", "In gebruik"
    RETIRED = "gestopt", "Niet meer in gebruik"


class FormKind(Word):
    """For whom, or for which occasion, a form is."""

    YOUNG_PERSON = "jongere", "Voor jongeren"
    PARENT = "ouder", "Voor ouders en verzorgers"
    ADULT = "volwassene", "Voor volwassenen met een eigen vraag"
    EASY = "makkelijk", "In makkelijke taal, met plaatjes"
    PROFESSIONAL = "professional", "Voor medewerkers"
    PANEL = "panel", "Voor een panelgesprek"
    MIRROR = "spiegel", "Voor een spiegelbijeenkomst"
    EVERYBODY = "iedereen", "Voor iedereen"

    @property
    def of_group(self) -> bool:
        """True for a session of several people, who all have to say yes."""
        return self in {FormKind.PANEL, FormKind.MIRROR}


class HelpGiven(Word):
    """Who helped a narrator to tell; it colours a story, so it is known."""

    NOBODY = "niemand", "Nee, ik vertel het alleen"
    CLOSE_ONE = "naaste", "Ja, familie of een vriend"
    CARER = "begeleider", "Ja, een begeleider of hulpverlener"
    INTERPRETER = "tolk", "Ja, een tolk"
    STORY_COLLECTOR = "verhaalophaler", "Ja, iemand die verhalen ophaalt"


class Audience(Word):
    """Who should know of a story, in the eyes of its narrator."""

    TEAM = "wijkteam", "Mijn wijkteam"
    MUNICIPALITY = "gemeente", "De wethouder of de gemeente"
    ASSOCIATION = "associatie", "De Associatie Wijkteams"
    OTHER_CLIENTS = "andere_clienten", "Andere mensen met dezelfde vraag"
    PROFESSIONALS = "hulpverleners", "Mensen die in de hulp werken"
    NOBODY = "niemand", "Niemand in het bijzonder"


class TellingStep(Word):
    """How far narrators come, in order; counted without knowing who."""

    OPENED = "geopend", "Geopend"
    STARTED = "begonnen", "Begonnen"
    STORY = "verhaal", "Verhaal geschreven"
    MEANING = "betekenis", "Vragen bekeken"
    NARRATOR = "over_u", "Over u ingevuld"
    LOOKED_OVER = "nakijken", "Nagekeken"
    FINISHED = "verstuurd", "Ja gezegd"
    KEPT = "bewaard", "Bewaard, nog geen ja"


class ResponseKind(Word):
    """What a narrator says of a theme in which the story counts."""

    RECOGNISED = "herken_ik", "Dit herken ik"
    WRONG = "klopt_niet", "Dit klopt niet"


class AgreementState(Word):
    """What became of something that was agreed."""

    AGREED = "afgesproken", "Afgesproken"
    DONE = "gedaan", "Gedaan"
    NOT_DONE = "niet_gelukt", "Niet gelukt"


class ReviewKind(Word):
    """What a moderator can do with a story besides looking it over."""

    RETURNED = "teruggestuurd", "Terug naar de verteller"
    REFUSED = "geweigerd", "Geweigerd"


class ReviewReason(Word):
    """Why a story went back or was refused, in words that the narrator sees."""

    RECOGNISABLE = "herkenbaar", "Er is nog iemand in te herkennen"
    OTHER_PERSON = "ander", "Het gaat vooral over iemand anders, die dit niet weet"
    NO_STORY = "geen_verhaal", "Dit is geen verhaal over een wijkteam"
    ACCUSATION = "beschuldiging", "Er staat een zware beschuldiging in over één mens"
    ADVERTISING = "reclame", "Dit is reclame"
    TWICE = "dubbel", "Dit verhaal is al eens verteld"
    UNCLEAR = "onduidelijk", "Wij begrijpen een deel niet goed"


class QueueReason(Word):
    """Why something asks for a moderator."""

    TRIAGE = "eerst_bekijken", "Eerst bekijken"
    ANSWERED = "beantwoord", "Terug van de verteller"
    LOOK_OVER = "nakijken", "Nakijken"
    ALIKE = "lijkt_op", "Lijkt op een ander verhaal"
    BURST = "piek", "Veel verhalen in één week"


class ImportState(Word):
    """The life of a file that is being read in."""

    WORKING = "bezig", "Bezig"
    STOPPED = "onderbroken", "Onderbroken, kan verder"
    DONE = "klaar", "Klaar"
    CANCELLED = "geannuleerd", "Geannuleerd"
    FAILED = "mislukt", "Mislukt"


class Layout(Word):
    """The layouts of files that can be read in."""

    TABLE = "tabel", "Eigen tabel (CSV of Excel)"
    DOCUMENT = "document", "Document (Word, LibreOffice, PDF of tekst)"
    SUBTITLES = "ondertitels", "Ondertitels van een gesprek (VTT of SRT)"
    JSONL = "jsonl", "JSON Lines"
    NARRAFIRMA = "narrafirma", "NarraFirma"
    SENSEMAKER = "sensemaker", "SenseMaker"
    LIMESURVEY = "limesurvey", "LimeSurvey"
    KOBO = "kobo", "KoboToolbox"
    MICROSOFT_FORMS = "ms_forms", "Microsoft Forms"
    GOOGLE_FORMS = "google_forms", "Google Forms"
