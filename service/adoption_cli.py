"""`vertelpunt vaststelling …`: a set of standards on its way from draft to adopted."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.vocabulary import AdoptionStage, DialogueRole
from service.command_house import account_if_named, prepared
from service.screen import say

if TYPE_CHECKING:
    from models.adoption import AdoptionStep
    from models.standard_content import Difference

adoption_app = typer.Typer(
    help="Standaarden vaststellen: concept, gepresenteerd, besproken, vastgesteld.",
    no_args_is_help=True,
)

SetKey = Annotated[str, typer.Argument(metavar="SET", help="De sleutel van de set.")]
OneVersion = Annotated[str | None, typer.Option("--versie", help="De versie; anders de nieuwste.")]
OneStandard = Annotated[
    str | None, typer.Option("--standaard", help="Alleen deze standaard uit de set.")
]


@adoption_app.command("toon")
def adoption_show(
    set_key: SetKey, version: OneVersion = None, standard: OneStandard = None
) -> None:
    """Laat zien hoe ver een set of standaard is, en wat er sinds de vorige keer veranderd is."""
    from models import adoption, standard_sets

    with prepared() as house, house.database.reading() as session:
        row = standard_sets.get(session, set_key, version)
        one = adoption.standard_in(session, row, standard) if standard else None
        steps = adoption.steps(session, row.id, standard_id=one.id if one else None)
        say(f"{row.name}, versie {row.version}" + (f": {one.title}" if one else ""))
        for step in steps:
            _say_step(step)
        if not steps:
            say("  Er is nog geen stap vastgelegd.")
        of_set = adoption.stages(session, [row.id]).get(row.id)
        if one is not None and of_set is not None:
            say("De hele set, met deze standaard erbij:")
            _say_step(of_set)
        since = adoption.since_adopted(session, row)
        if since is not None and one is None:
            _say_changes(since[0].version, since[1])


@adoption_app.command("stap")
def adoption_step(
    set_key: SetKey,
    stage: Annotated[AdoptionStage, typer.Argument(metavar="STAP", help="Welke stap het is.")],
    on: Annotated[
        datetime, typer.Option("--op", formats=["%Y-%m-%d"], help="De dag, zoals 2026-11-23.")
    ],
    roles: Annotated[
        list[DialogueRole] | None, typer.Option("--rol", help="Wie erbij waren. Mag vaker.")
    ] = None,
    minority: Annotated[
        Path | None,
        typer.Option("--ander-geluid", help="Tekstbestand met wat anderen vonden, woordelijk."),
    ] = None,
    note: Annotated[str, typer.Option("--toelichting", help="Een toelichting.")] = "",
    version: OneVersion = None,
    standard: OneStandard = None,
    who: Annotated[
        str | None, typer.Option("--account", metavar="NAAM", help="Wie dit vastlegt.")
    ] = None,
) -> None:
    """Leg een stap vast. Een stap blijft staan; een fout verbetert u met een nieuwe stap."""
    from models import adoption, standard_sets
    from models.adoption import NewStep

    with prepared() as house:
        new = NewStep(stage, _day(on), roles or [], _words(minority), note)
        with house.database.writing() as session:
            row = standard_sets.get(session, set_key, version)
            one = adoption.standard_in(session, row, standard) if standard else None
            account_id = account_if_named(session, who)
            adoption.record(session, row, new, standard=one, account_id=account_id)
        say(f"{row.name}, versie {row.version}: {stage.label.lower()} op {_day(on).isoformat()}.")


def _day(moment: datetime) -> date:
    return moment.date()


def _words(path: Path | None) -> str:
    """What the file says, word for word.

    Raises:
        Rejected: it cannot be read as text.
    """
    from models.errors import Rejected

    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        # Without the cause: it may hold what somebody said.
        raise Rejected(
            "Het bestand met het andere geluid kan niet gelezen worden. Geef een tekstbestand "
            "(UTF-8).",
            code="vaststelling.bestand",
        ) from None


def _say_step(step: "AdoptionStep") -> None:
    roles = ", ".join(DialogueRole(role).label for role in step.roles)
    say(f"  {step.held_on.isoformat()}  {step.stage.label}" + (f" · {roles}" if roles else ""))
    if step.minority_view:
        say(f"    Ander geluid: {step.minority_view}")
    if step.note:
        say(f"    Toelichting: {step.note}")


def _say_changes(version: str, changes: "Difference") -> None:
    say(f"Sinds versie {version}, die is vastgesteld:")
    for label, keys in (
        ("nieuw", [one.key for one in changes.added]),
        ("weg", [one.key for one in changes.removed]),
        ("anders", [one.key for one in changes.changed]),
        ("anders in de set zelf", [one.label.lower() for one in changes.of_set]),
    ):
        if keys:
            say(f"  {label}: {', '.join(keys)}")
