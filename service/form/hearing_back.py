"""What became of a story: the themes it counts in, what was agreed, and what its narrator says.

A narrator may recognise a theme or say that it is wrong, with a few words. Those go through the
gate like a story, and are kept only after the narrator has seen what the gate left of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ingest.drafts import clean_text
from ingest.pseudonymise import pseudonymise_story
from ingest.triage import triage
from models import agreements, responses, themes
from models.agreements import Agreement
from models.errors import NotFound, Problem
from models.responses import LONGEST, ThemeResponse
from models.stories import Story
from models.vocabulary import AgreementState, ResponseKind, StoryState
from models.wording import Worded
from service.disclosure import FEWEST_SHOWN
from service.form import desk, guard, helplines, pages
from service.wiring import House

BACK = "/code/verhaal#onderwerpen"
# What was looked over is longer than what was typed: a placeholder for every short name.
LONGEST_SEEN = 6 * LONGEST


@dataclass(frozen=True)
class Promise:
    """Something that was agreed, and what came of it, as a narrator reads it."""

    agreement: Agreement
    outcome: str
    heading: str


@dataclass(frozen=True)
class Subject:
    """A theme in which a story counts, as its narrator sees it."""

    id: str
    label: str
    told: str
    stories: str
    promises: tuple[Promise, ...]
    response: ThemeResponse | None = field(repr=False)


@dataclass(frozen=True)
class Earlier:
    """What a narrator said of a theme in which the story does not count (any more)."""

    id: str
    label: str
    response: ThemeResponse = field(repr=False)


def subjects(session: Session, story: Story) -> list[Subject]:
    """The themes in which a story counts now; none while it is not read or not analysed."""
    if story.state is not StoryState.APPROVED:
        return []
    said = responses.of_story(session, story.id)
    return [
        Subject(
            id=row.theme.id,
            label=row.theme.label,
            told=row.theme.description,
            stories=_how_many(row.stories),
            promises=tuple(_promise(one) for one in agreements.told(session, row.theme.id)),
            response=said.get(row.theme.id),
        )
        for row in themes.ranked_of_story(session, story.id)
    ]


def earlier(session: Session, story: Story, shown: Iterable[Subject]) -> list[Earlier]:
    """What a narrator said of themes that are not shown now; it can be taken back all the same."""
    here = {subject.id for subject in shown}
    return [
        Earlier(theme_id, themes.get(session, theme_id).label, said)
        for theme_id, said in responses.of_story(session, story.id).items()
        if theme_id not in here
    ]


def act(request: Request, story: Story, action: str, token: str) -> Response | list[Problem]:
    """Do what a button beside a theme says; problems when the words cannot be taken.

    Args:
        request: the post, with the words in `woorden-THEMA`.
        story: the story that was opened with its code.
        action: `herken:THEMA`, `klopt_niet:THEMA`, `klopt_niet_ja:THEMA` or `terugnemen:THEMA`.
        token: for the form on the page that asks for a yes.
    """
    what, _, theme_id = action.partition(":")
    house = guard.house_of(request)
    try:
        if what == "terugnemen":
            with house.database.writing() as session:
                responses.take_back(session, story.id, theme_id)
        elif what == "herken":
            _store(house, story.id, theme_id, ResponseKind.RECOGNISED, "")
        elif what in {"klopt_niet", "klopt_niet_ja"}:
            return _wrong(request, story.id, theme_id, token, seen=what == "klopt_niet_ja")
    except NotFound:
        pass  # The theme is gone, or the story is not in it any more: the page shows what is.
    return desk.go(BACK)


def _wrong(
    request: Request, story_id: str, theme_id: str, token: str, *, seen: bool
) -> Response | list[Problem]:
    """Keep that a theme is wrong; words only when the narrator has seen what is left of them.

    Raises:
        NotFound: the story is not in this theme.
    """
    house = guard.house_of(request)
    typed = clean_text(guard.posted(request).get(f"woorden-{theme_id}"), limit=None)
    if len(typed) > (LONGEST_SEEN if seen else LONGEST):
        message = Worded("Dit is te lang. Gebruik hoogstens {most} tekens.", most=LONGEST)
        return [Problem(f"woorden-{theme_id}", message)]
    if typed and not seen:
        return _ask(request, story_id, theme_id, typed, token)
    words = _through_the_gate(house, typed) if typed else ""
    _store(house, story_id, theme_id, ResponseKind.WRONG, words)
    return desk.go(BACK)


def _store(house: House, story_id: str, theme_id: str, kind: ResponseKind, text: str) -> None:
    with house.database.writing() as session:
        responses.respond(session, story_id, theme_id, kind, text=text)


def _ask(request: Request, story_id: str, theme_id: str, typed: str, token: str) -> Response:
    """Show the words as others would read them, and ask for a yes.

    Raises:
        NotFound: the story is not in this theme.
    """
    house = guard.house_of(request)
    with house.database.reading() as session:
        told = themes.ranked_of_story(session, story_id)
    label = next((row.theme.label for row in told if row.theme.id == theme_id), None)
    if label is None:
        raise NotFound("Dit onderwerp is er niet (meer).", code="reactie.thema_onbekend")
    alarm = triage(typed)
    return pages.render(
        request,
        "code-reactie.html",
        theme_id=theme_id,
        label=label,
        words=_through_the_gate(house, typed),
        help_lines=helplines.for_alarm(alarm.kind.value if alarm else None),
        token=token,
    )


def _through_the_gate(house: House, words: str) -> str:
    [found] = pseudonymise_story(
        (words,), finder=house.pseudonymiser, mask_staff=house.settings.staff_masking != "namen"
    )
    return found.text


def _how_many(stories: int) -> str:
    if stories < FEWEST_SHOWN:
        return Worded("Minder dan {count} verhalen gaan hierover.", count=FEWEST_SHOWN)
    return Worded("{count} verhalen gaan hierover.", count=stories)


def _promise(agreement: Agreement) -> Promise:
    heading = {
        AgreementState.AGREED: "Dit is afgesproken",
        AgreementState.DONE: "Dit is veranderd",
        AgreementState.NOT_DONE: "Dit is niet gelukt",
    }[agreement.state]
    return Promise(agreement, agreement.outcome, heading)
