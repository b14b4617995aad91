"""The closed word lists about standards. Import them from `models.vocabulary`, like all others."""

from models.words import Word


class LinkState(Word):
    """The life of a link between a theme and a standard. Two people establish it."""

    PROPOSED = "voorgesteld", "Voorgesteld"
    CONFIRMED = "bevestigd", "Bevestigd"
    ESTABLISHED = "vastgesteld", "Vastgesteld"
    REJECTED = "afgewezen", "Afgewezen"


class LinkKind(Word):
    """What the stories say about the standard; set by people only."""

    CONFIRMS = "bevestigt", "Bevestigt de standaard"
    STRAINS = "schuurt", "Schuurt met de standaard"
    NOT_MET = "niet_waargemaakt", "Wordt niet waargemaakt"
    MISSING = "ontbreekt", "Ontbreekt in de standaard"


class SourceStatus(Word):
    """How well the text of a standard is known."""

    VERIFIED = "verified", "In de bron gezien"
    DERIVED = "derived", "Afgeleid uit de bron"
    RECONSTRUCTED = "reconstructed", "Uit eigen kennis, nog na te kijken"


class SetStatus(Word):
    """How complete a set of standards is in this catalogue."""

    VERIFIED = "verified", "Volledig gezien"
    PARTIAL = "partial", "Deels gezien"
    NOT_FOUND = "not_found", "Inhoud niet gevonden"


class SetTier(Word):
    """How near a set is to the stories of local teams."""

    CORE = "core", "Kern"
    SUPPORTING = "supporting", "Aanvullend"
    CONTEXT = "context", "Achtergrond"
    LOCAL = "local", "Eigen set"


class AdoptionStage(Word):
    """How far a set or standard is on its way through the dialogue."""

    CONCEPT = "concept", "Concept"
    PRESENTED = "gepresenteerd", "Gepresenteerd"
    DISCUSSED = "besproken", "Besproken"
    ADOPTED = "vastgesteld", "Vastgesteld"


class DialogueRole(Word):
    """Who sat at the table when a set or standard was talked through."""

    CLIENT = "client", "Cliënten of bewoners"
    YOUNG_PERSON = "jongere", "Jongeren"
    PARENT = "ouder", "Ouders"
    CLIENT_COUNCIL = "clientenraad", "Cliëntenraad of adviesraad"
    TEAM_PROFESSIONAL = "wijkteamprofessional", "Medewerkers van het wijkteam"
    PARTNER_PROFESSIONAL = "ketenpartner", "Medewerkers van andere organisaties"
    TEAM_LEAD = "teamleider", "Teamleiders of managers"
    POLICY_OFFICER = "beleidsmedewerker", "Beleidsmedewerkers"
    ALDERMAN = "wethouder", "Wethouder"
    ASSOCIATION = "associatie", "Associatie Wijkteams"
    RESEARCHER = "onderzoeker", "Onderzoekers"


class MappingRelation(Word):
    """How one standard relates to another (SKOS mapping relations), read from the first."""

    EXACT = "zelfde", "Betekent hetzelfde"
    CLOSE = "bijna_zelfde", "Betekent bijna hetzelfde"
    BROADER = "breder", "De andere is breder"
    NARROWER = "smaller", "De andere is smaller"
    RELATED = "verwant", "Heeft ermee te maken"
    NONE = "geen", "Heeft er niets mee te maken"


class MappingState(Word):
    """The life of a proposed relation between two standards."""

    PROPOSED = "voorgesteld", "Voorgesteld"
    ONE_READER = "een_beoordelaar", "Door één persoon bekeken"
    AGREED = "eens", "Twee personen zijn het eens"
    DISPUTED = "oneens", "Twee personen zijn het niet eens"
    DECIDED = "besloten", "Na overleg besloten"
