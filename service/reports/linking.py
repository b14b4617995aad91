"""The links of a theme in words: what the standard is, how sure, by whom, and why.

The reason names words and the standard, never a passage: its narrator may not allow quoting.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from models import link_evidence, standards
from models.standards import BY_PEOPLE, Link, Standard, StandardSet
from models.vocabulary import LinkKind, LinkState, SetStatus, SourceStatus
from service.api.reasons import reason_of
from service.reports.quoting import plain

NO_STORIES_LEFT = "Er zijn geen verhalen meer bij het oordeel"
LIKELY = 0.8
POSSIBLE = 0.4


@dataclass(frozen=True)
class LinkLine:
    """One link between a theme and a standard."""

    standard: str
    standard_key: str
    set_short: str
    set_version: str
    description: str
    source: str
    """How well the text is known and how complete its set is; empty when all of it was seen."""
    state: LinkState
    certainty: str
    kind: str
    """What people say about it; empty when nobody said. Never a word that no story shows."""
    reason: str

    @property
    def by_people(self) -> bool:
        """Whether one or two people stand behind it."""
        return self.state in BY_PEOPLE


def lines(session: Session, theme_id: str) -> tuple[tuple[LinkLine, ...], int]:
    """The links of a theme, people's first, and the number that people rejected."""
    rows = standards.links_of(session, theme_id, with_rejected=True)
    kept = [row for row in rows if row[0].state is not LinkState.REJECTED]
    kinds = link_evidence.proven_kinds(session, [link for link, _, _ in kept])
    lines = tuple(_line(*row, kind=kinds[row[0].id]) for row in kept)
    return lines, len(rows) - len(kept)


def certainty(state: LinkState, probability: float) -> str:
    """How sure the link is, in a word: a number would claim more than is known."""
    if state is LinkState.ESTABLISHED:
        return "door twee personen vastgesteld"
    if state is LinkState.CONFIRMED:
        return "door één persoon bevestigd"
    if probability >= LIKELY:
        return "waarschijnlijk"
    return "mogelijk" if probability >= POSSIBLE else "onzeker"


def _line(
    link: Link, standard: Standard, standard_set: StandardSet, *, kind: LinkKind | None
) -> LinkLine:
    unseen = [] if standard.status is SourceStatus.VERIFIED else [standard.status.label.lower()]
    if standard_set.status is not SetStatus.VERIFIED:
        unseen.append(f"set {standard_set.status.label.lower()}")
    return LinkLine(
        standard=plain(standard.title),
        standard_key=standard.key,
        set_short=plain(standard_set.short),
        set_version=standard_set.version,
        description=plain(standard.description),
        source="; ".join(unseen),
        state=link.state,
        certainty=certainty(link.state, link.probability),
        kind=kind.label if kind else NO_STORIES_LEFT if link.kind else "",
        # Without an example: whose words that are may not be quotable.
        reason=plain(reason_of(link.reason, standard=standard, example=None)),
    )
