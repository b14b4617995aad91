"""Nakijken: published stories with every change marked and explained, and a way to take out more.

The words that were taken out are gone; what stands there now, of which kind and why, is known.
"""

from collections import Counter

import streamlit as st

from explorer import paper, remembered, words
from explorer.client import ApiProblem, Reader
from explorer.visit import Visit, asked_for
from service.schemas import ChangeView, ModerationRow, ModerationStory

MANY_OWN_WORDINGS = 3
_FAULT = "nakijken_fout"
_SAID = "nakijken_gezegd"


def show(visit: Visit) -> None:
    """The stories that nobody looked over yet, those with most to see first."""
    queue = visit.reader.moderation()
    paper.title("Nakijken")
    _notice()
    paper.lead(
        "De computer haalde namen weg, en meestal keek de verteller mee. Toch blijft er soms iets "
        "staan. Kijk of iemand te herkennen is."
    )
    if not queue.stories:
        paper.calm("Er is niets na te kijken.", "Voorbeeldverhalen staan hier niet.")
        return
    done = f" U en anderen keken er al {words.number(queue.looked_over)} na."
    paper.small(
        f"Er {'wacht' if queue.waiting == 1 else 'wachten'} nog {words.stories(queue.waiting)}."
        f"{done if queue.looked_over else ''} Wat het meest opvalt, staat bovenaan."
    )
    for row in paper.paged(queue.stories, key="nakijken_bladzijde"):
        _row(visit, row)
    paper.pages_below(queue.stories, key="nakijken_bladzijde")


def _row(visit: Visit, row: ModerationRow) -> None:
    with st.container(key=f"rij-nakijken-{row.story_id}", gap=None):
        title = row.title or "Verhaal zonder titel"
        visit.go("nakijken_verhaal", title, key=row.story_id)
        paper.told(
            [row.role_label or "Niet verteld wie", visit.team(row.team)],
            [paper.badge(reason) for reason in _reasons(row)],
        )


def _reasons(row: ModerationRow) -> list[str]:
    """Why a story stands high in the list."""
    found = []
    if row.flagged:
        found.append("Misschien te herkennen")
    if row.restored:
        found.append(f"Verteller zette {row.restored} keer iets terug")
    if row.own_wordings >= MANY_OWN_WORDINGS:
        found.append("Veel eigen woorden")
    if row.answers_in_words:
        found.append(words.count(row.answers_in_words, "antwoord", "antwoorden") + " in woorden")
    return found


def show_story(visit: Visit) -> None:
    """The story that the address asks for, with every change."""
    story_id = asked_for()
    visit.go("nakijken", "← Alle verhalen om na te kijken")
    if story_id is None:
        paper.title("Nakijken")
        paper.calm("Kies eerst een verhaal.")
        return
    story = visit.reader.moderation_story(story_id)
    paper.title(story.title or "Verhaal zonder titel")
    _notice()
    paper.told(
        [
            story.role_label or "Niet verteld wie",
            story.age_group_label,
            visit.team(story.team),
            words.month(story.period) if story.period else None,
        ]
    )
    text, margin = st.columns([2, 1], gap="large")
    with text:
        _read(story)
        _answers(story)
        _take_out(visit.reader, story)
    with margin:
        _why(story)
        _look(visit.reader, story)


def _read(story: ModerationStory) -> None:
    if story.title_changes:
        marks = [(one.start, one.end, _said(one)) for one in story.title_changes]
        paper.explained_text(story.title, marks, key="titel")
    marks = [(one.start, one.end, _said(one)) for one in story.text_changes]
    marks += [
        (flag.start, flag.end, f"misschien te herkennen: {flag.kind}") for flag in story.flags
    ]
    paper.explained_text(story.text, marks, key="verhaal")
    if marks:
        paper.small("Wijs een gemarkeerd stukje aan om te zien waarom het daar staat.")


def _answers(story: ModerationStory) -> None:
    """What the narrator wrote in answers: others may read it with the story."""
    if not story.answers:
        return
    paper.part("Wat de verteller bij vragen schreef")
    for number, answer in enumerate(story.answers):
        paper.small(answer.question)
        paper.reading_text(answer.words, key=f"antwoord-{number}")


def _why(story: ModerationStory) -> None:
    paper.part("Wat er veranderd is")
    tally = Counter(
        (one.wording, one.kind.label, one.why)
        for one in (*story.title_changes, *story.text_changes)
    )
    if not tally:
        paper.say("Er is niets weggehaald.")
    paper.bullets(
        [
            f"{wording} ({kind}{f', {times} keer' if times > 1 else ''}): {why}"
            for (wording, kind, why), times in tally.items()
        ]
    )
    if tally:
        paper.small("Wat er eerst stond, weten wij niet meer.")
    if story.restored:
        paper.small(
            f"De verteller zette {words.count(story.restored, 'stukje', 'stukjes')} terug. "
            "Welke, dat bewaren wij niet."
        )
    if story.flags:
        paper.part("Misschien samen te herkennen")
        paper.bullets([f"{flag.words} ({flag.kind})" for flag in story.flags])


def _take_out(reader: Reader, story: ModerationStory) -> None:
    paper.part("Staat er nog iets wat weg moet?")
    field = f"weghalen-{story.story_id}"
    with st.form(f"formulier-{story.story_id}", border=False, clear_on_submit=True):
        st.text_input("Het woord of de woorden", key=field, max_chars=200)
        paper.small(
            "Wij halen dit overal weg, uit het verhaal en de antwoorden, als heel woord. U kunt "
            "dat niet terugdraaien: de woorden staan daarna nergens meer."
        )
        st.form_submit_button("Voorgoed weghalen", on_click=_remove, args=(reader, story, field))


def _look(reader: Reader, story: ModerationStory) -> None:
    paper.part("Klaar?")
    if story.looked_over_by is not None:
        paper.say(f"✓ Nagekeken door {story.looked_over_by}.")
        return
    st.button(
        "Dit verhaal is nagekeken",
        key=f"nagekeken-{story.story_id}",
        type="primary",
        on_click=_mark,
        args=(reader, story),
    )


def _remove(reader: Reader, story: ModerationStory, field: str) -> None:
    """Runs before the page is drawn again, so that the page shows the text as it is now."""
    typed = " ".join(str(st.session_state.get(field, "")).split())
    try:
        reader.remove_words(story.story_id, typed)
    except ApiProblem as problem:
        st.session_state[_FAULT] = problem.sentence
        return
    remembered.forget()
    st.session_state[_SAID] = "Weggehaald. De computer leest dit verhaal nu opnieuw."


def _mark(reader: Reader, story: ModerationStory) -> None:
    try:
        reader.mark_looked_over(story.story_id)
    except ApiProblem as problem:
        st.session_state[_FAULT] = problem.sentence
        return
    remembered.forget()
    st.session_state[_SAID] = "Dank u. Dit verhaal staat nu als nagekeken."


def _notice() -> None:
    fault, said = st.session_state.pop(_FAULT, None), st.session_state.pop(_SAID, None)
    if fault:
        st.error(fault)
    if said:
        paper.calm(said)


def _said(change: ChangeView) -> str:
    return f"{change.kind.label}: {change.why}"
