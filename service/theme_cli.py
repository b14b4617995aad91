"""`vertelpunt themes …`: themes as people keep them, from the command line."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from models.vocabulary import ResidueReason, ThemeState
from service.command_house import reading, writing
from service.proposal_cli import proposal_app
from service.screen import dutch_errors, say
from service.settings import Settings
from service.trend_cli import time_app
from service.wiring import build

if TYPE_CHECKING:
    from service.curating import Step

theme_app = typer.Typer(
    help="Thema's: bekijken, een naam geven, samenvoegen, splitsen en meer.", no_args_is_help=True
)

theme_app.add_typer(proposal_app, name="proposals")
theme_app.add_typer(time_app)

ThemeId = Annotated[
    str, typer.Argument(metavar="ID", help="Het kenmerk dat `themes list` laat zien.")
]
Passages = Annotated[
    list[int], typer.Argument(metavar="STUKJE", help="Nummers die `themes show` laat zien.")
]
Why = Annotated[str, typer.Option("--reden", help="Waarom, in uw eigen woorden.")]
WithText = Annotated[bool, typer.Option("--tekst", help="Laat ook de tekst van stukjes zien.")]


@theme_app.command("list")
def theme_list(
    state: Annotated[
        ThemeState | None, typer.Option("--state", help="Alleen in deze toestand.")
    ] = None,
) -> None:
    """Laat zien welke thema's er zijn, de meeste verhalen eerst."""
    from service import theme_pages

    with reading() as session:
        theme_pages.show_all(session, state)


@theme_app.command("show")
def theme_show(theme: ThemeId, with_text: WithText = False) -> None:
    """Laat één thema zien: wat het is, welke stukjes erin staan en waarom."""
    from service import theme_pages

    with reading() as session:
        theme_pages.show(session, theme, with_text=with_text)


@theme_app.command("classify")
def theme_classify(
    jsonl: Annotated[Path, typer.Option(help='Regels {"id", "text"}.')],
    out: Annotated[Path, typer.Option(help="Bestand voor de uitkomst.")],
    encoder: Annotated[
        str | None, typer.Option(help="Taalmodel: ingebouwd, een map of een naam.")
    ] = None,
) -> None:
    """Zeg van teksten over welke starthema's ze gaan, zonder database. Geen thema kan ook."""
    from service.measuring import classify_file

    with dutch_errors():
        settings = Settings()
        name = encoder or settings.named_encoder
        classify_file(jsonl, out, encoder=name, store=settings.encoders)


@theme_app.command("export")
def theme_export(
    folder: Annotated[Path, typer.Argument(metavar="MAP", help="Nieuwe map.")],
) -> None:
    """Schrijf de thema's als map die BERTopic leest. Er gaat geen tekst uit verhalen mee."""
    from service.exporting import to_bertopic

    with dutch_errors(), closing(build(Settings())) as house:
        count = to_bertopic(house, folder)
    say(f"{count} thema's staan in {folder}. Openen kan met BERTopic.load.")


@theme_app.command("history")
def theme_history(theme: ThemeId) -> None:
    """Laat zien wat er met een thema is gebeurd, en wat ongedaan kan."""
    from service import theme_pages

    with reading() as session:
        theme_pages.show_history(session, theme)


@theme_app.command("residue")
def theme_residue(
    reason: Annotated[
        ResidueReason | None, typer.Option("--reason", help="Alleen om deze reden.")
    ] = None,
    with_text: WithText = False,
) -> None:
    """Laat zien welke stukjes in geen thema staan, en waarom."""
    from service import theme_pages

    with reading() as session:
        theme_pages.show_residue(session, reason, with_text=with_text)


@theme_app.command("rename")
def theme_rename(
    theme: ThemeId,
    label: Annotated[str, typer.Argument(metavar="NAAM", help="De nieuwe naam.")],
    why: Why = "",
) -> None:
    """Geef een thema een naam. De verhalen blijven dezelfde."""
    from service import curating

    with writing() as session:
        found = curating.word(session, theme, label=label, remark=why)
        say(f"Het thema heet nu “{found.label}”.")


@theme_app.command("describe")
def theme_describe(
    theme: ThemeId,
    description: Annotated[
        str | None, typer.Option("--omschrijving", help="Waar het thema over gaat, in één zin.")
    ] = None,
    include: Annotated[str | None, typer.Option("--wel", help="Wat erin hoort.")] = None,
    exclude: Annotated[str | None, typer.Option("--niet", help="Wat er niet in hoort.")] = None,
    why: Why = "",
) -> None:
    """Zeg waar een thema over gaat, wat erin hoort en wat niet."""
    from service import curating

    with writing() as session:
        found = curating.word(
            session,
            theme,
            description=description,
            include_rule=include,
            exclude_rule=exclude,
            remark=why,
        )
        say(f"De omschrijving van “{found.label}” is bewaard.")


@theme_app.command("accept")
def theme_accept(theme: ThemeId, why: Why = "") -> None:
    """Neem een voorgesteld thema in gebruik."""
    from service.curating import Step

    _take(Step.ACCEPT, theme, why, "is nu in gebruik")


@theme_app.command("reject")
def theme_reject(theme: ThemeId, why: Why = "") -> None:
    """Wijs een voorgesteld thema af. Het komt niet terug."""
    from service.curating import Step

    _take(Step.REJECT, theme, why, "is afgewezen")


@theme_app.command("pin")
def theme_pin(theme: ThemeId, why: Why = "") -> None:
    """Zet een thema vast: de computer verandert er niets meer aan."""
    from service.curating import Step

    _take(Step.PIN, theme, why, "staat vast")


@theme_app.command("unpin")
def theme_unpin(theme: ThemeId, why: Why = "") -> None:
    """Maak een thema los: de computer houdt het weer bij."""
    from service.curating import Step

    _take(Step.UNPIN, theme, why, "staat niet meer vast")


@theme_app.command("park")
def theme_park(theme: ThemeId, why: Why = "") -> None:
    """Zet een thema apart. De stukjes staan tot u het heropent in geen thema."""
    from service.curating import Step

    _take(Step.PARK, theme, why, "staat apart")


@theme_app.command("retire")
def theme_retire(theme: ThemeId, why: Why = "") -> None:
    """Laat een thema vervallen. Wat erin stond, wordt onthouden."""
    from service.curating import Step

    _take(Step.RETIRE, theme, why, "is vervallen")


@theme_app.command("reopen")
def theme_reopen(theme: ThemeId, why: Why = "") -> None:
    """Heropen een apart gezet of vervallen thema, met de stukjes die er nog zijn."""
    from service.curating import Step

    _take(Step.REOPEN, theme, why, "is weer in gebruik")


@theme_app.command("confirm")
def theme_confirm(theme: ThemeId, passages: Passages, why: Why = "") -> None:
    """Zeg dat stukjes in een thema horen. De computer laat ze daar staan."""
    from service import curating

    with writing() as session:
        found = curating.judge(session, theme, passages, belongs=True, remark=why)
        say(f"Bevestigd in “{found.label}”: {_numbers(passages)}.")


@theme_app.command("refuse")
def theme_refuse(theme: ThemeId, passages: Passages, why: Why = "") -> None:
    """Zeg dat stukjes niet in een thema horen. De computer zet ze er niet meer in."""
    from service import curating

    with writing() as session:
        found = curating.judge(session, theme, passages, belongs=False, remark=why)
        say(f"Niet meer in “{found.label}”: {_numbers(passages)}.")


@theme_app.command("merge")
def theme_merge(
    themes: Annotated[list[str], typer.Argument(metavar="ID", help="Twee thema's of meer.")],
    label: Annotated[str, typer.Option("--naam", help="De naam van het nieuwe thema.")],
    why: Why = "",
) -> None:
    """Voeg thema's samen. De oude kenmerken wijzen naar het nieuwe thema."""
    from service import curating

    with writing() as session:
        merged = curating.merge(session, dict.fromkeys(themes), label, remark=why)
        say(f"Samengevoegd tot “{merged.label}” ({merged.id}).")


@theme_app.command("split")
def theme_split(
    theme: ThemeId,
    parts: Annotated[
        list[str],
        typer.Option("--deel", help='Naam en stukjes: "Wachten:12,15,20". Minstens twee keer.'),
    ],
    rest_apart: Annotated[
        bool, typer.Option("--rest-apart", help="Zet wat u niet noemt in geen thema.")
    ] = False,
    why: Why = "",
) -> None:
    """Splits een thema. Wat u niet noemt, gaat naar het deel waar het op lijkt."""
    from service import curating, theme_pages

    with writing() as session:
        wanted = [theme_pages.part_of(part) for part in parts]
        done = curating.split(session, theme, wanted, divide=not rest_apart, remark=why)
        theme_pages.show_split(session, done)


@theme_app.command("undo")
def theme_undo(
    event: Annotated[
        int, typer.Argument(metavar="GEBEURTENIS", help="Het nummer uit `themes history`.")
    ],
    why: Why = "",
) -> None:
    """Maak een verandering ongedaan, in elk thema dat erbij hoorde."""
    from service import curating

    with writing() as session:
        changed = curating.undo(session, event, remark=why)
        say("Ongedaan gemaakt. Veranderd: " + ", ".join(f"“{one.label}”" for one in changed) + ".")


@theme_app.command("starters")
def theme_starters(
    on: Annotated[str | None, typer.Option("--aan", help="Zet dit starthema aan.")] = None,
    off: Annotated[str | None, typer.Option("--uit", help="Zet dit starthema uit.")] = None,
    why: Why = "",
) -> None:
    """Laat de starthema's zien, of zet er een aan of uit."""
    from service import curating, theme_pages

    if on is None and off is None:
        with reading() as session:
            theme_pages.show_starters(session)
        return
    with writing() as session:
        for key, wanted in ((on, True), (off, False)):
            if key is not None:
                found = curating.switch_starter(session, key, wanted, remark=why)
                say(f"“{found.label}” staat {'aan' if wanted else 'uit'}.")


@theme_app.command("sentences")
def theme_sentences(
    theme: ThemeId,
    text: Annotated[
        str | None, typer.Option("--voeg-toe", help="Een eigen zin; nooit uit een verhaal.")
    ] = None,
    on: Annotated[int | None, typer.Option("--aan", help="Nummer van een zin.")] = None,
    off: Annotated[int | None, typer.Option("--uit", help="Nummer van een zin.")] = None,
    why: Why = "",
) -> None:
    """Laat de voorbeeldzinnen van een thema zien, voeg er een toe, of zet er een aan of uit."""
    from service import curating, theme_pages

    if text is None and on is None and off is None:
        with reading() as session:
            theme_pages.show_sentences(session, theme)
        return
    with writing() as session:
        if text is not None:
            curating.add_sentence(session, theme, text, remark=why)
            say("De zin is erbij gezet.")
        for number, wanted in ((on, True), (off, False)):
            if number is not None:
                curating.use_sentence(session, theme, number, wanted, remark=why)
                say(f"Zin {number} staat {'aan' if wanted else 'uit'}.")


def _take(step: "Step", theme: str, why: str, told: str) -> None:
    from service import curating

    with writing() as session:
        found = curating.take(session, step, theme, remark=why)
        say(f"“{found.label}” {told}.")


def _numbers(passages: list[int]) -> str:
    return ", ".join(f"stukje {one}" for one in sorted(set(passages)))
