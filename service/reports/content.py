"""Everything a theme report says, asked once: the renderers only give it a shape.

No quote without the narrator's yes to quoting, no story without the narrator's yes at all.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from models import overview, runs, themes
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
from service.reports.evidence import Placement, StoryFacts
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
    """One theme. `rank` is None for a theme that is not in use."""

    rank: int | None
    id: str
    version: int
    label: str
    label_by_person: bool
    description: str
    words: tuple[str, ...]
    state: str
    stability: Stability
    stability_value: float | None
    stories: int
    passages: int
    interval: tuple[float, float] | None
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

    def members(self, theme_id: str) -> list[StoryFacts]:
        """The stories with at least one passage in this theme."""
        return [
            self.stories[story_id]
            for story_id, where in self.placements.items()
            if theme_id in where.themes and story_id in self.stories
        ]


def build(
    session: Session, theme_ids: Sequence[str] | None, *, organisation: str, on: date
) -> ReportContent:
    """Gather everything for a report on these themes, or on all themes in use.

    Args:
        session: an open reading session.
        theme_ids: the themes to report on; None for all themes in use.
        organisation: who the report is from.
        on: the date of the report.

    Raises:
        NotFound: one of the themes does not exist.
    """
    in_use = [row.theme for row in themes.ranked(session)]
    if theme_ids is None:
        wanted = in_use
    else:
        asked = [themes.get(session, theme_id) for theme_id in dict.fromkeys(theme_ids)]
        # Ranked order first, whatever the order of asking; themes out of use come last.
        wanted = [theme for theme in in_use if theme in asked]
        wanted += sorted((t for t in asked if t not in in_use), key=lambda theme: theme.id)
    ground = _ground(session)
    ranks = {theme.id: rank for rank, theme in enumerate(in_use, start=1)}
    return ReportContent(
        on=on,
        organisation=plain(organisation),
        whole=theme_ids is None,
        themes_in_use=len(in_use),
        counts=_counts(session, ground),
        modes=_modes(wanted, ground),
        encoders=provenance.encoders(session, wanted),
        encoder_notices=tuple(plain(said) for said in notices(session)),
        themes=tuple(_section(session, theme, ranks.get(theme.id), ground) for theme in wanted),
        residue=_residue(session, ground, frozenset(ranks)),
        runs=_runs(session, wanted),
        names=_names(session, wanted),
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


def _section(session: Session, theme: Theme, rank: int | None, ground: _Ground) -> ThemeSection:
    members = ground.members(theme.id)
    total = len(ground.stories)
    links, rejected = linking.lines(session, theme.id)
    return ThemeSection(
        rank=rank,
        id=theme.id,
        version=theme.version,
        label=plain(theme.label),
        label_by_person=theme.label_origin is Origin.PERSON,
        description=plain(theme.description),
        words=tuple(plain(word) for word in theme.words),
        state="" if theme.state is ThemeState.ACTIVE else theme.state.label,
        stability=theme.stability,
        stability_value=theme.stability_value,
        stories=len(members),
        passages=sum(ground.placements[story.id].themes[theme.id] for story in members),
        interval=wilson(len(members), total),
        synthetic=sum(story.synthetic for story in members),
        quotable=sum(story.quotable for story in members),
        roles=_groups(members, NarratorRole, lambda story: story.role, "Andere rollen samen"),
        ages=_groups(members, AgeGroup, lambda story: story.age_group, "Andere leeftijden samen"),
        answers=tuple(
            summarise(given.question, list(given.values.values()), stories=len(members))
            for given in overview.answers(session, themes.tells_of(theme.id))
        ),
        quotes=_quotes(evidence.quotable(session, theme.id), ground),
        links=links,
        rejected_links=rejected,
    )


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


def _runs(session: Session, wanted: Sequence[Theme]) -> tuple[RunDetails, ...]:
    """The runs behind these themes, and the newest of each kind."""
    ids = {theme.run_id for theme in wanted if theme.run_id is not None}
    newest = (runs.latest_done(session, kind) for kind in (RunKind.MINE, RunKind.LINK))
    ids |= {run.id for run in newest if run is not None}
    return tuple(provenance.details(run) for run in evidence.runs(session, ids))


def _names(session: Session, wanted: Sequence[Theme]) -> tuple[NameChange, ...]:
    changes = evidence.renamings(session, [theme.id for theme in wanted])
    return tuple(
        NameChange(change.on, change.theme_id, plain(change.old), plain(change.new))
        for change in changes
    )
