"""`vertelpunt uitnodiging …`: links to tell through, and how far people came."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service import command_house
from service.screen import say

if TYPE_CHECKING:
    from service.schemas import InviteView, StepResponse

invite_app = typer.Typer(
    help="Uitnodigingen: links en QR's om te vertellen, en hoe ver mensen komen.",
    no_args_is_help=True,
)

DAY = ["%Y-%m-%d"]


@invite_app.command("nieuw")
def invite_new(
    name: Annotated[
        str, typer.Argument(help="Waar of wanneer u hem gebruikt, zoals “balie Oost”.")
    ],
    form: Annotated[
        str, typer.Option("--formulier", help="Kenmerk van het formulier.")
    ] = "verhaal",
    team: Annotated[
        str | None, typer.Option(help="Het team. Zonder team kiest de verteller er een.")
    ] = None,
    first: Annotated[
        datetime | None, typer.Option("--van", formats=DAY, help="Eerste dag, zoals 2026-12-01.")
    ] = None,
    last: Annotated[
        datetime | None, typer.Option("--tot", formats=DAY, help="Laatste dag.")
    ] = None,
    qr: Annotated[Path | None, typer.Option(help="Schrijf de QR in dit bestand (.svg).")] = None,
) -> None:
    """Maak een link naar een formulier, voor een team en een tijd."""
    from models import teams
    from service import inviting
    from service.schemas import InviteRequest

    with command_house.prepared() as house:
        team_id = None
        if team is not None:
            with house.database.reading() as session:
                team_id = teams.by_name(session, team).id
        made = inviting.create(
            house,
            InviteRequest(
                form_key=form[:40],
                team_id=team_id,
                label=name[:200],
                opens_on=_day(first),
                closes_on=_day(last),
            ),
        )
        say("De uitnodiging is gemaakt. Deel deze link:")
        typer.echo(made.address)
        say("Op papier:")
        typer.echo(made.paper_address)
        if qr is not None:
            _write(qr, inviting.qr_picture(made.address))
            say(f"De QR staat in {qr.name}.")


@invite_app.command("lijst")
def invite_list() -> None:
    """Laat de uitnodigingen zien, en hoe ver mensen kwamen."""
    from service import inviting

    with command_house.prepared() as house:
        with house.database.reading() as session:
            listed = inviting.overview(session, house.settings)
        for invite in listed.invites:
            say(f"{invite.slug}  {invite.state.label:<18} {invite.label} · {_what(invite)}")
            say(f"            {_numbers(invite.steps)}")
        for other in listed.uninvited:
            say(f"Zonder uitnodiging · {other.form_title}")
            say(f"            {_numbers(other.steps)}")
        if not listed.invites:
            say("Er is nog geen uitnodiging.")


@invite_app.command("sluit")
def invite_close(
    slug: Annotated[str, typer.Argument(help="De tien tekens aan het eind van de link.")],
) -> None:
    """Sluit een uitnodiging. Wie al begon, kan het verhaal nog afmaken."""
    from models import invites
    from models.errors import NotFound
    from service import inviting

    with command_house.prepared() as house:
        with house.database.reading() as session:
            found = invites.find(session, slug)
        if found is None:
            raise NotFound("Deze uitnodiging is er niet.", code="uitnodiging.onbekend")
        closed = inviting.close(house, found.id)
        say(f"De uitnodiging “{closed.label}” is gesloten.")


def _write(path: Path, picture: str) -> None:
    from models.errors import Rejected

    try:
        path.write_text(picture, encoding="utf-8")
    except OSError:
        raise Rejected(
            "De uitnodiging is er. Alleen de QR kan hier niet staan. U vindt hem ook in de "
            "verkenner, bij Uitnodigen.",
            code="uitnodiging.qr",
        ) from None


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _what(invite: "InviteView") -> str:
    return f"{invite.form_title} · {invite.team or 'alle teams'}"


def _numbers(steps: "list[StepResponse]") -> str:
    told = [
        f"{one.step.label.lower()} {'minder dan 5' if one.count is None else one.count}"
        for one in steps
        if one.count != 0
    ]
    return ", ".join(told) or "nog niemand"
