"""`vertelpunt formulier …`: the forms that narrators fill in, read from a file and put into use."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import Problem, Rejected
from models.vocabulary import FormState
from service.screen import dutch_errors, say
from service.settings import Settings
from service.wiring import build

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models.forms import Form

form_app = typer.Typer(
    help="Formulieren: bekijken, inlezen, publiceren en stoppen.", no_args_is_help=True
)

Key = Annotated[str, typer.Argument(help="Het kenmerk van het formulier.")]
Version = Annotated[
    int | None, typer.Option("--versie", help="Zonder dit de nieuwste versie.", min=1)
]

Language = Annotated[str, typer.Argument(help="De taal, zoals en, ar of uk.")]


@form_app.command("lijst")
def form_list() -> None:
    """Laat zien welke formulieren er zijn, met hun versies."""
    from models import form_building, forms
    from models.form_content import languages
    from service.start import prepare

    with dutch_errors(), closing(build(Settings())) as house:
        prepare(house)
        with house.database.reading() as session:
            for form in form_building.every(session):
                state = form.state.label
                if form.state is not FormState.CONCEPT and not forms.digest_fits(form):
                    state = "LET OP: veranderd na het publiceren"
                spoken = ", ".join(languages(form))
                say(f"{form.key:<14} {form.version:>3}  {state:<22} {spoken:<8} {form.title}")


@form_app.command("toon")
def form_show(key: Key, version: Version = None) -> None:
    """Laat zien wat een formulier vraagt, en bij een concept wat nog beter moet."""
    from models import form_building
    from models.form_definition import of
    from models.form_rules import breaks, faults
    from service.start import prepare

    with dutch_errors(), closing(build(Settings())) as house:
        prepare(house)
        with house.database.reading() as session:
            form = _version(session, key, version)
            say(f"{form.title} ({form.key}, versie {form.version}, {form.state.label.lower()})")
            for prompt in form.prompts:
                say(f"  begin   {prompt['text']}")
            for question in form.questions:
                say(f"  {question.kind.value:<10} {question.key}: {question.text}")
                for option in question.options:
                    say(f"               - {option['label']}")
            if form.state is FormState.CONCEPT:
                mates = form_building.versions(session, key)
                earlier = [of(one) for one in mates if one.state is not FormState.CONCEPT]
                definition = of(form)
                _tell([*faults(definition), *breaks(definition, earlier)])


@form_app.command("inlezen")
def form_read(
    path: Annotated[
        Path, typer.Argument(help="Een .yaml bestand, zoals `formulier schrijf` maakt.")
    ],
    key: Annotated[
        str | None, typer.Option("--kenmerk", help="Een ander kenmerk dan in het bestand.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Kijk alleen na.")] = False,
) -> None:
    """Lees een formulier in als concept. Er verandert nog niets voor vertellers."""
    from ingest.readers.tables import decoded
    from models.form_rules import faults
    from service import form_building
    from service.start import prepare

    with dutch_errors(), closing(build(Settings())) as house:
        prepare(house)
        definition = form_building.from_file(decoded(_content(path)), key=key)
        if dry_run:
            _tell(faults(definition))
            say("Er is niets opgeslagen.")
            return
        form = form_building.take_in(house, definition)
        say(f"{form.key} versie {form.version} staat klaar als concept.")
        _tell(faults(definition))


@form_app.command("schrijf")
def form_write(
    key: Key,
    to: Annotated[Path, typer.Option("--naar", help="Het bestand dat gemaakt wordt.")],
    version: Version = None,
) -> None:
    """Schrijf een formulier naar een YAML-bestand, met zijn vertalingen."""
    from service.form_files import write_form
    from service.start import prepare

    with dutch_errors(), closing(build(Settings())) as house:
        prepare(house)
        with house.database.reading() as session:
            form = _version(session, key, version)
            written = write_form(form)
        _write(to, written)


@form_app.command("vertaling")
def form_translation(
    key: Key,
    language: Language,
    to: Annotated[Path, typer.Option("--naar", help="Het CSV-bestand dat gemaakt wordt.")],
    version: Version = None,
) -> None:
    """Schrijf alle teksten naast hun vertaling naar een CSV-bestand, om in te vullen."""
    from service.form_files import write_translation
    from service.start import prepare

    with dutch_errors(), closing(build(Settings())) as house:
        prepare(house)
        with house.database.reading() as session:
            written = write_translation(_version(session, key, version), _known(language))
        _write(to, written)


@form_app.command("vertaling-inlezen")
def form_translated(
    key: Key,
    language: Language,
    path: Annotated[Path, typer.Argument(help="Het ingevulde CSV-bestand.")],
) -> None:
    """Lees een vertaling in het concept in: helemaal, of niet met elke rij die niet klopt."""
    from service import form_building
    from service.start import prepare

    with dutch_errors(), closing(build(Settings())) as house:
        prepare(house)
        with house.database.reading() as session:
            version = _version(session, key, None).version
        form_building.translate_from_file(house, key, version, _known(language), _content(path))
        say(f"De vertaling van {key} versie {version} is bewaard.")


@form_app.command("publiceer")
def form_publish(key: Key) -> None:
    """Neem het concept van een formulier in gebruik. Daarna verandert die versie niet meer."""
    from models import form_building as building
    from service import form_building
    from service.start import prepare

    with dutch_errors(), closing(build(Settings())) as house:
        prepare(house)
        with house.database.reading() as session:
            version = building.newest(session, key).version
        form_building.publish(house, key, version)
        say(f"{key} versie {version} is in gebruik.")


@form_app.command("stop")
def form_stop(key: Key) -> None:
    """Neem een formulier uit gebruik. Verhalen die ermee verteld zijn, blijven."""
    from service import form_building
    from service.start import prepare

    with dutch_errors(), closing(build(Settings())) as house:
        prepare(house)
        form_building.retire(house, key)
        say(f"Niemand kan {key} nu nog beginnen. Verhalen die ermee verteld zijn, blijven.")


def _version(session: "Session", key: str, version: int | None) -> "Form":
    """This version of a form, or the newest."""
    from models import form_building

    if version is None:
        return form_building.newest(session, key)
    return form_building.get(session, key, version)


def _known(language: str) -> str:
    from models.form_content import DUTCH, LANGUAGES

    if language == DUTCH or language not in LANGUAGES:
        known = ", ".join(code for code in LANGUAGES if code != DUTCH)
        raise Rejected(f"Deze taal kennen wij niet. Kies uit: {known}.", code="formulier.taal")
    return language


def _write(to: Path, written: str) -> None:
    try:
        to.write_text(written, encoding="utf-8", newline="")
    except OSError:
        raise Rejected("Dit bestand kan niet gemaakt worden.", code="formulier.bestand") from None
    say(f"Geschreven naar {to}.")


def _content(path: Path) -> bytes:
    from service.form_files import MOST_BYTES

    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError:
        raise Rejected("Dit bestand kan niet gelezen worden.", code="formulier.bestand") from None
    if len(content) > MOST_BYTES:
        raise Rejected("Dit bestand is te groot.", code="formulier.bestand")
    return content


def _tell(problems: list[Problem]) -> None:
    if problems:
        say("Dit moet nog anders voor het publiceren:")
    for problem in problems:
        say(f"  {problem.place}: {problem.message}")
