"""How a story stands, in words for the person who told it: one sentence, and what it means."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.base import now, today
from models.reviews import StoryReview
from models.stories import Story
from models.vocabulary import Purpose, ReviewKind, StoryState
from models.wording import Inner, Worded, listed

HERE = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True)
class Standing:
    """The state of a story as its narrator reads it; `quoted` is what a moderator wrote."""

    heading: str
    texts: tuple[str, ...]
    quoted: str = ""


def of(
    story: Story,
    allowed: frozenset[Purpose],
    *,
    look_until: datetime | None,
    review: StoryReview | None,
) -> Standing:
    """How a story stands now.

    Args:
        story: the story.
        allowed: what its narrator allows.
        look_until: until when somebody looks at it first, if somebody does.
        review: the last thing that a moderator said of it, if any.
    """
    match story.state:
        case StoryState.IN_TRIAGE:
            return _held(look_until)
        case StoryState.APPROVED:
            return _approved(story, allowed)
        case StoryState.AWAITING_NARRATOR:
            if review is not None and review.kind is ReviewKind.RETURNED:
                return _returned(story, review)
            heading = "Uw verhaal wacht op u. Nog niemand kan het lezen."
            return Standing(heading, (_until(story.expires_on),))
        case StoryState.REFUSED:
            return _refused(review)
        case StoryState.WITHDRAWN:
            return Standing(
                "Uw verhaal is weg.",
                (
                    "U haalde het weg. Uw tekst, uw titel en uw antwoorden zijn gewist. Er is "
                    "alleen nog een lege regel, zodat wij u dit kunnen zeggen.",
                ),
            )
        case StoryState.EXPIRED:
            return Standing(
                "Uw verhaal is weg.",
                (
                    "Er kwam op tijd geen ja. Daarom hebben wij het leeggemaakt. U kunt het altijd "
                    "opnieuw vertellen.",
                ),
            )
        case _:
            return Standing("Uw verhaal is bij ons.", ("Nog niemand kan het lezen.",))


def _approved(story: Story, allowed: frozenset[Purpose]) -> Standing:
    said_yes = Worded("U zei ja op {day}.", day=story.decided_on)
    since = [said_yes] if story.decided_on else []
    if not allowed:
        taken = Worded("U hebt alle kruisjes weggehaald.")
        return Standing("Niemand leest uw verhaal.", (listed([taken, *since], " "),))
    below = Worded("Hieronder staat wie het mag lezen.")
    return Standing("Uw verhaal mag gelezen worden.", (listed([below, *since], " "),))


def _until(day: date | None) -> str:
    if day is None:
        return "U kunt nog ja zeggen. Zegt u niets, dan is dat geen ja."
    left = (day - today()).days + 1
    if left <= 1:
        return Worded(
            "U kunt tot en met {day} ja zeggen. Vandaag is de laatste dag. Zegt u niets, dan is "
            "dat geen ja. Dan maken wij uw verhaal leeg.",
            day=day,
        )
    return Worded(
        "U kunt tot en met {day} ja zeggen. U hebt dus nog {left} dagen. Zegt u niets, dan is dat "
        "geen ja. Dan maken wij uw verhaal leeg.",
        day=day,
        left=left,
    )


def _returned(story: Story, review: StoryReview) -> Standing:
    return Standing(
        "Wilt u nog een keer naar uw verhaal kijken?",
        (
            Worded(
                "Een medewerker las uw verhaal en vraagt u om nog eens te kijken. De reden: "
                "{reason}.",
                reason=Inner(review.reason.label),
            ),
            "Nu kan niemand anders het lezen. U kunt het veranderen en weer ja zeggen.",
            _until(story.expires_on),
        ),
        quoted=review.words,
    )


def _refused(review: StoryReview | None) -> Standing:
    read = [Worded("Een medewerker las uw verhaal.")]
    if review is not None:
        read.append(Worded("De reden: {reason}.", reason=Inner(review.reason.label)))
    return Standing(
        "Wij nemen uw verhaal niet aan.",
        (
            listed(read, " "),
            "Uw tekst, uw titel en uw antwoorden zijn gewist. Niemand leest ze meer. U mag altijd "
            "een ander verhaal vertellen.",
        ),
        quoted=review.words if review is not None else "",
    )


def _held(until: datetime | None) -> Standing:
    """What becomes of a story with a sign of danger."""
    if until is None:
        return Standing(
            "Uw verhaal ligt apart.",
            (
                "Een medewerker las uw verhaal en houdt het apart. Niemand anders leest het, en "
                "het telt niet mee.",
            ),
        )
    heading = "Een mens leest uw verhaal eerst apart."
    if until < now():
        return Standing(
            heading,
            (
                "Dat duurt langer dan wij beloofden. Dat spijt ons. Nog niemand anders kan het "
                "lezen.",
            ),
        )
    deadline = Worded(
        "Dat doen wij uiterlijk op {day}. Nog niemand anders kan het lezen.",
        day=until.astimezone(HERE).date(),
    )
    return Standing(heading, (deadline,))
