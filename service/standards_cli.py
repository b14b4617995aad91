"""`vertelpunt standaarden …`: sets of quality standards, from the command line."""

from pathlib import Path
from typing import Annotated

import typer

from service.command_house import prepared, reading
from service.screen import dutch_errors, say
from service.standard_files import SetFormat

standards_app = typer.Typer(
    help="Sets van kwaliteitsstandaarden: bekijken, inlezen, vergelijken en laten vervallen.",
    no_args_is_help=True,
)

SetKey = Annotated[
    str, typer.Argument(metavar="SET", help="Het kenmerk dat `standaarden lijst` laat zien.")
]
Version = Annotated[
    str | None, typer.Option("--versie", help="Een eerdere versie; zonder dit de nieuwste.")
]
File = Annotated[Path, typer.Argument(metavar="BESTAND", help="Een .csv, .xlsx, .json of .yaml.")]


@standards_app.command("lijst")
def standards_list(
    retired: Annotated[
        bool, typer.Option("--vervallen", help="Ook sets die vervallen zijn.")
    ] = False,
) -> None:
    """Laat zien welke sets er zijn en hoe volledig elke set is."""
    from service import standard_pages

    with reading() as session:
        standard_pages.show_all(session, with_retired=retired)


@standards_app.command("toon")
def standards_show(key: SetKey, version: Version = None) -> None:
    """Laat één set zien: de standaarden, hoe goed elke tekst bekend is, en de versies."""
    from service import standard_pages

    with reading() as session:
        standard_pages.show(session, key, version)


@standards_app.command("controleer")
def standards_check(file: File) -> None:
    """Kijk een bestand met een set na. Er wordt niets opgeslagen."""
    from service import standard_pages, standard_sets

    with prepared() as house:
        content = _content(file)
        done = standard_sets.take_in(house, content, name=file.name, dry_run=True)
        standard_pages.show_upload(done, stored=False)


@standards_app.command("importeer")
def standards_import(file: File) -> None:
    """Lees een set in. Bij één fout wordt er niets opgeslagen."""
    from service import standard_pages, standard_sets

    with prepared() as house:
        done = standard_sets.take_in(house, _content(file), name=file.name)
        standard_pages.show_upload(done, stored=True)


@standards_app.command("verschil")
def standards_difference(
    key: SetKey,
    before: Annotated[str, typer.Argument(metavar="VERSIE", help="De oudere versie.")],
    after: Annotated[str, typer.Argument(metavar="VERSIE", help="De nieuwere versie.")],
) -> None:
    """Laat zien wat er anders is tussen twee versies van een set."""
    from service import standard_pages, standard_sets

    with reading() as session:
        standard_pages.show_difference(standard_sets.between(session, key, before, after))


@standards_app.command("vervallen")
def standards_retire(
    key: SetKey,
    reason: Annotated[str, typer.Option("--reden", help="Waarom deze set vervalt.")],
) -> None:
    """Laat een set vervallen. Wat over koppelingen is besloten, blijft bewaard."""
    from service import standard_sets

    with prepared() as house:
        row = standard_sets.retire(house, key, reason=reason)
        say(f"“{row.name}” is vervallen. Terugzetten kan met: standaarden terug {row.key}.")


@standards_app.command("terug")
def standards_bring_back(key: SetKey) -> None:
    """Zet een vervallen set terug, met de koppelingen die hij had."""
    from service import standard_sets

    with prepared() as house:
        row = standard_sets.bring_back(house, key)
        say(f"“{row.name}” is weer in gebruik.")


@standards_app.command("bewaar")
def standards_save(
    key: SetKey,
    out: Annotated[Path, typer.Argument(metavar="UIT", help="Een .yaml of .csv.")],
    version: Version = None,
) -> None:
    """Schrijf een set naar een bestand, dat weer ingelezen kan worden."""
    from models import standard_sets
    from service import standard_files, standard_pages

    with reading() as session:
        shape = SetFormat(_one_of(out, [f".{shape.value}" for shape in SetFormat]).lstrip("."))
        content = standard_sets.content_of(session, standard_sets.get(session, key, version))
        _write(out, standard_files.render(content, shape))
        say(f"In {out} staat: {standard_pages.counted(len(content.standards))}.")


@standards_app.command("sjabloon")
def standards_template(
    out: Annotated[Path, typer.Argument(metavar="UIT", help="Een .xlsx, .csv of .yaml.")],
) -> None:
    """Schrijf een leeg bestand om een eigen set in te vullen."""
    from service import standard_files

    with dutch_errors():
        extension = _one_of(out, standard_files.TEMPLATES)
        _write(out, standard_files.template(extension))
        say(f"Vul {out} in en lees het in met: standaarden importeer {out}")


@standards_app.command("schema")
def standards_schema(
    out: Annotated[Path, typer.Argument(metavar="UIT", help="Bestand voor het schema.")],
) -> None:
    """Schrijf het JSON Schema van een set in YAML of JSON."""
    import json

    from ingest.standard_sets import schema

    with dutch_errors():
        told = json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"
        _write(out, told.encode())
        say(f"Het schema staat in {out}.")


def _content(file: Path) -> bytes:
    """The bytes of a file, not more than may be read.

    Raises:
        Rejected: there is no such file.
    """
    from ingest.standard_sets import MOST_BYTES
    from models.errors import Rejected

    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError:
        raise Rejected(
            f"Het bestand {file} is er niet, of het mag niet worden gelezen.",
            code="import.ontbreekt",
        ) from None


def _one_of(out: Path, extensions: tuple[str, ...] | list[str]) -> str:
    from models.errors import Rejected

    extension = out.suffix.casefold()
    if extension not in extensions:
        raise Rejected(
            f"Geef het bestand een naam die eindigt op {' of '.join(extensions)}.",
            code="uitvoer.soort",
        )
    return extension


def _write(out: Path, made: bytes) -> None:
    from service.jsonl import replacing

    with replacing(out) as temporary:
        temporary.write_bytes(made)
