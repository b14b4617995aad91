"""`vertelpunt import`: a file of stories into a team, with a look beforehand and a way back."""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.errors import Rejected
from models.vocabulary import Purpose, QuestionKind
from service.command_house import prepared
from service.screen import say, steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from ingest.readers.options import ReadingOptions
    from ingest.readers.result import Preview
    from models.teams import Team
    from service.import_layouts import How
    from service.import_storing import HandOver, Slip
    from service.importing import Basis, Looked, Order, Outcome
    from service.wiring import House

import_app = typer.Typer()

SHOWN = 12
PURPOSES = ", ".join(purpose.value for purpose in Purpose)

Layout = Annotated[
    str | None,
    typer.Option(
        "--indeling", "--layout", help="Soort bestand, of de naam van een bewaarde indeling."
    ),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(help="Kolom bij een veld, zoals tekst=Verhaal. Mag vaker."),
]
Questions = Annotated[
    list[str] | None,
    typer.Option("--vraag", help="Vraag met haar soort, zoals Gevoel=keuze. Mag vaker."),
]
Purposes = Annotated[
    list[str] | None, typer.Option(help=f"Waarvoor het mag: {PURPOSES}. Mag vaker.")
]


@dataclass(frozen=True)
class Asked:
    """What was asked on the command line."""

    file: Path
    team: str
    new_team: bool
    form: str
    layout: str | None
    keep_layout: str | None
    columns: list[str]
    options: "ReadingOptions"
    basis: "Basis"
    slips: Path | None = field(default=None)


@import_app.command("import")
def import_stories(
    file: Annotated[Path, typer.Argument(help="Het bestand met verhalen.")],
    team: Annotated[str, typer.Option(help="Het team waar de verhalen bij horen.")],
    column: Columns = None,
    layout: Layout = None,
    keep_layout: Annotated[
        str | None,
        typer.Option("--bewaar-indeling", help="Bewaar hoe dit bestand is gelezen, met deze naam."),
    ] = None,
    form: Annotated[
        str, typer.Option("--formulier", help="Formulier waar de antwoorden bij horen.")
    ] = "verhaal",
    question: Questions = None,
    definition: Annotated[
        Path | None,
        typer.Option("--definitie", help="Bestand dat de vragen beschrijft."),
    ] = None,
    annotations: Annotated[
        Path | None, typer.Option("--annotaties", help="Annotaties van NarraFirma.")
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option("--scheidingsteken", help="Teken tussen twee cellen.")
    ] = None,
    sheet: Annotated[str | None, typer.Option("--blad", help="Blad van een werkmap.")] = None,
    per_speaker: Annotated[
        bool, typer.Option("--per-spreker", help="Ondertitels: elke spreker is een verhaal.")
    ] = False,
    dry_run: Annotated[bool, typer.Option(help="Alleen kijken, niets bewaren.")] = False,
    approved: Annotated[
        bool, typer.Option(help="De vertellers hebben deze tekst al goedgekeurd.")
    ] = False,
    settled: Annotated[
        str, typer.Option("--geregeld", help="Hoe die goedkeuring is geregeld, in uw woorden.")
    ] = "",
    purpose: Purposes = None,
    slips: Annotated[
        Path | None,
        typer.Option("--codes", help="Maak briefjes met codes om ja mee te zeggen (.html)."),
    ] = None,
    new_team: Annotated[bool, typer.Option(help="Maak het team als het er nog niet is.")] = False,
    go_on: Annotated[
        bool, typer.Option("--hervat", help="Ga meteen verder, ook als er nog iets bezig lijkt.")
    ] = False,
    cancel: Annotated[
        bool, typer.Option("--annuleer", help="Stop met dit bestand en gooi weg wat klaarstond.")
    ] = False,
) -> None:
    """Lees verhalen in uit een bestand. Bij één fout wordt er niets bewaard."""
    with prepared() as house:
        basis = _basis(approved, settled, purpose or [], codes=slips is not None, ask=not dry_run)
        options = _options(
            question or [], definition, annotations, delimiter, sheet, per_speaker=per_speaker
        )
        asked = Asked(
            file, team, new_team, form, layout, keep_layout, column or [], options, basis, slips
        )
        _carry_out(house, asked, dry_run=dry_run, go_on=go_on, cancel=cancel)


def _carry_out(house: "House", asked: Asked, *, dry_run: bool, go_on: bool, cancel: bool) -> None:
    from service import importing

    order, name = _order(house, asked, dry_run=dry_run)
    looked = importing.look(house, order)
    if cancel:
        batch = importing.batch_of(house, looked)
        if batch is None:
            raise Rejected(
                "Van dit bestand staat niets klaar, met deze keuzes.", code="import.niets"
            )
        importing.cancel(house, batch)
        say("Geannuleerd. Van dit bestand is niets bewaard.")
        return
    _show(looked.seen, looked.matching.unknown)
    if asked.keep_layout:
        _keep(house, asked.keep_layout, looked)
    if dry_run:
        outcome = _dry(house, looked)
    elif asked.slips is None:
        outcome = _import(house, looked, by_force=go_on)
    else:
        outcome = _import_with_codes(house, looked, asked.slips, by_force=go_on)
    _tell(outcome, team_name=name, order=order, dry_run=dry_run)


def _dry(house: "House", looked: "Looked") -> "Outcome":
    from service import import_gate, import_trying

    with steps() as progress:
        return import_trying.dry_run(
            house, looked, progress=progress, processes=import_gate.cores()
        )


def _import(
    house: "House", looked: "Looked", *, by_force: bool, hand_over: "HandOver | None" = None
) -> "Outcome":
    from service import import_gate, importing

    try:
        with steps() as progress:
            batch = importing.begin(house, looked, progress=progress, by_force=by_force)
            return importing.go_on(
                house,
                batch,
                progress=progress,
                processes=import_gate.cores(),
                hand_over=hand_over,
            )
    except KeyboardInterrupt:
        say("Onderbroken. Er is nog geen verhaal bewaard. Geef dezelfde opdracht nog eens, dan "
            "gaat het verder waar het was. Met --annuleer gooit u weg wat klaarstaat.")  # fmt: skip
        raise


def _import_with_codes(
    house: "House", looked: "Looked", path: Path, *, by_force: bool
) -> "Outcome":
    from service import slips

    address = f"{house.settings.own_address}/code"
    with slips.on_paper(house, path) as write:

        def hand_over(made: "Sequence[Slip]") -> None:
            write(slips.for_own_story(one, address=address) for one in made)

        outcome = _import(house, looked, by_force=by_force, hand_over=hand_over)
    say(f"De briefjes met codes staan in {path}. Ze zijn maar één keer te maken.")
    return outcome


def _order(house: "House", asked: Asked, *, dry_run: bool) -> tuple["Order", str]:
    """What is asked, and the name of the team."""
    from models import forms
    from service.importing import Order

    how = _how(house, asked)
    with house.database.writing() as session:
        team = _team(session, house, asked)
        form = forms.current(session, asked.form)
        order = Order(
            path=asked.file,
            name=asked.file.name,
            team_id=team.id,
            form_id=form.id,
            basis=asked.basis,
            how=how,
        )
        name = team.name
        if dry_run:
            session.rollback()
    return order, name


def _team(session: "Session", house: "House", asked: Asked) -> "Team":
    from models import teams

    if not asked.new_team:
        return teams.by_name(session, asked.team)
    return teams.ensure(session, asked.team, organisation=house.settings.organisation)


def _how(house: "House", asked: Asked) -> "How":
    from service import import_layouts
    from service.import_layouts import How

    now = How(mapping=_mapping(asked.columns), options=asked.options)
    if asked.layout is None:
        return now
    with house.database.reading() as session:
        return import_layouts.named(session, asked.layout, over=now)


def _keep(house: "House", name: str, looked: "Looked") -> None:
    from service import import_layouts

    with house.database.writing() as session:
        import_layouts.keep(session, name, looked.order.how, seen=looked.seen)
    say(f"De indeling “{name}” is bewaard. Gebruik hem met --indeling.")


def _basis(approved: bool, settled: str, purposes: list[str], *, codes: bool, ask: bool) -> "Basis":
    """The agreement; who sits at a screen and said nothing of it is asked, once."""
    from service.importing import Basis

    if ask and not (approved or purposes or codes) and sys.stdin.isatty():
        approved = typer.confirm("Hebben de vertellers deze tekst al goedgekeurd?")
        settled = typer.prompt("Hoe is dat geregeld?", default="") if approved else ""
        purposes = [
            purpose.value
            for purpose in Purpose
            if approved and typer.confirm(f"Mag dit: {purpose.label.lower()}?")
        ]
    if codes and approved:
        raise Rejected(
            "Codes zijn voor vertellers die nog geen ja zeiden. Laat --approved of --codes weg.",
            code="import.codes",
        )
    return Basis(
        purposes=_purposes(purposes), approved=approved, settled=settled.strip()[:500], codes=codes
    )


def _options(
    questions: list[str],
    definition: Path | None,
    annotations: Path | None,
    delimiter: str | None,
    sheet: str | None,
    *,
    per_speaker: bool,
) -> "ReadingOptions":
    from ingest.readers.options import ReadingOptions

    return ReadingOptions(
        form=_content(definition),
        annotations=_content(annotations),
        delimiter={"tab": "\t"}.get(delimiter or "", delimiter),
        sheet=sheet,
        per_speaker=per_speaker,
        answers=_kinds(questions),
    )


def _content(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError:
        raise Rejected(
            f"{path.name} is er niet, of het mag niet worden gelezen.", code="import.ontbreekt"
        ) from None


def _kinds(questions: list[str]) -> dict[str, QuestionKind] | None:
    kinds: dict[str, QuestionKind] = {}
    known = {kind.value: kind for kind in QuestionKind}
    for question in questions:
        key, _, kind = question.rpartition("=")
        if not key.strip() or kind.strip() not in known:
            raise Rejected(
                "Schrijf een vraag als naam=soort, bijvoorbeeld Gevoel=keuze. "
                f"Soorten: {', '.join(known)}.",
                code="import.vraag",
            )
        kinds[key.strip()] = known[kind.strip()]
    return kinds or None


def _mapping(columns: list[str]) -> dict[str, str] | None:
    pairs = [column.partition("=") for column in columns]
    for wanted, separator, name in pairs:
        if not (wanted and separator and name):
            raise Rejected(
                "Schrijf een kolom als veld=kolomnaam, bijvoorbeeld tekst=Verhaal.",
                code="import.kolom",
            )
    return {wanted.strip(): name.strip() for wanted, _, name in pairs} or None


def _purposes(names: list[str]) -> frozenset[Purpose]:
    known = {purpose.value for purpose in Purpose}
    unknown = sorted(set(names) - known)
    if unknown:
        raise Rejected(
            f"Dit doel is niet bekend: {', '.join(unknown)}. Kies uit {', '.join(sorted(known))}.",
            code="import.doel",
        )
    return frozenset(Purpose(name) for name in names)


def _show(seen: "Preview", unknown: tuple[str, ...]) -> None:
    """What was recognised; never a word of a story."""
    say(f"Soort bestand: {seen.layout.label}.")
    read = [
        f"{column.name} ({column.use})"
        for column in seen.columns
        if column.use not in {"niet", "persoon"}
    ]
    left = [column.name for column in seen.columns if column.use == "niet"]
    if read:
        say(f"Wij lezen: {_listed(read)}.")
    if left:
        say(f"Wij laten weg: {_listed(left)}.")
    if unknown:
        say(f"Deze vragen staan niet in het formulier. Wij laten ze weg: {_listed(unknown)}.")
    unsure = [question.text for question in seen.questions if not question.certain]
    if unsure:
        say(f"Is dit een vraag? Zeg het met --vraag: {_listed(unsure)}.")
    for note in seen.notes:
        say(note)


def _listed(names: "list[str] | tuple[str, ...]") -> str:
    more = f" en nog {len(names) - SHOWN}" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}"


def _tell(outcome: "Outcome", *, team_name: str, order: "Order", dry_run: bool) -> None:
    say(f"Gevonden: {outcome.found} verhalen voor {team_name}. Nieuw: {outcome.new}.")
    if outcome.already_known:
        say(f"Al bekend, dus overgeslagen: {outcome.already_known}.")
    say(f"Weggehaald: {outcome.masked} namen en andere herkenbare dingen. Kijk dit zelf na.")
    if dry_run:
        say("Dit was alleen kijken. Er is niets bewaard.")
        return
    basis = order.basis
    if not basis.approved:
        say("Niemand kan deze verhalen nog lezen: de vertellers hebben nog geen ja gezegd.")
        if not basis.codes:
            say("Hebben zij dat wel gedaan? Lees het bestand dan in met --approved.")
        if basis.purposes:
            say("Waarvoor het mag, kiest elke verteller zelf. Wat u koos, bewaren wij niet.")
        return
    if outcome.held:
        say(
            f"In {outcome.held} daarvan staat misschien iets over gevaar. Die leest een moderator "
            "eerst, in de verkenner onder ‘Eerst bekijken’."
        )
    if Purpose.ASSOCIATION not in basis.purposes:
        say("Let op: zonder --purpose associatie tellen deze verhalen niet mee in thema's.")
