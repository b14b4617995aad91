"""What narrators allow: the text they said yes to, in every version, and how they changed it.

The texts are data in `catalogue/consent`, one file a version. A version never changes once
somebody has read it; whoever changes a word adds a file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from importlib import resources

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.errors import NotFound
from models.stories import CONSENT_TEXT_VERSION, ConsentEvent
from models.vocabulary import Purpose


@dataclass(frozen=True)
class PurposeText:
    """One purpose as a narrator reads it: what is allowed, and what follows from a yes."""

    purpose: Purpose
    label: str
    consequence: str


@dataclass(frozen=True)
class ConsentText:
    """One version of what a narrator is asked to allow."""

    version: str
    purposes: tuple[PurposeText, ...]
    translations: Mapping[str, tuple[PurposeText, ...]] = field(default_factory=dict)
    """The same in other languages: a translation belongs to one version."""

    def in_language(self, language: str) -> "ConsentText":
        """This version as it is shown in a language; Dutch when there is no translation."""
        return replace(self, purposes=self.translations.get(language, self.purposes))

    def label(self, purpose: Purpose) -> str:
        """The words of this version for a purpose."""
        return next((one.label for one in self.purposes if one.purpose is purpose), purpose.label)


@dataclass(frozen=True)
class Said:
    """What a narrator said at once: yes or no, to what, in the words that were shown."""

    on: date
    given: bool
    labels: tuple[str, ...]


def current() -> ConsentText:
    """The text that is shown now, and stored with every choice."""
    return text_of(CONSENT_TEXT_VERSION)


def text_of(version: str) -> ConsentText:
    """One version of the text.

    Raises:
        NotFound: there never was such a version.
    """
    found = _texts().get(version)
    if found is None:
        raise NotFound("Deze toestemmingstekst is er niet.", code="toestemming.tekst_onbekend")
    return found


def history(session: Session, story_id: str, language: str = "nl") -> list[Said]:
    """What a narrator said of who may read the story, the first time first."""
    query = select(ConsentEvent).where(ConsentEvent.story_id == story_id).order_by(ConsentEvent.id)
    return _together(session.scalars(query), language)


def _together(events: Iterable[ConsentEvent], language: str) -> list[Said]:
    """Choices that were made together, in one sentence."""
    said: list[Said] = []
    for event in events:
        label = _label(event, language)
        last = said[-1] if said else None
        if last and (last.on, last.given) == (event.on, event.given) and label not in last.labels:
            said[-1] = Said(last.on, last.given, (*last.labels, label))
        else:
            said.append(Said(event.on, event.given, (label,)))
    return said


def _label(event: ConsentEvent, language: str) -> str:
    text = _texts().get(event.text_version)
    return text.in_language(language).label(event.purpose) if text else event.purpose.label


@lru_cache
def _texts() -> dict[str, ConsentText]:
    folder = resources.files("models.catalogue").joinpath("consent")
    found = {}
    for file in folder.iterdir():
        if file.name.endswith(".yaml"):
            data = yaml.safe_load(file.read_text(encoding="utf-8"))
            translations = {
                language: tuple(_read({"key": key, **said}) for key, said in texts.items())
                for language, texts in data.get("translations", {}).items()
            }
            texts = tuple(_read(one) for one in data["purposes"])
            found[data["version"]] = ConsentText(data["version"], texts, translations)
    return found


def _read(one: dict[str, str]) -> PurposeText:
    return PurposeText(Purpose(one["key"]), one["label"], one["consequence"])
