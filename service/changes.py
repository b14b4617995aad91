"""What was changed in a story on its way to readers, kept with the story; never the words."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from ingest.rebuilding import Replacement
from ingest.rules import rule_of
from models import changes
from models.changes import StoryChange
from models.stories import Story
from models.vocabulary import StoryPart


class Changed(NamedTuple):
    """The replacements of a title and of its text, with their places in the published words."""

    title: Sequence[Replacement]
    text: Sequence[Replacement]


def record(session: Session, story: Story, changed: Changed) -> None:
    """Store where something stands in place of other words, with the kind and the rule."""
    changes.replace_all(session, story.id, rows(story.id, changed))


def rows(story_id: str, changed: Changed) -> list[StoryChange]:
    """What would be stored of these changes."""
    return [
        *_changes(story_id, StoryPart.TITLE, changed.title),
        *_changes(story_id, StoryPart.TEXT, changed.text),
    ]


def _changes(
    story_id: str, part: StoryPart, replacements: Iterable[Replacement]
) -> Iterator[StoryChange]:
    for one in replacements:
        yield StoryChange(
            story_id=story_id,
            part=part,
            start=one.out_start,
            end=one.out_end,
            kind=one.kind,
            wording=one.placeholder,
            origin=rule_of(one.rule).origin,
            rule=one.rule,
        )
