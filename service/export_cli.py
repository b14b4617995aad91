"""`vertelpunt exporteer`: stories to take along for one purpose, and what is left out."""

from pathlib import Path
from typing import Annotated

import typer

from models.vocabulary import Purpose
from service import command_house
from service.screen import say
from service.story_exports import ExportFormat

export_app = typer.Typer()


@export_app.command("exporteer")
def export_stories(
    out: Annotated[Path, typer.Argument(metavar="UIT", help="Bestand voor de verhalen.")],
    purpose: Annotated[
        Purpose, typer.Option("--doel", help="Waarvoor de vertellers ja moeten hebben gezegd.")
    ],
    shape: Annotated[
        ExportFormat, typer.Option("--formaat", help="csv, xlsx, jsonl of narrafirma (een zip).")
    ] = ExportFormat.CSV,
) -> None:
    """Zet verhalen in een bestand: alleen die voor dit doel mogen."""
    from service import jsonl, story_exports

    with command_house.prepared() as house:
        content, counts = story_exports.make(house.database, purpose, shape)
        with house.database.writing() as session, jsonl.replacing(out) as temporary:
            story_exports.note(session, purpose, shape, counts)
            temporary.write_bytes(content)
    say(f"{counts.included} verhalen staan in {out}. Alleen u kunt dit bestand lezen.")
    say(f"Weggelaten, omdat de verteller dit doel niet aankruiste: {counts.without_consent}.")
    say(f"Weggelaten, omdat ze niet (meer) zijn goedgekeurd: {counts.not_approved}.")
    say("Haalt een verteller een verhaal terug? Wis dan ook dit bestand.")
