"""Every table in one place, for migrations and the glossary test. Nothing else belongs here."""

from models import (
    accounts,
    audit,
    changes,
    drafts,
    encoders,
    forms,
    own_names,
    paraphrases,
    passages,
    proposals,
    runs,
    standards,
    stories,
    teams,
    theme_versions,
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
    paraphrases,
    passages,
    proposals,
    runs,
    standards,
    stories,
    teams,
    theme_versions,
    themes,
    triage,
)
metadata = Base.metadata
