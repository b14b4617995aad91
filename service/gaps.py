"""The gap report: themes without a standard, standards without a story, and who told what.

Everything is said of numbers as they may be shown; what is left out of a list never tells more
than a number beside it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models import gaps, standards
from models.errors import NotFound, Problem, Rejected
from models.gaps import Group, GroupKind, Tie
from models.standards import Standard, StandardSet
from models.themes import RankedTheme
from models.vocabulary import Disclosure, LinkState, SetStatus
from service.api.shapes import word
from service.disclosure import FEWEST_SHOWN
from service.gap_numbers import Numbers, Told
from service.reports.numbers import LEAST_FOR_PERCENTAGE, wilson
from service.schemas import (
    GapGroup,
    GapReport,
    GapSet,
    GapShare,
    MissingIn,
    StandardWithoutStory,
    ThemeWithoutStandard,
    Word,
)

HIGHEST_MINIMUM = 1_000
INCOMPLETE = frozenset({SetStatus.PARTIAL, SetStatus.NOT_FOUND})
NOTES = (
    "Dit gaat over de verhalen die hier verteld zijn, niet over alle inwoners. Elk verhaal telt "
    "één keer. Wie vaker vertelde, telt vaker.",
    "Een thema zonder standaard is misschien een nieuw onderwerp. Het kan ook zijn dat nog niemand "
    "de koppeling bekeek.",
    "Bij een standaard zonder verhaal is er geen probleem, of niemand vroeg ernaar. Het formulier "
    "vraagt naar wat er gebeurde en niet naar losse standaarden. Wat het is, is hier dus niet te "
    "zeggen.",
    "Een koppeling telt pas als iemand haar bevestigde.",
)
HIDDEN_NOTE = (
    "Getallen onder de {minimum} zijn verborgen, en soms ook een getal ernaast: anders is het "
    "kleine uit te rekenen."
)
INCOMPLETE_NOTE = (
    "Niet alle sets zijn volledig bekend. Dat een onderwerp daar niet in staat, zegt dan niets."
)


@dataclass(frozen=True)
class Asked:
    """Which part of the report is asked for: one set or all, one group or everybody."""

    set_key: str | None = None
    role: str | None = None
    age_group: str | None = None
    team_id: int | None = None
    minimum: int = FEWEST_SHOWN


def report(session: Session, asked: Asked) -> GapReport:
    """Hold stories and standards against each other.

    Raises:
        NotFound: no such team or no story of it to read, or no such set in use.
        Rejected: more than one group at a time, an unknown role or age group, or a minimum that
            would show what is never shown.
    """
    if not FEWEST_SHOWN <= asked.minimum <= HIGHEST_MINIMUM:
        raise Rejected(
            f"Kies een minimum van {FEWEST_SHOWN} tot {HIGHEST_MINIMUM}.",
            code="gaten.minimum",
            problems=(Problem("minimum", f"Dit is {FEWEST_SHOWN} tot {HIGHEST_MINIMUM}."),),
        )
    every = gaps.groups(session)
    group = _group(every, asked)
    members = standards.current_standards(session)
    sets = standards.current_sets(session)
    if asked.set_key is not None:
        sets = [one for one in sets if one.key == asked.set_key]
        if not sets:
            raise NotFound("Deze set is niet (meer) in gebruik.", code="set.onbekend")
    return _Report(session, sets, members, every, asked).told(group)


class _Report:
    """The parts of one report, from one reading of the database."""

    def __init__(
        self,
        session: Session,
        sets: Sequence[StandardSet],
        members: Sequence[tuple[StandardSet, Standard]],
        groups: Sequence[Group],
        asked: Asked,
    ) -> None:
        self._asked, self._groups, self._sets = asked, groups, sets
        wanted = {one.id for one in sets}
        self._members = [pair for pair in members if pair[0].id in wanted]
        ties = gaps.ties(session)
        self._ties = [tie for tie in ties if tie.standard_set.id in wanted]
        self._of_theme = defaultdict[str, list[Tie]](list)
        self._of_standard = defaultdict[int, list[Tie]](list)
        for tie in self._ties:
            self._of_theme[tie.theme_id].append(tie)
            self._of_standard[tie.standard.id].append(tie)
        self._themes = gaps.in_use(session)
        of_set = None
        if asked.set_key is not None:
            of_set = gaps.telling(session, {tie.theme_id for tie in self._ties if tie.holds})
        counted = Told(
            stories=gaps.told(session),
            covered=gaps.telling(session, {tie.theme_id for tie in ties if tie.holds}),
            of_set=of_set,
            by_theme=gaps.telling_by_theme(session),
        )
        self._numbers = Numbers(counted, groups, minimum=asked.minimum)

    def told(self, group: Group | None) -> GapReport:
        """The report for everybody or for one group."""
        without = self._standards(group)
        incomplete = any(one.status in INCOMPLETE for one in self._sets)
        return GapReport(
            set_key=self._asked.set_key,
            group=Word(value=group.value, label=group.label) if group else None,
            minimum=self._asked.minimum,
            count=self._covered(group),
            sets=[_set_view(one, self._members, without) for one in self._sets],
            themes=self._themes_without(group),
            standards=without,
            groups=[self._group_view(one) for one in self._groups],
            notes=[
                *NOTES,
                HIDDEN_NOTE.format(minimum=self._asked.minimum),
                *([INCOMPLETE_NOTE] if incomplete else []),
            ],
        )

    def _themes_without(self, group: Group | None) -> list[ThemeWithoutStandard]:
        """Most stories first; those with a hidden number after them, by name."""
        rows = []
        for ranked in self._themes:
            ties = self._of_theme[ranked.theme.id]
            why = gaps.why_no_standard(ties)
            stories = self._numbers.in_theme(ranked.theme.id, group)
            if why is not None and stories != 0:
                count = _share(stories, self._numbers.stories(group))
                rows.append(_theme_view(ranked, ties, word(why), count))
        return sorted(rows, key=lambda row: (-(row.count.stories or 0), row.label, row.theme_id))

    def _standards(self, group: Group | None) -> list[StandardWithoutStory]:
        shown = {
            ranked.theme.id: self._numbers.in_theme(ranked.theme.id, group)
            for ranked in self._themes
        }
        rows = []
        for standard_set, standard in self._members:
            ties = self._of_standard[standard.id]
            why = gaps.why_no_story(ties, shown)
            if why is not None:
                rows.append(_standard_view(standard_set, standard, ties, word(why)))
        return rows

    def _group_view(self, group: Group) -> GapGroup:
        told = self._numbers.stories(group) is not None
        touched = {
            tie.standard.id
            for tie in self._ties
            if tie.by_people and self._numbers.in_theme(tie.theme_id, group)
        }
        return GapGroup(
            kind=word(group.kind),
            value=group.value,
            label=group.label,
            count=self._covered(group),
            standards_touched=len(touched) if told else None,
        )

    def _covered(self, group: Group | None) -> GapShare:
        return _share(self._numbers.covered(group), self._numbers.stories(group))


def _group(every: Sequence[Group], asked: Asked) -> Group | None:
    wanted = [
        (kind, value, place)
        for kind, value, place in (
            (GroupKind.ROLE, asked.role, "role"),
            (GroupKind.AGE_GROUP, asked.age_group, "ageGroup"),
            (GroupKind.TEAM, str(asked.team_id) if asked.team_id is not None else None, "team"),
        )
        if value is not None
    ]
    if not wanted:
        return None
    if len(wanted) > 1:
        raise Rejected(
            "Kies één groep tegelijk: een rol, een leeftijd of een team. Samen worden groepen zo "
            "klein dat ze naar mensen wijzen.",
            code="gaten.een_groep",
            problems=tuple(Problem(place, "Kies er één.") for _, _, place in wanted),
        )
    kind, value, place = wanted[0]
    found = [one for one in every if one.kind is kind and one.value == value]
    if found:
        return found[0]
    if kind is GroupKind.TEAM:
        raise NotFound(
            "Dit team is niet bekend, of er is nog geen verhaal van te lezen.", code="team.onbekend"
        )
    choices = ", ".join(one.value for one in every if one.kind is kind)
    raise Rejected(
        "Deze groep is niet bekend.",
        code="gaten.groep",
        problems=(Problem(place, f"Kies uit: {choices}."),),
    )


def _share(stories: int | None, of: int | None) -> GapShare:
    bounds = None
    shown = Disclosure.HIDDEN
    if stories is not None and of is not None:
        bounds = wilson(stories, of) if of >= LEAST_FOR_PERCENTAGE else None
        shown = Disclosure.FULL if bounds else Disclosure.COUNT_ONLY
    return GapShare(
        stories=stories,
        of=of,
        share=round(stories / of, 4) if bounds and stories is not None and of else None,
        low=round(bounds[0], 4) if bounds else None,
        high=round(bounds[1], 4) if bounds else None,
        shown=word(shown),
    )


def _theme_view(
    ranked: RankedTheme, ties: Sequence[Tie], why: Word, count: GapShare
) -> ThemeWithoutStandard:
    return ThemeWithoutStandard(
        theme_id=ranked.theme.id,
        label=ranked.theme.label,
        state=word(ranked.theme.state),
        why=why,
        count=count,
        proposed=_in_state(ties, LinkState.PROPOSED),
        rejected=_in_state(ties, LinkState.REJECTED),
        missing_in=[
            MissingIn(
                standard_key=tie.standard.key,
                standard_title=tie.standard.title,
                standard_status=word(tie.standard.status),
                set_short=tie.standard_set.short,
            )
            for tie in ties
            if tie.by_people
        ],
    )


def _standard_view(
    standard_set: StandardSet, standard: Standard, ties: Sequence[Tie], why: Word
) -> StandardWithoutStory:
    return StandardWithoutStory(
        key=standard.key,
        title=standard.title,
        description=standard.description,
        status=word(standard.status),
        set_key=standard_set.key,
        set_short=standard_set.short,
        set_status=word(standard_set.status),
        set_incomplete=standard_set.status in INCOMPLETE,
        why=why,
        proposed=_in_state(ties, LinkState.PROPOSED),
        rejected=_in_state(ties, LinkState.REJECTED),
        themes=sorted(tie.theme_label for tie in ties if tie.by_people),
    )


def _set_view(
    one: StandardSet,
    members: Sequence[tuple[StandardSet, Standard]],
    without: Sequence[StandardWithoutStory],
) -> GapSet:
    return GapSet(
        key=one.key,
        version=one.version,
        name=one.name,
        short=one.short,
        status=word(one.status),
        incomplete=one.status in INCOMPLETE,
        missing=one.missing,
        standards=sum(found.id == one.id for found, _ in members),
        without_story=sum(row.set_key == one.key for row in without),
    )


def _in_state(ties: Sequence[Tie], state: LinkState) -> int:
    return sum(tie.state is state for tie in ties)
