"""`vertelpunt logboek …`: whether the audit trail is as it was written."""

from typing import TYPE_CHECKING, Annotated

import typer

from service.command_house import reading
from service.screen import say

if TYPE_CHECKING:
    from models.audit import Trail

audit_app = typer.Typer(
    help="Het logboek: wie wat deed, en of daar later iets aan is veranderd.",
    no_args_is_help=True,
)


@audit_app.command("controleren")
def audit_check(
    mark: Annotated[
        str | None,
        typer.Option("--bevat", metavar="KENMERK", help="Een kenmerk dat u eerder opschreef."),
    ] = None,
) -> None:
    """Kijk of het logboek heel is. Is er iets veranderd? Dan ziet u waar."""
    from models import audit

    with reading() as session:
        trail = audit.walk(session)
        missing = mark is not None and not audit.holds(session, mark.strip().lower())
    _tell(trail)
    if missing:
        say(
            "De regel met uw kenmerk staat er niet meer in. Er zijn regels weggehaald of vervangen."
        )
    elif mark is not None and trail.broken is None:
        say("De regel met uw kenmerk staat er nog in. Alles tot daar is zoals het was.")
    if missing or trail.broken is not None:
        raise typer.Exit(1)


def _tell(trail: "Trail") -> None:
    from models.base import day_of

    lines = "1 regel" if trail.events == 1 else f"{trail.events} regels"
    if trail.broken is not None:
        say(f"Het logboek breekt bij regel {trail.events + 1} (nummer {trail.broken}).")
        say("Die regel past niet bij wat ervoor staat. Iemand veranderde hem, of haalde iets weg.")
        say(f"Daarvoor {'klopt' if trail.events == 1 else 'kloppen'} {lines}.")
        return
    if trail.first is None or trail.last is None:
        say("Het logboek is leeg.")
        return
    say(f"Het logboek is heel: {lines}.")
    say(f"De eerste is van {day_of(trail.first)}, de laatste van {day_of(trail.last)}.")
    say(f"Kenmerk van de laatste regel: {trail.hash}")
