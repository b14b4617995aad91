"""Verhaal: one whole story as its narrator approved it, with what the narrator says it means."""

import streamlit as st

from explorer import paper, words
from explorer.visit import Visit, asked_for
from service.schemas import StoryView


def show(visit: Visit) -> None:
    """The story that the address asks for."""
    story_id = asked_for()
    visit.go("verhalen", "← Alle verhalen")
    if story_id is None:
        paper.title("Verhaal")
        paper.calm("Kies eerst een verhaal.")
        return
    story = visit.reader.story(story_id)
    paper.title(story.title)
    badges = [paper.badge(words.SYNTHETIC, made_up=True)] if story.synthetic else []
    badges += [] if story.quotable else [paper.badge(words.NOT_QUOTABLE)]
    paper.told(
        [
            story.role_label or "Niet verteld wie",
            story.age_group_label,
            visit.team(story.team),
            words.month(story.period) if story.period else None,
        ],
        badges,
    )
    text, margin = st.columns([2, 1], gap="large")
    with text:
        paper.reading_text(story.text, key="verhaal")
    with margin:
        _meaning(story)
        _consent(story)
        _themes(visit, story)


def _meaning(story: StoryView) -> None:
    paper.part("Wat de verteller er zelf over zegt")
    if not story.answers:
        paper.say("De verteller heeft geen vragen beantwoord.")
    for answer in story.answers:
        paper.small(answer.text)
        paper.say(words.sentence_case(answer.answer))


def _consent(story: StoryView) -> None:
    paper.part("Waar de verteller ja tegen zei")
    if not story.purposes:
        paper.say("Nergens tegen.")
    paper.bullets([purpose.label for purpose in story.purposes])
    if not story.quotable:
        paper.say("Citeer niet uit dit verhaal.")
    paper.small(f"Binnengekomen via: {story.channel.label.lower()}.")


def _themes(visit: Visit, story: StoryView) -> None:
    paper.part("Thema's in dit verhaal")
    if not story.themes:
        paper.say("Geen enkel thema past bij dit verhaal.")
    for theme in story.themes:
        visit.go("thema", theme.label, key=theme.id)
