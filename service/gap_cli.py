"""`vertelpunt gaten`: where stories and standards miss each other, on the screen or in a file."""

from collections.abc import Iterator
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.vocabulary import AgeGroup, NarratorRole, SourceStatus
from service.disclosure import FEWEST_SHOWN
from service.screen import dutch_errors, say
from service.settings import Settings
from service.wiring import build

if TYPE_CHECKING:
    from service.schemas import GapReport, GapShare, Word

gap_app = typer.Typer()

UNKNOWN = "onbekend"
_ROLES = ", ".join([*(role.value for role in NarratorRole), UNKNOWN])
_AGES = ", ".join([*(age.value for age in AgeGroup), UNKNOWN])


class GapFormat(StrEnum):
    """How the report is given."""

    TEXT = "tekst"
    CSV = "csv"
    JSON = "json"


@gap_app.command("gaten")
def show_gaps(
    set_key: Annotated[str | None, typer.Option("--set", help="Alleen deze set.")] = None,
    role: Annotated[str | None, typer.Option("--rol", help=f"Alleen deze rol: {_ROLES}.")] = None,
    age: Annotated[
        str | None, typer.Option("--leeftijd", help=f"Alleen deze leeftijd: {_AGES}.")
    ] = None,
    team: Annotated[str | None, typer.Option("--team", help="Alleen dit team.")] = None,
    minimum: Annotated[
        int, typer.Option("--minimum", help="Het kleinste aantal dat te zien is.")
    ] = FEWEST_SHOWN,
    format: Annotated[
        GapFormat, typer.Option("--formaat", help="tekst, csv of json.")
    ] = GapFormat.TEXT,
    out: Annotated[Path | None, typer.Option("--uit", help="Naam van het bestand.")] = None,
) -> None:
    """Laat zien waar verhalen en standaarden elkaar missen."""
    from models import teams
    from models.base import today
    from service import gap_csv, gaps
    from service.gaps import Asked
    from service.start import prepare

    with dutch_errors(), closing(build(Settings())) as house:
        prepare(house)
        with house.database.reading() as session:
            team_id = teams.by_name(session, team).id if team else None
            report = gaps.report(session, Asked(set_key, role, age, team_id, minimum))
        if format is GapFormat.TEXT:
            _give("\n".join(_lines(report, every_standard=set_key is not None)), out)
        elif format is GapFormat.JSON:
            _give(report.model_dump_json(by_alias=True, indent=2), out)
        else:
            path = out or Path(f"vertelpunt-gaten-{today().isoformat()}.csv")
            _write(path, gap_csv.render(report, on=today()))


def _give(text: str, out: Path | None) -> None:
    if out is None:
        typer.echo(text)
    else:
        _write(out, f"{text}\n".encode())


def _write(path: Path, content: bytes) -> None:
    """Write the file.

    Raises:
        Unavailable: that cannot be done there.
    """
    from models.errors import Unavailable

    try:
        path.write_bytes(content)
    except OSError:
        raise Unavailable(
            "Het bestand kan daar niet geschreven worden. Kies een andere plek.",
            code="gaten.bestand",
        ) from None
    say(f"Geschreven: {path.name}")


def _lines(report: "GapReport", *, every_standard: bool) -> Iterator[str]:
    who = f" ({report.group.label})" if report.group else ""
    yield f"Verhalen in een thema met een standaard{who}: {_count(report.count)}"
    yield ""
    yield from _theme_lines(report)
    yield ""
    yield from _standard_lines(report, every_standard=every_standard)
    yield ""
    yield "Wie vertelt, en bij hoeveel past een standaard?"
    for group in report.groups:
        if group.count.of != 0:
            touched = "" if group.standards_touched is None else (
                f"; standaarden geraakt: {group.standards_touched}"
            )  # fmt: skip
            yield f"  {group.kind.label:<9} {group.label}: {_count(group.count)}{touched}"
    silent = [group.label for group in report.groups if group.count.of == 0]
    if silent:
        yield f"  Nog geen verhalen: {', '.join(dict.fromkeys(silent))}"
    yield ""
    yield from report.notes


def _theme_lines(report: "GapReport") -> Iterator[str]:
    yield "Thema's zonder standaard: een nieuw onderwerp?"
    for theme in report.themes:
        yield f"  {theme.label}: {_count(theme.count)}. {theme.why.label}."
        for missing in theme.missing_in:
            known = _known(missing.standard_status)
            yield f"    Ontbreekt in: {missing.standard_title}{known} ({missing.set_short})"
        if theme.proposed and theme.why.value != "alleen_voorstel":
            yield f"    Voorstellen van de computer: {theme.proposed}"
        if theme.rejected and theme.why.value != "afgewezen":
            yield f"    Afgewezen: {theme.rejected}"
    if not report.themes:
        yield "  Geen."


def _standard_lines(report: "GapReport", *, every_standard: bool) -> Iterator[str]:
    yield "Standaarden zonder verhaal: geen probleem, of niet naar gevraagd?"
    for one in report.sets:
        known = f" [{one.status.label.lower()}]" if one.incomplete else ""
        yield f"  {one.key}  {one.short}{known}: {one.without_story} van de {one.standards}"
        if every_standard:
            for standard in report.standards:
                why = standard.why.label.lower()
                yield f"    {standard.key}  {standard.title}{_known(standard.status)}: {why}"
            if one.missing:
                yield f"    Wat ontbreekt: {one.missing}"
    if not report.sets:
        yield "  Er zijn nog geen standaarden."
    elif not every_standard:
        yield "  Met --set ziet u welke."


def _known(status: "Word") -> str:
    """How well the text of a standard is known, where that is not beyond doubt."""
    return "" if status.value == SourceStatus.VERIFIED else f" [{status.label.lower()}]"


def _count(count: "GapShare") -> str:
    if count.of is None:
        return "verborgen"
    if count.stories is None:
        return f"verborgen, van {count.of}"
    told = f"{count.stories} van {count.of}"
    if count.share is None or count.low is None or count.high is None:
        return told
    return f"{told} = {count.share:.0%} (tussen {count.low:.0%} en {count.high:.0%})"
