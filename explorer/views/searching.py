"""Zoeken: a question to all stories, in one's own words; every hit says why it is there.

The question stays in this visit: it is sent in a body and never put in an address.
"""

import streamlit as st

from explorer import paper, words
from explorer.visit import Visit
from service.schemas import Count, Overview, SearchHit, SearchPage, SearchRequest

PER_PAGE = 10
MOST_SHOWN = 500
LONGEST = 500
EVERY_AGE = "Alle leeftijden"
EVERY_MONTH = "Maakt niet uit"
PAGE = "zoek_bladzijde"
ASKED = "zoek_gevraagd"
ROUND = "zoek_ronde"

_HINT = "Bijvoorbeeld: lang wachten op hulp"


def show(visit: Visit) -> None:
    """The question, and the passages that answer to it."""
    seen = visit.reader.overview()
    paper.title("Zoeken")
    if paper.empty(seen.stories):
        return
    paper.lead(
        "Zoek met een woord of met een hele zin. U vindt ook stukjes die op uw vraag lijken, "
        "met andere woorden."
    )
    paper.made_up(seen.synthetic_stories, seen.stories, short=True)
    visit.note_choice()
    question = _question()
    age_group, first, last = _more(seen)
    if not question:
        paper.small("Typ hierboven wat u zoekt. Niemand anders ziet wat u zoekt.")
        return
    wanted = SearchRequest(
        query=question,
        role=_value(seen.by_role, visit.choice.role),
        team=_value(seen.by_team, visit.choice.team),
        age_group=_value(seen.by_age_group, age_group),
        first_period=first,
        last_period=last,
        real_only=visit.choice.real_only,
        limit=PER_PAGE,
    )
    on_its_page, key = _on_its_page(wanted)
    _answer(visit, on_its_page, pages_key=key)


def _question() -> str:
    with st.form("zoeken", border=False):
        question = st.text_input(
            "Wat zoekt u?", key="zoek_vraag", max_chars=LONGEST, placeholder=_HINT
        )
        st.form_submit_button("Zoeken", type="primary")
    return " ".join((question or "").split())


def _more(seen: Overview) -> tuple[str | None, str | None, str | None]:
    """The age group and the months that a reader wants."""
    with st.expander("Meer kiezen: leeftijd en periode"):
        ages = [EVERY_AGE, *(count.label for count in seen.by_age_group if count.stories)]
        age_group = st.selectbox("Leeftijd van de verteller", ages, key="zoek_leeftijd")
        months = [EVERY_MONTH, *sorted({count.period for count in seen.by_period})]
        first = st.selectbox("Vanaf", months, key="zoek_vanaf", format_func=_month)
        last = st.selectbox("Tot en met", months, key="zoek_tot", format_func=_month)
    return (
        None if age_group == EVERY_AGE else age_group,
        None if first == EVERY_MONTH else first,
        None if last == EVERY_MONTH else last,
    )


def _month(value: str) -> str:
    return value if value == EVERY_MONTH else words.month(value)


def _value(counts: list[Count], label: str | None) -> str | None:
    """The value behind a label. One that is gone is sent as it is, and refused: not left out."""
    if label is None:
        return None
    return next((count.value for count in counts if count.label == label), label[:20])


def _on_its_page(wanted: SearchRequest) -> tuple[SearchRequest, str]:
    """The request for the page that the reader is on, and the key of the way to other pages.

    Another question has another key: it starts at its first page.
    """
    asked = wanted.model_dump_json()
    if st.session_state.get(ASKED) != asked:
        st.session_state[ASKED] = asked
        st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    key = f"{PAGE}-{st.session_state[ROUND]}"
    offset = (st.session_state.get(key, 1) - 1) * PER_PAGE
    return wanted.model_copy(update={"offset": offset}), key


def _answer(visit: Visit, wanted: SearchRequest, *, pages_key: str) -> None:
    found = visit.reader.search(wanted)
    _notices(found)
    if not found.hits:
        _nothing(found)
        return
    paper.say(_count(found))
    _unknown(found)
    for index, hit in enumerate(found.hits):
        _hit(visit, hit, key=f"zoek-{index}")
    pages = -(-min(found.total, MOST_SHOWN) // PER_PAGE)
    if pages > 1:
        st.pagination(pages, key=pages_key)
    if found.total > MOST_SHOWN:
        paper.small(f"U ziet de beste {words.number(MOST_SHOWN)}. Zoek preciezer voor minder.")


def _notices(found: SearchPage) -> None:
    if not found.by_meaning and found.searched_stories:
        paper.warn(
            "Zoeken op betekenis lukt nu niet.",
            f"U ziet alleen stukjes met uw woorden. {found.notice}".strip(),
        )
    if found.unread_stories:
        paper.small(
            f"{words.sentence_case(words.stories(found.unread_stories))} "
            f"{'is' if found.unread_stories == 1 else 'zijn'} nog niet gelezen door de computer. "
            "Daarin is nog niet gezocht."
        )


def _count(found: SearchPage) -> str:
    of = words.of_all(found.stories, found.searched_stories)
    return f"{words.sentence_case(words.passages(found.total))} uit {of}. Het beste staat bovenaan."


def _unknown(found: SearchPage) -> None:
    """Say which words no story has, and what was looked for in their place."""
    absent = [f"“{word.word}”" for word in found.words if not word.found]
    if absent:
        paper.small(f"In geen verhaal: {words.listing(absent)}.")
    for word in found.words:
        if word.alike:
            alike = words.listing([f"“{one}”" for one in word.alike])
            paper.small(f"“{word.word}” staat in geen verhaal. Wij zochten ook: {alike}.")


def _nothing(found: SearchPage) -> None:
    if not found.searched_stories:
        paper.calm("Geen enkel verhaal past bij uw keuze.", "Kies links of hierboven iets anders.")
        return
    paper.calm(
        "Niets gevonden.",
        "Probeer een ander woord, een korter woord, of een hele zin. "
        "Namen en plaatsen zijn weggehaald; daar kunt u niet op zoeken.",
    )


def _hit(visit: Visit, hit: SearchHit, *, key: str) -> None:
    paper.passage(visit, hit.passage, key=key, marks=[(mark.start, mark.end) for mark in hit.marks])
    with st.container(key=f"reden-{key}", gap=None):
        paper.small(hit.reason)
        for theme in hit.themes:
            visit.go("thema", f"Thema: {theme.label}", key=theme.value)
