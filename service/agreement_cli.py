"""`vertelpunt afspraak …`: what people agreed because of a theme, and telling it back."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from models.vocabulary import AgreementState
from service.command_house import account, account_if_named, reading, writing
from service.screen import say

if TYPE_CHECKING:
    from models.agreements import Agreement

LARGEST = 2**31 - 1
"""The largest number that a database key can be."""

agreement_app = typer.Typer(
    help="Afspraken bij thema's: maken, nakijken en terugvertellen.", no_args_is_help=True
)

Number = Annotated[
    int, typer.Argument(metavar="NUMMER", max=LARGEST, help="Het nummer van de afspraak.")
]
Who = Annotated[str, typer.Option("--account", metavar="NAAM", help="Wie dit doet.")]


@agreement_app.command("lijst")
def agreement_list(
    theme: Annotated[str | None, typer.Option("--thema", help="Alleen bij dit thema.")] = None,
) -> None:
    """Laat zien wat er is afgesproken, wat ervan kwam en wat er verteld is."""
    from models import agreements, themes

    with reading() as session:
        found = agreements.every(session, theme_id=theme)
        for one in found:
            _say(one, themes.resolve(session, one.theme_id).label)
        if not found:
            say("Er zijn nog geen afspraken.")
        measure = agreements.told_back(session)
        say(f"Veranderd en verteld: {measure.told_back} van de {measure.themes} thema's.")


@agreement_app.command("nieuw")
def agreement_new(
    theme: Annotated[str, typer.Argument(metavar="THEMA", help="Het id van het thema.")],
    text: Annotated[str, typer.Argument(metavar="TEKST", help="Wat er is afgesproken.")],
    owner: Annotated[str, typer.Option("--wie", help="Wie het gaat doen: een functie of team.")],
    due: Annotated[
        datetime | None, typer.Option("--voor", formats=["%Y-%m-%d"], help="Wanneer het af is.")
    ] = None,
    who: Annotated[
        str | None, typer.Option("--account", metavar="NAAM", help="Wie dit vastlegt.")
    ] = None,
) -> None:
    """Leg een afspraak vast."""
    from models import agreements

    with writing() as session:
        account_id = account_if_named(session, who)
        one = agreements.add(
            session, theme, text=text, owner=owner, due_on=_day(due), account_id=account_id
        )
        done = f"Afspraak {one.id} is vastgelegd."
    say(done)


@agreement_app.command("uitkomst")
def agreement_outcome(
    number: Number,
    state: Annotated[AgreementState, typer.Argument(metavar="STAND", help="Hoe het ging.")],
    text: Annotated[str, typer.Argument(metavar="TEKST", help="Wat er veranderde, of niet.")],
    who: Who,
    on: Annotated[
        datetime | None, typer.Option("--op", formats=["%Y-%m-%d"], help="De dag dat het af was.")
    ] = None,
) -> None:
    """Zeg wat er van een afspraak kwam. Een ander kijkt dat daarna na."""
    from models import agreements

    with writing() as session:
        one = agreements.set_outcome(
            session,
            number,
            state=state,
            outcome=text,
            done_on=_day(on),
            account_id=account(session, who),
        )
        after = "" if one.may_be_told else f" Laat nu een ander versie {one.version} nakijken."
        done = f"Afspraak {one.id}: {one.state.label.lower()}.{after}"
    say(done)


@agreement_app.command("nagekeken")
def agreement_check(
    number: Number,
    who: Who,
    version: Annotated[
        int, typer.Option("--versie", help="De versie die u las, zie `afspraak lijst`.")
    ],
) -> None:
    """Zeg dat u hebt nagekeken wat er veranderd is. U schreef het niet zelf."""
    from models import agreements

    with writing() as session:
        agreements.check(session, number, version=version, account_id=account(session, who))
    say(f"Afspraak {number} is nagekeken. U kunt het nu terugvertellen.")


@agreement_app.command("vertel")
def agreement_tell(number: Number, who: Who) -> None:
    """Vertel het terug: vertellers lezen dit vanaf nu met hun code."""
    from models import agreements

    with writing() as session:
        agreements.tell_back(session, number, account_id=account(session, who))
    say(f"Afspraak {number}: vertellers lezen dit vanaf nu met hun code.")


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _say(one: "Agreement", theme: str) -> None:
    told = f", verteld op {one.told_on.isoformat()}" if one.told_on else ""
    checked = "" if one.may_be_told else ", nog niet nagekeken"
    say(f"{one.id}  {theme}: {one.text} ({one.owner}, versie {one.version})")
    say(f"    {one.state.label}{checked}{told}" + (f": {one.outcome}" if one.outcome else ""))
