"""The one way in which words of a stored story are replaced: nothing of the old ones stays behind.

Whoever changes a story that may be read already (its narrator, somebody who was there, a
moderator) does it here. Passages go, and with them vectors, places in themes and what they showed
of standards; so do words of themes that only the old text told. Then the analysis reads it again.
"""

import re
from collections.abc import Iterable

from sqlalchemy import delete
from sqlalchemy.orm import Session

from ingest import combinations
from models import reviews, runs, stories, team_tokens, theme_withdrawal
from models.changes import StoryChange, replace_all
from models.passages import Passage
from models.stories import Story
from models.vocabulary import Purpose, RunKind, StoryState

_WORD = re.compile(r"\w+")


def replace_text(
    session: Session,
    story: Story,
    *,
    title: str,
    text: str,
    changes: Iterable[StoryChange],
    account_id: int | None = None,
) -> None:
    """Put a new title and text in the place of the old, and let the analysis read them.

    Args:
        session: an open writing session.
        story: the story, with the state and the consents that it will have: what readers may not
            see tells no theme anything, so then all its words go.
        title: the new title, without personal data.
        text: the new text, without personal data.
        changes: where something stands in place of other words, in the new title and text.
        account_id: who did it, when it was not the narrator.
    """
    shared = Purpose.ASSOCIATION in stories.purposes(session, story.id)
    read = shared and story.state is StoryState.APPROVED
    gone = _words(story.text) - _words(text) if read else _words(story.text)
    leave_analysis(session, story, told=" ".join(sorted(gone)))
    story.title, story.text = title, text
    story.flags = combinations.flags(text)
    story.version += 1
    replace_all(session, story.id, changes)
    if read:
        runs.enqueue(session, RunKind.PLACE, story_id=story.id, account_id=account_id)


def leave_analysis(session: Session, story: Story, *, told: str) -> None:
    """Take a story's passages, likeness and words that no other story told away."""
    theme_withdrawal.forget_words(session, story.id, told)
    session.execute(delete(Passage).where(Passage.story_id == story.id))
    reviews.forget_likeness(session, story.id)
    team_tokens.forget_reply(session, story.id)
    session.flush()


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}
