"""`vertelpunt sleutel …`: keys with which a team's own system sends stories in."""

from typing import Annotated

import typer

from service import command_house
from service.screen import say

token_app = typer.Typer(
    help="Sleutels waarmee een systeem van een team verhalen instuurt.", no_args_is_help=True
)


@token_app.command("nieuw")
def token_new(
    team: Annotated[str, typer.Argument(help="Het team.")],
    name: Annotated[str, typer.Argument(help="Waarvoor deze sleutel is.")],
) -> None:
    """Maak een sleutel. Hij wordt één keer getoond."""
    from models import audit, team_tokens, teams
    from service.intake import new_token
    from service.security import token_hash

    token = new_token()
    with command_house.writing() as session:
        found = teams.by_name(session, team)
        made = team_tokens.create(session, found, name, token_hash=token_hash(token))
        audit.record(
            session, "sleutel.gemaakt", subject=f"sleutel {made.id}", detail={"team": found.id}
        )
        number, shown = made.id, found.name
    say(f"Sleutel {number} voor {shown}. Bewaar hem veilig: u ziet hem maar één keer.")
    typer.echo(token)


@token_app.command("lijst")
def token_list() -> None:
    """Laat zien welke sleutels er zijn."""
    from models import team_tokens

    with command_house.reading() as session:
        every = team_tokens.every(session)
    for token in every:
        state = "werkt" if token.revoked_at is None else "ingetrokken"
        last = f"laatst gebruikt op {token.used_on}" if token.used_on else "nog niet gebruikt"
        say(f"{token.id:>5}  {token.team.name}  {token.name}  {state}, {last}")
    if not every:
        say("Er zijn nog geen sleutels.")


@token_app.command("intrekken")
def token_revoke(
    token_id: Annotated[int, typer.Argument(help="Het nummer dat `sleutel lijst` laat zien.")],
) -> None:
    """Laat een sleutel niet meer werken."""
    from models import audit, team_tokens

    with command_house.writing() as session:
        team_tokens.revoke(session, token_id)
        audit.record(session, "sleutel.ingetrokken", subject=f"sleutel {token_id}")
    say(f"Sleutel {token_id} werkt niet meer.")
