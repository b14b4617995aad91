"""The longer commands of the command line: importing a file and writing a report."""

from datetime import timedelta
from pathlib import Path

from models import teams
from models.base import today
from models.errors import Rejected
from models.vocabulary import Purpose
from service import jsonl
from service.importing import Basis, ImportPlan, plan, store
from service.screen import say, steps
from service.start import prepare
from service.wiring import House

FORMATS = ("docx", "pdf", "csv")


def import_file(
    house: House,
    file: Path,
    *,
    team_name: str,
    columns: list[str],
    dry_run: bool,
    approved: bool,
    purposes: list[str],
    new_team: bool,
) -> None:
    """Read a file of stories into a team, or (dry run) only tell what would happen.

    Raises:
        Rejected: the file, a column or a purpose is wrong; nothing is stored.
        NotFound: the team is not known.
    """
    basis = Basis(
        purposes=_purposes(purposes),
        approved=approved,
        answer_within=house.settings.triage_time,
    )
    prepare(house)
    with house.database.writing() as session, steps() as progress:
        owner = house.settings.organisation
        team = (
            teams.ensure(session, team_name, organisation=owner)
            if new_team
            else teams.by_name(session, team_name)
        )
        name = team.name
        planned = plan(
            house,
            session,
            file,
            team=team,
            mapping=_mapping(columns),
            progress=lambda done, total: progress("Namen weghalen", done, total),
        )
        if not dry_run:
            expires_on = today() + timedelta(days=house.settings.expire_days)
            store(session, planned, team=team, basis=basis, expires_on=expires_on)
        else:
            session.rollback()
    _tell(planned, team_name=name, basis=basis, dry_run=dry_run)


def write_report(house: House, *, theme: str, format: str, out: Path | None) -> None:
    """Write a theme report to a file. Its themes are kept under the versions that it names.

    Args:
        house: the house.
        theme: `all`, the id of a theme, or `ID@VERSION` for a theme as it was.
        format: `docx`, `pdf` or `csv`.
        out: where to; None for a name with today's date in this folder.

    Raises:
        Rejected: the format is not known.
        NotFound: the theme is not known, or nothing is kept under that version.
    """
    from service.reports import content, csv_file, docx, pdf

    renderers = {"docx": docx.render, "pdf": pdf.render, "csv": csv_file.render}
    if format not in renderers:
        raise Rejected(
            f"Het formaat “{format}” bestaat niet. Kies {', '.join(FORMATS)}.",
            code="rapport.formaat",
        )
    prepare(house)
    with house.database.writing() as session:
        report = content.build(
            session,
            None if theme == "all" else [theme],
            organisation=house.settings.organisation,
            on=today(),
        )
    path = out or Path(f"themarapport-{today().isoformat()}.{format}")
    with jsonl.replacing(path) as temporary:
        temporary.write_bytes(renderers[format](report))
    say(f"Het rapport staat in {path}.")


def _tell(planned: ImportPlan, *, team_name: str, basis: Basis, dry_run: bool) -> None:
    found, new = len(planned.drafts), len(planned.new)
    masked = sum(
        len(intake.text.replacements) + len(intake.title.replacements)
        for _, intake, _ in planned.new
    )
    say(f"Gevonden: {found} verhalen voor {team_name}. Nieuw: {new}.")
    if planned.already_known:
        say(f"Al bekend, dus overgeslagen: {planned.already_known}.")
    say(f"Weggehaald: {masked} namen en andere herkenbare dingen. Kijk dit zelf na.")
    if dry_run:
        say("Dit was alleen kijken. Er is niets bewaard.")
        return
    if not basis.approved:
        say(
            "Niemand kan deze verhalen nog lezen: de vertellers hebben nog geen ja gezegd. "
            "Hebben zij dat wel gedaan? Lees het bestand dan in met --approved."
        )
        return
    held = sum(intake.alarm is not None for _, intake, _ in planned.new)
    if held:
        say(
            f"In {held} daarvan staat misschien iets over gevaar. Die leest een moderator eerst, "
            "in de verkenner onder ‘Eerst bekijken’."
        )
    if Purpose.ASSOCIATION not in basis.purposes:
        say("Let op: zonder --purpose associatie tellen deze verhalen niet mee in thema's.")


def _mapping(columns: list[str]) -> dict[str, str] | None:
    pairs = [column.partition("=") for column in columns]
    for field, separator, name in pairs:
        if not (field and separator and name):
            raise Rejected(
                "Schrijf een kolom als veld=kolomnaam, bijvoorbeeld tekst=Verhaal.",
                code="import.kolom",
            )
    return {field.strip(): name.strip() for field, _, name in pairs} or None


def _purposes(names: list[str]) -> frozenset[Purpose]:
    known = {purpose.value for purpose in Purpose}
    unknown = sorted(set(names) - known)
    if unknown:
        raise Rejected(
            f"Dit doel is niet bekend: {', '.join(unknown)}. Kies uit {', '.join(sorted(known))}.",
            code="import.doel",
        )
    return frozenset(Purpose(name) for name in names)
