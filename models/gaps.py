"""Where stories and standards miss each other: what is asked of the database for the gap report.

The unit is the story: one with five passages in a theme counts once. Nobody keeps who told which
story, so somebody who told twice counts twice. Only stories that may be analysed count, only themes
in use, and only standards of sets in use.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from models import standards, themes
from models.passages import Passage
from models.standards import BY_PEOPLE, Link, Standard, StandardSet
from models.stories import Story, analysable
from models.teams import all_teams
from models.themes import IN_USE, Assignment, RankedTheme, Theme
from models.vocabulary import AgeGroup, LinkKind, LinkState, NarratorRole
from models.words import Word

UNKNOWN = "onbekend"
UNKNOWN_LABEL = "Niet verteld"

Whose = tuple[int, str, str]
"""A team, a role and an age group; `UNKNOWN` for what the narrator did not tell."""
Counts = dict[Whose, int]


class GroupKind(Word):
    """By what stories are put together."""

    ROLE = "rol", "Rol"
    AGE_GROUP = "leeftijd", "Leeftijd"
    TEAM = "team", "Team"


class ThemeGap(Word):
    """Why no standard goes with a theme."""

    NO_LINK = "geen_koppeling", "Geen standaard gevonden"
    PROPOSED = "alleen_voorstel", "Alleen een voorstel van de computer"
    REJECTED = "afgewezen", "Mensen wezen de voorstellen af"
    MISSING = "ontbreekt", "Mensen zeiden: dit ontbreekt in de standaard"


class StandardGap(Word):
    """Why there is no story with a standard."""

    NO_LINK = "geen_koppeling", "Geen thema gekoppeld"
    PROPOSED = "alleen_voorstel", "Alleen een voorstel van de computer"
    REJECTED = "afgewezen", "Mensen wezen de voorstellen af"
    NO_STORIES = "geen_verhalen", "Wel een thema, maar geen verhalen in deze groep"
    TOO_FEW = "te_weinig", "Te weinig verhalen om te tonen"


@dataclass(frozen=True)
class Group:
    """Stories that have a role, an age group or a team in common."""

    kind: GroupKind
    value: str
    label: str


@dataclass(frozen=True)
class Tie:
    """A link between a theme in use and a standard in use, with what people made of it."""

    theme_id: str
    theme_label: str
    standard: Standard
    standard_set: StandardSet
    state: LinkState
    kind: LinkKind | None

    @property
    def by_people(self) -> bool:
        """True when one or two people stand behind it."""
        return self.state in BY_PEOPLE

    @property
    def holds(self) -> bool:
        """True when people found the subject in the standard, met or not."""
        return self.by_people and self.kind is not LinkKind.MISSING


def groups(session: Session) -> list[Group]:
    """Every role and age there can be, also those of which nobody told anything; of teams only
    those with a story to read: that a silent story is of a team is for nobody to see.
    """
    unknown = (UNKNOWN, UNKNOWN_LABEL)
    roles = [*((role.value, role.label) for role in NarratorRole), unknown]
    ages = [*((age.value, age.label) for age in AgeGroup), unknown]
    heard = set(session.scalars(select(Story.team_id).where(analysable()).distinct()))
    teams = [(str(team.id), team.name) for team in all_teams(session) if team.id in heard]
    return [
        Group(kind, value, label)
        for kind, members in (
            (GroupKind.ROLE, roles),
            (GroupKind.AGE_GROUP, ages),
            (GroupKind.TEAM, teams),
        )
        for value, label in members
    ]


def per_group(counts: Mapping[Whose, int]) -> dict[tuple[GroupKind, str], int]:
    """How many of the counted stories each group has; groups without any are left out."""
    found: dict[tuple[GroupKind, str], int] = defaultdict(int)
    for (team, role, age), count in counts.items():
        found[GroupKind.TEAM, str(team)] += count
        found[GroupKind.ROLE, role] += count
        found[GroupKind.AGE_GROUP, age] += count
    return found


def told(session: Session) -> Counts:
    """All stories."""
    query = select(Story.team_id, Story.role, Story.age_group, func.count()).where(analysable())
    return _counts(session, query.group_by(Story.team_id, Story.role, Story.age_group))


def telling(session: Session, theme_ids: Collection[str]) -> Counts:
    """Stories that tell of at least one of these themes."""
    if not theme_ids:
        return {}
    of_themes = (
        select(Passage.story_id)
        .join(Assignment, Assignment.passage_id == Passage.id)
        .where(Assignment.theme_id.in_(theme_ids))
    )
    query = select(Story.team_id, Story.role, Story.age_group, func.count()).where(
        analysable(), Story.id.in_(of_themes)
    )
    return _counts(session, query.group_by(Story.team_id, Story.role, Story.age_group))


def telling_by_theme(session: Session) -> dict[str, Counts]:
    """For every theme in use the stories that tell of it; themes without any are left out."""
    query = (
        select(
            Assignment.theme_id,
            Story.team_id,
            Story.role,
            Story.age_group,
            func.count(func.distinct(Story.id)),
        )
        .join(Passage, Passage.id == Assignment.passage_id)
        .join(Story, Story.id == Passage.story_id)
        .join(Theme, Theme.id == Assignment.theme_id)
        .where(analysable(), Theme.state.in_(IN_USE))
        .group_by(Assignment.theme_id, Story.team_id, Story.role, Story.age_group)
    )
    found: dict[str, Counts] = defaultdict(dict)
    for theme_id, team, role, age, count in session.execute(query).tuples():
        if theme_id is not None:
            found[theme_id][_whose(team, role, age)] = count
    return dict(found)


def in_use(session: Session) -> list[RankedTheme]:
    """Themes in use that stories tell of."""
    return themes.ranked(session)


def ties(session: Session) -> list[Tie]:
    """Every link between a theme in use and a standard of a set in use, rejected ones too."""
    live = {theme.id: theme.label for theme in themes.live(session)}
    return [
        Tie(link.theme_id, live[link.theme_id], standard, standard_set, link.state, _said(link))
        for link, standard, standard_set in standards.links(session, live)
    ]


def why_no_standard(of_theme: Collection[Tie]) -> ThemeGap | None:
    """Why no standard goes with a theme; None when people found one that does."""
    if any(tie.holds for tie in of_theme):
        return None
    if any(tie.by_people for tie in of_theme):
        return ThemeGap.MISSING
    if any(tie.state is LinkState.PROPOSED for tie in of_theme):
        return ThemeGap.PROPOSED
    return ThemeGap.REJECTED if of_theme else ThemeGap.NO_LINK


def why_no_story(
    of_standard: Collection[Tie], stories: Mapping[str, int | None]
) -> StandardGap | None:
    """Why there is no story with a standard; None when some are shown with it.

    Args:
        of_standard: the links of the standard.
        stories: the stories per theme as readers may see them; None where that is hidden. So what
            is said here never tells more than the numbers do.
    """
    linked = [stories.get(tie.theme_id, 0) for tie in of_standard if tie.by_people]
    if any(linked):
        return None
    if linked:
        return StandardGap.TOO_FEW if None in linked else StandardGap.NO_STORIES
    if any(tie.state is LinkState.PROPOSED for tie in of_standard):
        return StandardGap.PROPOSED
    return StandardGap.REJECTED if of_standard else StandardGap.NO_LINK


def _said(link: Link) -> LinkKind | None:
    return link.kind if link.state in BY_PEOPLE else None


def _counts(
    session: Session, query: Select[int, NarratorRole | None, AgeGroup | None, int]
) -> Counts:
    return {
        _whose(team, role, age): count for team, role, age, count in session.execute(query).tuples()
    }


def _whose(team: int, role: NarratorRole | None, age: AgeGroup | None) -> Whose:
    return (team, role.value if role else UNKNOWN, age.value if age else UNKNOWN)
