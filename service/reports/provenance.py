"""What is needed to do a computation again, as rows that a person can read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from models.base import day_of
from models.runs import Run
from models.themes import Theme
from service.reports import evidence
from service.reports.numbers import day
from service.reports.quoting import plain

VALUE_LIMIT = 1_000
"""Long enough for the ids of all themes that were recognised."""
LABELS = {
    "seed": "Startgetal van het toeval (seed)",
    "encoder": "Encoder",
    "parameters": "Instellingen",
    "versions": "Versies van programma's",
    "fingerprint": "Vingerafdruk van de invoer",
    "stories": "Verhalen",
    "passages": "Stukjes",
    "mode": "Manier van zoeken",
    "seconds": "Rekentijd in seconden",
    "peakMemoryMiB": "Meeste geheugen (MiB)",
    "full": "Alles opnieuw bekeken",
    "recognised": "Thema's die zijn herkend",
    "proposals": "Voorstellen aan mensen",
}


@dataclass(frozen=True)
class EncoderFacts:
    """Which encoder turned passages into numbers."""

    name: str
    revision: str


@dataclass(frozen=True)
class RunDetails:
    """One computation: what, when, and everything that was written down about it."""

    id: int
    kind: str
    finished: str
    seed: str
    rows: tuple[tuple[str, str], ...]


def encoders(session: Session, themes: Sequence[Theme]) -> tuple[EncoderFacts, ...]:
    """The encoders behind these themes, each once."""
    known = {theme.encoder_version_id for theme in themes}
    versions = sorted(version for version in known if version is not None)
    found = (evidence.encoder(session, version) for version in versions)
    return tuple(EncoderFacts(plain(row.name), plain(row.revision)) for row in found if row)


def details(run: Run) -> RunDetails:
    """A run as rows of name and value; nested values on one line."""
    rows = tuple(
        (LABELS.get(key, key), _short(value)) for key, value in sorted(run.provenance.items())
    )
    return RunDetails(
        id=run.id,
        kind=run.kind.label,
        finished=day(day_of(run.finished_at)) if run.finished_at else "nog niet klaar",
        seed=str(run.provenance.get("seed", "")),
        rows=rows,
    )


def _short(value: Any) -> str:
    """A value in words; long ones are cut."""
    text = plain(_words(value))
    return text if len(text) <= VALUE_LIMIT else text[:VALUE_LIMIT] + " …"


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key} {_words(inner)}" for key, inner in sorted(value.items()))
    if isinstance(value, list | tuple):
        return ", ".join(_words(inner) for inner in value)
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return "–" if value is None else str(value)
