"""`vertelpunt vergelijken …`: two sets of standards next to each other, from the command line."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from models.vocabulary import MappingRelation, MappingState
from service.command_house import account, prepared, reading, writing
from service.screen import say

crosswalk_app = typer.Typer(
    help="Sets van standaarden vergelijken: voorstellen, apart beoordelen, en besluiten.",
    no_args_is_help=True,
)

One = Annotated[str, typer.Argument(metavar="SET", help="Een set, zoals amersfoort.")]
Other = Annotated[str, typer.Argument(metavar="SET", help="De andere set.")]
Number = Annotated[
    int, typer.Argument(metavar="NUMMER", help="Het nummer dat `vergelijken lijst` laat zien.")
]
Relation = Annotated[
    MappingRelation, typer.Argument(help="Gelezen van de eerste standaard naar de tweede.")
]
Who = Annotated[str, typer.Option("--account", metavar="NAAM", help="Wie dit vindt of besluit.")]


class FileKind(StrEnum):
    """The shapes that a comparison can have."""

    CSV = "csv"
    TTL = "ttl"


@crosswalk_app.command("voorstellen")
def crosswalk_propose(one: One, other: Other) -> None:
    """Laat de computer relaties voorstellen. Wat mensen beoordeelden, blijft zoals het is."""
    from service import crosswalk as comparing

    with prepared() as house:
        stored = comparing.propose(house, one, other)
    say(f"{stored.new} nieuw, {stored.kept} gebleven, {stored.gone} weg.")
    if stored.with_people:
        say(f"{_pairs(stored.with_people)} van mensen: daar is niets aan veranderd.")


@crosswalk_app.command("lijst")
def crosswalk_list(
    one: One,
    other: Other,
    state: Annotated[
        MappingState | None, typer.Option("--toestand", help="Alleen in deze toestand.")
    ] = None,
    standard: Annotated[
        str | None, typer.Option("--standaard", help="Alleen met deze standaard.")
    ] = None,
) -> None:
    """Laat de paren zien, en waarom ze er staan. Wat iemand er los van vindt, staat er niet bij."""
    from models import crosswalk
    from models.crosswalk import SETTLED
    from service import crosswalk as comparing

    with reading() as session:
        sets = crosswalk.pair(session, one, other)
        rows = crosswalk.mappings(session, sets, state=state, standard_key=standard)
        for mapping, source, target in rows:
            settled = mapping.relation if mapping.state in SETTLED else mapping.proposed
            relation = settled.label if settled else "Nog geen relatie genoemd"
            say(f"{mapping.id:>5}  {mapping.state.label}: {relation}")
            say(f"       {source.key} {source.title}: {source.description}")
            say(f"       {target.key} {target.title}: {target.description}")
            say(f"       {comparing.why(mapping)}")
    say(f"{_pairs(len(rows))}." if rows else "Er staat niets in de lijst.")


@crosswalk_app.command("inbreng")
def crosswalk_bring_up(
    one: One,
    other: Other,
    source: Annotated[str, typer.Argument(metavar="STANDAARD", help="Van de ene set.")],
    target: Annotated[str, typer.Argument(metavar="STANDAARD", help="Van de andere set.")],
    who: Who,
) -> None:
    """Breng een paar in dat de computer niet voorstelde."""
    from service import crosswalk as comparing

    with writing() as session:
        made = comparing.bring_up(
            session, one, other, (source, target), account_id=account(session, who)
        )
        say(f"Dit paar staat in de lijst, met nummer {made.id}.")


@crosswalk_app.command("beoordeel")
def crosswalk_judge(
    number: Number,
    relation: Relation,
    who: Who,
    note: Annotated[str, typer.Option("--toelichting", help="Waarom, in uw eigen woorden.")] = "",
) -> None:
    """Zeg wat u van een paar vindt. U mag het veranderen tot er is besloten."""
    from service import crosswalk as comparing

    with writing() as session:
        mapping = comparing.judge(
            session, number, account_id=account(session, who), relation=relation, note=note
        )
        say(f"Bewaard. {mapping.state.label}.")


@crosswalk_app.command("besluit")
def crosswalk_decide(
    number: Number,
    relation: Relation,
    who: Who,
    why: Annotated[str, typer.Option("--reden", help="Wat na overleg de doorslag gaf.")],
) -> None:
    """Besluit na overleg over een paar waarover twee personen verschillen."""
    from service import crosswalk as comparing

    with writing() as session:
        account_id = account(session, who)
        comparing.decide(session, number, account_id=account_id, relation=relation, reason=why)
        say(f"Besloten: {relation.label.lower()}.")


@crosswalk_app.command("heropen")
def crosswalk_reopen(number: Number, who: Who) -> None:
    """Neem een besluit terug. Wat mensen apart vonden, geldt dan weer."""
    from service import crosswalk as comparing

    with writing() as session:
        mapping = comparing.reopen(session, number, account_id=account(session, who))
        say(f"Het besluit is terug. {mapping.state.label}.")


@crosswalk_app.command("overeenstemming")
def crosswalk_agreement(one: One, other: Other) -> None:
    """Laat zien hoe eens mensen het zijn die dezelfde paren apart beoordeelden."""
    from models import crosswalk
    from service import crosswalk as comparing

    with prepared() as house, house.database.reading() as session:
        sets = crosswalk.pair(session, one, other)
        found = comparing.agreement(session, sets, seed=house.settings.seed)
    if found.raw is not None:
        say(f"{_pairs(found.units)}, {found.people} personen. Hetzelfde gezegd: {found.raw:.0%}.")
    if found.kappa is not None:
        say(f"  kappa van Cohen: {_figure(found.kappa)}")
    if found.alpha is not None:
        between = (
            f" (tussen {_figure(found.low)} en {_figure(found.high)})"
            if found.low is not None and found.high is not None
            else ""
        )
        say(f"  alfa van Krippendorff: {_figure(found.alpha)}{between}")
    say(comparing.in_words(found))


@crosswalk_app.command("dekking")
def crosswalk_coverage(
    one: Annotated[str | None, typer.Argument(metavar="[SET]", help="Een set.")] = None,
    other: Annotated[str | None, typer.Argument(metavar="[SET]", help="De andere set.")] = None,
) -> None:
    """Laat zien wat van de ene set in de andere terugkomt; zonder namen van alle sets."""
    from service import crosswalk_pages

    with reading() as session:
        if one is None or other is None:
            crosswalk_pages.show_shares(session)
        else:
            crosswalk_pages.show_coverage(session, one, other)


@crosswalk_app.command("export")
def crosswalk_export(
    one: One,
    other: Other,
    out: Annotated[Path, typer.Option("--out", help="Naam van het bestand.")],
    kind: Annotated[
        FileKind, typer.Option("--format", help="csv, of ttl voor SKOS.")
    ] = FileKind.CSV,
    proposals: Annotated[
        bool, typer.Option("--voorstellen", help="Ook wat nog niet is besloten.")
    ] = False,
) -> None:
    """Schrijf de vergelijking naar een bestand: waar mensen over besloten."""
    from service import crosswalk as comparing
    from service import jsonl

    with reading() as session:
        made = comparing.as_file(session, one, other, kind.value, with_proposals=proposals)
    with jsonl.replacing(out) as temporary:
        temporary.write_bytes(made)
    say(f"De vergelijking staat in {out}.")


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}".replace(".", ",")


def _pairs(count: int) -> str:
    return "1 paar" if count == 1 else f"{count} paren"
