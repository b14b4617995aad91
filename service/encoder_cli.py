"""`vertelpunt encoder …`: the language models on this machine, one by one."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from service.screen import dutch_errors, say, steps
from service.settings import Settings
from service.wiring import build

encoder_app = typer.Typer(help="Taalmodellen.", no_args_is_help=True)

Name = Annotated[
    str,
    typer.Argument(
        help="ingebouwd, ingebouwd-minilm, een map, of eigenaar/naam bij de modellenbank."
    ),
]


@encoder_app.command("list")
def encoder_list() -> None:
    """Laat zien welke taalmodellen er zijn, en welk in gebruik is."""
    from service import encoder_commands
    from service.start import prepare

    with dutch_errors(), closing(build(Settings())) as house:
        prepare(house)
        encoder_commands.show_all(house)


@encoder_app.command("pull")
def encoder_pull(name: Name) -> None:
    """Haal een taalmodel op om zonder verbinding te gebruiken, of met `spacy` de woordsoorten."""
    from service import encoder_commands

    with dutch_errors():
        if name == encoder_commands.SPACY:
            say(encoder_commands.pull_spacy())
            return
        with steps() as progress:
            pulled = encoder_commands.pull(Settings(), name, progress=progress)
        say(pulled)


@encoder_app.command("use")
def encoder_use(name: Name) -> None:
    """Kies een taalmodel. Alles wordt opnieuw gelezen; thema's houden hun naam."""
    from service import encoder_commands
    from service.start import prepare

    with dutch_errors(), closing(build(Settings())) as house:
        prepare(house)
        with steps() as progress:
            said = encoder_commands.use(house, name, progress=progress)
        say(said)


@encoder_app.command("check")
def encoder_check(name: Name) -> None:
    """Kijk of een taalmodel goed is geladen en Nederlands begrijpt."""
    from service import encoder_commands

    with dutch_errors():
        encoder_commands.check(Settings(), name)


@encoder_app.command("compare")
def encoder_compare(
    first: Name,
    second: Name,
    source: Annotated[
        Path | None,
        typer.Option("--input", help='Regels {"id", "text"}; anders de voorbeeldverhalen.'),
    ] = None,
) -> None:
    """Zet twee taalmodellen naast elkaar: begrip, snelheid, en of zij hetzelfde bij elkaar zien."""
    from service import encoder_commands

    with dutch_errors():
        encoder_commands.compare(Settings(), first, second, source=source)
