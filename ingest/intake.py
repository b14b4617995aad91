"""The gate: a draft goes in; a title and text without personal data come out, or nothing does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.criticism import is_critical, told_badly
from ingest.drafts import Draft, check_stored_title, clean, clean_text, fingerprint
from ingest.pseudonymise import Pseudonymised, Pseudonymiser, pseudonymise_story
from ingest.triage import Alarm, triage
from models.errors import Problem, Rejected

MIN_STORY_CHARACTERS = 20
StaffMasking = Literal["namen", "kritisch", "altijd"]
"""Of workers: only their names, or in critical stories, or always, their gender and time too."""


@dataclass(frozen=True)
class Intake:
    """What may leave this room. The fingerprint is of the raw text: store it keyed only."""

    title: Pseudonymised
    text: Pseudonymised
    alarm: Alarm | None
    fingerprint: str
    words: tuple[Pseudonymised, ...] = ()
    """What was answered in words, in the order in which it was given."""


def take_in(
    draft: Draft,
    *,
    finder: Pseudonymiser,
    staff: StaffMasking = "namen",
    words: Sequence[str] = (),
) -> Intake:
    """Clean a draft, take personal data out of it, and look for danger.

    Offsets in the outcome are those of the cleaned draft, see `ingest.drafts.clean`.

    Args:
        draft: as it was typed or read.
        finder: what looks for personal data.
        staff: what goes of workers. A story is critical by the narrator's own answers or by its
            words, see `ingest.criticism`.
        words: answers in words. They share their placeholders with the story.

    Raises:
        Rejected: the story is empty or nearly so, or it is too long.
        Unavailable: a recogniser failed; nothing comes through.
    """
    story = clean(draft)
    if len(story.text) < MIN_STORY_CHARACTERS:
        raise _too_short(story.text)
    whole = f"{story.title}\n{story.text}"
    critical = staff == "kritisch" and (told_badly(story.answers) or is_critical(whole))
    said = [clean_text(one) for one in words]
    title, text, *answers = pseudonymise_story(
        (story.title, story.text, *said),
        finder=finder,
        mask_staff=critical or staff == "altijd",
    )
    check_stored_title(title.text)
    return Intake(
        title=title,
        text=text,
        alarm=triage(story.title, story.text, *said),
        fingerprint=fingerprint(story.title, story.text),
        words=tuple(answers),
    )


def _too_short(text: str) -> Rejected:
    if text:
        message = "Uw verhaal is nog heel kort. Schrijf ten minste één zin."
    else:
        message = "Uw verhaal is nog leeg. Schrijf ten minste één zin."
    return Rejected(message, code="verhaal.leeg", problems=(Problem("verhaal", message),))
