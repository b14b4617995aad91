"""Every table in one place, for migrations and the glossary test. Nothing else belongs here."""

from models import (
    accounts,
    adoption,
    audit,
    changes,
    crosswalk,
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
    adoption,
    audit,
    changes,
    crosswalk,
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
