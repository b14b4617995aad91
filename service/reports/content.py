"""Everything a theme report says, asked once: the renderers only give it a shape.

No quote without the narrator's yes to quoting, no story without the narrator's yes at all.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import true
from sqlalchemy.orm import Session

from models import overview, runs, themes
from models.forms import Question
from models.themes import Theme
from models.vocabulary import (
    AgeGroup,
    MiningMode,
    NarratorRole,
    Origin,
    ResidueReason,
    RunKind,
    Stability,
    ThemeState,
    Word,
)
from service.encoders import notices
from service.reports import evidence, linking, provenance
from service.reports.answers import AnswerSummary, summarise
from service.reports.citing import Subject, Then, subjects
from service.reports.evidence import Held, Placement, Recognition, StoryFacts
from service.reports.linking import LinkLine
from service.reports.numbers import (
    LEAST_FOR_GROUP,
    GroupCount,
    half_year,
    safe_groups,
    wilson,
)
from service.reports.provenance import EncoderFacts, RunDetails
from service.reports.quoting import Candidate, choose, plain, shorten

NARRATOR = "Verteller"
NOT_TOLD = "Niet verteld"
THEME_NOT_IN_USE = "Alleen in een thema dat niet meer in gebruik is"


@dataclass(frozen=True)
class Quote:
    """A piece of a story whose narrator allows quoting. The text stays out of the repr."""

    text: str = field(repr=False)
    role: str
    period: str
    synthetic: bool


@dataclass(frozen=True)
class StoryCounts:
    """How many stories there are, from whom, and what they allow."""

    stories: int
    roles: tuple[GroupCount, ...]
    ages: tuple[GroupCount, ...]
    teams: tuple[GroupCount, ...]
    years: tuple[GroupCount, ...]
    first_period: str | None
    last_period: str | None
    number_of_teams: int
    synthetic: int
    not_quotable: int
    passages_by_machine: int
    passages_by_person: int


@dataclass(frozen=True)
class Residue:
    """The stories in no theme: each counts once, with the reason that says most."""

    stories: int
    not_looked_at: int
    """Stories that came in after the last computation; not in `stories`."""
    reasons: tuple[GroupCount, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class NameChange:
    """A theme got another name; its id and its stories stayed."""

    on: date
    theme_id: str
    old: str
    new: str


@dataclass(frozen=True)
class ThemeSection:
    """One theme. `rank` is None for a theme that is not in use, or is shown as it was."""

    rank: int | None
    id: str
    version: int
    label: str
    label_by_person: bool
    description: str
    include_rule: str
    exclude_rule: str
    words: tuple[str, ...]
    state: str
    """Empty for a theme in use that people accepted."""
    proposed: bool
    """True when nobody accepted it yet."""
    starter: bool
    """True when it ships with the product."""
    merged_from: str
    """The id that was asked for, when that was merged into this theme; else empty."""
    then: Then | None
    """Set when the theme is shown as it was under this version."""
    stability: Stability
    stability_value: float | None
    stories: int
    passages: int
    interval: tuple[float, float] | None
    """None for a theme as it was: how many stories there were then is not known."""
    synthetic: int
    quotable: int
    roles: tuple[GroupCount, ...]
    ages: tuple[GroupCount, ...]
    answers: tuple[AnswerSummary, ...]
    quotes: tuple[Quote, ...]
    links: tuple[LinkLine, ...]
    rejected_links: int


@dataclass(frozen=True)
class ReportContent:
    """The whole report, before it has a shape."""

    on: date
    organisation: str
    whole: bool
    """True when every theme in use is asked for; False for a report on some themes."""
    themes_in_use: int
    counts: StoryCounts
    modes: tuple[MiningMode, ...]
    recognition: Recognition
    encoders: tuple[EncoderFacts, ...]
    encoder_notices: tuple[str, ...]
    themes: tuple[ThemeSection, ...]
    residue: Residue
    runs: tuple[RunDetails, ...]
    names: tuple[NameChange, ...]


@dataclass(frozen=True)
class _Ground:
    """What every part of the report counts on."""

    stories: Mapping[str, StoryFacts]
    placements: Mapping[str, Placement]
    common_roles: frozenset[str]

    def held(self, subject: Subject) -> dict[str, int]:
        """The stories with a passage in this theme, by id, and how many each has."""
        if subject.held is not None:
            return {key: n for key, n in subject.held.stories.items() if key in self.stories}
        theme_id = subject.theme.id
        return {
            story_id: where.themes[theme_id]
            for story_id, where in self.placements.items()
            if theme_id in where.themes and story_id in self.stories
        }


def build(
    session: Session, theme_ids: Sequence[str] | None, *, organisation: str, on: date
) -> ReportContent:
    """Freeze these themes, or all themes in use, and gather everything for a report on them.

    Args:
        session: an open writing session: the versions that the report cites are written down.
        theme_ids: the themes to report on, by id, or as `ID@VERSION` for how one was; None for
            all themes in use.
        organisation: who the report is from.
        on: the date of the report.

    Raises:
        NotFound: one of the themes does not exist, or nothing is kept under its version.
    """
    wanted, in_use = subjects(session, theme_ids)
    rows = [subject.theme for subject in wanted]
    ground = _ground(session)
    ranks = {theme_id: rank for rank, theme_id in enumerate(in_use, start=1)}
    return ReportContent(
        on=on,
        organisation=plain(organisation),
        whole=theme_ids is None,
        themes_in_use=len(in_use),
        counts=_counts(session, ground),
        modes=_modes(rows, ground),
        recognition=evidence.recognition(session),
        encoders=provenance.encoders(session, rows),
        encoder_notices=tuple(plain(said) for said in notices(session)),
        themes=tuple(_section(session, subject, ranks, ground) for subject in wanted),
        residue=_residue(session, ground, frozenset(ranks)),
        runs=_runs(session, wanted),
        names=_names(session, rows),
    )


def _ground(session: Session) -> _Ground:
    facts = evidence.stories(session)
    sizes = Counter(story.role.value for story in facts.values() if story.role)
    return _Ground(
        stories=facts,
        placements=evidence.placements(session),
        common_roles=frozenset(role for role, n in sizes.items() if n >= LEAST_FOR_GROUP),
    )


def _counts(session: Session, ground: _Ground) -> StoryCounts:
    stories = list(ground.stories.values())
    periods = sorted(story.period for story in stories if story.period)
    teams = Counter(plain(story.team) for story in stories)
    years = Counter(period[:4] for period in periods)
    if len(periods) < len(stories):
        years[NOT_TOLD] = len(stories) - len(periods)
    by = evidence.assigned_by(session)
    return StoryCounts(
        stories=len(stories),
        roles=_groups(stories, NarratorRole, lambda story: story.role, "Andere rollen samen"),
        ages=_groups(stories, AgeGroup, lambda story: story.age_group, "Andere leeftijden samen"),
        teams=safe_groups(dict(sorted(teams.items())), others="Andere teams samen"),
        years=safe_groups(dict(sorted(years.items())), others="Andere jaren samen"),
        first_period=periods[0] if periods else None,
        last_period=periods[-1] if periods else None,
        number_of_teams=len(teams),
        synthetic=sum(story.synthetic for story in stories),
        not_quotable=sum(not story.quotable for story in stories),
        passages_by_machine=by.get(Origin.MACHINE, 0),
        passages_by_person=by.get(Origin.PERSON, 0),
    )


def _groups(
    stories: Sequence[StoryFacts],
    kind: type[Word],
    value: Callable[[StoryFacts], Word | None],
    others: str,
) -> tuple[GroupCount, ...]:
    """Counts in the order of the vocabulary; who did not tell is a group too."""
    found = Counter(value(story) for story in stories)
    counts = {member.label: found[member] for member in kind if found[member]}
    if found[None]:
        counts[NOT_TOLD] = found[None]
    return safe_groups(counts, others=others)


def _modes(wanted: Sequence[Theme], ground: _Ground) -> tuple[MiningMode, ...]:
    """How the themes were found; without themes a small collection is simply read."""
    modes = tuple(mode for mode in MiningMode if any(theme.mode is mode for theme in wanted))
    return modes or ((MiningMode.READ,) if ground.stories else ())


def _section(
    session: Session, subject: Subject, ranks: Mapping[str, int], ground: _Ground
) -> ThemeSection:
    theme, told, held = subject.theme, subject.told, ground.held(subject)
    members = [ground.stories[story_id] for story_id in held]
    passages = subject.held.passages if subject.held is not None else None
    links, rejected = linking.lines(session, theme.id)
    return ThemeSection(
        rank=None if subject.then else ranks.get(theme.id),
        id=theme.id,
        version=subject.version,
        label=plain(told.label),
        label_by_person=subject.label_origin is Origin.PERSON,
        description=plain(told.description),
        include_rule=plain(told.include_rule),
        exclude_rule=plain(told.exclude_rule),
        words=tuple(plain(word) for word in told.words),
        state="" if told.state is ThemeState.ACTIVE else told.state.label,
        proposed=told.state is ThemeState.PROPOSED,
        starter=theme.starter_key is not None,
        merged_from=plain(subject.merged_from),
        then=subject.then,
        stability=theme.stability,
        stability_value=theme.stability_value,
        stories=len(members),
        passages=sum(held.values()),
        interval=None if subject.then else wilson(len(members), len(ground.stories)),
        synthetic=sum(story.synthetic for story in members),
        quotable=sum(story.quotable for story in members),
        roles=_groups(members, NarratorRole, lambda story: story.role, "Andere rollen samen"),
        ages=_groups(members, AgeGroup, lambda story: story.age_group, "Andere leeftijden samen"),
        answers=tuple(
            summarise(question, values, stories=len(members))
            for question, values in _answers(session, theme.id, subject.held)
        ),
        quotes=_quotes(evidence.quotable(session, theme.id, passages), ground),
        links=links,
        rejected_links=rejected,
    )


def _answers(
    session: Session, theme_id: str, held: Held | None
) -> Iterator[tuple[Question, list[dict[str, Any]]]]:
    """Every question put to a story of the theme, with the answers of its stories."""
    if held is None:
        for given in overview.answers(session, themes.tells_of(theme_id)):
            yield given.question, list(given.values.values())
        return
    for given in overview.answers(session, true()):
        values = [value for story_id, value in given.values.items() if story_id in held.stories]
        if values:
            yield given.question, values


def _quotes(candidates: Sequence[Candidate], ground: _Ground) -> tuple[Quote, ...]:
    return tuple(
        Quote(
            text=shorten(passage.text),
            # A rare role under a quote points at a person; then it is just a narrator.
            role=(
                NarratorRole(passage.role).label
                if passage.role in ground.common_roles
                else NARRATOR
            ),
            period=half_year(passage.period) if passage.period else "",
            synthetic=passage.synthetic,
        )
        for passage in choose(candidates)
    )


def _residue(session: Session, ground: _Ground, in_use: frozenset[str]) -> Residue:
    outside = [
        where
        for story_id, where in ground.placements.items()
        if story_id in ground.stories and not in_use.intersection(where.themes)
    ]
    reasons = Counter(_reason(where) for where in outside)
    return Residue(
        stories=len(outside),
        not_looked_at=len(ground.stories.keys() - ground.placements.keys()),
        reasons=tuple(GroupCount(label, n) for label, n in sorted(reasons.items())),
        quotes=_quotes(evidence.quotable(session, None), ground),
    )


def _reason(where: Placement) -> str:
    """The reason that says most: a passage that was weighed says more than one too short."""
    if where.themes:
        return THEME_NOT_IN_USE
    order = (
        ResidueReason.NOT_YET,
        ResidueReason.DOUBT,
        ResidueReason.NO_THEME_FITS,
        ResidueReason.TOO_FEW_STORIES,
        ResidueReason.TOO_SHORT,
    )
    return next(reason.label for reason in order if reason in where.reasons)


def _runs(session: Session, wanted: Sequence[Subject]) -> tuple[RunDetails, ...]:
    """The runs behind these themes and versions, and the newest of each kind."""
    behind = {subject.theme.run_id for subject in wanted}
    behind |= {evidence.run_of(session, subject.theme.id, subject.version) for subject in wanted}
    ids = {run_id for run_id in behind if run_id is not None}
    newest = (runs.latest_done(session, kind) for kind in (RunKind.MINE, RunKind.LINK))
    ids |= {run.id for run in newest if run is not None}
    return tuple(provenance.details(run) for run in evidence.runs(session, ids))


def _names(session: Session, wanted: Sequence[Theme]) -> tuple[NameChange, ...]:
    changes = evidence.renamings(session, [theme.id for theme in wanted])
    return tuple(
        NameChange(change.on, change.theme_id, plain(change.old), plain(change.new))
        for change in changes
    )
