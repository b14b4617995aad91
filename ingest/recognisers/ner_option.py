"""spaCy's trained Dutch entity recogniser beside our own rules, where one is installed.

`nl_core_news_lg` goes before `md`. It was trained on news, so it joins what the rules find and
never takes anything back. It tells nothing where capitals tell nothing, and is left out there.
"""

import importlib.util
from typing import Any

from ingest.recognisers.lexicon import lists
from ingest.recognisers.mention import Mention
from ingest.recognisers.reading import read
from ingest.recognisers.words import is_public
from models.errors import Unavailable
from models.vocabulary import PersonalDataKind as Kind

PIPELINES = ("nl_core_news_lg", "nl_core_news_md")
KINDS = {
    "PERSON": Kind.PERSON,
    "PER": Kind.PERSON,
    "GPE": Kind.LOCATION,
    "LOC": Kind.LOCATION,
    "FAC": Kind.LOCATION,
    "ORG": Kind.ORGANISATION,
}
# Everything that the entity recogniser does without.
_NOT_NEEDED = ("tagger", "morphologizer", "parser", "lemmatizer", "attribute_ruler", "senter")


class NerPseudonymiser:
    """The people, places and organisations that a trained pipeline sees."""

    name = "taalmodel"

    def __init__(self, dutch: Any) -> None:
        self._dutch = dutch
        self.name = (
            f"taalmodel {dutch.meta.get('name', '')} {dutch.meta.get('version', '')}".strip()
        )

    def find(self, text: str) -> list[Mention]:
        """Its entities with a capital, but for public names and words without a letter."""
        reading = read(text)
        if not reading.cased:
            return []
        known = lists()
        at = {token.start: index for index, token in enumerate(reading.tokens)}
        found: list[Mention] = []
        for entity in self._dutch(text).ents:
            kind = KINDS.get(entity.label_)
            index = at.get(entity.start_char)
            if kind is None or index is None or not reading.capital(index):
                continue
            public = reading.phrase(index, known.public_phrases)
            if public or is_public(reading.key(index), known):
                continue
            found.append(Mention(entity.start_char, entity.end_char, kind, "taalmodel"))
        return found


def installed() -> str | None:
    """The package name of the best trained pipeline here, or None."""
    return next((name for name in PIPELINES if importlib.util.find_spec(name)), None)


def load_ner(source: str | None = None) -> NerPseudonymiser:
    """The recogniser of a trained pipeline.

    Args:
        source: a package or folder of a pipeline; None for the best one installed.

    Raises:
        Unavailable: there is none, or it has no entity recogniser.
    """
    source = source or installed()
    if source is None:
        raise Unavailable(
            "Er is geen Nederlands taalmodel van spaCy geïnstalleerd. Installeer "
            "nl_core_news_md, of kies de instelling 'regels'.",
            code="pseudonimiseren.taalmodel_ontbreekt",
        )
    import spacy

    try:
        dutch = spacy.load(source, exclude=list(_NOT_NEEDED))
    except (OSError, ValueError, ImportError):
        raise Unavailable(
            "Het taalmodel van spaCy kan niet worden geladen. Installeer het opnieuw, of kies "
            "de instelling 'regels'.",
            code="pseudonimiseren.taalmodel_kapot",
        ) from None
    if not {"ner", "entity_ruler"} & set(dutch.pipe_names):
        raise Unavailable(
            "Dit taalmodel van spaCy herkent geen namen. Kies nl_core_news_md of nl_core_news_lg.",
            code="pseudonimiseren.taalmodel_zonder_namen",
        )
    return NerPseudonymiser(dutch)
