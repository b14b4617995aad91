"""DEDUCE beside our own rules, for who installs it. Loaded only when asked for.

DEDUCE (GPL/LGPL) is no part of this product. Importing it sets the root logger to DEBUG and prints
texts; both are undone before anything is read.
"""

import logging
import threading
from typing import Any

from ingest.recognisers.mention import Mention
from models.errors import Unavailable
from models.vocabulary import PersonalDataKind as Kind

KINDS = {
    "persoon": Kind.PERSON,
    "patient": Kind.PERSON,
    "locatie": Kind.LOCATION,
    "straat": Kind.ADDRESS,
    "instelling": Kind.ORGANISATION,
    "ziekenhuis": Kind.ORGANISATION,
    "datum": Kind.DATE,
    "leeftijd": Kind.AGE,
    "bsn": Kind.BSN,
    "telefoonnummer": Kind.PHONE,
    "emailadres": Kind.EMAIL,
    "url": Kind.URL,
    "id": Kind.CASE_NUMBER,
}
_IMPORTING = threading.Lock()


class DeducePseudonymiser:
    """What DEDUCE finds, as mentions."""

    name = "deduce"

    def __init__(self, model: Any) -> None:
        self._model = model

    def find(self, text: str) -> list[Mention]:
        """Every annotation of DEDUCE; a kind it adds later counts as a person."""
        annotations = self._model.deidentify(text).annotations
        return sorted(
            Mention(found.start_char, found.end_char, KINDS.get(found.tag, Kind.PERSON), "deduce")
            for found in annotations
        )


def load_deduce() -> DeducePseudonymiser:
    """DEDUCE with its own lists; the first time this takes more than a minute.

    Raises:
        Unavailable: it is not installed.
    """
    root = logging.getLogger()
    with _IMPORTING:
        level, handlers = root.level, list(root.handlers)
        try:
            import deduce

            model = deduce.Deduce()
        except ImportError:
            raise Unavailable(
                "DEDUCE is niet geïnstalleerd. Installeer het met: pip install vertelpunt[deduce]. "
                "Of kies de instelling 'regels'.",
                code="pseudonimiseren.deduce_ontbreekt",
            ) from None
        finally:
            root.setLevel(level)
            root.handlers[:] = handlers
    return DeducePseudonymiser(model)
