"""A small collection to ask questions of: stories in every state, two themes, one standard."""

from collections.abc import Collection as Some
from typing import Any

from sqlalchemy.orm import Session

from models import forms, passages, stories, teams
from models.passages import Passage
from models.standards import Link, Standard, StandardSet
from models.stories import Story
from models.themes import Assignment, Theme
from models.vocabulary import (
    AgeGroup,
    Channel,
    InputMode,
    LinkState,
    MiningMode,
    NarratorRole,
    Origin,
    Purpose,
    ResidueReason,
    SetStatus,
    SourceStatus,
    StoryState,
)

ALL = frozenset(Purpose)
READERS = frozenset({Purpose.ASSOCIATION})


def tell(
    session: Session,
    story_id: str,
    text: str = "Ik moest lang wachten. Toen kwam er iemand.",
    *,
    title: str = "Een titel",
    state: StoryState = StoryState.APPROVED,
    allows: Some[Purpose] = READERS,
    role: NarratorRole | None = NarratorRole.PARENT,
    age_group: AgeGroup | None = AgeGroup.FROM_27,
    period: str | None = "2026-03",
    team: str = "Wijkteam Zuid",
    answers: dict[str, dict[str, Any]] | None = None,
) -> Story:
    """A story, with what its narrator allows and answered."""
    story = Story(
        id=story_id,
        team_id=teams.ensure(session, team, organisation="Zuid").id,
        channel=Channel.FORM,
        state=state,
        title=title,
        text=text,
        role=role,
        age_group=age_group,
        period=period,
    )
    session.add(story)
    session.flush()
    stories.set_consents(session, story, frozenset(allows))
    if answers:
        forms.load_catalogue(session)
        stories.set_significations(
            session,
            story,
            forms.current(session),
            {key: (value, InputMode.SLIDER) for key, value in answers.items()},
        )
    return story


def place(
    session: Session,
    story: Story,
    theme_id: str | None,
    *,
    start: int = 0,
    end: int | None = None,
    strength: float = 0.5,
    origin: Origin = Origin.MACHINE,
    reason: ResidueReason | None = None,
) -> Passage:
    """A passage of a story, in a theme or in none."""
    passage = Passage(story_id=story.id, start=start, end=len(story.text) if end is None else end)
    session.add(passage)
    session.flush()
    session.add(
        Assignment(
            passage_id=passage.id,
            theme_id=theme_id,
            strength=strength,
            origin=origin,
            reason=reason,
        )
    )
    session.flush()
    return passage


def make_theme(session: Session, theme_id: str, label: str = "Lang wachten") -> Theme:
    """A theme in use."""
    version = passages.encoder_version(session, name="proef", revision="1", dimension=4)
    theme = Theme(
        id=theme_id,
        label=label,
        words=["wachten", "lang"],
        mode=MiningMode.SMALL,
        encoder_version_id=version.id,
        centroid=b"\0" * 4,
        threshold=0.3,
    )
    session.add(theme)
    session.flush()
    return theme


def make_standard(session: Session, key: str = "proef-1", *, set_key: str = "proef") -> Standard:
    """A standard in a set of its own."""
    standard_set = StandardSet(
        key=set_key,
        version="1",
        name="Proefkader",
        short="Proef",
        publisher="Niemand",
        year="2026",
        perspective="inwoner",
        tier="core",
        status=SetStatus.PARTIAL,
        missing="De helft",
        sources=[{"title": "Bron", "url": "https://bron.example/kader"}],
    )
    standard_set.standards = [
        Standard(
            position=0,
            key=key,
            title="Eén vast aanspreekpunt",
            description="U hebt één persoon die u kunt bellen.",
            status=SourceStatus.VERIFIED,
        )
    ]
    session.add(standard_set)
    session.flush()
    return standard_set.standards[0]


def make_link(
    session: Session,
    theme_id: str,
    standard: Standard,
    *,
    state: LinkState = LinkState.PROPOSED,
    example: Passage | None = None,
    words: Some[str] = (),
) -> Link:
    """A proposed link, with the reason that the machine gave."""
    link = Link(
        theme_id=theme_id,
        standard_id=standard.id,
        similarity=0.5,
        probability=0.7,
        state=state,
        reason={
            "words": list(words),
            "example_passage_id": example.id if example else None,
            "parts": {"lexical": 0.1, "dense": 0.4, "ngram": 0.2},
        },
    )
    session.add(link)
    session.flush()
    return link
