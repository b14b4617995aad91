"""`vertelpunt themes proposals …`: what a new look at all stories would change, and decisions."""

from typing import Annotated

import typer

from models.vocabulary import ProposalState
from service.command_house import prepared
from service.screen import say

proposal_app = typer.Typer(
    help="Voorstellen van de computer: wat hij aan thema's zou veranderen.",
    no_args_is_help=True,
)

ProposalId = Annotated[
    int, typer.Argument(metavar="VOORSTEL", help="Het nummer uit `themes proposals list`.")
]
Why = Annotated[str, typer.Option("--reden", help="Waarom, in uw eigen woorden.")]


@proposal_app.command("list")
def proposal_list(
    state: Annotated[
        ProposalState, typer.Option("--state", help="Of wat al besloten is, het nieuwste eerst.")
    ] = ProposalState.OPEN,
) -> None:
    """Laat zien wat op een besluit wacht, het grootste eerst."""
    from service import theme_pages

    with prepared() as house, house.database.reading() as session:
        theme_pages.show_proposals(session, state)


@proposal_app.command("accept")
def proposal_accept(proposal: ProposalId, why: Why = "") -> None:
    """Doe wat een voorstel zegt. Dit kan ongedaan."""
    from service import proposing, theme_pages

    with prepared() as house, house.database.writing() as session:
        theme_pages.show_made(session, proposing.accept(session, proposal, remark=why))


@proposal_app.command("reject")
def proposal_reject(proposal: ProposalId, why: Why = "") -> None:
    """Wijs een voorstel af. Het komt niet terug, tenzij u het heroverweegt."""
    from service import proposing

    with prepared() as house, house.database.writing() as session:
        proposing.reject(session, proposal, reason=why)
        say("Het voorstel is afgewezen.")


@proposal_app.command("reconsider")
def proposal_reconsider(proposal: ProposalId, why: Why = "") -> None:
    """Zet een afgewezen voorstel terug in de lijst."""
    from service import proposing

    with prepared() as house, house.database.writing() as session:
        proposing.reconsider(session, proposal, reason=why)
        say("Het voorstel wacht weer op een besluit.")
