"""Starter themes: what stories about local teams are known to be about, shipped with the product.

They are ordinary themes once installed. What people edited stays; a newer catalogue brings only
the rest up to date.
"""

import functools
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import curation, paraphrases, theme_versions, themes
from models.errors import NotFound
from models.paraphrases import ThemeParaphrase
from models.theme_changes import fields_of, lock
from models.themes import IN_USE, Theme
from models.vocabulary import MiningMode, Origin, ThemeEventKind, ThemeState

FOLDER = "themes"
TEXTS = {
    "label": "label",
    "description": "description",
    "include_rule": "include",
    "exclude_rule": "exclude",
}
"""Fields of a theme, with where the catalogue says them."""
LEFT_ALONE = (ThemeState.MERGED, ThemeState.RETIRED)


@dataclass(frozen=True)
class Example:
    """A sentence that somebody could have told, with the voice (`ouder`) and tone (`klacht`)."""

    voice: str
    tone: str
    text: str = field(repr=False)


@dataclass(frozen=True)
class StarterTheme:
    """A theme as the catalogue describes it."""

    key: str
    version: int
    label: str
    description: str
    include: str
    exclude: str
    paraphrases: tuple[Example, ...]

    @property
    def theme_id(self) -> str:
        """The id that this theme gets wherever it is installed."""
        return "s" + hashlib.sha256(self.key.encode()).hexdigest()[:11]


@functools.cache
def catalogue() -> tuple[StarterTheme, ...]:
    """Every starter theme that ships with the product, by key."""
    folder = resources.files("models.catalogue").joinpath(FOLDER)
    files = (entry for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    found = (
        _starter(yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
        for file in files
    )
    return tuple(sorted(found, key=lambda starter: starter.key))


def installed(session: Session) -> list[Theme]:
    """The starter themes of this database in whatever state, by key."""
    query = select(Theme).where(Theme.starter_key.is_not(None)).order_by(Theme.starter_key)
    return list(session.scalars(query))


def install(session: Session, starters: Iterable[StarterTheme] | None = None) -> int:
    """Make the starter themes that are not there, bring older ones up to date; says how many.

    What an analyst edited stays as it is: a text, a sentence switched off, a theme that is pinned,
    merged or retired. Doing it twice changes nothing.

    Args:
        session: an open writing session.
        starters: what to install; None for the catalogue.
    """
    known = {theme.starter_key: theme for theme in installed(session)}
    changed = 0
    for starter in catalogue() if starters is None else starters:
        theme = known.get(starter.key)
        if theme is None:
            _make(session, starter)
            changed += 1
        elif (theme.starter_version or 0) < starter.version:
            changed += _update(session, starter, theme.id)
    return changed


def switch(
    session: Session, key: str, on: bool, *, account_id: int | None, remark: str = ""
) -> Theme:
    """Use a starter theme, or put it aside; what it held comes back when it is used again.

    Raises:
        NotFound: no such starter theme.
        Conflict: it was merged with another theme.
    """
    theme = session.scalar(select(Theme).where(Theme.starter_key == key))
    if theme is None:
        raise NotFound("Dit starthema bestaat niet.", code="starthema.onbekend")
    lock(session, theme.id)
    closed = theme.state in (ThemeState.PARKED, ThemeState.RETIRED)
    if (on and theme.state in IN_USE) or (not on and closed):
        return theme
    action = curation.reopen if on else curation.park
    return action(session, theme.id, version=theme.version, account_id=account_id, remark=remark)


def _starter(data: dict[str, Any]) -> StarterTheme:
    texts = {name: " ".join(data[name].split()) for name in TEXTS.values()}
    examples = tuple(
        Example(voice=one["voice"], tone=one["tone"], text=" ".join(one["text"].split()))
        for one in data["paraphrases"]
    )
    return StarterTheme(key=data["key"], version=data["version"], paraphrases=examples, **texts)


def _make(session: Session, starter: StarterTheme) -> None:
    theme = Theme(
        id=starter.theme_id,
        words=[],
        mode=MiningMode.KNOWN,
        starter_key=starter.key,
        starter_version=starter.version,
        **_texts(starter),
    )
    session.add(theme)
    session.flush()
    _add_sentences(session, theme.id, starter.paraphrases)
    theme_versions.freeze(session, theme)
    themes.record(
        session,
        theme.id,
        ThemeEventKind.EMERGED,
        detail={"catalogus": starter.version, "voor": None, "na": fields_of(theme)},
    )


def _update(session: Session, starter: StarterTheme, theme_id: str) -> bool:
    theme = lock(session, theme_id)
    if theme.pinned or theme.state in LEFT_ALONE:
        return False
    before = fields_of(theme)
    shipped = _last_shipped(session, theme_id)
    for name, text in _texts(starter).items():
        # Still as the catalogue had it: nobody edited it.
        if getattr(theme, name) == shipped.get(name):
            setattr(theme, name, text)
    sentences = _update_sentences(session, theme_id, starter)
    theme.starter_version = starter.version
    changed = sentences or before != fields_of(theme)
    if changed:
        theme.version += 1
        theme_versions.freeze(session, theme)
    themes.record(
        session,
        theme_id,
        ThemeEventKind.DESCRIBED,
        detail={
            "catalogus": starter.version,
            "voor": before,
            "na": fields_of(theme),
            "tekst": _texts(starter),
        },
    )
    return changed


def _last_shipped(session: Session, theme_id: str) -> dict[str, Any]:
    """The texts that the catalogue gave this theme last."""
    for event in reversed(themes.history(session, theme_id)):
        if "catalogus" in event.detail:
            shipped: dict[str, Any] = event.detail.get("tekst") or event.detail["na"]
            return shipped
    return {}


def _texts(starter: StarterTheme) -> dict[str, str]:
    return {name: getattr(starter, shipped) for name, shipped in TEXTS.items()}


def _update_sentences(session: Session, theme_id: str, starter: StarterTheme) -> bool:
    there = paraphrases.of_theme(session, theme_id, with_unused=True)
    wanted = {example.text for example in starter.paraphrases}
    known = {sentence.text for sentence in there}
    untouched = [one for one in there if one.origin is Origin.MACHINE and one.used and not one.by]
    gone = [sentence for sentence in untouched if sentence.text not in wanted]
    for sentence in gone:
        session.delete(sentence)
    new = [example for example in starter.paraphrases if example.text not in known]
    _add_sentences(session, theme_id, new)
    return bool(gone or new)


def _add_sentences(session: Session, theme_id: str, examples: Iterable[Example]) -> None:
    session.add_all(
        ThemeParaphrase(
            theme_id=theme_id,
            text=example.text,
            voice=example.voice,
            tone=example.tone,
            origin=Origin.MACHINE,
        )
        for example in examples
    )
    session.flush()
