"""In geen thema: what fits nowhere is an answer too, so it is here in full and with its reason."""

import streamlit as st

from explorer import paper, words
from explorer.visit import Visit
from service.schemas import ResidueRow

ALL = "Alle redenen"
MEANING = {
    "te_kort": "Deze stukjes zijn te kort om te weten waar ze over gaan.",
    "geen_thema_past": "Deze stukjes lijken op geen enkel thema. "
    "Hier kan iets staan wat nog niemand zag.",
    "twijfel": "Deze stukjes lijken op een of twee thema's, maar niet duidelijk genoeg. "
    "De computer plaatst ze dan niet.",
    "te_weinig_verhalen": "Er zijn te weinig verhalen om patronen te zoeken. Lees ze daarom zelf.",
    "nog_niet": "Deze stukjes krijgen een plaats als de computer weer patronen zoekt.",
}


def show(visit: Visit) -> None:
    """The passages in no theme, by reason."""
    seen = visit.reader.overview()
    paper.title("In geen thema")
    if paper.empty(seen.stories):
        return
    paper.made_up(seen.synthetic_stories, seen.stories, short=True)
    share = words.share(seen.passages_in_no_theme, seen.passages, "stukje", "stukjes")
    if seen.passages == 0:
        paper.calm("De computer heeft deze verhalen nog niet gelezen.")
        return
    if seen.passages_in_no_theme == 0:
        paper.lead("Elk stukje hoort bij een thema. Dat is zeldzaam: kijk of het klopt.")
        return
    paper.lead(
        f"{words.sentence_case(share)} staan in geen thema. "
        f"Van {words.of_all(seen.stories_in_no_theme, seen.stories)} past niets in een thema. "
        "Dat is geen ruis: lees ze, er kan iets nieuws in staan."
    )
    visit.note_choice()
    rows = [row for row in visit.reader.residue() if visit.choice.fits(row.passage)]
    if not rows:
        paper.calm("Geen enkel stukje past bij uw keuze.", "Kies links iets anders.")
        return
    chosen = _by_reason(rows)
    for index, row in enumerate(paper.paged(chosen, key="residu_bladzijde")):
        paper.passage(visit, row.passage, key=f"residu-{index}")
        _between(visit, row, key=f"residu-{index}")
    paper.pages_below(chosen, key="residu_bladzijde")


def _between(visit: Visit, row: ResidueRow, *, key: str) -> None:
    """In doubt: the themes that come near, with the way to each."""
    if not row.between:
        return
    first = "Twijfel. Tussen" if len(row.between) > 1 else "Twijfel. Lijkt op"
    with st.container(
        key=f"reden-{key}", horizontal=True, gap="xxsmall", vertical_alignment="center"
    ):
        for index, theme in enumerate(row.between):
            paper.beside("en" if index else first)
            visit.go("thema", theme.label, key=theme.id)


def _by_reason(rows: list[ResidueRow]) -> list[ResidueRow]:
    labels = {row.reason.value: row.reason.label for row in rows}
    counts = {value: sum(row.reason.value == value for row in rows) for value in labels}

    def named(value: str) -> str:
        return ALL if value == ALL else f"{labels[value]} ({words.number(counts[value])})"

    options = [ALL, *sorted(labels, key=lambda value: (-counts[value], value))]
    reason = st.selectbox("Waarom in geen thema?", options, format_func=named, key="residu_reden")
    if reason in MEANING:
        paper.small(MEANING[reason])
    return [row for row in rows if reason in {ALL, row.reason.value}]
