"""Thema: one theme as a page in a good report, from what it is to what people decided about it."""

import streamlit as st

from explorer import paper, plain, words
from explorer.views import answers, curating, deciding, naming, telling, themes
from explorer.visit import Visit, asked_for
from service.schemas import EventView, PassageView, ThemePage

THREE = 3
ENOUGH_FOR_EDGE = 6
OTHER_ROLE = 0.35
"""What another role of the narrator weighs beside other words, when choosing what differs."""


def show(visit: Visit) -> None:
    """The theme that the address asks for."""
    theme_id = asked_for()
    visit.go("themas", "← Alle thema's")
    if theme_id is None:
        paper.title("Thema")
        paper.calm("Kies eerst een thema.")
        return
    page = visit.reader.theme(theme_id)
    naming.notice(visit, page.theme)
    deciding.notice()
    paper.title(page.theme.label)
    paper.told(
        [
            words.share(page.theme.stories, page.total_stories),
            words.passages(page.theme.passages),
            words.stability(page.theme.stability.value, page.theme.stability.label),
        ],
        themes.marks(page.theme),
    )
    curating.standing(page)
    paper.made_up(*_made_up(page), short=True)
    main, margin = st.columns([2.1, 1], gap="large")
    with main:
        _what(visit, page)
        curating.proposal(visit, page)
        _three(visit, page)
    with margin:
        _margin(visit, page)
    if page.passages:
        answers.show(visit, page.answers, page.passages)
        telling.show(visit, page)
    if not curating.is_closed(page.theme):
        _standards(visit, page)
    if page.passages:
        _all(visit, page)
    _history(page.history)


def _made_up(page: ThemePage) -> tuple[int, int]:
    stories = {passage.story_id: passage.synthetic for passage in page.passages}
    return sum(stories.values()), len(stories)


def _what(visit: Visit, page: ThemePage) -> None:
    if page.theme.description:
        paper.lead(page.theme.description)
    _exemplar(visit, page)
    _rules(page)
    value = page.theme.stability.value
    figure = (
        f" Gelijkenis gemiddeld {words.decimal(page.stability_value)} "
        "(0 is niets gelijk, 1 is precies hetzelfde)."
        if page.stability_value is not None
        else ""
    )
    meanings = words.TAUGHT_MEANING if _is_taught(page) else words.STABILITY_MEANING
    paper.calm(
        f"Hoe zeker? {page.theme.stability.label}.",
        meanings.get(value, meanings["onbekend"]) + figure,
    )
    if page.theme.words:
        paper.small("Woorden die hier vaker staan dan in andere verhalen:")
        paper.chips(page.theme.words, name="Woorden van dit thema")


def _is_taught(page: ThemePage) -> bool:
    """True when the computer knows the theme from sentences."""
    return page.theme.starter or any(sentence.used for sentence in page.sentences)


def _exemplar(visit: Visit, page: ThemePage) -> None:
    """The sentence that shows the theme best, in the words of whoever told it."""
    shown = page.exemplar
    if shown is None or not page.passages:
        return
    badges = [paper.badge(words.SYNTHETIC, made_up=True)] if shown.synthetic else []
    badges += [] if shown.quotable else [paper.badge(words.NOT_QUOTABLE)]
    paper.small("Een verteller zegt het zo:")
    with st.container(key="citaat-voorbeeld"):
        paper.reading_text(shown.text, key="voorbeeld")
        if badges:
            paper.told([], badges)
        visit.go("verhaal", "Lees het hele verhaal", key=shown.story_id)


def _rules(page: ThemePage) -> None:
    """What belongs and what does not, and the sentences that the computer learned from."""
    if page.include_rule or page.exclude_rule:
        with st.expander("Wat hoort bij dit thema, en wat niet?"):
            if page.include_rule:
                paper.say(f"Hoort erbij: {page.include_rule}")
            if page.exclude_rule:
                paper.say(f"Hoort er niet bij: {page.exclude_rule}")
    used = [sentence.text for sentence in page.sentences if sentence.used]
    if used:
        with st.expander(f"Waar de computer dit thema van leerde ({len(used)})"):
            paper.small("Deze zinnen zijn bedacht. Ze komen niet uit verhalen.")
            paper.bullets(used)


def _three(visit: Visit, page: ThemePage) -> None:
    if not page.passages:
        paper.calm("In dit thema staan nu geen stukjes.")
        return
    found = visit.choice.of(page.passages)
    paper.heading("Drie stukjes die van elkaar verschillen")
    visit.note_choice()
    if not found:
        paper.calm("Geen enkel stukje past bij uw keuze.", "Kies links iets anders.")
        return
    chosen = that_differ(found)
    for index, passage in enumerate(chosen):
        curating.passage(visit, page, passage, key=f"drie-{index}")
    curating.notice(visit, page, place=f"drie-{len(chosen)}")
    if len(found) >= ENOUGH_FOR_EDGE:
        paper.part("En een stukje op de rand")
        paper.small("Dit past het minst duidelijk. Het laat zien waar het thema ophoudt.")
        rest = [passage for passage in found if passage not in chosen]
        edge = min(rest, key=lambda passage: (passage.strength, passage.story_id, passage.start))
        curating.passage(visit, page, edge, key="rand", edge=True)
    else:
        curating.notice(visit, page, place="rand")


def that_differ(passages: list[PassageView]) -> list[PassageView]:
    """The strongest passage, and two that differ most from what was chosen before them.

    Different means: from another story, in other words (Jaccard distance of the sets of words),
    and told by another role. No chance in it: the same passages give the same choice.
    """
    ordered = sorted(passages, key=lambda one: (-one.strength, one.story_id, one.start))
    chosen = ordered[:1]
    while len(chosen) < THREE:
        seen = {one.story_id for one in chosen}
        rest = [one for one in ordered if one.story_id not in seen]
        if not rest:
            break
        chosen.append(max(rest, key=lambda one: min(_apart(one, other) for other in chosen)))
    return chosen


def _apart(one: PassageView, other: PassageView) -> float:
    first, second = set(one.text.lower().split()), set(other.text.lower().split())
    both = len(first | second) or 1
    words_apart = 1 - len(first & second) / both
    return words_apart + OTHER_ROLE * (one.role_label != other.role_label)


def _margin(visit: Visit, page: ThemePage) -> None:
    with st.container(key="kantlijn"):
        naming.form(visit, page.theme)
        st.html('<p class="vp-klein"><strong>Rapport over dit thema</strong></p>')
        paper.report_links(page.theme.id)
        taught = "Zo gezocht. De computer kent dit thema van voorbeeldzinnen."
        paper.small(taught if _is_taught(page) else f"Zo gezocht. {page.mode.label}.")


def _standards(visit: Visit, page: ThemePage) -> None:
    paper.heading("Kwaliteitsstandaarden")
    removed = [
        link for link in visit.reader.links(state=deciding.REJECTED)
        if link.theme_id == page.theme.id
    ]  # fmt: skip
    if not page.links:
        paper.calm(
            "Geen enkele standaard gaat duidelijk over dit thema.",
            "Ook dat is iets om te weten.",
        )
    else:
        decided = sum(link.state.value in deciding.BY_PEOPLE for link in page.links)
        paper.say(
            f"{words.count(len(page.links), 'standaard kan', 'standaarden kunnen')} over dit "
            f"thema gaan; mensen bevestigden er {decided or 'nog geen'}. "
            "De computer stelt voor, u beslist."
        )
    for link in page.links:
        deciding.card(visit, link, key="thema", passages=page.passages)
    deciding.rejected(visit, removed)
    deciding.by_hand(visit, page.theme.id)


def _all(visit: Visit, page: ThemePage) -> None:
    found = visit.choice.of(page.passages)
    paper.heading("Alle stukjes")
    if len(found) < len(page.passages):
        which = words.of_all(len(found), len(page.passages), "stukje", "stukjes")
        paper.say(f"{which}, de duidelijkste eerst.")
    else:
        paper.say(f"{words.passages(len(found))}, de duidelijkste eerst.")
    key = f"stukjes-{page.theme.id}"
    shown = paper.paged(found, key=key)
    for index, passage in enumerate(shown):
        curating.passage(visit, page, passage, key=f"alle-{index}")
    curating.notice(visit, page, place=f"alle-{len(shown)}")
    paper.pages_below(found, key=key)


def _history(events: list[EventView]) -> None:
    paper.heading("Geschiedenis van dit thema")
    if not events:
        paper.say("Er is nog niets met dit thema gebeurd.")
        return
    rows = "".join(
        f"<li><time>{plain.markup(words.moment(event.at))}</time>{plain.markup(_event(event))}</li>"
        for event in reversed(events)
    )
    st.html(f'<ul class="vp-geschiedenis">{rows}</ul>')


def _event(event: EventView) -> str:
    detail = event.detail
    remark = f": {event.remark}" if event.remark else ""
    if {"van", "naar"} <= detail.keys():
        names = f"van “{detail['van']}” naar “{detail['naar']}”"
        return f"{event.kind.label}: {names} ({event.by}){remark}"
    by = event.by.lower() if event.by == "Computer" else event.by
    return f"{event.kind.label} ({by}){remark}"
