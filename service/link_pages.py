"""What the command line shows of links. Text of stories only when it is asked for."""

from sqlalchemy.orm import Session

from models import accounts, grounds, link_decisions, link_evidence, standards, themes
from models.errors import Problem, Rejected
from models.standards import Link, LinkEvent, Standard, StandardSet
from models.vocabulary import LinkKind, LinkState
from service.api.reasons import reason_of
from service.screen import say

NO_KIND = "geen"
COMMAND_LINE, COMPUTER = "opdrachtregel", "computer"


def show_all(
    session: Session, *, state: LinkState | None, set_key: str | None, theme_id: str | None
) -> None:
    """The links of themes in use, as many as asked for."""
    labels = {theme.id: theme.label for theme in themes.live(session)}
    wanted = [one for one in labels if theme_id in {None, one}]
    rows = standards.links(session, wanted, state=state, set_key=set_key)
    kinds = link_evidence.proven_kinds(session, [link for link, _, _ in rows])
    for row in rows:
        say(_line(row, label=labels[row[0].theme_id], kind=kinds[row[0].id]))
    many = f"{len(rows)} koppelingen." if len(rows) > 1 else "1 koppeling."
    say(many if rows else "Er zijn geen koppelingen.")


def show_line(session: Session, link_id: int) -> None:
    """One link as it is now, in a line.

    Raises:
        NotFound: no such link.
    """
    row = standards.link(session, link_id)
    link = row[0]
    kind = link_evidence.proven_kinds(session, [link])[link.id]
    say(_line(row, label=themes.get(session, link.theme_id).label, kind=kind))


def show(session: Session, link_id: int, *, with_text: bool) -> None:
    """One link: why, by whom, the passages that show what it says, and its history.

    Raises:
        NotFound: no such link.
    """
    link, standard, standard_set = standards.link(session, link_id)
    show_line(session, link_id)
    told = {
        "Versie": str(link.version),
        "Standaard": standard.description,
        "Bron": standard.status.label,
        "Set": f"{standard_set.name}, versie {standard_set.version}. {standard_set.status.label}",
        "Waarom": reason_of(link.reason, standard=standard, example=None),
        "Ronde": str(link.run_id or ""),
        "Taalmodel": str(link.reason.get("encoder", "")),
        "Versie van het thema": str(link.reason.get("theme_version") or ""),
    }
    for name, value in told.items():
        if value:
            say(f"  {name}: {value}")
    _show_evidence(session, link, with_text=with_text)
    events = link_decisions.history(session, link_id)
    ids = {event.account_id for event in events if event.account_id is not None}
    names = accounts.names(session, ids)
    for event in events:
        say(f"  {_event(event, names)}")


def kind_of(word: str) -> LinkKind | None:
    """What somebody typed as a kind; None for "geen".

    Raises:
        Rejected: there is no such kind.
    """
    if word == NO_KIND:
        return None
    if word in set(LinkKind):
        return LinkKind(word)
    choices = ", ".join([*(kind.value for kind in LinkKind), NO_KIND])
    raise Rejected(
        f"“{word}” is geen soort. Kies uit: {choices}.",
        code="koppeling.soort",
        problems=(Problem("soort", f"Kies uit: {choices}."),),
    )


def _show_evidence(session: Session, link: Link, *, with_text: bool) -> None:
    found = link_evidence.shown(session, [link.id]).get(link.id, [])
    for number, (story, passage) in sorted(grounds.for_readers(session, found).items()):
        say(f"  stukje {number} uit verhaal {story.id} laat dit zien")
        if with_text:
            say(f"    {' '.join(story.text[passage.start : passage.end].split())}")
    if link.kind in link_evidence.NEEDS_EVIDENCE and not found:
        say("  Er zijn geen verhalen meer bij dit oordeel.")


def _line(row: tuple[Link, Standard, StandardSet], *, label: str, kind: LinkKind | None) -> str:
    link, standard, standard_set = row
    said = (
        f" · {kind.label}" if kind else " · geen verhalen meer bij het oordeel" if link.kind else ""
    )
    return (
        f"{link.id:>5}  {link.state.value:<12} {label} ({link.theme_id}) – "
        f"{standard.title} ({standard.key}, {standard_set.short}){said}"
    )


def _event(event: LinkEvent, names: dict[int, str]) -> str:
    nobody = COMPUTER if event.run_id is not None else COMMAND_LINE
    by = names.get(event.account_id, nobody) if event.account_id is not None else nobody
    kind = f", {event.kind.label.lower()}" if event.kind else ""
    why = f": {event.reason}" if event.reason else ""
    return f"{event.at:%d-%m-%Y %H:%M} {event.after.label.lower()}{kind} door {by}{why}"
