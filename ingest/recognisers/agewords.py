"""The words around an age: who has one, what leads to it, and what makes it something else."""

PRONOUNS = frozenset((
    "ik", "'k", "k", "hij", "ie", "zij", "ze", "jij", "je", "u", "wie", "die", "we", "wij",
    "ikzelf", "hijzelf", "zijzelf", "men", "ikke", "hem", "haar",
))  # fmt: skip
# Persons that triggers do not list because no name follows them.
PEOPLE = frozenset((
    "kind", "jochie", "mens", "mensje", "persoon", "ventje", "mannetje", "vrouwtje", "meid",
    "meiden", "knul", "gozer", "gast", "vent", "puber", "peuter", "kleuter", "baby",
    "zuigeling", "bejaarde", "weduwe", "weduwnaar", "ouder", "bewoner", "bewoonster", "buur",
    "zoontje", "dochtertje", "kleintje", "kleine", "kleinste", "grootste", "ander", "ene",
    "eentje", "iemand", "vrouw", "man", "heer", "dame", "client", "clienten", "patient",
    "slachtoffer", "verdachte", "dader", "jeugdige", "jongere", "jongeman", "student",
    "studente", "vluchteling", "alleenstaande", "mantelzorger", "zusje", "broertje",
    "bonuskind", "pleegkind", "adoptiekind", "stiefkind", "achterkleinkind", "overgrootmoeder",
    "overgrootvader", "oudtante", "oudoom", "jarige", "tante", "oom", "ome", "nicht", "neef",
    "vriendje", "vriendinnetje", "oppasoma", "oppasopa", "dochters", "zonen", "nene", "abla",
    "abi", "anne", "baba", "moeke", "vake", "omi", "opi", "grootmoeder", "grootvader", "ma",
    "pa", "mams", "paps", "mem", "heit", "beppe", "pake", "bomma", "bompa",
))  # fmt: skip
PARENTS = frozenset((
    "moeder", "mama", "mam", "ma", "vader", "papa", "pap", "pa", "ouders", "oma", "opa", "mams",
    "paps", "ouder", "tante", "oom",
))  # fmt: skip
BABIES = frozenset((
    "baby", "babytje", "zuigeling", "kindje", "zoontje", "dochtertje", "kleintje", "kleine",
    "tweeling", "dochter", "zoon", "jongetje", "meisje", "kleinkind", "kleinzoon",
    "kleindochter", "broertje", "zusje", "neefje", "nichtje", "hij", "ze", "zij",
))  # fmt: skip
PLURALS = frozenset((
    "kinderen", "kids", "kindjes", "zonen", "zoons", "dochters", "meiden", "jongens", "meisjes",
    "kleinkinderen", "broers", "broertjes", "zussen", "zusjes", "tweeling", "pubers", "drietal",
    "peuters", "kleuters", "tieners", "tweetal", "stel", "jongetjes", "pleegkinderen",
    "neefjes", "nichtjes", "drieling", "ouders",
))  # fmt: skip
COPULAS = frozenset(
    ("ben", "bent", "is", "was", "word", "wordt", "werd", "geworden", "blijkt", "leek")
)
PLURAL_COPULAS = frozenset((
    "zijn", "waren", "worden", "werden",
))  # fmt: skip
FILLERS = frozenset((
    "nu", "pas", "net", "bijna", "al", "ook", "inmiddels", "ondertussen", "nog", "maar", "geen",
    "toen", "zelf", "ongeveer", "dik", "ruim", "vandaag", "gisteren", "morgen", "er", "amper",
    "krap", "rond", "dus", "gewoon", "eindelijk", "straks", "binnenkort", "alweer", "weer",
    "zo", "zowat", "eigenlijk", "hooguit", "minstens", "zeker", "intussen", "destijds", "dan",
    "circa", "ca", "zo'n", "laatst", "onlangs", "immers", "wel", "toch", "echt", "nauwelijks",
    "vorig", "volgend", "dit", "jaar", "allebei", "beiden", "beide", "samen", "slechts",
    "vrijdag", "zaterdag", "zondag", "maandag", "dinsdag", "woensdag", "donderdag", "daar",
    "ergens", "niet",
))  # fmt: skip
TIME_NOUNS = frozenset(
    ("maand", "week", "zomer", "winter", "herfst", "lente", "jaar", "keer", "kerst")
)
TIME_ADJECTIVES = frozenset((
    "deze", "dit", "volgende", "vorige", "komende", "afgelopen", "volgend", "vorig", "komend",
))  # fmt: skip
MONTHS = frozenset((
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
))  # fmt: skip
YEARS = frozenset((
    "jaar", "jr", "jaartjes", "jaartje", "j", "lentes", "jaren",
))  # fmt: skip
SMALL_UNITS = frozenset((
    "maanden", "maand", "mnd", "weken", "wkn", "maandjes", "weekjes",
))  # fmt: skip
POSSESSIVES = frozenset((
    "mijn", "m'n", "mn", "me", "zijn", "z'n", "zn", "haar", "d'r", "dr", "je", "jouw", "hun",
    "ons", "onze", "uw", "mien",
))  # fmt: skip
RANK_LEADS = frozenset((
    "op", "vanaf", "sinds", "rond", "tot", "voor", "na", "tegen", "van", "omstreeks",
    "richting", "met", "over", "al", "ver", "vlak", "onder",
))  # fmt: skip
BIRTHDAYS = frozenset(
    ("verjaardag", "levensjaar", "verjaardagsfeest", "verjaardagje", "verjaardagsfeestje")
)
# 'een driejarig contract', 'twintigjarig jubileum': as old as a thing.
AGED_THINGS = frozenset((
    "opleiding", "cursus", "contract", "bestaan", "plan", "traject", "studie", "project",
    "bachelor", "master", "huwelijk", "jubileum", "relatie", "termijn", "periode",
    "beleidsplan", "overeenkomst", "lustrum", "garantie", "programma", "onderzoek",
    "huurcontract", "dienstverband", "oorlog", "verbintenis", "trouwdag", "huwelijksfeest",
    "afspraak", "beschikking", "indicatie", "proef",
))  # fmt: skip
OLD_THINGS = frozenset((
    "huis", "auto", "brief", "bank", "fiets", "flat", "woning", "gebouw", "kat", "hond", "poes",
    "kater", "wasmachine", "telefoon", "laptop", "ketel", "verslag", "foto", "beschikking",
    "indicatie", "wet", "boom", "school", "matras", "jas", "scooter", "computer", "keuken",
    "vloer", "dak", "koelkast", "wijk", "kerk", "mail", "bericht", "plan", "dossier", "rapport",
    "afspraak", "tv", "bus", "hondje", "cavia", "konijn", "parkiet", "paard", "het", "dat",
    "dit", "regeling", "diagnose",
))  # fmt: skip
LAW_BEFORE = frozenset((
    "vanaf", "tot", "onder", "boven", "dan", "minimaal", "maximaal", "na", "binnen", "elke",
    "iedere", "per", "t/m", "gedurende", "om", "over", "afgelopen", "laatste", "eerste",
    "komende", "ruim",
))  # fmt: skip
LAW_PERSONS = frozenset(
    ("je", "jij", "u", "men", "iemand", "wie", "jongere", "jeugdige", "persoon", "we")
)
LEGAL = frozenset((12, 16, 18, 21, 23, 27, 67))
COMING_OF_AGE = 18
# After an age in years, the sentence ends or goes on; after a duration something was done so long.
AFTER_YEARS = frozenset((
    "en", "maar", "dus", "of", "oud", "jong", "toen", "nu", "geworden", "als", "want", "omdat",
    "die", "hoor", "is", "was", "ben", "he", "ofzo", "inmiddels", "al", "terwijl", "dacht",
    "denk",
))  # fmt: skip
NOT_AFTER_AGE = frozenset((
    "van", "vd", "tot", "t/m", "uur", "keer", "maal", "a", "x", "man", "vrouw", "te", "per",
    "vrouwen", "kinderen", "hoog", "op", "stuks", "dagen", "dag", "minuten", "procent", "euro",
    "weken", "maanden", "half", "kwart", "achter", "tegen", "teveel", "mensen", "graden",
    "kilo", "jongens", "meisjes",
))  # fmt: skip
NO_DURATION = frozenset((
    "geleden", "lang", "getrouwd", "samen", "ervaring", "werk", "gewerkt", "gewoond", "later",
    "wachten", "celstraf", "cel", "gevangenisstraf", "verder", "werkervaring", "bezig", "ziek",
    "clean", "garantie",
))  # fmt: skip
UNITS = frozenset((
    "procent", "punt", "karaat", "watt", "voet", "minuut", "liter", "meter", "cent", "kwart",
    "soort", "tiende", "zesde", "derde", "vierde", "helft", "maart", "mensen", "keer", "uur",
    "planten", "eenheid",
))  # fmt: skip
