"""`vertelpunt lijst …`: the names that an organisation always wants out of stories."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from models.vocabulary import OwnNameKind
from service.screen import dutch_errors, say
from service.settings import Settings
from service.wiring import build

list_app = typer.Typer(
    help="Eigen lijsten: wijken, scholen, teams, straten en medewerkers.", no_args_is_help=True
)

Kind = Annotated[
    OwnNameKind | None,
    typer.Option("--soort", help="Voor namen waar niet bij staat wat het is."),
]


@list_app.command("toon")
def list_show() -> None:
    """Laat zien wat er op de lijst staat."""
    from models import own_names
    from service.start import prepare

    with dutch_errors(), closing(build(Settings())) as house:
        prepare(house)
        with house.database.reading() as session:
            every = own_names.every(session)
        for entry in every:
            say(f"{entry.id:>5}  {entry.kind.value:<12} {entry.name}")
        say(f"{len(every)} namen op de lijst." if every else "Er staat nog niets op de lijst.")


@list_app.command("voegtoe")
def list_add(
    name: Annotated[str, typer.Argument(help="Naam zoals mensen hem schrijven.")],
    kind: Annotated[OwnNameKind, typer.Option("--soort", help="Wat het is.")],
) -> None:
    """Zet één naam op de lijst."""
    from service import own_lists
    from service.start import prepare

    with dutch_errors(), closing(build(Settings())) as house:
        prepare(house)
        names = own_lists.from_text(f"{kind.value}: {name}", kind=kind)
        _said(own_lists.add(house, names), 1)


@list_app.command("lees")
def list_read(
    path: Annotated[
        Path, typer.Argument(help="Een .txt, .csv of .xlsx bestand met naam en soort.")
    ],
    kind: Kind = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Kijk alleen na.")] = False,
) -> None:
    """Lees een lijst in. Bij een fout wordt niets opgeslagen."""
    from service import own_lists
    from service.start import prepare

    with dutch_errors(), closing(build(Settings())) as house:
        prepare(house)
        names = own_lists.from_file(path, kind=kind)
        if names.problems:
            raise own_lists.refusal(names.problems)
        for weighed in own_lists.weigh(house, names):
            if weighed.word:
                say(f"{weighed.name}: dit is ook een gewoon woord. Het gaat alleen weg met een "
                    "hoofdletter midden in een zin.")  # fmt: skip
            if weighed.often:
                say(f"{weighed.name}: staat in {weighed.stories} verhalen. Klopt dat?")
        if dry_run:
            say(f"{len(names.names)} namen gelezen. Er is niets opgeslagen.")
            return
        _said(own_lists.add(house, names), len(names.names))


@list_app.command("haalweg")
def list_remove(
    name_id: Annotated[int, typer.Argument(help="Het nummer dat `lijst toon` laat zien.")],
) -> None:
    """Haal één naam van de lijst."""
    from service import own_lists
    from service.start import prepare

    with dutch_errors(), closing(build(Settings())) as house:
        prepare(house)
        own_lists.remove(house, name_id)
        say("Deze naam staat niet meer op de lijst. Wat al weg is uit verhalen, blijft weg.")


def _said(added: int, told: int) -> None:
    if not added:
        say("Dit stond al op de lijst.")
    else:
        already = f" {told - added} stonden er al." if told > added else ""
        say(f"{added} toegevoegd.{already} Het geldt vanaf het volgende verhaal.")
