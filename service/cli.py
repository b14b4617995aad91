"""The command line: reads the settings once, and says in Dutch what it did or what is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from models.vocabulary import AccountRole, MiningEngine, StarterUse
from service import logs
from service.adoption_cli import adoption_app
from service.agreement_cli import agreement_app
from service.audit_cli import audit_app
from service.crosswalk_cli import crosswalk_app
from service.encoder_cli import encoder_app
from service.export_cli import export_app
from service.form_cli import form_app
from service.gap_cli import gap_app
from service.group_cli import group_app
from service.import_cli import import_app
from service.invite_cli import invite_app
from service.link_cli import link_app
from service.list_cli import list_app
from service.moderation_cli import moderation_app
from service.screen import dutch_errors, say, steps
from service.settings import Settings
from service.standards_cli import standards_app
from service.theme_cli import theme_app
from service.token_cli import token_app
from service.wiring import House, build

app = typer.Typer(
    name="vertelpunt",
    help="Vertelpunt: verhalen over lokale teams, de patronen daarin, en de standaarden.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
account_app = typer.Typer(help="Accounts.", no_args_is_help=True)
app.add_typer(account_app, name="account")
team_app = typer.Typer(help="Teams.", no_args_is_help=True)
app.add_typer(team_app, name="team")
app.add_typer(agreement_app, name="afspraak")
app.add_typer(encoder_app, name="encoder")
app.add_typer(form_app, name="formulier")
app.add_typer(link_app, name="koppelingen")
app.add_typer(list_app, name="lijst")
app.add_typer(audit_app, name="logboek")
app.add_typer(standards_app, name="standaarden")
app.add_typer(theme_app, name="themes")
app.add_typer(token_app, name="sleutel")
app.add_typer(adoption_app, name="vaststelling")
app.add_typer(gap_app)
app.add_typer(invite_app, name="uitnodiging")
app.add_typer(crosswalk_app, name="vergelijken")
app.add_typer(group_app, name="samen")
app.add_typer(moderation_app, name="nakijken")
app.add_typer(import_app)
app.add_typer(export_app)

LINK_WORKS = "Deze link werkt één keer, en een half uur lang:"
ENCODER_HELP = "Taalmodel: ingebouwd, ingebouwd-minilm, een map of een naam bij de modellenbank."


@app.callback()
def _configure() -> None:
    logs.configure()


@app.command()
def demo() -> None:
    """Start met voorbeeldverhalen: inlezen, patronen zoeken, en alles starten."""
    from models import teams
    from models.runs import latest_done
    from models.vocabulary import RunKind
    from service import examples
    from service.jobs.direct import mine_now
    from service.start import prepare, serve

    with dutch_errors(), _open() as house:
        prepare(house)
        with house.database.reading() as session:
            first_time = not teams.all_teams(session)
            mined = latest_done(session, RunKind.MINE) is not None
        if first_time or not mined:
            say("Eerste keer: de voorbeelden worden klaargezet. Dit duurt een paar minuten.")
            with steps() as progress:
                examples.load(
                    house, progress=lambda d, t: progress("Voorbeeldverhalen inlezen", d, t)
                )
                mine_now(house, progress=progress)
            say("De voorbeeldverhalen zijn verzonnen. Ze staan overal als voorbeeld gemerkt.")
        serve(house, say)


@app.command()
def start(
    explorer: Annotated[bool, typer.Option(help="Start ook de verkenner.")] = True,
) -> None:
    """Start formulier, API, rekenwerk en verkenner."""
    from service.start import prepare, serve

    with dutch_errors(), _open() as house:
        prepare(house)
        serve(house, say, with_explorer=explorer)


@app.command()
def worker() -> None:
    """Doe rekenwerk naast de server (alleen met PostgreSQL; anders doet de server het zelf)."""
    from models.errors import Rejected
    from service.encoders import tell
    from service.worker import Worker

    with dutch_errors(), _open() as house:
        if house.database.is_sqlite:
            raise Rejected(
                "Met de ingebouwde database doet de server het rekenwerk zelf. Een aparte "
                "rekenaar is alleen voor PostgreSQL.",
                code="worker.sqlite",
            )
        tell(house.encoders, say)
        Worker(house).run_forever()


@app.command()
def migrate() -> None:
    """Breng de database naar de nieuwste versie."""
    from service.start import prepare

    with dutch_errors(), _open() as house:
        prepare(house)
        say("De database is bij.")


@account_app.command("activate")
def account_activate(
    name: Annotated[str, typer.Argument(help="Naam van het account.")] = "beheerder",
) -> None:
    """Maak een nieuwe eenmalige link om het wachtwoord van een account te kiezen."""
    from service.start import account_link, prepare

    with dutch_errors(), _open() as house:
        prepare(house)
        link = account_link(house, name)
        say(LINK_WORKS)
        typer.echo(link)


@account_app.command("add")
def account_add(
    name: Annotated[str, typer.Argument(help="Naam om mee in te loggen.")],
    role: Annotated[
        AccountRole,
        typer.Option(
            "--rol",
            help="analist leest en duidt; moderator ziet ook verhalen die eerst bekeken worden; "
            "beheerder mag alles.",
        ),
    ] = AccountRole.ANALYST,
) -> None:
    """Maak een account, met een eenmalige link om een wachtwoord te kiezen."""
    from service.start import account_link, prepare

    with dutch_errors(), _open() as house:
        prepare(house)
        link = account_link(house, name, role=role)
        say(f"Het account {name.strip()} is gemaakt. Rol: {role.label.lower()}.")
        say(LINK_WORKS)
        typer.echo(link)


@team_app.command("add")
def team_add(
    name: Annotated[str, typer.Argument(help="Naam van het team, zoals vertellers die kennen.")],
) -> None:
    """Voeg een team toe, zodat mensen er in het formulier over kunnen vertellen."""
    from models import teams
    from service.start import prepare

    with dutch_errors(), _open() as house:
        prepare(house)
        with house.database.writing() as session:
            teams.ensure(session, name, organisation=house.settings.organisation)
        say(f"Het team {name.strip()} staat in het formulier.")


@app.command()
def mine(
    full: Annotated[
        bool,
        typer.Option(help="Zoek ook opnieuw in alles. Wat anders kan, wordt een voorstel aan u."),
    ] = False,
    seed: Annotated[int | None, typer.Option(help="Begingetal van het toeval.")] = None,
    engine: Annotated[
        MiningEngine,
        typer.Option(
            "--engine", help="Wie groepen zoekt: eigen, of ter vergelijking bertopic of evoc."
        ),
    ] = MiningEngine.OWN,
) -> None:
    """Zoek patronen in de goedgekeurde verhalen en koppel ze aan standaarden."""
    from service.jobs.direct import mine_now
    from service.start import prepare

    with dutch_errors(), _open() as house:
        prepare(house)
        with steps() as progress:
            summary = mine_now(house, full=full, seed=seed, engine=engine, progress=progress)
        say(summary)


@app.command()
def report(
    theme: Annotated[
        str,
        typer.Option(
            help="all, het nummer van één thema, of NUMMER@VERSIE voor het thema van toen."
        ),
    ] = "all",
    format: Annotated[str, typer.Option(help="docx, pdf of csv.")] = "docx",
    out: Annotated[Path | None, typer.Option(help="Naam van het bestand.")] = None,
) -> None:
    """Maak een themarapport."""
    from service.commands import write_report

    with dutch_errors(), _open() as house:
        write_report(house, theme=theme, format=format, out=out)


@app.command()
def pseudonymise(
    jsonl: Annotated[Path, typer.Option(help='Regels {"id", "text"}.')],
    out: Annotated[Path, typer.Argument(help="Bestand voor de uitkomst.")],
) -> None:
    """Haal persoonsgegevens weg uit teksten, zonder database."""
    from service.measuring import pseudonymise_file

    with dutch_errors():
        pseudonymise_file(jsonl, out, recognisers=Settings().recognisers)


@app.command()
def encode(
    jsonl: Annotated[Path, typer.Option(help='Regels {"id", "text"}.')],
    out: Annotated[Path, typer.Argument(help="NumPy-bestand (.npy) voor de vectoren.")],
    encoder: Annotated[str | None, typer.Option(help=ENCODER_HELP)] = None,
) -> None:
    """Zet teksten om in vectoren (float32, lengte 1)."""
    from service.measuring import encode_file

    with dutch_errors():
        settings = Settings()
        encode_file(jsonl, out, encoder=encoder or settings.named_encoder, store=settings.encoders)


@app.command()
def analyse(
    jsonl: Annotated[Path, typer.Option(help='Regels {"id", "text", "title", "role", "team"}.')],
    out: Annotated[Path, typer.Option(help="Map voor de uitkomst.")],
    continue_from: Annotated[
        Path | None, typer.Option("--continue", help="Map van een eerdere uitkomst.")
    ] = None,
    encoder: Annotated[str | None, typer.Option(help=ENCODER_HELP)] = None,
    seed: Annotated[int | None, typer.Option(help="Begingetal van het toeval.")] = None,
    starters: Annotated[
        StarterUse,
        typer.Option(
            "--starters", help="Starthema's erbij? auto: alleen als de teksten erover gaan."
        ),
    ] = StarterUse.AUTO,
) -> None:
    """Zoek thema's in teksten waar de namen al uit zijn, los van de eigen database."""
    from service.analysis import analyse as run_analysis

    settings = Settings()
    with dutch_errors(), steps() as progress:
        run_analysis(
            jsonl,
            out,
            continue_from=continue_from,
            encoder=encoder or settings.named_encoder,
            encoders=settings.encoders,
            seed=settings.seed if seed is None else seed,
            starters=starters,
            progress=progress,
        )


@app.command()
def link(
    jsonl: Annotated[Path, typer.Option(help='Regels {"id", "label", "description", "texts"}.')],
    out: Annotated[Path, typer.Option(help="Bestand voor de uitkomst.")],
    sets: Annotated[str, typer.Option(help="all, of namen van sets met komma's.")] = "all",
    encoder: Annotated[str | None, typer.Option(help=ENCODER_HELP)] = None,
) -> None:
    """Koppel thema's of stukjes verhaal aan kwaliteitsstandaarden, zonder database."""
    from service.measuring import link_file

    with dutch_errors():
        settings = Settings()
        name = encoder or settings.named_encoder
        link_file(
            jsonl,
            out,
            sets=sets,
            encoder=name,
            store=settings.encoders,
            cross_encoder=settings.cross_encoder,
        )


@app.command()
def doctor() -> None:
    """Kijk of alles in orde is: versies, database, taalmodel, schijf."""
    from service.doctor import examine

    with dutch_errors(), _open() as house:
        healthy = examine(house, say)
    raise typer.Exit(0 if healthy else 1)


@contextmanager
def _open() -> Iterator[House]:
    house = build(Settings())
    try:
        yield house
    finally:
        house.close()
