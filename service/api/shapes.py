"""From what the models know to what goes over the wire; nothing is asked of the database here."""

from collections.abc import Container, Mapping, Sequence
from typing import Any

from models import grounds, vocabulary
from models.grounds import PIECE, PRACTICE, SENTENCE, Grounds
from models.link_changes import BY_HAND
from models.link_evidence import NEEDS_EVIDENCE
from models.paraphrases import ThemeParaphrase
from models.runs import Run
from models.standards import Link, LinkEvent, Standard, StandardSet
from models.stories import Story
from models.themes import RankedTheme, ThemeEvent
from models.vocabulary import Origin, Purpose
from service.api.answers import answer_summary as answer_summary
from service.api.answers import answer_view as answer_view
from service.api.reasons import reason_of
from service.schemas import (
    EventView,
    Evidence,
    Exemplar,
    LinkEventView,
    LinkOrigin,
    LinkView,
    PassageView,
    RunView,
    SentenceView,
    StoryRow,
    ThemeName,
    ThemeRow,
    Word,
)

COMMAND_LINE = "Beheerder (opdrachtregel)"
KEPT_FOR_UNDOING = frozenset((
    "voor", "na", "toewijzingen", "weigeringen", "zinnen", "groep", "van_groep", "teruggenomen",
    "themas", "toelichting", "tekst",
))  # fmt: skip


def word(member: vocabulary.Word) -> Word:
    """A word of the vocabulary with its label."""
    return Word(value=member.value, label=member.label)


def run_view(run: Run) -> RunView:
    """A computation."""
    return RunView(
        id=run.id,
        kind=word(run.kind),
        state=word(run.state),
        step=run.step,
        done=run.done,
        total=run.total,
        created_at=run.created_at,
        finished_at=run.finished_at,
        error_code=run.error_code,
        provenance=run.provenance,
    )


def theme_row(ranked: RankedTheme, *, total: int) -> ThemeRow:
    """A theme, with its share of `total` stories."""
    theme = ranked.theme
    return ThemeRow(
        id=theme.id,
        label=theme.label,
        label_by_person=theme.label_origin is Origin.PERSON,
        description=theme.description,
        words=theme.words,
        stability=word(theme.stability),
        stories=ranked.stories,
        passages=ranked.passages,
        share=round(ranked.stories / total, 4) if total else 0.0,
        version=theme.version,
        state=word(theme.state),
        pinned=theme.pinned,
        starter=theme.starter_key is not None,
    )


def passage_view(
    story: Story,
    start: int,
    end: int,
    *,
    strength: float = 0.0,
    by_person: bool = False,
    passage_id: int | None = None,
    evidence: Evidence | None = None,
) -> PassageView:
    """A piece of a story that readers may see, who tells it, and why it is where it is."""
    return PassageView(
        id=passage_id,
        story_id=story.id,
        story_title=story.title,
        start=start,
        end=end,
        text=story.text[start:end].strip(),
        strength=round(strength, 4),
        by_person=by_person,
        role_label=story.role.label if story.role else None,
        age_group_label=story.age_group.label if story.age_group else None,
        team=story.team.name,
        period=story.period,
        quotable=story.allows(Purpose.QUOTE),
        synthetic=story.synthetic,
        evidence=evidence,
    )


def evidence_view(evidence: Mapping[str, Any] | None, known: Grounds) -> Evidence | None:
    """Why the machine put a passage where it is; None when nothing can be said (any more)."""
    example = (evidence or {}).get("voorbeeld") or {}
    # Of practice passages and names of themes the id is no number: no text is shown of those.
    told = example.get("id")
    number = told if isinstance(told, int) else 0
    found = Evidence(
        words=[str(one) for one in (evidence or {}).get("woorden") or ()],
        sentence=known.sentences.get(number) if example.get("soort") == SENTENCE else None,
        passage_id=number if example.get("soort") == PIECE and number in known.passages else None,
        written_example=example.get("soort") == PRACTICE,
    )
    said = found.words or found.sentence or found.passage_id is not None or found.written_example
    return found if said else None


def between_view(evidence: Mapping[str, Any] | None, known: Grounds) -> list[ThemeName]:
    """The themes that a passage in doubt hangs between, as they are now and each once."""
    named = [known.themes.get(one) for one in (evidence or {}).get("tussen") or ()]
    now = {theme.id: theme.label for theme in named if theme is not None}
    return [ThemeName(id=theme_id, label=label) for theme_id, label in now.items()]


def sentence_view(sentence: ThemeParaphrase) -> SentenceView:
    """A sentence that teaches a theme."""
    return SentenceView(
        id=sentence.id,
        text=sentence.text,
        voice=sentence.voice,
        tone=sentence.tone,
        by_person=sentence.origin is Origin.PERSON,
        used=sentence.used,
    )


def exemplar_view(exemplar: grounds.Exemplar | None) -> Exemplar | None:
    """The sentence that shows a theme best."""
    if exemplar is None:
        return None
    return Exemplar(
        story_id=exemplar.story.id,
        text=exemplar.text,
        quotable=exemplar.story.allows(Purpose.QUOTE),
        synthetic=exemplar.story.synthetic,
    )


def story_row(story: Story) -> StoryRow:
    """A story in a list: its title and who tells, not its text."""
    return StoryRow(
        id=story.id,
        title=story.title,
        role_label=story.role.label if story.role else None,
        age_group_label=story.age_group.label if story.age_group else None,
        team=story.team.name,
        period=story.period,
        synthetic=story.synthetic,
    )


def link_view(
    row: tuple[Link, Standard, StandardSet],
    *,
    theme_label: str,
    example: str | None,
    names: Mapping[int, str],
    evidence: Sequence[int],
) -> LinkView:
    """A link with its standard, why it was made, and the passages that show what people said."""
    link, standard, standard_set = row
    kind = word(link.kind) if link.kind else None
    proven = bool(evidence) or link.kind not in NEEDS_EVIDENCE
    return LinkView(
        id=link.id,
        version=link.version,
        theme_id=link.theme_id,
        theme_label=theme_label,
        standard_key=standard.key,
        standard_title=standard.title,
        standard_description=standard.description,
        standard_status=word(standard.status),
        set_key=standard_set.key,
        set_name=standard_set.name,
        set_short=standard_set.short,
        set_status=word(standard_set.status),
        set_url=next((str(s["url"]) for s in standard_set.sources if s.get("url")), ""),
        similarity=link.similarity,
        probability=link.probability,
        by_hand=BY_HAND in link.reason,
        state=word(link.state),
        kind=kind if proven else None,
        kind_without_stories=None if proven else kind,
        evidence=list(evidence),
        reason=reason_of(link.reason, standard=standard, example=example),
        words=[str(found) for found in link.reason.get("words", [])],
        example=example,
        decided_by=names.get(link.decided_by) if link.decided_by is not None else None,
        decided_at=link.decided_at,
        established_by=names.get(link.established_by) if link.established_by is not None else None,
        established_at=link.established_at,
    )


def link_event_view(event: LinkEvent, names: Mapping[int, str]) -> LinkEventView:
    """Something that happened to a link and who did it."""
    nobody = Origin.MACHINE.label if event.run_id is not None else COMMAND_LINE
    return LinkEventView(
        at=event.at,
        by=names.get(event.account_id, nobody) if event.account_id is not None else nobody,
        before=word(event.before) if event.before else None,
        after=word(event.after),
        kind=word(event.kind) if event.kind else None,
        reason=event.reason,
        version=event.version,
        run=event.run_id,
    )


def link_origin(link: Link, standard_set: StandardSet) -> LinkOrigin:
    """Where a link comes from, as far as that was kept with it."""
    return LinkOrigin(
        run=link.run_id,
        encoder=str(link.reason.get("encoder", "")),
        theme_version=link.reason.get("theme_version"),
        set_version=str(link.reason.get("set_version", standard_set.version)),
    )


def event_view(
    event: ThemeEvent, names: Mapping[int, str], *, undoable: Container[int] = ()
) -> EventView:
    """Something that happened to a theme and who did it, without what only undoing needs."""
    by_person = COMMAND_LINE if "groep" in event.detail else Origin.MACHINE.label
    by = names.get(event.account_id) if event.account_id is not None else None
    moved: Mapping[str, Sequence[Any]] = event.detail.get("toewijzingen", {})
    # What lies in no theme is moved along; only what is in the theme counts.
    counts = {
        f"stukjes_{way}": sum(row[1] == event.theme_id for row in rows)
        for way, rows in moved.items()
    }
    told = {name: value for name, value in event.detail.items() if name not in KEPT_FOR_UNDOING}
    return EventView(
        kind=word(event.kind),
        at=event.at,
        by=by or by_person,
        detail=told | {name: count for name, count in counts.items() if count},
        id=event.id,
        remark=str(event.detail.get("toelichting", "")),
        can_be_undone=event.id in undoable,
    )
