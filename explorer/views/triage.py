"""Eerst bekijken: stories with a sign of danger, read by one person before anybody else.

The page never tells anybody outside, and says so. A decision is taken here or taken back, once.
"""

from datetime import UTC, datetime

import streamlit as st

from explorer import paper, remembered, words
from explorer.client import ApiProblem, Reader
from explorer.visit import Visit, asked_for
from service.schemas import TextMark, TriageRow, TriageStory, Word

RELEASED, APART = "vrijgegeven", "apart_gehouden"
_FAULT = "eerst_fout"
_SAID = "eerst_gezegd"


def show(visit: Visit) -> None:
    """The queue."""
    queue = visit.reader.triage()
    paper.title("Eerst bekijken")
    _notice()
    if queue.late:
        many = queue.late > 1
        paper.warn(
            f"{words.sentence_case(words.stories(queue.late))} "
            f"{'wachten' if many else 'wacht'} te lang.",
            f"De verteller is beloofd dat iemand binnen {queue.hours} uur leest.",
        )
    paper.lead(
        "In deze verhalen staat misschien iets over gevaar. U leest ze als eerste. "
        "U beslist of anderen ze mogen lezen."
    )
    paper.small(
        "Wij zijn geen hulpdienst. Er gaat niets vanzelf naar de politie of naar Veilig Thuis. "
        "De verteller zag meteen wie hij of zij kan bellen."
    )
    if not queue.waiting:
        paper.calm("Er wacht geen verhaal op u.", "Kijk hier elke werkdag.")
    for row in queue.waiting:
        _row(visit, row)
    _handled(visit, queue.handled)


def _row(visit: Visit, row: TriageRow) -> None:
    with st.container(key=f"kaart-eerst-{row.story_id}"):
        left = words.left(row.due_at, datetime.now(UTC))
        paper.part(f"{row.kind.label}: {left}")
        paper.told(
            [
                row.role_label or "Niet verteld wie",
                visit.team(row.team),
                f"bekijken vóór {words.moment(row.due_at)}",
            ],
            [paper.badge("Te laat")] if row.late else [],
        )
        visit.go("eerst_verhaal", "Lees dit verhaal", key=row.story_id)


def _handled(visit: Visit, rows: list[TriageRow]) -> None:
    if not rows:
        return
    with st.expander(f"Al over beslist ({len(rows)})"):
        for row in rows:
            with st.container(key=f"beslist-{row.story_id}", gap=None):
                paper.say(f"{row.kind.label}: {_outcome(row)}")
                visit.go("eerst_verhaal", "Lees dit verhaal", key=row.story_id)


def show_story(visit: Visit) -> None:
    """The story that the address asks for."""
    story_id = asked_for()
    visit.go("eerst", "← Alle verhalen die wachten")
    if story_id is None:
        paper.title("Eerst bekijken")
        paper.calm("Kies eerst een verhaal.")
        return
    story = visit.reader.triage_story(story_id)
    paper.title(story.title or "Verhaal zonder titel")
    _notice()
    row = story.case
    paper.told(
        [
            row.role_label or "Niet verteld wie",
            visit.team(row.team),
            words.left(row.due_at, datetime.now(UTC)) if row.outcome is None else None,
        ],
        [paper.badge(row.kind.label)],
    )
    text, margin = st.columns([2, 1], gap="large")
    with text:
        if story.title_marks:
            paper.marked_text(story.title, _spans(story.title_marks), key="titel")
        paper.marked_text(story.text, _spans(story.text_marks), key="verhaal")
        _answers(story)
        if story.text_marks or story.title_marks or any(one.marks for one in story.answers):
            paper.small("Gemarkeerd: de woorden waar de computer op let. Lees het hele verhaal.")
        else:
            paper.small("De woorden waar de computer op lette, staan niet meer in deze tekst.")
    with margin:
        _decision(visit, row, visit.reader.triage().reasons)
        _help(story)


def _answers(story: TriageStory) -> None:
    if not story.answers:
        return
    paper.part("Wat de verteller bij vragen schreef")
    for number, answer in enumerate(story.answers):
        paper.small(answer.question)
        paper.marked_text(answer.words, _spans(answer.marks), key=f"antwoord-{number}")


def _decision(visit: Visit, row: TriageRow, reasons: list[Word]) -> None:
    if row.outcome is not None:
        paper.part("Besloten")
        paper.say(words.sentence_case(_outcome(row)))
        if row.undoable:
            st.button(
                "Besluit terugdraaien",
                key=f"terug-{row.story_id}",
                on_click=_undo,
                args=(visit.reader, row),
            )
            paper.small("Dat kan één keer.")
        return
    paper.part("Mogen anderen dit lezen?")
    st.button(
        "Vrijgeven",
        key=f"vrij-{row.story_id}",
        type="primary",
        on_click=_decide,
        args=(visit.reader, row, RELEASED, None),
    )
    paper.small("Het verhaal gaat naar wie de verteller koos, en telt mee in thema's.")
    names = {reason.value: reason.label for reason in reasons}
    reason = st.selectbox(
        "Of houd het apart, omdat …",
        list(names),
        index=None,
        placeholder="Kies een reden",
        format_func=lambda value: names.get(value, value),
        key=f"waarom-{row.story_id}",
    )
    st.button(
        "Apart houden",
        key=f"apart-{row.story_id}",
        disabled=reason is None,
        on_click=_decide,
        args=(visit.reader, row, APART, reason),
    )
    paper.small("Niemand anders leest het dan. De verteller ziet dat met de code.")


def _help(story: TriageStory) -> None:
    paper.part("Wie de verteller kan bellen")
    paper.bullets([f"{line.name}: {line.number}" for line in story.help_lines])
    paper.small(
        "Wij weten niet wie de verteller is. Twijfelt u? Veilig Thuis geeft u advies zonder "
        "dat u een naam noemt."
    )


def _decide(reader: Reader, row: TriageRow, outcome: str, reason: str | None) -> None:
    """Runs before the page is drawn again, so that the page shows what is so now."""
    try:
        now = reader.decide_triage(row.story_id, outcome, reason=reason)
    except ApiProblem as problem:
        st.session_state[_FAULT] = problem.sentence
        return
    remembered.forget()
    st.session_state[_SAID] = f"Besloten: {now.outcome.label.lower() if now.outcome else ''}."


def _undo(reader: Reader, row: TriageRow) -> None:
    try:
        reader.undo_triage(row.story_id)
    except ApiProblem as problem:
        st.session_state[_FAULT] = problem.sentence
        return
    remembered.forget()
    st.session_state[_SAID] = "Teruggedraaid. Dit verhaal wacht weer op een besluit."


def _notice() -> None:
    fault, said = st.session_state.pop(_FAULT, None), st.session_state.pop(_SAID, None)
    if fault:
        st.error(fault)
    if said:
        paper.calm(said)


def _outcome(row: TriageRow) -> str:
    what = row.outcome.label.lower() if row.outcome else "nog niet besloten"
    why = f" ({row.reason.label.lower()})" if row.reason else ""
    who = f" door {row.handled_by}" if row.handled_by else ""
    return f"{what}{why}{who}, {words.moment(row.handled_at)}"


def _spans(marks: list[TextMark]) -> list[tuple[int, int]]:
    return [(mark.start, mark.end) for mark in marks]
