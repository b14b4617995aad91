"""Verhalen: the list of all stories, the latest first."""

import streamlit as st

from explorer import paper, words
from explorer.client import MOST_STORIES
from explorer.visit import Visit
from service.schemas import Overview, StoryRow

PER_PAGE = 20


def show(visit: Visit) -> None:
    """The titles, with who tells."""
    seen = visit.reader.overview()
    paper.title("Verhalen")
    if paper.empty(seen.stories):
        return
    paper.made_up(seen.synthetic_stories, seen.stories, short=True)
    found = visit.choice.of(visit.reader.stories())
    which = (
        words.stories(seen.stories)
        if visit.choice.everything
        else words.of_all(len(found), seen.stories)
    )
    paper.lead(f"{words.sentence_case(which)}, de nieuwste eerst.{_checked(seen)}")
    visit.note_choice()
    if seen.stories > MOST_STORIES:
        paper.small(f"U ziet de nieuwste {words.number(MOST_STORIES)}.")
    wanted = st.text_input("Zoek in de titels", key="zoek_titel", max_chars=80).strip().lower()
    found = [story for story in found if wanted in story.title.lower()]
    if not found:
        paper.calm("Geen enkel verhaal past bij uw keuze.", "Kies links iets anders.")
        return
    for story in paper.paged(found, key="verhalen_bladzijde", per_page=PER_PAGE):
        _row(visit, story)
    paper.pages_below(found, key="verhalen_bladzijde", per_page=PER_PAGE)


def _checked(seen: Overview) -> str:
    if seen.synthetic_stories == seen.stories:
        return ""
    return (
        " Elke verteller heeft het eigen verhaal nagekeken en goedgekeurd. "
        "Namen en plaatsen zijn weggehaald."
    )


def _row(visit: Visit, story: StoryRow) -> None:
    with st.container(key=f"rij-{story.id}", gap=None):
        visit.go("verhaal", story.title, key=story.id)
        paper.told(
            [
                story.role_label or "Niet verteld wie",
                story.age_group_label,
                visit.team(story.team),
                words.month(story.period) if story.period else None,
            ],
            [paper.badge(words.SYNTHETIC, made_up=True)] if story.synthetic else [],
        )
