"""What a theme was in each version, exact membership included, so that old reports stay true."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, now, word
from models.vocabulary import ThemeState


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
