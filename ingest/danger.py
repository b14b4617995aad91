"""Words of danger, as patterns for one sentence: dying, violence, a child that is not safe.

Every gap in a pattern is bounded, so no text takes longer than its length. What makes a sentence
harmless (sayings, negation, long ago, talking about it at work) stands in `ingest.harmless`.
"""

import re
from functools import cache

from ingest.alternatives import by_letter
from models.vocabulary import Danger

_I = r"(?:ik|'k|k|ikzelf)"
_NOT = r"(?:niet|nie|nooit)"
_MY = r"(?:mijn|m'n|mn|me|onze|ons|haar|zijn|z'n|zn|hun|de|die|een|mijne)"
_SELF = r"(?:mezelf|mijzelf|me ?zelf|mij|me|zichzelf|zich|haarzelf|hemzelf|zelf)"
_RECENT = (
    r"(?:gister(?:en|avond|nacht)?|vannacht|vandaag|vanavond|vanmorgen|vanochtend|vanmiddag|net"
    r"|weer"
    r"|opnieuw|steeds|nog|nu|elke|iedere|vorige week|deze week|afgelopen|dagen geleden|uur geleden"
    r"|soms|altijd|weekend)"
)
_CHILD = (
    r"(?:kind(?:eren|je|jes)?|kids|baby|zoon(?:tje)?|dochter(?:tje)?|kleinkind(?:eren)?|kleinzoon"
    r"|kleindochter|broertjes?|zusjes?|jongetjes?|meisjes?|peuters?|kleuters?|stief(?:kind|zoon"
    r"|dochter)|pleeg(?:kind|zoon|dochter)|neefje|nichtje|tweeling|buurkind(?:eren)?|leerling"
    r"|buurmeisje|buurjongen)"
)
_PARENT = (
    r"(?:vader|moeder|papa|mama|pa|ma|pap|mam|stiefvader|stiefmoeder|stiefpa|pleegvader"
    r"|pleegmoeder|ouders|oom|tante|opa|oma|broer|stiefbroer|meester|juf|trainer)"
)
_OTHER = (
    r"(?:man|vriend|vriendin|partner|ex|exman|vrouw|vader|stiefvader|moeder|broers?|zoon|zwager"
    r"|buurman|schoonvader|schoonmoeder|familie|huisgenoot|neef|kleinzoon|kleindochter|verzorgster"
    r"|verzorger|cliënt|hij|zij|ze|ie|papa|mama|oom|stiefbroer|vent|kerel|loverboy)"
)
_VICTIM = (
    r"(?:me|mij|ons|haar|hem|m'n moeder|mijn (?:moeder|vader|zus|zusje|broer|dochter|zoon|oma|opa"
    r"|vriendin|vrouw|man)|mama|elkaar)"
)
_HITS = (
    r"(?:slaat|slaan|sla|schopt|schoppen|stompt|trapt|mishandelt|mishandelen|wurgt|verkracht"
    r"|misbruikt|bedreigt|stalkt|aftuigt|bijt|betast|afranselt|mept|meppen|ramt|rost|beukt|klapt"
    r"|toetakelt|knijpt|sleurt|sleept)"
)
_HURT = (
    r"(?:geslagen|mishandeld|misbruikt|verkracht|geschopt|gestompt|gewurgd|betast|aangerand"
    r"|in elkaar geslagen|gestoken|bedreigd)"
)
_WEAPON = r"(?:mes|pistool|wapen|vuurwapen|bijl|hamer|schaar|knuppel|machete|riem|stok|geweer)"
_KILL = (
    r"(?:vermoord(?:t|en)?|dood ?(?:maakt|maken|slaat|slaan|steken|steekt|schieten|schiet)"
    r"|neer ?(?:steken|steekt|schieten|schiet)|afmaakt|afmaken|doden|doodt|om ?brengen|omlegt)"
)

_DYING = (
    r"\bzelfmoord(?! ?preventie|lijn)|\bzelfdoding|\bsu[iï]cid(?:e|aal|ale|epoging)\b",
    # 'ik wil dood', 'dat hij dood wil', 'wil ze niet meer leven'
    r"\b(?:wil|wilt|wou|zou)\b[^,;.]{0,25}\b(?:dood|doodgaan|sterven)\b(?! (?:verklaar|spoor))",
    rf"\b(?:{_I}|hij|ze|zij|mama|zoon|dochter|moeder|vader)\b[^,;.]{{0,15}}\bdood (?:wil|wou)\b",
    rf"\b(?:wil|wilt|wou|kan|hoef)\b[^,;.]{{0,30}}\b{_NOT} (?:meer |verder )?(?:verder )?"
    r"(?:leven(?! van)|wakker (?:worden|word)|opstaan|bestaan|er zijn|hier zijn)\b",
    rf"\b{_NOT} meer (?:wil|wilt|wou|hoef) (?:leven(?! van)|wakker worden|er zijn|bestaan|zijn)\b",
    rf"\b{_NOT} meer (?:er )?(?:zijn|wakker|leven) (?:wil|wilt|wou)\b",
    rf"\b(?:er|hier) {_NOT} meer (?:wil|wou|hoef) (?:te )?zijn\b|\bwil er {_NOT} (?:meer )?zijn\b",
    rf"\b(?:hoop|bid|wens)\b[^.]{{0,40}}\b{_NOT} meer wakker\b|\b(?:slapen"
    rf"|inslapen) en {_NOT} meer",
    rf"\bliefst\b[^,;.]{{0,15}}\ber {_NOT} meer\b",
    rf"\b(?:het|leven) {_NOT} meer\b[^,;.]{{0,8}}\bvoor mij\b",
    rf"\bvoor (?:mij|hem|haar) hoeft (?:het|alles|dit)\b[^,;.]{{0,10}}\b{_NOT} meer\b",
    rf"\bbeter(?: af)?\b[^.]{{0,12}}\b(?:zonder (?:mij|me)\b|als ik (?:er )?{_NOT} (?:meer )?"
    r"(?:ben|was|zou|leef|besta)|als ik dood|als ik er nie)",
    rf"\bbrief\b[^.]{{0,50}}\bals ik er\b[^.]{{0,10}}\b{_NOT} meer ben\b",
    r"\b(?:als|dat) ik (?:er )?dood (?:ben|was)\b(?=[^.]{0,40}\b(?:missen|beter|rust|doen)\b)",
    r"\b(?:missen|mist)\b[^.]{0,12}\bals ik (?:dood|er niet meer) (?:ben|was)",
    r"\beind(?:e)? (?:aan )?(?:te )?(?:maken )?(?:aan )?(?:mijn|me|m'n|mn|haar|zijn|z'n"
    r"|het) leven\b",
    r"\b(?:er|daar) (?:zelf )?een eind(?:e)? aan (?:te )?(?:maken|maak|maakt)\b",
    r"\b(?:ik|hij|zij|ze) maakt? er\b[^,;.]{0,8}\been eind(?:e)? aan\b",
    r"\bleven (?:wil|wilt|wou|gaat|zou|te) ?(?:willen |gaan )?be[eë]indigen\b"
    r"|\bbe[eë]indigen van (?:mijn|haar|zijn) leven\b",
    r"\buit het leven (?:wil |te |gaan |gaat |wou |zou )?(?:stappen|stap|stapt)\b",
    rf"\b{_SELF}\b[^,;.]{{0,25}}\b(?:van kant|ophangen|verhangen|verdrinken|doodmaken|ombrengen"
    r"|voor (?:de|een) trein)\b",
    rf"\b{_SELF} (?:straks |vandaag |vannacht |vanavond )?(?:iets|wat)\b[^,;.]{{0,6}}\baan"
    r"(?: ?(?:doen|doet|doe|gaat doen|ga doen|wil doen|te doen))\b",
    r"\bvoor (?:de|een) trein\b[^,;.]{0,10}\b(?:spring\w*|gaan|ga|stap\w*|loop|lopen|gooi\w*)\b"
    r"|\bspring\b[^,;.]{0,6}\bvoor (?:de|een) trein",
    r"\b(?:brug|balkon|flat|dak|viaduct|spoor)\b[^.]{0,60}\b(?:af ?spring\w*|springen|afspring\w*"
    r"|er ?af)\b",
    r"\b(?:wil|wilde|ga|gaat|zou)\b[^.]{0,25}\b(?:springen|af te springen)\b[^.]{0,25}"
    r"\b(?:brug|balkon|flat|dak)\b|\b(?:wil|wilde) (?:daar |er |nog steeds )?(?:vanaf |vanaf te "
    r"|af )?springen\b",
    r"\bauto tegen een (?:boom|muur|pilaar)\b",
    rf"\b(?:snij|snijd|snijdt|snijden|kras|krast|krassen|brand|verwond\w*)\b[^,;.]{{0,12}}"
    rf"\b(?:{_SELF}"
    r"|in (?:m|d|h)\w+ (?:arm|armen|been|benen|pols|polsen)|armen)\b",
    rf"\b{_SELF}\b[^,;.]{{0,20}}\b(?:gesneden|gekrast|snijd|snijdt|snij|verwondt)\b",
    r"\bautomutil\w+|\bzelfbeschadig\w+|\boverdosis\b",
    r"\b(?:pillen|medicijnen|tabletten)\b[^,;.]{0,15}\b(?:gespaard|opgespaard|verzameld)\b",
    r"\b(?:pillen|medicijnen|tabletten)\b[^,;.]{0,10}\bklaar(?:gelegd|liggen)\b",
    r"\btouw\b[^.]{0,45}\b(?:bang|doet|hangen|strop|zolder)\b",
    r"\bgeen zin meer\b[^,;.]{0,6}\bin (?:het|mijn|m'n|dit) leven\b"
    r"|\b(?:heeft|heb|had) (?:het )?(?:leven )?geen zin meer om te leven"
    r"|\bleven (?:heeft )?(?:voor (?:mij|haar|hem) )?geen zin meer\b",
    r"\bover (?:doodgaan|de dood)\b[^.]{0,40}\b(?:bedacht|plan|hoe ze|hoe hij)\b",
    r"\brust voor altijd\b|\b(?:kan|wil) (?:zo )?niet (?:meer )?verder leven\b",
    r"\bnaar (?:mijn |m'n )?(?:oma|opa|mama|papa|moeder|vader)\b[^,;.]{0,6}\bin de hemel\b",
    r"\bperron\b[^.]{0,35}\bdenk\b|\bmijn dood\b[^.]{0,40}\bklaar\b",
    r"\bafscheidsbrief\b|\bdoodswens\b|\blevensmoe\b|\bleven (?:zo |echt )?(?:zat|beu|moe)\b",
    r"\buitweg\b[^.]{0,25}\b(?:dood|eind|eruit stappen)\b|\bverlang\w* naar de dood\b",
    rf"\bklaar met (?:het |mijn |dit )?leven\b|\b(?:op|van) deze (?:wereld|aarde)"
    rf"\b(?=[^.]{{0,25}}\b(?:weg|{_NOT}"
    rf" meer|wil))|\bweg (?:wil|wou|willen) van deze wereld\b|\b{_NOT} meer op deze (?:wereld"
    rf"|aarde)",
    r"\bof ik (?:morgen|er morgen|volgende week|straks) nog (?:leef|ben)\b|\bliever dood\b"
    r"|\bwas ik maar "
    r"(?:dood|er niet|nooit geboren)|\bik maar (?:dood|er niet meer) was\b",
    r"\b(?:redden|kunnen) (?:het|zich) (?:wel |prima )?zonder (?:mij|me)\b",
    r"\bpoging (?:tot zelf\w+|gedaan(?! om)|ondernomen(?! om))\b",
    r"\b(?:geen|niks|niets)\b[^,;.]{0,14}\bom (?:nog )?(?:voor )?te leven\b"
    r"|\bstop\w* met leven\b",
    r"\bdenkt?\b[^,;.]{0,20}\baan (?:de dood|doodgaan|sterven)\b|\b(?:van|voor) mij hoeft het"
    r"\b[^.]{0,10}"
    r"\bmeer\b|\bhet hoeft van (?:mij|hem|haar) niet meer\b",
    r"\b(?:auto|fiets)\b[^.]{0,25}\bvan de weg\b|\btegen (?:de vangrail|een viaduct)\b"
    r"|\bin het (?:water|kanaal)"
    r" (?:te )?(?:springen|lopen)\b",
    rf"\bdoet? (?:ik )?{_SELF} (?:\w+ )?pijn\b|\b(?:mezelf|mijzelf|zichzelf"
    rf"|me zelf) pijn (?:te )?(?:doe|doet|doen)\b",
    r"\b(?:verwond|verwondt|kill|killen|kms)\b[^,;.]{0,10}\b(?:mezelf|mijzelf|zichzelf)\b"
    r"|\bmezelf (?:killen"
    r"|verwonden)\b|\bkms\b",
    r"\bstemmen\b[^.]{0,45}\b(?:dood|mezelf|zichzelf|springen)\b",
    rf"\bin slaap vallen en {_NOT} meer\b|\b{_NOT} meer (?:wakker )?worden\b(?=[^.]{{0,3}}$)",
)  # fmt: skip

_UNSAFE_CHILD = (
    # somebody hits a child
    rf"\b{_OTHER}\b[^,;.]{{0,30}}\b(?:{_HITS}|sluit|verwaarloost|schudt|gooit)\b[^,;.]{{0,25}}"
    rf"\b{_CHILD}\b(?![^,;.]{{0,4}} (?:af|om))",
    rf"\b{_CHILD}\b[^,;.]{{0,40}}\b(?:word(?:t|en)|is|zijn)\b[^,;.]{{0,35}}\b(?:{_HURT}|opgesloten"
    r"|verwaarloosd|gedwongen)\b",
    rf"\b{_CHILD}\b[^.]{{0,40}}\bdat (?:hij|ze|zij|papa|mama|zijn|haar|de)\b[^.]{{0,35}}"
    rf"\b(?:{_HITS}|geslagen)\b",
    rf"\b{_CHILD}\b[^.]{{0,45}}\b(?:hem|haar|ze) {_HITS}\b",
    rf"\bsla (?:ik )?(?:soms )?{_MY} {_CHILD}\b|\bik sla\b[^,;.]{{0,15}}\b{_CHILD}\b",
    rf"\b(?:schop|knijp) (?:ik )?{_MY} {_CHILD}\b|\bik (?:schop|knijp|schud)"
    rf"\b[^,;.]{{0,12}}\b{_CHILD}",
    rf"\bheb\b[^,;.]{{0,10}}\b{_CHILD}\b[^,;.]{{0,20}}\bgeslagen\b(?=[^.]*\b(?:bloed|weer|hard"
    rf"|spijt))"
    rf"|\bheb\b[^,;.]{{0,10}}\b{_CHILD}\b[^,;.]{{0,12}}\b{_RECENT}\b[^,;.]{{0,12}}\bgeslagen\b",
    rf"\b{_CHILD}\b[^.]{{0,30}}\btegen de (?:muur|grond|deur) (?:gegooid|gooit|geduwd)\b",
    r"\bbaby door elkaar\b|\bschudt? (?:de|zijn|haar|mijn) baby\b",
    # a parent, told by the child
    rf"\b{_MY} {_PARENT}\b[^,;.]{{0,30}}\b{_HITS}\b[^,;.]{{0,15}}\b(?:me|mij|ons|mn|m'n)\b",
    rf"\b{_PARENT} {_HITS} (?:me|mij|ons)\b|\b{_PARENT}\b[^,;.]{{0,20}}\b(?:me|mij) (?:weer )?"
    r"(?:gaat |wil )?(?:slaan|slaat|schoppen)\b",
    rf"\b{_MY} {_PARENT}\b[^,;.]{{0,30}}\b(?:gooit|smijt)\b[^,;.]{{0,20}}\bnaar (?:me|mij|ons)\b",
    rf"\b{_PARENT}\b[^,;.]{{0,20}}\b(?:me|mij)\b[^,;.]{{0,20}}\b(?:geschopt|opgesloten"
    rf"|pijn gedaan)\b",
    rf"\b{_PARENT}\b[^,;.]{{0,20}}\b(?:me|mij) dood ?maakt\b",
    r"\bthuis (?:\w+ )?(?:geslagen|mishandeld|geschopt)\b",
    rf"\bgeen eten\b[^.]{{0,40}}\b(?:straf|week|dagen)\b|\b{_CHILD}\b[^.]{{0,50}}\b(?:bijna "
    rf"|krijg\w* )"
    r"geen eten\b",
    # where a hand should not be
    rf"\b(?:{_OTHER}|{_PARENT})\b[^,;.]{{0,30}}\b(?:zit|zitten)\b[^,;.]{{0,10}}\baan (?:me|mij"
    rf"|haar|mijn "
    r"(?:dochter|zusje|zoon|zoontje|lijf|borsten)|meisjes|jongens|kinderen)\b(?! te)",
    r"\bzit aan (?:me|mij|mijn lijf)\b(?! te)|\bkomt ('s )?nachts op mijn kamer\b",
    rf"\braakt\b[^,;.]{{0,20}}\b(?:{_CHILD}|me|mij)\b[^,;.]{{0,10}}\baan\b",
    rf"\b(?:doet|deed)\b[^,;.]{{0,10}}\bdingen (?:met|bij) (?:haar|hem|mij|me|{_MY} {_CHILD})\b",
    r"\bpijn gedaan daar beneden\b|\bnaakt ?foto'?s?\b|\bmet mannen mee\b",
    rf"\b(?:{_CHILD}|zus van \w+)\b[^,;.]{{0,30}}\bseks\b",
    r"\b(?:laten )?besnijden\b(?=[^.]*)|\bmoet\b[^,;.]{0,30}\btrouwen met\b|\buitgehuwelijkt\b",
    # left alone, or marked
    rf"\b{_CHILD}\b[^.]{{0,30}}\b(?:alleen thuis|alleen in huis|honger|(?:niets|niks) te eten)"
    rf"\b[^.]"
    r"{0,35}\b(?:dagen|nachten|nacht|hele|niks|niets|te eten)\b",
    rf"\b(?:dagen|nachten|uren|hele nacht)\b[^.]{{0,20}}\balleen (?:thuis|in huis)\b(?=[^.]*)"
    rf"|\b{_CHILD}\b[^.]{{0,12}}\buren alleen\b",
    rf"\b(?:striemen|brandplekken|brandwonden)\b[^.]{{0,40}}\b(?:{_CHILD}|arm|rug|benen)\b"
    rf"|\b{_CHILD}\b[^.]{{0,60}}\b(?:striemen|brandplekken|brandwonden)\b",
    rf"\b{_CHILD}\b[^.]{{0,50}}\bblauwe plekken\b|\bblauwe plekken\b[^.]{{0,30}}\b(?:van"
    rf"|bij) {_MY} {_CHILD}\b",
    rf"\b{_CHILD}\b[^.]{{0,40}}\b(?:gillen|gilt|schreeuwt|krijst)\b[^.]{{0,30}}\b(?:slaan|stoppen"
    rf"|hulp)\b",
    rf"\b{_CHILD}\b[^.]{{0,40}}\b(?:iets|wat|kwaad)\b[^,;.]{{0,5}}\b(?:aan ?doe[nt]?"
    rf"|aan te doen)\b",
    rf"\bzien\b[^.]{{0,25}}\bdat (?:hij|papa|hun vader) (?:haar|mij|mama) {_HITS}\b",
    # other words for the same
    r"\b(?:krijg|krijgt|kreeg|krijgen|gekregen)\b[^,;.]{0,20}\b(?:klappen|slaag|pak slaag"
    r"|rammel)\b",
    rf"\b{_CHILD}\b[^,;.]{{0,25}}\b(?:klap|klappen|schop|vuist|pak slaag)\b|\b(?:gaf|geeft"
    rf"|gegeven)\b[^,;.]"
    rf"{{0,12}}\b(?:{_CHILD}|oudste|jongste)\b[^,;.]{{0,12}}\bklap",
    r"\b(?:oudste|jongste|middelste|kleine)\b[^,;.]{0,25}\b(?:klap|klappen|geslagen|slaat)\b",
    rf"\b(?:{_PARENT}|hij|man)\b[^.]{{0,40}}\bvieze (?:dingen|spelletjes)\b|\bin mijn bed"
    rf"\b[^.]{{0,8}}\b(?:ligg|kom|krui)"
    r"|\b(?:komt|kruipt)\b[^,;.]{0,8}\bin (?:mijn|haar|m'n|mn) bed\b|\bonder mijn (?:kleren|shirt"
    r"|rok)\b",
    r"\bslui(?:t|ten)\b[^,;.]{0,12}\b(?:hem|haar|mij|me|ons|kind(?:eren)?|zusje|broertje)"
    r"\b[^,;.]{0,6}\bop\b"
    r"|\bin de (?:kast|kelder|berging|schuur|kruipruimte)\b[^.]{0,12}\b(?:op\w*|gezet|slapen)\b"
    r"|\bvastgebonden\b",
    rf"\b(?:{_CHILD}|kleine)\b[^.]{{0,45}}\b(?:vieze|volle|zelfde) luiers?\b|\b(?:{_CHILD}"
    rf"|kleine)\b[^.]{{0,60}}"
    r"\bniemand\b[^.]{0,15}\bom(?:kijkt)?\b|\bverwaarlo(?:ost|zen|zing van)\b",
    rf"\b(?:dronken|stoned|high|onder invloed)\b[^.]{{0,45}}\b{_CHILD}\b|\b{_CHILD}\b[^.]{{0,45}}"
    rf"\b(?:dronken|stoned"
    r"|onder invloed)\b",
    rf"\b{_CHILD}\b[^.]{{0,10}}\b(?:heeft|hebben|lijdt?) honger\b|\bsigaret\w*\b[^.]{{0,15}}"
    rf"\b(?:brandt|uit op)\b",
    r"\bachter(?:laten|gelaten) in (?:marokko|turkije|somali\w+|syri\w+|het buitenland"
    r"|ons land)\b|\bpooier\b"
    r"|\bloverboy\b|\bnaar bed met mannen\b|\bmannen betalen\b",
    rf"\b{_CHILD}\b[^.]{{0,12}}\bbang voor (?:zijn|haar|hun) (?:vader|moeder|stiefvader|papa"
    rf"|mama)\b",
    r"\b(?:hem|haar|mij|me) in de (?:kast|kelder|schuur|berging) (?:doet|zet|stopt|opsluit)\b",
    r"\beigen (?:poep|ontlasting|plas)\b|\bzus van \w+\b[^.]{0,60}\bblauwe plekken\b",
    r"\bdurf niet naar huis\b|\bniet naar huis durf\b",
    rf"\bviel\b[^.]{{0,25}}\bdoor mij\b|\b{_CHILD}\b[^.]{{0,60}}\b{_SELF} niet in de hand\b",
)  # fmt: skip

_VIOLENT = (
    rf"\b{_OTHER}\b[^,;.]{{0,40}}\b{_HITS}\b[^,;.]{{0,20}}\b{_VICTIM}\b",
    rf"\b{_HITS} (?:hij|zij|ze|ie|{_MY} {_OTHER})\b[^,;.]{{0,15}}\b{_VICTIM}\b",
    rf"\b{_OTHER}\b[^,;.]{{0,25}}\b{_VICTIM}\b[^,;.]{{0,20}}\b{_HITS}\b",
    r"\b(?:slaat|schopt|mishandelt) (?:hij|zij|ze|ie)\b(?! (?:een|zijn|haar|de|het|op|zich|om"
    r"|af)\b)",
    rf"\b(?:ik|wij|we|zij|ze|hij|moeder|vader|dochter|zus|oma|opa)\b[^,;.]{{0,25}}\b(?:word(?:t"
    rf"|en)?)\b"
    rf"[^,;.]{{0,35}}\b(?:{_HURT}|gestalkt|opgesloten|gedwongen|vastgehouden)\b",
    rf"\bword(?:t|en)? (?:\w+ ){{0,4}}(?:{_HURT}|gestalkt|opgesloten)\b",
    rf"\b{_HURT} (?:wordt|word)\b|\b(?:er|hier)\b[^.]{{0,30}}\bgeschreeuwd en geslagen\b",
    # what was done to somebody lately
    rf"\b{_RECENT}\b[^.]{{0,40}}\b(?:sloeg|schopte|stompte|bedreigde|wurgde|gooide)\b[^.]{{0,30}}"
    rf"\b{_VICTIM}\b",
    rf"\b(?:sloeg|schopte|stompte|bedreigde|wurgde|duwde)\b[^.]{{0,12}}\b{_VICTIM}"
    rf"\b[^.]{{0,15}}\b{_RECENT}\b",
    rf"\b(?:heeft|hebben|ben|is|werd)\b[^.]{{0,30}}\b{_RECENT}\b[^.]{{0,25}}\b{_HURT}\b",
    rf"\b(?:heeft|hebben|ben)\b[^.]{{0,25}}\b{_HURT}\b[^.]{{0,25}}\b{_RECENT}\b",
    rf"\b{_OTHER}\b[^.]{{0,20}}\bheeft (?:me|mij|haar)\b[^.]{{0,30}}\b(?:verkracht"
    rf"|in elkaar geslagen"
    r"|op m\w+ (?:mond|gezicht) geslagen|tegen de muur geduwd)\b",
    # threats
    rf"\b{_KILL}\b[^,;.]{{0,25}}\b(?:{_VICTIM}|de kinderen|je|u)\b",
    rf"\b(?:{_VICTIM}|de kinderen)\b[^,;.]{{0,25}}\b(?:gaat |gaan |wil |zal |komt )?{_KILL}\b",
    rf"\b{_OTHER}\b[^.]{{0,30}}\b(?:me|mij|ons|je|haar)\b[^,;.]{{0,10}}\b(?:kapot|dood|af) ?"
    r"(?:maakt|gaat maken|zal maken|maken)\b",
    r"\b(?:maak|maakt|gaat|zal|ga) (?:ik |hij |ie |zij |ze )(?:me|mij|je|jou|ons|haar|jullie) "
    r"(?:af|dood|kapot|wat aandoen|pakken)\b",
    rf"\bbang (?:dat|voor) (?:hij|zij|ze|{_MY} {_OTHER})\b[^.]{{0,40}}"
    r"\b(?:vermoord|doodmaakt|doodslaat|iets aan ?doet|wat aan ?doet|iets doet|slaat|pakt"
    r"|agressie\w*)",
    r"\bbang voor (?:mijn|m'n|mn) (?:man|ex|exman|vriend|partner|vader|stiefvader|broer|zwager|zoon"
    r"|schoonzoon)\b",
    r"\b(?:mij|me|ons|haar|hem) (?:vandaag |straks |dan )?(?:iets|wat) aan ?(?:doet|gaat doen"
    r"|te doen)\b",
    rf"\b(?:dreig\w*|bedreig\w*|zwaai\w*|steek\w*|gebruiken|schreeuw\w*|achtervolg\w*)"
    rf"\b[^.]{{0,30}}"
    rf"\b{_WEAPON}\b|\b{_WEAPON}\b[^.]{{0,35}}\b(?:dreig\w*|bedreig\w*|zwaai\w*|steken|gebruiken"
    r"|schreeuw\w*)\b",
    r"\bgedreigd\b[^.]{0,30}\b(?:brand|vermoord\w*|dood|mes|steken|schieten)\b"
    r"|\bdreigt\b[^.]{0,30}\b(?:brand te steken|vermoord\w*|dood te|te slaan)\b",
    r"\bdreigt\b[^.]{0,12}\b(?:mij|me|haar|ons)\b[^.]{0,12}\bte (?:slaan|doden|steken|pakken)\b",
    r"\b(?:mij|me|hem|haar) opwacht\b|\bwacht (?:mij|me) op\b",
    # held, followed, forced
    r"\bkeel dicht\w*|\b(?:aan|bij) (?:mijn|mn|m'n|haar) hare?n\b[^.]{0,15}\b(?:trek|trok|sleur)\w*"
    r"|\btrekt (?:me|mij|haar) aan (?:mijn|mn|m'n|haar|de) haren\b",
    r"\bduwt (?:me|mij|haar|ons)\b[^,;.]{0,12}\b(?:trap|muur|grond|als ik|om|tegen)\b"
    r"|\b(?:me|mij) van de trap (?:geduwd|gegooid)\b",
    r"\b(?:gooit|gooide|smijt|smeet)\b[^.]{0,25}\bnaar (?:me|mij|ons|haar|mijn hoofd)\b"
    r"|\b(?:hij|ze|zij)\b[^.]{0,30}\bagressiever\b",
    r"\bopgesloten in (?:huis|mijn kamer|de kamer)\b|\b(?:mag|kan) (?:ik )?niet naar buiten van\b"
    r"|\bmag (?:ik )?(?:het huis niet uit)\b|\bheeft de sleutel en mijn telefoon\b",
    r"\bvolgt (?:me|mij) overal\b|\bgestalkt\b(?<!niet gestalkt)|\bstalkt\b",
    r"\b(?:dwingt|gedwongen)\b[^.]{0,20}\b(?:seks|te trouwen|huwelijk|prostitutie)\b|\beerwraak\b"
    r"|\beer\b[^.]{0,20}\bgeschonden\b|\buitgehuwelijkt\b|\bheeft (?:mijn|haar) paspoort\b",
    r"\bblauwe plekken van (?:mijn|m'n|mn|haar|zijn) (?:man|vriend|ex|partner|vrouw|zoon)\b",
    r"\broept om hulp\b|\banders binnenkomt en\b|\bmakkelijk vermoord\b",
    r"\b(?:slaat|schopt|mept|stompt|trapt) (?:als|wanneer|omdat|zodra|om niks|elke|steeds|weer"
    r"|soms|vaak)\b",
    r"\b(?:kreeg|krijg|krijgt|gaf|geeft|gegeven)\b[^,;.]{0,25}\b(?:een klap|klappen|vuist\w*"
    r"|een trap|schoppen)\b"
    r"[^.]{0,20}\b(?:gezicht|hoofd|buik|oog|van (?:hem|mijn|m'n))\b|\bblauw oog\b",
    rf"\b(?:doet|doen|gaat|zal|wil)\b[^,;.]{{0,15}}\b(?:{_VICTIM}|familie|kinderen|jou|je)"
    rf"\b[^,;.]{{0,10}}"
    r"\b(?:wat|iets) aan\b",
    r"\b(?:mij|me|ons|haar|hem) (?:komen |komt |komen ze )?(?:halen en|neerschieten|opwachten)\b"
    r"|\bmijn graf\b[^.]"
    r"{0,12}\bgraven\b|\bkogel\b|\bzuur\b[^.]{0,15}\bgezicht\b|\b(?:niemand"
    r"|geen ander) (?:anders )?"
    r"(?:mag|krijgt|zal) (?:je|mij|me|jou)\b|\bniet krijg,? dan niemand\b",
    rf"\b{_OTHER}\b[^,;.]{{0,20}}\b(?:vernielt|sloopt|slaat alles)\b|\balles kort en klein\b",
    r"\bsluit (?:ik )?(?:mij|me|ons|mezelf)\b[^,;.]{0,8}\bop in de\b|\bverstop\w* (?:ik |wij "
    r"|we )?(?:mij|me|ons)\b"
    r"|\bonderge ?doken\b|\bblijf.van.mijn.lijf",
    r"\bdwingt (?:me|mij|haar)\b|\btegen (?:mijn|haar|m'n) (?:wil|zin)\b[^.]{0,20}\b(?:seks|bed"
    r"|vast|trouw)\w*",
    r"\b(?:hij|ze|zij|man|vriend|ex|zoon|broer|vader) (?:vliegt|valt|vloog|viel) (?:me|mij|haar"
    r"|hem) (?:steeds |weer )?"
    r"(?:aan|naar de keel)\b|\bhanden om (?:mijn|haar|m'n) (?:nek|keel)\b|\bgeen adem"
    r"\b[^.]{0,15}\bkeel\b",
    r"\bvrees\w* voor (?:mijn|haar|ons|zijn) leven\b|\bdoodsbedreiging\w*|\bhardhandig\b"
    r"|\bachtervolgt\b",
    r"\b(?:thuis|bij hem|bij haar|in huis)\b[^,;.]{0,15}\b(?:niet (?:meer )?veilig|onveilig)\b|"
    r"\b(?:niet (?:meer )?"
    r"veilig|onveilig)\b[^,;.]{0,12}\b(?:thuis|bij hem|bij mijn|in (?:mijn eigen |eigen )?huis)\b",
    r"\bvan (?:mijn|m'n|mn) (?:man|vriend|partner)\b[^,;.]{0,8}\bmag ik (?:niet|niks|niemand"
    r"|nergens)\b"
    r"|\bmag ik (?:niet|nergens|niemand)\b[^,;.]{0,25}\bvan (?:mijn|m'n|mn) (?:man|vriend"
    r"|partner)\b"
    r"|\bdeur niet uit van\b",
    r"\blevend weg\b|\b(?:aan|bij) (?:me|m'n|mn|mijn|haar|de) haren\b[^,;.]{0,25}\b(?:getrokken"
    r"|gesleurd)\b",
    r"\b(?:ruit|ruiten|deur|raam) (?:in ?gegooid|in ?getrapt|in ?geslagen|ingooit|intrapt)\b",
    r"\bkrijg (?:ik )?(?:weer |dan |steeds )?(?:een )?(?:klap|klappen|slaag)\b|"
    r"\b(?:ik )?krijg (?:een )?klap\b",
    r"\b(?:weer|vannacht|elke nacht|steeds)\b[^,;.]{0,12}\bvoor (?:mijn|m'n|ons|het) (?:raam|deur"
    r"|huis)\b",
    r"\bgevolgd door (?:mijn|m'n|mn|haar) (?:ex|man|vriend)\b|\bonline\b[^,;.]{0,6}\bzet"
    r"\b[^,;.]{0,12}\bals ik\b",
    r"\bpakt (?:mijn|m'n) geld af\b[^.]{0,20}\b(?:duwt|slaat|dreigt)\b",
)  # fmt: skip


@cache
def patterns() -> dict[Danger, re.Pattern[str]]:
    """One pattern for each kind, a good deal faster than one after the other; made once."""
    return {
        Danger.SUICIDE: re.compile(by_letter("|".join(_DYING))),
        Danger.CHILD: re.compile(by_letter("|".join(_UNSAFE_CHILD))),
        Danger.VIOLENCE: re.compile(by_letter("|".join(_VIOLENT))),
    }


# A word that begins so stands in every sentence that a pattern can fit: most need no other look.
_MAY_BE = (
    r"\b(?:dood|doden|sterv|zelf|su[iï]c|leven|leef|wakker|opstaan|bestaan|n(?:iet|ie|ooit) meer"
    r"|er n(?:iet|ie)\b|er zijn"
    r"|eind|trein|spring|boom|muur|paal|vangrail|viaduct|snij|gesned|kras|brand|verwond|mutil"
    r"|overdosis|pillen"
    r"|medicijn|tablet|touw|ophang|verhang|hangen|verdrink|van kant|aan ?doe|aan (?:te|ga|gaat"
    r"|wil) doe|voor altijd"
    r"|afscheidsb|be[eë]indig|\bsla|sloeg|schop|stomp|trapt|trap\b|trekt|trok|mishandel|wurg"
    r"|verkracht|misbruik"
    r"|dreig|stalk|\btuigt|bijt|betast|aangerand|afransel|geslagen|gestoken|sluit|gesloten"
    r"|verwaarlo|schud|gooi"
    r"|smijt|smeet|geen eten|te eten|honger|alleen (?:thuis|in huis)|uren alleen|striem|plekken"
    r"|gillen|gilt|schreeuw"
    r"|krijs|kwaad|knijp|viel\b|in de hand\b|handen om|hardhandig|naakt|mannen|seks|besnijd|trouw"
    r"|huwelij|aan m|aan haar"
    r"|aan (?:de )?kinderen|raakt|dingen|pijn|mijn kamer|naar huis|huis niet|moord|steek|schiet"
    r"|afma|maakt?\b|maken"
    r"|kapot|ombreng|om breng|omlegt|bang\b|mes\b|pistool|wapen|bijl|hamer|schaar|knuppel|machete"
    r"|riem\b|stok\b|geweer"
    r"|opwacht|wacht m|keel|haren\b|duwt|geduwd|duwde|agressi|naar buiten|sleutel|volgt|dwing"
    r"|gedwongen|\beer\b|paspoort"
    r"|om hulp|binnenkomt|geld af|gebruiken|steken|pakken|vastge|uitweg|wereld|aarde|zonder m"
    r"|poging|hoeft|van de weg"
    r"|het water|kanaal|stemmen|kms|kill|klap|rammel|slaag|vieze|bed\b|mijn kleren|shirt|kast\b"
    r"|kelder|berging|schuur"
    r"|kruipruimte|luier|niemand (?:mag|krijgt|zal|anders|om|kijkt|naar)|dan niemand|omkijkt"
    r"|dronken|stoned|high\b"
    r"|invloed|sigaret|achter ?(?:laten|gelaten|volg)|pooier|loverboy|mept|meppen|ramt|rost|beukt"
    r"|toetak|sleur|sleept"
    r"|blauw oog|graf\b|kogel|zuur|vernielt|sloopt|kort en klein|verstop|gedoken|blijf.van"
    r"|(?:mijn|haar|m'n) (?:wil|zin)"
    r"|geen zin|(?:wat|iets) aan|levend|ruit|krijg|voor m|voor o|voor h|gevolgd|online|hemel"
    r"|perron|poep|plas|ontlast|zus |vrees|veilig|mag ik|niet uit|vliegt|valt m|valt h|vloog"
    r"|halen en"
    r"|geen ander|opgewacht"
    r"|mezelf|mijzelf|zichzelf|haarzelf|hemzelf|ophang|verhang|opgesl|opslui|gedreig|bedreig"
    r"|gestalk|gekrast|gesch"
    r"|geslagen|gesneden|gestoken|gestompt|gewurgd|gegooid|geduwd|getrapt|gegild|gegil|gekrijs"
    r"|automutil|aftuig|afrans"
    r"|agressi|vermoord|uitgehuw|gebrand|geraakt|gepakt|neerst|neersch|afspring|vastge|doodmaak"
    r"|onderged|eerwraak"
    r"|afgemaakt|doodge|opgespaard|gespaard|brandplek|brandwond|buren|omgebr|achterna)"
)
MAY_BE_DANGER = re.compile(by_letter(_MAY_BE))
