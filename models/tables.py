"""Every table in one place, for migrations and the glossary test. Nothing else belongs here."""

from models import (
    accounts,
    audit,
    drafts,
    encoders,
    forms,
    passages,
    runs,
    standards,
    stories,
    teams,
    themes,
)
from models.base import Base

modules = (
    accounts,
    audit,
    drafts,
    encoders,
    forms,
    passages,
    runs,
    standards,
    stories,
    teams,
    themes,
)
metadata = Base.metadata
