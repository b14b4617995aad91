"""What makes words of danger harmless: sayings, negation, long ago, and talking about it at work.

A saying or a negation takes away only its own words; the rest of the sentence still counts.
"""

from ingest.alternatives import AnyCase

_HURT = r"(?:geslagen|mishandeld|misbruikt|verkracht|bedreigd|pijn gedaan|gedwongen|gestalkt)"
_SAYINGS = AnyCase(
    r"\b(?:schrok|schrik|schrikken|geschrokken)\b[^.]{0,20}\bdood\b"
    r"|\b(?:ga|ging|gaan|gingen|ben|was) (?:echt |bijna )?(?:dood|kapot|stuk) van (?:het |de "
    r"|die )?\w+"
    r"|\bdood ?gelach\w*|\bdood (?:gelach|geschrok|geschaam|gewerk|geschrik)\w*"
    r"|\b(?:lach|schaam|schaamde|werk|werkte|erger|verveel|verveelde|zoek|zocht|betaal|schrok)\w* "
    r"(?:me|mij|mezelf|je|ons|zich)[^.]{0,10}\b(?:dood|kapot|rot|suf)\b"
    r"|\b(?:me|mij|zich|ons) (?:een ongeluk|kapot|dood|rot|suf) (?:ge)?(?:lach|schrik|schrok|schaam"
    r"|werk|ver|zocht)\w*"
    r"|\bals de dood\b|\bdood(?:moe|ziek|gewoon|leuk|stil|normaal|eng|zonde|op|simpel|steek)\b"
    r"|\b(?:de|een) dood in de pot\b|\bdood ?spoor\b|\bdode \w+"
    r"|\bval(?:t|len)? (?:bijna )?dood neer\b|\bmoord doen voor\b|\bmoordend\w*|\bkilling\b"
    r"|\bsla(?:at|an|g|gen|eg|egen) (?:nergens op|op hol|de plank|een gat|om\b|aan\b|alarm|een arm"
    r"|zijn arm|haar arm|(?:hun|m'n|mijn) armen|zo'n slag|over\b|met deuren|toe\b|door\b)"
    r"|\bsla(?:at|an|oeg|oegen) (?:ze|zij|hij|er|wij|zich|me|mij)? ?(?:nou )?(?:een|haar|zijn"
    r"|zo'n) "
    r"(?:armen?|slag)\b|\bsla(?:at|an) zich\b|\bsloeg een arm\b"
    r"|\bmet stomheid geslagen\b|\bdoor (?:de )?(?:gemeente|regels|uwv|overheid|ambtenaar)"
    r"\b[^.]{0,12}"
    r"\b(?:geslagen|gewurgd|mishandeld)\b|\bgewurgd met\b|\bslag om de arm\b"
    r"|\bdoodgaan van (?:de )?(?:schaamte|het lachen|verveling|honger|de spanning)"
    r"|\b(?:drempel|regels?|bezuinigingen|wachtlijst\w*|systeem|stress|werkdruk|school|examens?"
    r"|werk"
    r"|onzekerheid|gedoe|papierwerk)\b[^.]{0,20}\b(?:vermoord\w*|kapot|dood)\b(?: ?(?:maakt|maken"
    r"|aan))?"
    r"|\bmaakt (?:me|mij|ons|mensen) (?:echt )?(?:kapot|gek|dood)(?! ?(?:zegt|dreig))"
    r"|\balsof\b[^.]{0,40}\b(?:vermoord\w*|dood|wurg\w*|slaan|slaat)\b"
    r"|\bvermoordt? (?:me|mij|je) als\b[^.]{0,40}\b(?:haha\w*|lol|hihi|xd)"
    r"|\bval liever dood neer\b|\bzei (?:ze |zij |hij |oma |opa )?altijd\b[^.]{0,30}"
    r"\bklaar met leven\b"
    r"|\bzegt dat de thuiszorg (?:haar|hem) slaat\b"
    r"|\bliever dood (?:gaan )?dan\b|\bklaar met (?:het )?leven (?:in|van|op)\b"
    r"|\bstop met leven zoals\b|\bbedreig\w*\b[^,;.]{0,8}\bmet (?:een )?rechtszaak\b"
    r"|\bboks\w*\b[^.]{0,35}\bblauw oog\b"
    r"|\bom zeep\b[^.]{0,15}\b(?:project|plan|team)|\btegen beter weten"
    r"|\bdoor elkaar (?:geschud|gehaald|halen)\b|\bin de bres\b|\bin het diepe\b"
    r"|\bin (?:de |m'n |mijn |zijn |haar )?vingers?\b[^.]{0,10}\b(?:gesneden|snijd\w*|snij)\b"
    r"|\bgesneden bij (?:het )?koken\b|\bsnijdt? (?:het|de) (?:vlees|brood|groente\w*|taart)\b"
    r"|\beind(?:e)? aan(?: \w+)?,? zei\b|\beind(?:e)? (?:aan )?gemaakt aan (?:het|de|dit"
    r"|dat) (?!leven)\w+"
    r"|\bniet meer (?:leven|verder) van\b|\bverder met\b|\bals (?:ik|zij|hij) (?:later )?dood ga\b"
    r"|\bspaar\w*\b[^.]{0,12}\bniet op\b|\bin de weekdoos\b|\btouw gekocht voor\b"
    r"|\b(?:zit|zitten) (?:steeds )?aan (?:mijn|onze|m'n) (?:toeslag|uren|geld|uitkering)\b"
    r"|\b(?:gevallen|viel|fiets|schommel|glijbaan|gestoten|voetbal\w*|judo)"
    r"\b[^.]{0,40}\bblauwe plekken"
    r"|\bdood (?:hout|gras|dier|vogel\w*|plant\w*|water|moment)\b|\bbijna dood\b"
    r"|\bsteekt (?:veel )?tijd\b"
    r"|\b(?:zoontje|dochtertje|peuter|kleuter|broertje|zusje|kleintje)\b[^.]{0,15}\b(?:slaat"
    r"|schopt|gooit|bijt|duwt)\b"
    r"|\bgooit? met (?:blokken|speelgoed|zand|eten)\b|\b(?:slaat|schopt|bijt) (?:soms "
    r"|steeds )?andere kinderen\b"
    r"|\bbedreig\w* met (?:een )?(?:boete|korting|rechter|deurwaarder|uithuisplaatsing|ontruiming"
    r"|maatregel)\w*"
    r"|\bbang voor (?:mijn|m'n|mn) \w+ (?:zijn|haar|z'n) \w+"
    r"|\balleen thuis (?:geweest )?met (?:griep|koorts|een boek)"
    r"|\bpakt (?:mij|me) (?:altijd )?in\b|\btrapt (?:elke|iedere) dag\b|\bomgeslagen\b"
    r"|\bduwt? (?:hem|haar|me|mij) (?:naar|in de rolstoel|over straat)\b",
)
_NEGATED = AnyCase(
    rf"\b(?:niemand|nooit|niet|nie|geen enkele keer)\b(?:(?! en |[,;.]).){{0,22}}\b(?:{_HURT}"
    rf"|gesneden)\b"
    r"|\b(?:nooit|niet)\b(?:(?! en |[,;.]).){0,16}\b(?:zelfmoord|zelfdoding|su[iï]cid\w*|dood)\b"
    r"|\bgeen (?:\w+ van )?(?:zelfmoord|zelfdoding|su[iï]cid\w*|mishandeling|misbruik|geweld)"
    r"|\bgeen su[iï]cid\w*|\bniet dood\b|\b(?:wil|wilde|wou) (?:ik )?(?:echt |helemaal "
    r"|nog )*niet dood\b"
    r"|\bniet bang (?:voor|dat|om)\b|\bnooit\b[^,;.]{0,14}\b(?:slaat|sloeg|schopt|schreeuwt"
    r"|agressief)\b"
    r"|\bslaat (?:me|mij|ons|haar|hem|de kinderen) (?:echt )?(?:niet|nooit)\b"
    r"|\b(?:gooide?|gooit|sloeg|slaat|schopte?) niet\b(?: naar| tegen)?(?: mij| me)?"
    r"|\bzonder (?:te )?(?:slaan|geweld)\b|\bmet rust laten\b",
)
# Long ago, over, or somebody looking back.
_PAST = AnyCase(
    r"\b(?:vroeger|jaren geleden|(?:\w+ )?jaar (?:geleden|terug)|jaren terug|destijds|indertijd"
    r"|toen ik (?:klein|kind|jong|een kind|\w+ (?:jaar )?was)|in mijn jeugd|in mijn kindertijd"
    r"|als kind"
    r"|als baby|in (?:19|20)\d\d|lang geleden|vorig jaar|in de oorlog|de oorlog"
    r"|opgelost|bemiddeling|gelukkig (?:niet|nooit) meer|gelukkig is (?:hij|ze|zij) weg"
    r"|inmiddels niet meer|nu niet meer"
    r"|is nu voorbij|nooit meer gebeurd|een plek gegeven|(?:nu|inmiddels) (?:gaat het|studeert"
    r"|is het) "
    r"(?:goed|beter|veilig|klaar)|overleden aan|doodgeschoten|veroordeeld voor|sinds (?:hij"
    r"|ze) weg is)\b",
)
_STILL = AnyCase(
    r"\b(?:nog steeds|nu weer|weer|vandaag|vannacht|gisteren|gister|vanavond|vanmorgen|straks"
    r"|deze week"
    r"|vorige week|ook nu|tot nu toe|elke (?:dag|nacht|avond|week)|opnieuw|gaat door|nog altijd)\b",
)
# Talking about it: at work, in a lesson, in a film; or asking whether.
_ABOUT = AnyCase(
    r"\b(?:training|cursus\w*|voorlichting|meldcode|protocol\w*|casus\w*|casu[iï]stiek|intervisie"
    r"|vragenlijst|preventie|film|serie|boek|roman|theater\w*|toneel\w*|spel|game|gamen|college"
    r"|nieuws"
    r"|krant|podcast|documentaire|scholing|workshop|studie|onderzoek|richtlijn\w*|beleid"
    r"|statistiek\w*"
    r"|als professional|in mijn werk|in ons werk|ons team|het team|jongerenwerker|capaciteit"
    r"|meldingen"
    r"|lesgeven|geef les|werk(?:t)? bij (?:veilig|113|de politie)|vroeg (?:haar|hem|mij|me|ze"
    r"|hun)? ?of"
    r"|vraagt (?:altijd |steeds )?of|sprake van|vermoeden van|bleek niet|had kunnen|afspraak is)\b",
)
_NOW = AnyCase(
    r"\b(?:vandaag|vannacht|vanavond|vanmorgen|vanochtend|nu|ik wil dood|ik ben bang"
    r"|nog steeds"
    r"|niemand te pakken|help)\b",
)


def may_be_harmless(text: str) -> bool:
    """False when surely no sentence of a text `is_harmless`: what makes one so is not in it."""
    return _PAST.holds(text) or _ABOUT.holds(text)


def is_harmless(sentence: str) -> bool:
    """True when a sentence is about long ago, or about the subject and not about somebody now."""
    if _PAST.holds(sentence) and not _STILL.holds(sentence):
        return True
    return _ABOUT.holds(sentence) and not _NOW.holds(sentence)


def without_harmless(sentence: str) -> str:
    """The sentence with sayings and negations blanked out; every other letter keeps its place."""
    for pattern in (_SAYINGS, _NEGATED):
        fit = pattern.fit_for(sentence)
        sentence = fit.sub(lambda match: " " * len(match.group()), sentence)
    return sentence
