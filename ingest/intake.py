"""The gate: a draft goes in; a title and text without personal data come out, or nothing does."""

from dataclasses import dataclass

from ingest.drafts import Draft, clean, fingerprint
from ingest.pseudonymise import Pseudonymised, Pseudonymiser, pseudonymise_story
from ingest.triage import Alarm, triage
from models.errors import Problem, Rejected

MIN_STORY_CHARACTERS = 20


@dataclass(frozen=True)
class Intake:
    """What may leave this room. The fingerprint is of the raw text: store it keyed only."""

    title: Pseudonymised
    text: Pseudonymised
    alarm: Alarm | None
    fingerprint: str


def take_in(draft: Draft, *, finder: Pseudonymiser) -> Intake:
    """Clean a draft, take personal data out of it, and look for danger.

    Offsets in the outcome are those of the cleaned draft, see `ingest.drafts.clean`.

    Raises:
        Rejected: the story is empty or nearly so, or it is too long.
        Unavailable: a recogniser failed; nothing comes through.
    """
    story = clean(draft)
    if len(story.text) < MIN_STORY_CHARACTERS:
        raise _too_short(story.text)
    title, text = pseudonymise_story((story.title, story.text), finder=finder)
    return Intake(
        title=title,
        text=text,
        alarm=triage(f"{story.title}\n{story.text}"),
        fingerprint=fingerprint(story.title, story.text),
    )


def _too_short(text: str) -> Rejected:
    if text:
        message = "Uw verhaal is nog heel kort. Schrijf ten minste één zin."
    else:
        message = "Uw verhaal is nog leeg. Schrijf ten minste één zin."
    return Rejected(message, code="verhaal.leeg", problems=(Problem("verhaal", message),))
