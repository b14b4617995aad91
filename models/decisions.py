"""What becomes of a story: its narrator says yes, takes it back, or lets the time pass.

Whatever hangs on a story goes with it here; a table that holds anything of one is named in `_HELD`.
"""

from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import group_tellings, reviews, team_tokens, theme_withdrawal, triage
from models.base import today
from models.changes import LookedOver, StoryChange
from models.errors import Conflict
from models.passages import Passage
from models.responses import ThemeResponse
from models.reviews import StoryReview
from models.stories import Consent, ConsentEvent, RawStory, Signification, Story
from models.triage import TriageCase
from models.vocabulary import StoryState
from models.wording import Inner, Worded

_HELD = (
    Signification,
    Consent,
    ConsentEvent,
    Passage,
    TriageCase,
    StoryChange,
    LookedOver,
    StoryReview,
    ThemeResponse,
)


def approve(
    session: Session, story: Story, *, answer_within: timedelta = triage.ANSWER_WITHIN
) -> None:
    """The narrator says yes: the raw text is destroyed, the story may be read.

    With an alarm a person looks first: then the story is in triage, for `answer_within` at most.

    Raises:
        Conflict: the story is not waiting for its narrator.
    """
    if story.state not in {StoryState.AWAITING_NARRATOR, StoryState.PSEUDONYMISED}:
        raise Conflict(
            Worded(
                "Dit verhaal wacht niet op uw ja. Het is: {state}.",
                state=Inner(story.state.label),
            ),
            code="verhaal.wacht_niet",
        )
    story.state = StoryState.APPROVED
    story.decided_on = today()
    story.expires_on = None
    destroy_raw(session, story.id)
    # A moderator who asked for other words may have written down which.
    reviews.forget_words(session, story.id)
    session.flush()
    triage.hold(session, story, within=answer_within)


def withdraw(session: Session, story: Story) -> None:
    """Take everything of a story away; an empty row stays behind so that the code still answers.

    Passages, vectors, assignments, answers and raw text go with it, and words of themes that no
    other story told. Withdrawing twice is allowed.
    """
    story.state = StoryState.WITHDRAWN
    _empty(session, story)


def refuse(session: Session, story: Story) -> None:
    """A moderator does not take a story: all of it goes, as when it is withdrawn.

    The caller notes why in a `StoryReview` after this; that stays, for the narrator to read.
    """
    story.state = StoryState.REFUSED
    _empty(session, story)


def send_back(session: Session, story: Story, *, expires_on: date) -> None:
    """A story goes back to its narrator: it waits for a yes again, and no reader has it.

    Its text and answers stay, with where something stands in place of other words.
    """
    theme_withdrawal.forget_words(session, story.id, story.text)
    story.state = StoryState.AWAITING_NARRATOR
    story.decided_on = None
    story.expires_on = expires_on
    for table in (Passage, TriageCase, LookedOver):
        session.execute(delete(table).where(table.story_id == story.id))
    reviews.forget_likeness(session, story.id)
    group_tellings.ask_again(session, story.id)
    session.flush()


def expire(session: Session, *, on: date) -> int:
    """Empty every story whose narrator did not decide in time; returns how many."""
    query = select(Story).where(Story.state == StoryState.AWAITING_NARRATOR, Story.expires_on < on)
    # Whose narrator says yes at this moment is not emptied; the next time sees.
    late = list(session.scalars(query.with_for_update(skip_locked=True)))
    for story in late:
        story.state = StoryState.EXPIRED
        _empty(session, story)
    return len(late)


def destroy_raw(session: Session, story_id: str) -> None:
    """Remove the sealed raw text, if it is still there."""
    session.execute(delete(RawStory).where(RawStory.story_id == story_id))


def _empty(session: Session, story: Story) -> None:
    theme_withdrawal.forget_words(session, story.id, story.text)
    story.title = ""
    story.text = ""
    story.role = None
    story.age_group = None
    story.period = None
    story.helper = None
    story.prompt = None
    story.language = "nl"
    story.alarm = None
    story.restored = 0
    story.flags = None
    story.decided_on = today()
    story.expires_on = None
    destroy_raw(session, story.id)
    team_tokens.forget_reply(session, story.id)
    for table in _HELD:
        session.execute(delete(table).where(table.story_id == story.id))
    reviews.forget_likeness(session, story.id)
    # The codes of a group stay: they still answer, that there is nothing left.
    group_tellings.forget_answers(session, story.id)
    session.flush()
