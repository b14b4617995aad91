"""What a theme was in each version, exact membership included, so that old reports stay true."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import placements, themes
from models.base import Base, now, word
from models.errors import NotFound
from models.themes import Theme
from models.vocabulary import ThemeEventKind, ThemeState


class ThemeVersion(Base):
    """One version of a theme as people saw it. `passages` are ids: a story that went is gone."""

    __tablename__ = "theme_version"

    theme_id: Mapped[str] = mapped_column(ForeignKey("theme.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(default=now)
    label: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    include_rule: Mapped[str] = mapped_column(Text)
    exclude_rule: Mapped[str] = mapped_column(Text)
    words: Mapped[list[str]]
    state: Mapped[ThemeState] = mapped_column(word(ThemeState))
    pinned: Mapped[bool]
    passages: Mapped[list[int]] = mapped_column(JSON)
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))


@dataclass(frozen=True)
class AsOf:
    """A theme as it was in a version: its passages that are still there, and how many are not."""

    theme_id: str
    version: int
    at: datetime
    label: str
    description: str
    include_rule: str
    exclude_rule: str
    words: tuple[str, ...]
    state: ThemeState
    pinned: bool
    passages: tuple[int, ...]
    taken_back: int


def cite(session: Session, theme_id: str, *, run_id: int | None = None) -> int:
    """Freeze what a theme is now under a version, and say which; the same theme, the same version.

    When passages came or went since the last frozen version, an event tells how many.

    Raises:
        NotFound: no such theme.
    """
    theme = themes.get(session, theme_id)
    session.refresh(theme, with_for_update=True)
    last = newest(session, theme_id)
    held = sorted(placements.held_by(session, [theme_id]))
    if last is not None and last.version == theme.version and _same(last, theme, held):
        return theme.version
    if last is not None:
        if last.version >= theme.version:
            theme.version = last.version + 1
        _tell(session, last, held, version=theme.version, run_id=run_id)
    freeze(session, theme, held=held, run_id=run_id)
    return theme.version


def freeze(
    session: Session,
    theme: Theme,
    *,
    held: list[int] | None = None,
    run_id: int | None = None,
) -> ThemeVersion:
    """Write down what a theme is now under its own version number, which must be new.

    Args:
        session: an open writing session.
        theme: the theme, its version already raised.
        held: the ids of its passages, sorted; asked of the database when None.
        run_id: the run that made it so, if one did.
    """
    session.flush()
    version = ThemeVersion(
        theme_id=theme.id,
        version=theme.version,
        label=theme.label,
        description=theme.description,
        include_rule=theme.include_rule,
        exclude_rule=theme.exclude_rule,
        words=list(theme.words),
        state=theme.state,
        pinned=theme.pinned,
        passages=sorted(placements.held_by(session, [theme.id])) if held is None else held,
        run_id=run_id,
    )
    session.add(version)
    session.flush()
    return version


def newest(session: Session, theme_id: str) -> ThemeVersion | None:
    """The last version that was written down; None when there is none."""
    query = select(ThemeVersion).where(ThemeVersion.theme_id == theme_id)
    return session.scalar(query.order_by(ThemeVersion.version.desc()).limit(1))


def as_of(session: Session, theme_id: str, version: int) -> AsOf:
    """What a theme was in a version that was written down.

    Raises:
        NotFound: no such theme, or nothing was written down under that version.
    """
    found = session.get(ThemeVersion, (theme_id, version))
    if found is None:
        raise NotFound("Van dit thema is deze versie niet bewaard.", code="thema.versie_onbekend")
    there = placements.existing(session, found.passages)
    return AsOf(
        theme_id=theme_id,
        version=version,
        at=found.at,
        label=found.label,
        description=found.description,
        include_rule=found.include_rule,
        exclude_rule=found.exclude_rule,
        words=tuple(found.words),
        state=found.state,
        pinned=found.pinned,
        passages=tuple(passage for passage in found.passages if passage in there),
        taken_back=len(found.passages) - len(there),
    )


def _same(last: ThemeVersion, theme: Theme, held: list[int]) -> bool:
    return last.passages == held and all(
        getattr(last, name) == getattr(theme, name)
        for name in (
            "label",
            "description",
            "include_rule",
            "exclude_rule",
            "words",
            "state",
            "pinned",
        )
    )


def _tell(
    session: Session, last: ThemeVersion, held: list[int], *, version: int, run_id: int | None
) -> None:
    came, went = len(set(held) - set(last.passages)), len(set(last.passages) - set(held))
    if not came and not went:
        return
    grew = len(held) >= len(last.passages)
    themes.record(
        session,
        last.theme_id,
        ThemeEventKind.GREW if grew else ThemeEventKind.SHRANK,
        detail={"erbij": came, "weg": went, "stukjes": len(held), "versie": version},
        run_id=run_id,
    )
