"""Taking a missed word out of a published story: text, places of changes, passages and vectors."""

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ingest import removal
from ingest.removal import Removal
from ingest.rules import MODERATOR
from models import audit, changes, moderation, reviews, runs, team_tokens, theme_withdrawal
from models.answers import OWN_WORDS, own_words
from models.changes import StoryChange
from models.passages import Passage
from models.responses import ThemeResponse
from models.stories import Signification, Story
from models.vocabulary import ChangeOrigin, PersonalDataKind, RunKind, StoryPart


@dataclass(frozen=True)
class _Beside:
    """What a narrator wrote beside the story: in answers, and of themes."""

    answers: list[Signification]
    responses: list[ThemeResponse]

    @property
    def words(self) -> list[str]:
        """All of it, one text for each."""
        told = [words for answer in self.answers for words in own_words(answer.value)]
        return told + [response.text for response in self.responses]

    def without(self, words: str, wording: str) -> int:
        """Take words out of it; returns how many times they stood there."""
        removed = 0
        for answer in self.answers:
            for key in answer.value.keys() & OWN_WORDS:
                outcome = removal.without(str(answer.value[key]), words, wording, ())
                if outcome.removed:
                    answer.value = {**answer.value, key: outcome.text}
                    removed += len(outcome.removed)
        for response in self.responses:
            outcome = removal.without(response.text, words, wording, ())
            response.text = outcome.text
            removed += len(outcome.removed)
        return removed


def take_out(session: Session, story_id: str, words: str, *, account_id: int) -> Story:
    """Take words out of a story, everywhere they stand, and let the analysis read it again.

    The words themselves are kept nowhere, so nobody can put them back.

    Raises:
        NotFound: there is no such story for readers.
        Rejected: the words cannot be taken out, or are not there.
    """
    removal.check(words)
    story = moderation.story(session, story_id, lock=True)
    known = changes.of_story(session, story_id)
    beside = _beside(session, story_id)
    wording = removal.placeholder_for(story.title, story.text, *beside.words)
    kept: list[StoryChange] = []
    removed = 0
    for part in StoryPart:
        own = [change for change in known if change.part is part]
        text = story.title if part is StoryPart.TITLE else story.text
        outcome = removal.without(text, words, wording, [(one.start, one.end) for one in own])
        kept += _after(story_id, part, own, outcome, wording)
        removed += len(outcome.removed)
        if part is StoryPart.TITLE:
            story.title = outcome.text
        else:
            _move_flags(story, words, wording)
            story.text = outcome.text
    removed += beside.without(words, wording)
    if not removed:
        raise removal.refused("Dit staat niet als heel woord in dit verhaal.")
    changes.replace_all(session, story_id, kept)
    theme_withdrawal.forget_words(session, story_id, words)
    session.execute(delete(Passage).where(Passage.story_id == story_id))
    # What it is like stays as it was judged; its wording is read again.
    reviews.forget_bands(session, story_id)
    team_tokens.forget_reply(session, story_id)
    runs.enqueue(session, RunKind.PLACE, story_id=story_id, account_id=account_id)
    audit.record(
        session,
        "verhaal.woord_weggehaald",
        subject=story_id,
        account_id=account_id,
        detail={"keer": removed},
    )
    return story


def _beside(session: Session, story_id: str) -> _Beside:
    answers = select(Signification).where(Signification.story_id == story_id)
    said = select(ThemeResponse).where(ThemeResponse.story_id == story_id)
    return _Beside(list(session.scalars(answers)), list(session.scalars(said)))


def _after(
    story_id: str, part: StoryPart, own: list[StoryChange], outcome: Removal, wording: str
) -> list[StoryChange]:
    """The changes of one part once the words are out, without those that were hit themselves."""
    moved = [
        StoryChange(
            story_id=story_id,
            part=part,
            start=place[0],
            end=place[1],
            kind=change.kind,
            wording=change.wording,
            origin=change.origin,
            rule=change.rule,
        )
        for change, place in zip(own, outcome.moved, strict=True)
        if place is not None
    ]
    return moved + [
        StoryChange(
            story_id=story_id,
            part=part,
            start=start,
            end=end,
            kind=PersonalDataKind.MARKED,
            wording=wording,
            origin=ChangeOrigin.MODERATOR,
            rule=MODERATOR,
        )
        for start, end in outcome.removed
    ]


def _move_flags(story: Story, words: str, wording: str) -> None:
    """Flags hold words of the text: those that were hit go, the others move along."""
    if not story.flags:
        return
    spans = [(int(flag["start"]), int(flag["end"])) for flag in story.flags]
    moved = removal.without(story.text, words, wording, spans).moved
    story.flags = [
        {**flag, "start": place[0], "end": place[1]}
        for flag, place in zip(story.flags, moved, strict=True)
        if place is not None
    ] or None
