"""What goes over the wire: one outward shape per thing, shared by the API and the explorer.

JSON names are lower camelCase, as the NLGov API Design Rules ask. Only this package of ours may be
imported by the explorer, so it imports nothing of ours but the vocabulary's values as text. A new
shape goes into the module of its noun and is named here.
"""

from service.schemas.accounts import ActivationRequest, Credentials, Me, SignedIn
from service.schemas.adoption import (
    AdoptionView,
    SinceAdopted,
    StandardAdoption,
    StepRequest,
    StepView,
)
from service.schemas.agreements import (
    AgreementCheck,
    AgreementList,
    AgreementOutcome,
    AgreementRow,
    AudienceList,
    AudienceRow,
    AudienceStories,
    NewAgreement,
    ResponseList,
    ResponseRow,
)
from service.schemas.crosswalk import (
    AgreementView,
    ComparedSet,
    ComparedStandard,
    CoverageCell,
    CoverageCount,
    CoverageView,
    CoveredShare,
    CrosswalkOverview,
    JudgementGiven,
    JudgementView,
    MappingDecision,
    MappingsProposed,
    MappingView,
    PairBroughtUp,
)
from service.schemas.curating import (
    Looked,
    MergeRequest,
    NewSentence,
    PassageJudgement,
    ProposalDecision,
    ProposalDone,
    ProposalPart,
    ProposalView,
    SeenTheme,
    SentenceUse,
    SplitDone,
    SplitPart,
    SplitPreview,
    SplitRequest,
    SplitReview,
    StarterSwitch,
    StarterView,
    UndoRequest,
)
from service.schemas.forms import (
    FormChange,
    FormContent,
    FormLanguage,
    FormOption,
    FormPage,
    FormPrompt,
    FormQuestion,
    FormRow,
    FormStamp,
    FormTranslation,
    FormWords,
    NewForm,
    PictureName,
    ShownWhen,
    TranslatedText,
    TranslationChange,
)
from service.schemas.gaps import (
    GapGroup,
    GapReport,
    GapSet,
    GapShare,
    MissingIn,
    StandardWithoutStory,
    ThemeWithoutStandard,
)
from service.schemas.group_tellings import (
    CodeRequest,
    GroupTellingCreated,
    GroupTellingList,
    GroupTellingRow,
    NewGroupTelling,
    NumberedCode,
)
from service.schemas.imports import (
    ImportColumn,
    ImportLayoutView,
    ImportPreview,
    ImportQuestion,
    ImportView,
)
from service.schemas.intake import (
    IntakeReceived,
    IntakeStory,
    NewTeamToken,
    TeamTokenCreated,
    TeamTokenView,
)
from service.schemas.invites import (
    InvitedForm,
    InvitedTeam,
    InviteList,
    InviteRequest,
    InviteView,
    PreviewLink,
    StepResponse,
    UninvitedResponse,
    WeekResponse,
)
from service.schemas.links import (
    Decision,
    LinkDetail,
    LinkEventView,
    LinkOrigin,
    LinkRequest,
    LinkUndo,
)
from service.schemas.moderation import (
    ChangeView,
    FlagView,
    ModerationQueue,
    ModerationRow,
    ModerationStory,
    RemovalRequest,
    WrittenAnswer,
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
from service.schemas.passage_links import PassageStandard, PassageStandards
from service.schemas.reviews import (
    LikenessDecision,
    LikenessList,
    LikenessView,
    QueueCount,
    QueueRow,
    ReviewQueue,
    ReviewRequest,
    ReviewView,
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
from service.schemas.standard_sets import (
    ChangedStandardView,
    FieldDifference,
    Retirement,
    SetDifference,
    SetUploaded,
    SetVersion,
    StandardBrief,
    StandardSetPage,
)
from service.schemas.standards import LinkView, StandardSetView, StandardView
from service.schemas.stories import AnswerView, StoryList, StoryRow, StoryView
from service.schemas.story_exports import ExportCounts
from service.schemas.themes import (
    AnswerSummary,
    EventView,
    Evidence,
    Exemplar,
    OptionCount,
    PassageView,
    Rename,
    ResidueRow,
    SentenceView,
    ThemeCounts,
    ThemeName,
    ThemePage,
    ThemeRow,
    TriadPoint,
)
from service.schemas.trends import (
    DriftView,
    DriftWord,
    SignalList,
    SignalView,
    SuggestionView,
    TrendCell,
    TrendView,
)
from service.schemas.triage import (
    HelpLineView,
    TextMark,
    TriageAnswer,
    TriageDecision,
    TriageQueue,
    TriageRow,
    TriageStory,
)

__all__ = [
    "ActivationRequest", "AdoptionView", "AgreementCheck", "AgreementList", "AgreementOutcome",
    "AgreementRow", "AgreementView", "AnswerSummary", "AnswerView", "AudienceList", "AudienceRow",
    "AudienceStories", "ChangeView", "ChangedStandardView", "CodeRequest", "ComparedSet",
    "ComparedStandard", "Count", "CoverageCell", "CoverageCount", "CoverageView",
    "CoveredShare", "Credentials", "CrosswalkOverview", "Decision", "DriftView", "DriftWord",
    "EventView", "Evidence", "Exemplar", "ExportCounts", "FieldDifference", "FlagView",
    "FormChange", "FormContent", "FormLanguage", "FormOption", "FormPage", "FormPrompt",
    "FormQuestion", "FormRow", "FormStamp", "FormTranslation", "FormWords", "GapGroup",
    "GapReport", "GapSet", "GapShare", "GroupTellingCreated", "GroupTellingList",
    "GroupTellingRow", "Health", "HelpLineView", "ImportColumn", "ImportLayoutView",
    "ImportPreview", "ImportQuestion", "ImportView", "IntakeReceived", "IntakeStory",
    "InviteList", "InviteRequest", "InviteView", "InvitedForm", "InvitedTeam", "JudgementGiven",
    "JudgementView", "LikenessDecision", "LikenessList", "LikenessView", "LinkDetail",
    "LinkEventView", "LinkOrigin", "LinkRequest", "LinkUndo", "LinkView", "Looked",
    "MappingDecision", "MappingView", "MappingsProposed", "Me", "MergeRequest", "MineRequest",
    "MissingIn", "ModerationQueue", "ModerationRow", "ModerationStory", "NewAgreement",
    "NewForm", "NewGroupTelling", "NewSentence", "NewTeamToken", "NumberedCode", "OptionCount",
    "Overview", "OwnLines", "OwnListAdded", "OwnListPreview", "OwnListView", "OwnNameView",
    "PairBroughtUp", "PassageJudgement", "PassageStandard", "PassageStandards", "PassageView",
    "PeriodCount", "PictureName", "PreviewLink", "ProblemDetail", "ProblemPlace",
    "ProposalDecision", "ProposalDone", "ProposalPart", "ProposalView", "QueueCount",
    "QueueRow", "RemovalRequest", "Rename", "ResidueRow", "ResponseList", "ResponseRow",
    "Retirement", "ReviewQueue", "ReviewRequest", "ReviewView", "RunView", "Schema",
    "SearchHit", "SearchMark", "SearchPage", "SearchRequest", "SearchedWord", "SeenTheme",
    "SentenceUse", "SentenceView", "SetDifference", "SetUploaded", "SetVersion", "ShownWhen",
    "SignalList", "SignalView", "SignedIn", "SinceAdopted", "SplitDone", "SplitPart",
    "SplitPreview", "SplitRequest", "SplitReview", "StandardAdoption", "StandardBrief",
    "StandardSetPage", "StandardSetView", "StandardView", "StandardWithoutStory",
    "StarterSwitch", "StarterView", "StepRequest", "StepResponse", "StepView", "StoryList",
    "StoryRow", "StoryView", "SuggestionView", "TeamTokenCreated", "TeamTokenView", "TextMark",
    "ThemeCounts", "ThemeName", "ThemePage", "ThemeRow", "ThemeWithoutStandard",
    "TranslatedText", "TranslationChange", "TrendCell", "TrendView", "TriadPoint",
    "TriageAnswer", "TriageDecision", "TriageQueue", "TriageRow", "TriageStory", "UndoRequest",
    "UninvitedResponse", "WeekResponse", "WeighedName", "Word", "WrittenAnswer",
]  # fmt: skip
