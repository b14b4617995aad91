"""`vertelpunt nakijken …`: what asks for a moderator, and what a moderator can do about it."""

from typing import TYPE_CHECKING, Annotated

import typer

from models.vocabulary import ReviewReason, StoryPart
from service import command_house
from service.screen import say

if TYPE_CHECKING:
    from models.changes import StoryChange
    from service.moderation_queue import Entry

moderation_app = typer.Typer(
    help="Nakijken: wat op een moderator wacht, terugsturen, weigeren, dubbele verhalen.",
    no_args_is_help=True,
)

Number = Annotated[str, typer.Argument(metavar="NUMMER", help="Het nummer van het verhaal.")]
Reason = Annotated[ReviewReason, typer.Option("--reden", help="Wat de verteller leest.")]
Words = Annotated[
    str, typer.Option("--woorden", help="Wat u erbij schrijft aan de verteller, zonder namen.")
]
Who = Annotated[str, typer.Option("--account", metavar="NAAM", help="Wie dit doet.")]


@moderation_app.command("wachtrij")
def moderation_queue_show() -> None:
    """Laat zien wat op een moderator wacht: waarom, hoe lang, en wat te laat is."""
    from models.base import today
    from service import moderation_queue

    with command_house.reading() as session:
        found = moderation_queue.entries(session)
        late = sum(one.late for one in found)
        if late:
            say(f"LET OP: {late} te laat. Een mens zou dit al gelezen hebben.")
        for one in found:
            _say_entry(one, one.days(today()))
        if not found:
            say("Er wacht niets.")


@moderation_app.command("toon")
def moderation_show(number: Number) -> None:
    """Laat een verhaal zien, met wat er bij vragen geschreven is en elke wijziging."""
    from models import changes, moderation

    with command_house.reading() as session:
        story = moderation.story(session, number)
        say(story.title or "(geen titel)")
        say(f"{story.team.name} · {story.role.label if story.role else 'rol onbekend'}")
        say(story.text)
        for one in moderation.written(session, story.id):
            say(f"  Vraag: {one.question}")
            say(f"  Antwoord: {one.words}")
        found = changes.of_story(session, story.id)
        for change in found:
            _say_change(change)
        if not found:
            say("Er is niets vervangen.")
        for flag in story.flags or ():
            say(f"  kan samen iemand aanwijzen: {flag['words']} ({flag['kind']})")


@moderation_app.command("terug")
def moderation_return(number: Number, reason: Reason, who: Who, words: Words = "") -> None:
    """Stuur een verhaal terug naar de verteller. Niemand leest het tot die weer ja zegt."""
    from service import reviewing
    from service.reviewing import Verdict

    with command_house.prepared() as house:
        with house.database.reading() as session:
            account_id = command_house.account(session, who, looks_over=True)
        done = reviewing.send_back(house, number, Verdict(reason, words), account_id=account_id)
        until = done.story.expires_on
        say("Het verhaal is terug naar de verteller.")
        if until is not None:
            say(f"Komt er geen ja tot en met {until.isoformat()}? Dan wordt het leeggemaakt.")


@moderation_app.command("weiger")
def moderation_refuse(
    number: Number,
    reason: Reason,
    who: Who,
    words: Words = "",
    sure: Annotated[bool, typer.Option("--ja", help="U weet het zeker.")] = False,
) -> None:
    """Weiger een verhaal. De tekst gaat weg; dat kan niet terug."""
    from models.errors import Rejected
    from service import reviewing
    from service.reviewing import Verdict

    with command_house.prepared() as house:
        if not sure:
            raise Rejected(
                "De tekst gaat weg en komt niet terug. Weet u het zeker? Zet er dan --ja bij.",
                code="weigeren.zeker",
            )
        with house.database.reading() as session:
            account_id = command_house.account(session, who, looks_over=True)
        reviewing.refuse(house, number, Verdict(reason, words), account_id=account_id)
        say("Het verhaal is geweigerd. De verteller leest met de code waarom.")


@moderation_app.command("gelijkenis")
def moderation_likeness(
    number: Number,
    other: Annotated[
        str | None,
        typer.Option("--verschilt-van", metavar="NUMMER", help="Dit zijn twee verhalen."),
    ] = None,
    who: Annotated[
        str | None, typer.Option("--account", metavar="NAAM", help="Wie dit doet.")
    ] = None,
) -> None:
    """Laat zien op welke verhalen dit verhaal lijkt, of zeg dat twee verhalen verschillen."""
    from models import moderation, reviews
    from models.errors import Rejected
    from service import reviewing

    with command_house.prepared() as house:
        if other is not None:
            if who is None:
                raise Rejected("Zeg met --account wie dit vindt.", code="account.nodig")
            with house.database.reading() as session:
                account_id = command_house.account(session, who, looks_over=True)
            reviewing.judge_different(house, number, other, account_id=account_id)
            say("Dit zijn twee verhalen. Ze komen niet meer op de lijst.")
            return
        with house.database.reading() as session:
            story = moderation.story(session, number)
            found = reviews.alike(session, story.id)
            for one in found:
                twin = one.other_id if one.story_id == story.id else one.story_id
                judged = ", al bekeken" if one.judged_by is not None else ""
                say(f"  {twin}  {round(one.share * 100)}% dezelfde woorden{judged}")
            if not found:
                say("Dit verhaal lijkt op geen ander verhaal.")


def _say_entry(entry: "Entry", days: int) -> None:
    waits = "vandaag" if days == 0 else "1 dag" if days == 1 else f"{days} dagen"
    late = "  TE LAAT" if entry.late else ""
    say(f"{entry.why.label}  {entry.story_id or '-'}  {entry.team}  {waits}{late}")
    say(f"    {entry.told}" + (f" Het andere: {entry.other_id}." if entry.other_id else ""))


def _say_change(change: "StoryChange") -> None:
    from ingest.rules import rule_of

    part = "titel" if change.part is StoryPart.TITLE else "tekst"
    say(f"  {part} {change.start}-{change.end}: {change.wording}: {rule_of(change.rule).why}")
