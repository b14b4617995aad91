"""What goes over the wire: one outward shape per thing, shared by the API and the explorer.

JSON names are lower camelCase, as the NLGov API Design Rules ask. Only this package of ours may be
imported by the explorer, so it imports nothing of ours but the vocabulary's values as text. A new
shape goes into the module of its noun and is named here.
"""

from service.schemas.accounts import ActivationRequest, Credentials, Me, SignedIn
from service.schemas.overview import Overview
from service.schemas.runs import MineRequest, RunView
from service.schemas.searching import SearchedWord, SearchHit, SearchMark, SearchPage, SearchRequest
from service.schemas.shape import Count, Health, PeriodCount, ProblemDetail, Schema, Word
from service.schemas.standards import Decision, LinkView, StandardSetView, StandardView
from service.schemas.stories import AnswerView, StoryList, StoryRow, StoryView
from service.schemas.themes import (
    AnswerSummary,
    EventView,
    OptionCount,
    PassageView,
    Rename,
    ResidueRow,
    ThemePage,
    ThemeRow,
    TriadPoint,
)
from service.schemas.triage import (
    HelpLineView,
    TextMark,
    TriageDecision,
    TriageQueue,
    TriageRow,
    TriageStory,
)

__all__ = [
    "ActivationRequest",
    "AnswerSummary",
    "AnswerView",
    "Count",
    "Credentials",
    "Decision",
    "EventView",
    "Health",
    "HelpLineView",
    "LinkView",
    "Me",
    "MineRequest",
    "OptionCount",
    "Overview",
    "PassageView",
    "PeriodCount",
    "ProblemDetail",
    "Rename",
    "ResidueRow",
    "RunView",
    "Schema",
    "SearchHit",
    "SearchMark",
    "SearchPage",
    "SearchRequest",
    "SearchedWord",
    "SignedIn",
    "StandardSetView",
    "StandardView",
    "StoryList",
    "StoryRow",
    "StoryView",
    "TextMark",
    "ThemePage",
    "ThemeRow",
    "TriadPoint",
    "TriageDecision",
    "TriageQueue",
    "TriageRow",
    "TriageStory",
    "Word",
]
