"""Why a passage is where it is, for readers: the words, the sentence or passage that it is like.

Evidence is kept as ids. What stands behind them is looked up when somebody reads it, so that it is
gone when its story is gone.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import placements, themes
from models.paraphrases import ThemeParaphrase
from models.passages import Passage
from models.stories import WITH_TELLER, Story, analysable
from models.themes import Theme

SENTENCE, PIECE, PRACTICE = "zin", "stukje", "oefenstukje"
"""What a passage may be like: a sentence of a theme, a passage of a story, a practice passage."""


@dataclass(frozen=True)
class Exemplar:
    """The sentence that shows a theme best, where it stands in its story."""

    story: Story
    start: int
    end: int

    @property
    def text(self) -> str:
        """The sentence itself."""
        return self.story.text[self.start : self.end].strip()


@dataclass(frozen=True)
class Grounds:
    """What evidence refers to: sentences and passages by id, themes by the id it names."""

    sentences: Mapping[int, str] = field(repr=False)
    passages: frozenset[int]
    themes: Mapping[str, Theme] = field(repr=False)


def grounds(session: Session, evidence: Iterable[Mapping[str, Any] | None]) -> Grounds:
    """Look up what some pieces of evidence refer to; what is gone or not for readers is left out.

    A theme that was merged is given as what it is now; one that is out of use is left out.
    """
    found = [one for one in evidence if one]
    examples = [one["voorbeeld"] for one in found if one.get("voorbeeld")]
    between = {theme_id for one in found for theme_id in one.get("tussen") or ()}
    query = select(Theme.id).where(Theme.id.in_(between))
    now = {theme_id: themes.resolve(session, theme_id) for theme_id in session.scalars(query)}
    return Grounds(
        sentences=sentences(session, _numbers(examples, SENTENCE)),
        passages=frozenset(for_readers(session, _numbers(examples, PIECE))),
        themes={name: theme for name, theme in now.items() if theme.state in themes.IN_USE},
    )


def _numbers(examples: Iterable[Mapping[str, Any]], kind: str) -> set[int]:
    """The ids in our tables; a practice passage or the name of a theme has a name and no number."""
    ids = {one["id"] for one in examples if one["soort"] == kind}
    return {one for one in ids if isinstance(one, int)}


def sentences(session: Session, ids: Collection[int]) -> dict[int, str]:
    """The texts of teaching sentences by id; none of them comes from a story."""
    found: dict[int, str] = {}
    for some in placements.batches(ids):
        query = select(ThemeParaphrase.id, ThemeParaphrase.text)
        found |= dict(session.execute(query.where(ThemeParaphrase.id.in_(some))).tuples().all())
    return found


def for_readers(session: Session, ids: Iterable[int]) -> dict[int, tuple[Story, Passage]]:
    """Passages with their stories by id; those that readers may not see are left out."""
    found: dict[int, tuple[Story, Passage]] = {}
    for some in placements.batches(ids):
        query = (
            select(Story, Passage)
            .join(Passage, Passage.story_id == Story.id)
            .where(analysable(), Passage.id.in_(some))
            .options(*WITH_TELLER)
        )
        for story, passage in session.execute(query).tuples():
            found[passage.id] = (story, passage)
    return found


def stands_in_a_story(session: Session, text: str) -> bool:
    """Whether readers can find this text in a story, letter by letter but for capitals."""
    on_one_line = func.replace(Story.text, "\n", " ")
    found = analysable() & on_one_line.icontains(" ".join(text.split()), autoescape=True)
    return session.scalar(select(Story.id).where(found).limit(1)) is not None


def exemplar(session: Session, theme: Theme) -> Exemplar | None:
    """The sentence that shows a theme best; None when there is none that readers may see."""
    start, end = theme.exemplar_start, theme.exemplar_end
    if theme.exemplar_passage_id is None or start is None or end is None:
        return None
    for story, passage in for_readers(session, [theme.exemplar_passage_id]).values():
        if passage.start <= start < end <= passage.end:
            return Exemplar(story, start, end)
    return None
