"""`vertelpunt samen …`: write-ups of sessions that everybody who was there approves."""

from pathlib import Path
from typing import Annotated

import typer

from service import command_house
from service.screen import say

group_app = typer.Typer(
    help="Samen vertellen: een verslag dat iedereen goedkeurt die erbij was.",
    no_args_is_help=True,
)

Telling = Annotated[str, typer.Argument(metavar="NUMMER", help="Het nummer van het verslag.")]
Slips = Annotated[
    Path, typer.Option("--briefjes", help="Bestand (.html) voor de briefjes met codes.")
]
Who = Annotated[str | None, typer.Option("--account", metavar="NAAM", help="Wie dit doet.")]


@group_app.command("nieuw")
def group_new(
    file: Annotated[
        Path, typer.Argument(metavar="BESTAND", help="Het verslag: een tekstbestand (UTF-8).")
    ],
    team: Annotated[str, typer.Option(help="Het team waar het over gaat.")],
    people: Annotated[int, typer.Option("--mensen", help="Hoeveel mensen erbij waren, 2 tot 30.")],
    slips: Slips,
    title: Annotated[str, typer.Option("--titel", help="De titel.")] = "",
    who: Who = None,
) -> None:
    """Neem een verslag op, en maak een briefje met een code voor ieder die erbij was."""
    from models import teams
    from service import group_tellings
    from service import slips as paper
    from service.group_tellings import WriteUp

    with command_house.prepared() as house:
        text = _words(file)
        address, until = f"{house.settings.form}/code", group_tellings.last_day(house)
        with house.database.reading() as session:
            team_id = teams.by_name(session, team).id
            account_id = command_house.account_if_named(session, who)
        write_up = WriteUp(team_id=team_id, people=people, title=title, text=text)
        with paper.on_paper(house, slips) as write:
            made = group_tellings.create(
                house,
                write_up,
                account_id=account_id,
                hand_over=lambda codes: write(
                    paper.for_group(number, code, address=address, until=until)
                    for number, code in enumerate(codes, start=1)
                ),
            )
        say(f"Het verslag is opgenomen. Het nummer is {made.story_id}.")
        say(f"Het heeft {made.paragraphs} stukken. Er zijn {made.replaced} dingen vervangen.")
        say(f"De {people} briefjes staan in {slips.name}. De codes staan nergens anders.")
        say(f"Iedereen heeft tot en met {made.expires_on.isoformat()}.")
        say(f"Gooi {file.name} weg als u het niet meer nodig hebt: daar staan nog namen in.")


@group_app.command("lijst")
def group_list() -> None:
    """Laat zien hoeveel mensen al ja zeiden, per verslag. Niet wie."""
    from models import group_tellings

    with command_house.reading() as session:
        found = group_tellings.progress(session)
        for one in found:
            story = one.story
            until = f", tot en met {story.expires_on.isoformat()}" if story.expires_on else ""
            say(
                f"{story.id}  {story.team.name}  {one.answered} van {one.voices} zeiden ja  "
                f"{story.state.label.lower()}{until}"
            )
        if not found:
            say("Er is nog geen verslag.")


@group_app.command("code")
def group_code(
    telling: Telling,
    number: Annotated[int, typer.Argument(metavar="BRIEFJE", help="Het nummer op het briefje.")],
    slips: Slips,
    who: Who = None,
) -> None:
    """Maak een nieuwe code voor een briefje dat kwijt is. De oude code werkt dan niet meer."""
    from models import group_tellings as rows
    from models.base import today
    from service import group_tellings
    from service import slips as paper

    with command_house.prepared() as house:
        address = f"{house.settings.form}/code"
        with house.database.reading() as session:
            account_id = command_house.account_if_named(session, who)
            until = rows.of(session, telling).expires_on or today()
        with paper.on_paper(house, slips) as write:
            group_tellings.replace_code(
                house,
                telling,
                number,
                account_id=account_id,
                hand_over=lambda codes: write(
                    paper.for_group(number, code, address=address, until=until) for code in codes
                ),
            )
        say(f"Het nieuwe briefje staat in {slips.name}. De oude code werkt niet meer.")


@group_app.command("weghalen")
def group_withdraw(telling: Telling, who: Who = None) -> None:
    """Haal een verslag weg, voor iedereen. Dat kan niet terug."""
    from service import group_tellings

    with command_house.prepared() as house:
        with house.database.reading() as session:
            account_id = command_house.account_if_named(session, who)
        group_tellings.withdraw(house, telling, account_id=account_id)
        say("Het verslag is weg. Wie een code heeft, leest dat daar.")


def _words(path: Path) -> str:
    """What the file says.

    Raises:
        Rejected: it cannot be read as text.
    """
    from models.errors import Rejected

    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        # Without the cause: it may hold what somebody said.
        raise Rejected(
            "Het bestand kan niet gelezen worden. Geef een tekstbestand (UTF-8).",
            code="verslag.bestand",
        ) from None
