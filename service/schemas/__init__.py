"""What goes over the wire: one outward shape per thing, shared by the API and the explorer.

JSON names are lower camelCase, as the NLGov API Design Rules ask. Only this package of ours may be
imported by the explorer, so it imports nothing of ours but the vocabulary's values as text. A new
shape goes into the module of its noun and is named here.
"""

from service.schemas.accounts import ActivationRequest, Credentials, Me, SignedIn
from service.schemas.moderation import (
    ChangeView,
    FlagView,
    ModerationQueue,
    ModerationRow,
    ModerationStory,
    RemovalRequest,
)
from service.schemas.overview import Overview
from service.schemas.own_lists import (
    OwnLines,
    OwnListAdded,
    OwnListPreview,
    OwnListView,
    OwnNameView,
    WeighedName,
)
from service.schemas.runs import MineRequest, RunView
from service.schemas.searching import SearchedWord, SearchHit, SearchMark, SearchPage, SearchRequest
from service.schemas.shape import (
    Count,
    Health,
    PeriodCount,
    ProblemDetail,
    ProblemPlace,
    Schema,
    Word,
)
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
    "ChangeView",
    "Count",
    "Credentials",
    "Decision",
    "EventView",
    "FlagView",
    "Health",
    "HelpLineView",
    "LinkView",
    "Me",
    "MineRequest",
    "ModerationQueue",
    "ModerationRow",
    "ModerationStory",
    "OptionCount",
    "Overview",
    "OwnLines",
    "OwnListAdded",
    "OwnListPreview",
    "OwnListView",
    "OwnNameView",
    "PassageView",
    "PeriodCount",
    "ProblemDetail",
    "ProblemPlace",
    "RemovalRequest",
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
    "WeighedName",
    "Word",
]
