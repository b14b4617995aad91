"""Every table in one place, for migrations and the glossary test. Nothing else belongs here."""

from models import (
    accounts,
    audit,
    changes,
    drafts,
    encoders,
    forms,
    own_names,
    passages,
    runs,
    standards,
    stories,
    teams,
    themes,
    triage,
)
from models.base import Base

modules = (
    accounts,
    audit,
    changes,
    drafts,
    encoders,
    forms,
    own_names,
    passages,
    runs,
    standards,
    stories,
    teams,
    themes,
    triage,
)
metadata = Base.metadata
