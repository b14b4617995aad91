"""The base of every table: naming, column types and identifiers."""

import secrets
from datetime import UTC, date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from models.vocabulary import Word

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

_HERE = ZoneInfo("Europe/Amsterdam")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with time zone; SQLite forgets zones, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table; its `repr` names the row and never its text."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        list[dict[str, Any]]: JSON(),
    }

    def __repr__(self) -> str:
        """Table and key only: text must never reach a log through a repr."""
        return f"<{type(self).__name__} {getattr(self, 'id', '')}>"


def word(kind: type[Word]) -> Enum:
    """Column type for a closed word list, stored as its Dutch value on every database."""
    return Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=False,
        length=40,
    )


def new_id() -> str:
    """An identifier that cannot be guessed and says nothing (64 random bits, hex)."""
    return secrets.token_hex(8)


def now() -> datetime:
    """This moment, UTC."""
    return datetime.now(UTC)


def day_of(moment: datetime) -> date:
    """The day of a moment for the people who use this: the day in the Netherlands."""
    return moment.astimezone(_HERE).date()


def today() -> date:
    """Today in the Netherlands, also between midnight and the next day in UTC."""
    return day_of(now())
