"""Whether a story is critical of the contact with workers: a small rule, on purpose a generous one.

A story is critical when a sentence about workers, or the one before or behind it, holds a strong
word of displeasure (`klacht`, `vernederd`), or when two such sentences hold a weak one (`nooit`,
`te laat`). What it costs when this is wrong is small: the gender of a worker is taken out of a
story that was not critical. The narrator's own answers go before this rule.
"""

import re
from collections.abc import Mapping
from functools import cache

from ingest.alternatives import AnyCase

# What a narrator answered, by key or by label, that makes a story critical.
_BAD_ANSWERS = {"afloop": ("niet goed",), "gevoel": ("boos", "machteloos")}
_WORKERS = AnyCase(
    r"\b(?:wijkteam|buurtteam|jeugdteam|team|gemeente|jeugdzorg|ggz|cjg|veilig thuis|instantie"
    r"|\w*(?:medewerk(?:er|ster)|begeleid(?:er|ster)|hulpverle(?:ner|enster)|werker|werkster|coach"
    r"|consulente?|casemanager|manager|voogd|beschermer|bewindvoerder|arts|therapeut|psycholoog"
    r"|ambtenaar|regisseur|verpleegkundige|mentor|juf|meester|leerkracht|docente?|directeur|baas)"
    r"|zij|ze|hij|mevrouw|meneer|dame|niemand|iemand|instelling|school|organisatie)s?\b",
)
_STRONG = AnyCase(
    r"\b(?:klacht\w*|klagen|schand\w*|onbeschoft\w*|vernederd\w*|vernederend|belachelijk\w*"
    r"|arrogant\w*|respectloos|respectloze|bot|botte|liegt|loog|gelogen|leugen\w*|misbruik\w*"
    r"|dreigde\w*|dreigt|gedreigd|intimid\w*|discrim\w*|racis\w*|kwalijk|weggestuurd|afgesnauwd"
    r"|snauwde|schreeuwde|uitgelachen|lachte mij uit|oneerlijk|onterecht|woest|woedend|furieus"
    r"|in de steek gelaten|laat ons stikken|niet serieus|nooit serieus|niet geloofd|geen excuses"
    r"|van het kastje naar de muur|luister(?:de|t|den|en)? (?:niet|nooit)|niet geluisterd"
    r"|nergens op|waardeloos|waardeloze|verschrikkelijk\w*|slecht behandeld|denigrerend|neerbuigend"
    r"|kwam(?:en)? niet opdagen|niet komen opdagen|boos op|teleurgesteld|schending|geschonden"
    r"|geklaagd|geen vertrouwen|vertrouwen (?:kwijt|verloren)|niet eerlijk"
    r"|alsof (?:ik|wij|we) (?:een|gek|dom)"
    r"|(?:lachte|lachten) (?:een beetje|mij|me|erom)|verdacht gevoeld|afgescheept|afgewimpeld)\b",
)
_WEAK = AnyCase(
    r"\b(?:nooit|te laat|vergeten|vergat|beloofd|beloofde|alweer|weer niet|belde niet|niet terug"
    r"|niet gebeld|niet thuis|geen tijd|geen antwoord|reageer(?:de|t) niet|kwam niet|deed niets"
    r"|niets gedaan|fout\w*|verkeerd\w*|snap(?:te)? (?:er )?niets|begreep (?:er )?niets|moe van"
    r"|wachten|wachtte|gewacht|machteloos|boos|kwaad|jammer|helaas|slecht\w*|klopt niet"
    r"|wisselde|steeds een ander\w*|opnieuw vertellen|keek alleen|keken alleen"
    r"|elke keer|telkens|iemand anders|weer iemand|er niet van gekomen|afwijzing|afgewezen|bezwaar"
    r"|geen zin|wist(?:en)? van niks|wist(?:en)? (?:het )?niet|vaak ziek|ging(?:en)? weg|weggegooid"
    r"|mocht niet|kost veel|redt zich|dat kan niet|kan technisch niet|zei(?:den)? alleen)\b",
)
_SENTENCE = re.compile(r"[^.!?\n]+")
_ENOUGH_WEAK = 2


def told_badly(answers: Mapping[str, object]) -> bool:
    """True when the narrator's own answers say that it went badly."""
    return any(
        str(answers.get(key, "")).casefold().replace("_", " ").strip() in bad
        for key, bad in _BAD_ANSWERS.items()
    )


def is_critical(text: str) -> bool:
    """True when this story complains about the contact with workers."""
    sentences = _SENTENCE.findall(text)
    about = cache(lambda at: at in range(len(sentences)) and _WORKERS.holds(sentences[at]))

    def near(at: int) -> bool:
        return any(about(beside) for beside in (at, at - 1, at + 1))

    # Words that no sentence holds are not looked for in every one.
    if _STRONG.holds(text) and any(
        _STRONG.holds(sentence) and near(at) for at, sentence in enumerate(sentences)
    ):
        return True
    if not _WEAK.holds(text):
        return False
    weak = sum(_WEAK.holds(sentence) and near(at) for at, sentence in enumerate(sentences))
    return weak >= _ENOUGH_WEAK
