"""`vertelpunt koppelingen …`: what people decide about links, from the command line."""

from typing import TYPE_CHECKING, Annotated

import typer

from models.vocabulary import LinkState
from service.command_house import account_if_named, reading, writing

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from service.deciding import By, Verdict

link_app = typer.Typer(
    help="Koppelingen tussen thema's en standaarden: bekijken, bevestigen, afwijzen en meer.",
    no_args_is_help=True,
)

LARGEST = 2**31 - 1
"""The largest number that a database key can be."""

LinkId = Annotated[
    int,
    typer.Argument(
        metavar="NUMMER", max=LARGEST, help="Het nummer dat `koppelingen lijst` laat zien."
    ),
]
Who = Annotated[
    str | None,
    typer.Option("--account", metavar="NAAM", help="Wie besluit. Vaststellen vraagt twee namen."),
]
Seen = Annotated[
    int | None, typer.Option("--versie", help="De versie die u zag, uit `koppelingen toon`.")
]
Why = Annotated[str, typer.Option("--reden", help="Waarom, in uw eigen woorden.")]
WithText = Annotated[bool, typer.Option("--tekst", help="Laat ook de tekst van stukjes zien.")]


@link_app.command("lijst")
def link_list(
    state: Annotated[
        LinkState | None, typer.Option("--toestand", help="Alleen in deze toestand.")
    ] = None,
    set_key: Annotated[str | None, typer.Option("--set", help="Alleen bij deze set.")] = None,
    theme: Annotated[str | None, typer.Option("--thema", help="Alleen van dit thema.")] = None,
) -> None:
    """Laat de koppelingen zien van thema's in gebruik; wat mensen besloten eerst."""
    from service import link_pages

    with reading() as session:
        link_pages.show_all(session, state=state, set_key=set_key, theme_id=theme)


@link_app.command("toon")
def link_show(link: LinkId, with_text: WithText = False) -> None:
    """Laat één koppeling zien: waarom, door wie, welke stukjes, en wat ermee gebeurde."""
    from service import link_pages

    with reading() as session:
        link_pages.show(session, link, with_text=with_text)


@link_app.command("bevestig")
def link_confirm(link: LinkId, who: Who = None, version: Seen = None, why: Why = "") -> None:
    """Zeg dat het thema over de standaard gaat. De tweede persoon stelt het vast."""
    from models import standards
    from service.deciding import Verdict

    with writing() as session:
        found, _, _ = standards.link(session, link)
        # Of a confirmation without a name nobody can tell who it was: a name takes its place.
        second = found.state is LinkState.CONFIRMED and found.decided_by is not None
        by = _by(session, who, version, why)
        _take(session, Verdict.ESTABLISH if second else Verdict.CONFIRM, link, by)


@link_app.command("wijs-af")
def link_reject(link: LinkId, who: Who = None, version: Seen = None, why: Why = "") -> None:
    """Zeg dat het thema niet over de standaard gaat. Een nieuwe ronde stelt het niet meer voor."""
    from service.deciding import Verdict

    with writing() as session:
        _take(session, Verdict.REJECT, link, _by(session, who, version, why))


@link_app.command("leg-terug")
def link_lay_back(link: LinkId, who: Who = None, version: Seen = None, why: Why = "") -> None:
    """Trek een besluit in. Van twee personen trekt u alleen uw eigen bevestiging in."""
    from service.deciding import Verdict

    with writing() as session:
        _take(session, Verdict.LAY_BACK, link, _by(session, who, version, why))


@link_app.command("soort")
def link_judge(
    link: LinkId,
    kind: Annotated[
        str,
        typer.Argument(
            metavar="SOORT", help="bevestigt, schuurt, niet_waargemaakt, ontbreekt, of geen."
        ),
    ],
    passages: Annotated[
        list[int] | None,
        typer.Option(
            "--stukje", max=LARGEST, help="Nummer van een stukje dat het laat zien. Mag vaker."
        ),
    ] = None,
    who: Who = None,
    version: Seen = None,
    why: Why = "",
) -> None:
    """Zeg wat de verhalen over de standaard zeggen, en welke stukjes dat laten zien."""
    from service import deciding, link_pages
    from service.deciding import Judgement

    with writing() as session:
        judgement = Judgement(link_pages.kind_of(kind), passages or [])
        deciding.judge(session, link, judgement, _by(session, who, version, why))
        link_pages.show_line(session, link)


@link_app.command("toevoegen")
def link_add(
    theme: Annotated[str, typer.Argument(metavar="THEMA", help="Het kenmerk van het thema.")],
    standard: Annotated[
        str, typer.Argument(metavar="STANDAARD", help="Het kenmerk van de standaard.")
    ],
    why: Annotated[str, typer.Option("--reden", help="Waarom, in uw eigen woorden. Verplicht.")],
    who: Who = None,
) -> None:
    """Koppel een thema zelf aan een standaard die de computer niet voorstelde."""
    from service import deciding, link_pages

    with writing() as session:
        made = deciding.add(session, theme, standard, _by(session, who, None, why))
        link_pages.show_line(session, made.id)


@link_app.command("ongedaan")
def link_undo(link: LinkId, who: Who = None, version: Seen = None, why: Why = "") -> None:
    """Maak het laatste besluit ongedaan. Dat kan alleen wie het nam."""
    from service.deciding import Verdict

    with writing() as session:
        _take(session, Verdict.UNDO, link, _by(session, who, version, why))


def _take(session: "Session", verdict: "Verdict", link: int, by: "By") -> None:
    from service import deciding, link_pages

    deciding.take(session, verdict, link, by)
    link_pages.show_line(session, link)


def _by(session: "Session", who: str | None, version: int | None, why: str) -> "By":
    from service.deciding import By

    return By(account_if_named(session, who), version, why)
