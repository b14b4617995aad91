"""What the command line shows of themes. Text of stories only when it is asked for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from models import accounts, grounds, paraphrases, proposals, themes, undoing
from models.errors import Problem, Rejected
from models.grounds import Grounds
from models.stories import Story
from models.themes import IN_USE, RankedTheme, Theme, ThemeEvent
from models.vocabulary import Origin, ProposalState, ResidueReason, ThemeState
from service.curating import Part, Split
from service.screen import say

COMMAND_LINE = "opdrachtregel"
MOST_REVIEWED = 20
IDS_PER_LINE = 15


def show_all(session: Session, state: ThemeState | None) -> None:
    """Every theme in use, or every theme in one state."""
    found = themes.in_states(session, IN_USE if state is None else [state])
    for row in found:
        say(_line(row))
    say(_counted(len(found), "thema", "thema's") if found else "Er zijn geen thema's.")


def show(session: Session, theme_id: str, *, with_text: bool) -> None:
    """One theme; an id that was merged shows the theme that it is part of now.

    Raises:
        NotFound: no such theme.
    """
    theme = themes.resolve(session, theme_id)
    if theme.id != theme_id:
        say(f"{theme_id} is samengevoegd. Dit is het thema waar het nu bij hoort.")
    say(_line(themes.counted(session, theme.id)))
    told = {
        "Versie": str(theme.version),
        "Omschrijving": theme.description,
        "Hoort erin": theme.include_rule,
        "Hoort er niet in": theme.exclude_rule,
        "Woorden": ", ".join(theme.words),
        "Starthema": theme.starter_key or "",
        "Voorbeeldzinnen": str(len(paraphrases.of_theme(session, theme.id))),
    }
    for name, value in told.items():
        if value:
            say(f"  {name}: {value}")
    exemplar = grounds.exemplar(session, theme) if with_text else None
    if exemplar is not None:
        say(f"  In een verhaal: {exemplar.text}")
    found = themes.passages_of(session, theme.id)
    known = grounds.grounds(session, [one.evidence for one in found])
    for one in found:
        who = "mens" if one.origin is Origin.PERSON else f"{one.strength:.2f}".replace(".", ",")
        say(f"  stukje {one.passage_id} ({who}) uit verhaal {one.story.id}")
        if with_text:
            _say_text(one.text, one.evidence, known)


def show_history(session: Session, theme_id: str) -> None:
    """Everything that happened to a theme, oldest first.

    Raises:
        NotFound: no such theme.
    """
    theme = themes.get(session, theme_id)
    events = themes.history(session, theme.id)
    names = accounts.names(session, {one.account_id for one in events if one.account_id})
    undoable = set(undoing.undoable(session, theme.id))
    for event in events:
        say(f"{event.id:>6}  {event.at:%d-%m-%Y %H:%M}  {_event(event, names)}")
        if event.id in undoable:
            say(f"        kan ongedaan: vertelpunt themes undo {event.id}")
    if not events:
        say("Er is nog niets met dit thema gebeurd.")


def show_residue(session: Session, reason: ResidueReason | None, *, with_text: bool) -> None:
    """The passages in no theme by reason: how many, and which."""
    found = themes.residue(session, reason=reason, limit=100_000)
    known = grounds.grounds(session, [one.evidence for one in found])
    for because in ResidueReason:
        rows = [row for row in found if row.reason is because]
        if not rows:
            continue
        say(f"{because.label}: {_counted(len(rows), 'stukje', 'stukjes')} ({because.value})")
        if not with_text:
            _say_ids(row.passage.id for row in rows)
            continue
        for row in rows:
            between = [known.themes[one].label for one in _between(row.evidence, known)]
            doubt = f", tussen {' en '.join(between)}" if between else ""
            say(f"  stukje {row.passage.id} uit verhaal {row.story.id}{doubt}")
            say(f"    {_one_line(row.story, row.passage.start, row.passage.end)}")
    if not found:
        say("Er zijn geen stukjes zonder thema.")


def show_starters(session: Session) -> None:
    """Every starter theme that is installed, on or off."""
    every = [row for row in themes.in_states(session, list(ThemeState)) if row.theme.starter_key]
    for row in sorted(every, key=lambda row: row.theme.starter_key or ""):
        on = "aan" if row.theme.state in IN_USE else "uit"
        stories = _counted(row.stories, "verhaal", "verhalen")
        say(f"{row.theme.starter_key:<28} {on}  {row.theme.label} ({row.theme.id}), {stories}")
    say(_counted(len(every), "starthema", "starthema's") if every else "Er zijn geen starthema's.")


def show_sentences(session: Session, theme_id: str) -> None:
    """The sentences that teach a theme; none of them comes from a story.

    Raises:
        NotFound: no such theme.
    """
    theme = themes.get(session, theme_id)
    found = paraphrases.of_theme(session, theme.id, with_unused=True)
    for one in found:
        voice = ", ".join(part for part in (one.voice, one.tone) if part)
        off = "" if one.used else " (uit)"
        say(f"{one.id:>6}  {one.text}{f' [{voice}]' if voice else ''}{off}")
    if not found:
        say("Dit thema heeft nog geen voorbeeldzinnen.")


def show_proposals(session: Session, state: ProposalState) -> None:
    """Proposals in one state: the themes that they are about, and what would become of them."""
    found = proposals.in_state(session, state)
    for one in found:
        about = ", ".join(f"“{themes.get(session, name).label}”" for name in one.theme_ids)
        instead = ", ".join(f"“{part['label']}”" for part in one.parts if part.get("label"))
        said = " → ".join(part for part in (about, instead) if part)
        passages = _counted(len(one.members), "stukje", "stukjes")
        why = f". {one.reason}" if one.reason else ""
        say(f"{one.id:>6}  {one.kind.label}: {said} ({passages}){why}")
    if not found:
        waits = state is ProposalState.OPEN
        say("Er wacht niets op een besluit." if waits else "Er zijn geen voorstellen.")


def show_made(session: Session, made: Sequence[Theme]) -> None:
    """Themes that came of a change, with how much they hold."""
    for one in made:
        counted = themes.counted(session, one.id)
        say(f"“{one.label}” ({one.id}): {_counted(counted.passages, 'stukje', 'stukjes')}.")
    if not made:
        say("Gedaan. Er kwam geen thema bij.")


def show_split(session: Session, done: Split) -> None:
    """The themes that came of a split, and the passages to look over first."""
    show_made(session, done.themes)
    for near in done.division.review[:MOST_REVIEWED]:
        margin = f"{near.margin:.2f}".replace(".", ",")
        say(f"  kijk na: stukje {near.passage_id} in “{done.themes[near.part].label}” ({margin})")
    if done.division.unread:
        loose = _counted(len(done.division.unread), "stukje staat", "stukjes staan")
        say(f"{loose} nu in geen thema.")


def part_of(written: str) -> Part:
    """A part of a split as somebody writes it: `Wachten:12,15,20`.

    Raises:
        Rejected: it is written in another way.
    """
    label, colon, numbers = written.rpartition(":")
    try:
        ids = [int(number) for number in numbers.split(",") if number.strip()]
    except ValueError:
        ids = []
    if not colon or not label.strip() or not ids:
        raise Rejected(
            "Een deel is niet goed geschreven.",
            code="thema.deel",
            problems=(Problem("--deel", 'Schrijf een deel zo: "Wachten:12,15,20".'),),
        )
    return Part(label, ids)


def _line(row: RankedTheme) -> str:
    theme = row.theme
    stories = _counted(row.stories, "verhaal", "verhalen")
    passages = _counted(row.passages, "stukje", "stukjes")
    pinned = ", vastgezet" if theme.pinned else ""
    return (
        f"{theme.id:<14} {theme.label}: {stories}, {passages}, "
        f"{theme.state.label.lower()}, {theme.stability.label.lower()}{pinned}"
    )


def _event(event: ThemeEvent, names: Mapping[int, str]) -> str:
    detail = event.detail
    by = names.get(event.account_id) if event.account_id is not None else None
    by = by or (COMMAND_LINE if "groep" in detail else Origin.MACHINE.label.lower())
    named = f": van “{detail['van']}” naar “{detail['naar']}”" if "van" in detail else ""
    remark = f". {detail['toelichting']}" if detail.get("toelichting") else ""
    return f"{event.kind.label}{named} ({by}){remark}"


def _say_text(text: str, evidence: Mapping[str, Any] | None, known: Grounds) -> None:
    say(f"    {' '.join(text.split())}")
    words = (evidence or {}).get("woorden") or ()
    if words:
        say(f"    woorden: {', '.join(str(word) for word in words)}")
    example = (evidence or {}).get("voorbeeld") or {}
    if example.get("soort") == grounds.SENTENCE and example["id"] in known.sentences:
        say(f"    lijkt op: {known.sentences[example['id']]}")
    elif example.get("soort") == grounds.PIECE and example["id"] in known.passages:
        say(f"    lijkt op: stukje {example['id']}")
    elif example.get("soort") == grounds.PRACTICE:
        say("    lijkt op: een geschreven voorbeeld, uit geen verhaal")


def _between(evidence: Mapping[str, Any] | None, known: Grounds) -> list[str]:
    return [one for one in (evidence or {}).get("tussen") or () if one in known.themes]


def _say_ids(ids: Iterable[int]) -> None:
    every = [str(one) for one in ids]
    for first in range(0, len(every), IDS_PER_LINE):
        say(f"  {', '.join(every[first : first + IDS_PER_LINE])}")


def _one_line(story: Story, start: int, end: int) -> str:
    return " ".join(story.text[start:end].split())


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
