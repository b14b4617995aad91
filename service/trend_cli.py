"""`vertelpunt themes trend`, `signals`, `drift` and `suggest`: themes in the course of time."""

from typing import TYPE_CHECKING, Annotated

import typer

from service.command_house import prepared
from service.screen import say

if TYPE_CHECKING:
    from service.schemas import DriftWord, SignalView, TrendCell

time_app = typer.Typer()

ThemeId = Annotated[
    str, typer.Argument(metavar="ID", help="Het kenmerk dat `themes list` laat zien.")
]


@time_app.command("trend")
def theme_trend(
    theme: ThemeId,
    quarters: Annotated[bool, typer.Option("--kwartaal", help="Per kwartaal.")] = False,
    team: Annotated[str | None, typer.Option("--team", help="Alleen dit team.")] = None,
) -> None:
    """Laat zien hoe vaak een thema verteld wordt, naast alle verhalen van die tijd."""
    from models import teams
    from service import trending
    from service.trending import By

    with prepared() as house, house.database.reading() as session:
        team_id = teams.by_name(session, team).id if team else None
        found = trending.trend(
            session,
            theme,
            by=By.QUARTER if quarters else By.MONTH,
            team_id=team_id,
            seed=house.settings.seed,
        )
    say(f"“{found.label}”" + (f", {found.team}" if found.team else ""))
    for cell in found.periods:
        say(f"  {cell.period:<9} {_cell(cell)}")
    if found.without_period.told != 0:
        say(f"  geen maand verteld: {_cell(found.without_period)}")
    if found.signal is not None:
        say(_signal(found.signal))
    say(found.note)


@time_app.command("signals")
def theme_signals() -> None:
    """Laat zien welke thema's vaker of minder vaak verteld worden dan eerst."""
    from service import trending

    with prepared() as house, house.database.reading() as session:
        found = trending.signals(session, seed=house.settings.seed)
    for one in found.signals:
        say(f"{one.theme_id}  “{one.label}”: {_signal(one)}")
    say(found.note if found.signals else "Er zijn nog geen thema's.")


@time_app.command("drift")
def theme_drift(theme: ThemeId) -> None:
    """Laat zien of er binnen een thema iets anders verteld wordt dan eerst."""
    from service import trending

    with prepared() as house, house.database.reading() as session:
        found = trending.drift(session, theme, dutch=house.dutch, seed=house.settings.seed)
    say(f"“{found.label}”: {found.verdict.label}.")
    if found.early and found.recent:
        say(f"  {found.early}: {found.early_stories} verhalen. {_words(found.words_early)}")
        say(f"  {found.recent}: {found.recent_stories} verhalen. {_words(found.words_recent)}")


@time_app.command("suggest")
def theme_suggest(theme: ThemeId) -> None:
    """Vraag een taalmodel om een naam voor een thema. U beslist wat u ermee doet."""
    from service import naming

    with prepared() as house:
        found = naming.suggest(house, theme, account_id=None)
    say(f"Voorstel: “{found.label}”")
    if found.include_rule:
        say(f"  Hoort erin: {found.include_rule}")
    cited = ", ".join(str(number) for number in found.passages_cited)
    say(f"  Op grond van stukje {cited}. Er is niets veranderd.")
    say("  Wilt u deze naam? Gebruik: vertelpunt themes rename")


def _cell(cell: "TrendCell") -> str:
    if cell.stories is None:
        return "verborgen" if cell.told is None else f"verborgen {_of(cell.told)}"
    if cell.told is None:
        return f"{_counted(cell.stories)}; het totaal is verborgen"
    told = f"{cell.stories} {_of(cell.told)}"
    if cell.share is None or cell.low is None or cell.high is None:
        return told
    return f"{told}: {cell.share:.0%} (tussen {cell.low:.0%} en {cell.high:.0%})"


def _of(told: int) -> str:
    return "van 1 verhaal" if told == 1 else f"van de {told} verhalen"


def _counted(stories: int) -> str:
    return "1 verhaal" if stories == 1 else f"{stories} verhalen"


def _signal(one: "SignalView") -> str:
    slowly = ", langzaam" if one.slow else ""
    return f"{one.signal.label}{slowly}."


def _words(words: "list[DriftWord]") -> str:
    if not words:
        return "Geen woorden die opvallen."
    return "Vaker: " + ", ".join(one.word for one in words) + "."
