"""Kwaliteitsstandaarden: which standards the stories are about, and on purpose also which not."""

from urllib.parse import urlsplit

import streamlit as st

from explorer import charts, paper, plain, words
from explorer.views import deciding
from explorer.visit import Visit
from service.schemas import LinkView, StandardSetView

BY_SET, ONE_BY_ONE = "Per set bekijken", "Eén voor één beslissen"
STATUS_SIGNS = {"verified": "●", "partial": "◐", "not_found": "○"}


def show(visit: Visit) -> None:
    """One set at a time, as a matrix and as a list; and what waits for a decision."""
    seen = visit.reader.overview()
    paper.title("Kwaliteitsstandaarden")
    sets = visit.reader.standard_sets()
    if not sets:
        paper.calm("Er zijn nog geen kwaliteitsstandaarden ingelezen.")
        return
    deciding.notice()
    paper.made_up(seen.synthetic_stories, seen.stories, short=True)
    links = [link for one in sets for standard in one.standards for link in standard.links]
    paper.lead(_finding(links, len(sets)))
    # Not tabs: those jump back to the first one when a notice appears above them.
    looking = st.segmented_control(
        "Hoe wilt u kijken?", [BY_SET, ONE_BY_ONE], default=BY_SET, required=True, key="kijken"
    )
    if looking == ONE_BY_ONE:
        _one_by_one(visit, links)
    else:
        _set(visit, sets)


def _finding(links: list[LinkView], sets: int) -> str:
    confirmed = sum(link.state.value in deciding.BY_PEOPLE for link in links)
    if not links:
        return (
            f"{words.count(sets, 'set', 'sets')} met standaarden. "
            "Nog geen enkel thema is aan een standaard gekoppeld."
        )
    return (
        f"De computer ziet {words.count(len(links), 'koppeling', 'koppelingen')} tussen thema's en "
        f"standaarden. Mensen bevestigden er {confirmed or 'nog geen'}. "
        "Een koppeling zegt dat verhalen over een standaard gaan, niet of het goed gaat."
    )


def _one_by_one(visit: Visit, links: list[LinkView]) -> None:
    waiting = [link for link in links if link.state.value == deciding.PROPOSED]
    if not waiting:
        paper.calm("Er wacht niets op u.", "Over elke koppeling is beslist.")
        return
    first = max(waiting, key=lambda link: (link.probability, -link.id))
    waits = "wacht" if len(waiting) == 1 else "wachten"
    paper.say(
        f"{words.count(len(waiting), 'koppeling', 'koppelingen')} {waits} op een besluit. "
        "De sterkste eerst. Toets J is ja, toets N is nee."
    )
    visit.go("thema", f"Thema: {first.theme_label}", key=first.theme_id)
    deciding.card(visit, first, key="rij", by_key=True)


def _set(visit: Visit, sets: list[StandardSetView]) -> None:
    by_key = {one.key: one for one in sets}

    def named(key: str) -> str:
        one = by_key[key]
        counts = (
            f"{_linked(one)} van {len(one.standards)} met verhalen" if one.standards else "leeg"
        )
        return f"{STATUS_SIGNS.get(one.status.value, '○')} {one.name} · {counts}"

    most = max(range(len(sets)), key=lambda index: (_linked(sets[index]), -index))
    key = st.selectbox(
        "Set van standaarden", list(by_key), index=most, format_func=named, key="set"
    )
    if key is None:
        return
    chosen = by_key[key]
    _about(chosen)
    if not chosen.standards:
        return
    _matrix(visit, chosen)
    _list(visit, chosen)


def _linked(one: StandardSetView) -> int:
    """How many standards of a set have a link."""
    return sum(bool(standard.links) for standard in one.standards)


def _about(chosen: StandardSetView) -> None:
    paper.heading(chosen.name)
    paper.told(
        [
            chosen.tier_label,
            chosen.publisher,
            f"versie {chosen.version}",
            chosen.year,
            f"vanuit: {chosen.perspective}" if chosen.perspective else "",
            f"licentie: {chosen.licence}" if chosen.licence else "",
        ]
    )
    sign = STATUS_SIGNS.get(chosen.status.value, "○")
    if chosen.status.value == "verified":
        seen = all(one.status.value == "verified" for one in chosen.standards)
        paper.calm(
            f"{sign} {chosen.status.label}.",
            "Alle standaarden zijn in de bron gezien." if seen else "",
        )
    else:
        paper.warn(f"{sign} {chosen.status.label}.", f"Wat ontbreekt: {chosen.missing}"
                   if chosen.missing else "")  # fmt: skip
    sources = "".join(
        f'<li><a href="{plain.markup(url)}" target="_blank" rel="noopener noreferrer">'
        f"{plain.markup(title)}</a></li>"
        if url
        else f"<li>{plain.markup(title)}</li>"
        for title, url in _sources(chosen)
    )
    if sources:
        with st.expander("Bronnen"):
            st.html(f'<ul class="vp-lijst">{sources}</ul>')


def _sources(chosen: StandardSetView) -> list[tuple[str, str]]:
    """Title and address of every source; only addresses of the web become links."""
    found = []
    for source in chosen.sources:
        url = str(source.get("url") or "")
        safe = url if urlsplit(url).scheme in {"http", "https"} else ""
        found.append((str(source.get("title") or url), safe))
    return found


def _matrix(visit: Visit, chosen: StandardSetView) -> None:
    every = visit.reader.themes()
    links = {
        (link.theme_id, index): link
        for index, standard in enumerate(chosen.standards)
        for link in standard.links
    }
    told = {theme_id for theme_id, _ in links}
    themes = [theme for theme in every if theme.id in told]
    if not themes:
        paper.calm("Nog geen enkel thema is aan een standaard uit deze set gekoppeld.")
        return
    rows = {theme.id: index for index, theme in enumerate(themes)}
    cells = [
        charts.Cell(
            row=rows[theme_id],
            column=column,
            key=link.id,
            strength=link.probability,
            state=link.state.value,
            kind=link.kind.value if link.kind else None,
            hover=f"{link.theme_label} – {column + 1}. {link.standard_title} · {_said(link)}",
        )
        for (theme_id, column), link in sorted(links.items(), key=lambda item: item[1].id)
        if theme_id in rows
    ]
    empty_columns = sum(not standard.links for standard in chosen.standards)
    summary = (
        "Thema's als rijen, standaarden als genummerde kolommen. "
        f"{words.of_all(empty_columns, len(chosen.standards), 'standaard', 'standaarden')} en "
        f"{words.of_themes(len(every) - len(themes), len(every))} hebben hier geen koppeling. "
        "Klik op een teken om het bewijs te zien."
    )
    figure = charts.matrix(
        [theme.label for theme in themes],
        [str(index + 1) for index in range(len(chosen.standards))],
        cells,
    )
    point = paper.chosen_in(figure, summary, key=f"matrix-{chosen.key}")
    _legend()
    by_id = {link.id: link for link in links.values()}
    if point and point.get("customdata") is not None:
        picked = point["customdata"]
        link = by_id.get(int(picked[0] if isinstance(picked, list | tuple) else picked))
        if link is not None:
            deciding.card(visit, link, key="matrix")
    paper.twin(
        "Koppelingen in deze set",
        ("Thema", "Standaard", "Stand", "Sterkte"),
        [
            (link.theme_label, f"{column + 1}. {link.standard_title}{_unseen(link)}", _said(link),
             deciding.strength(link.probability))
            for (_, column), link in sorted(links.items(), key=lambda item: item[0])
        ],
        figures=0,
    )  # fmt: skip


def _legend() -> None:
    kinds = [
        f"{charts.KIND_MARKS[kind][2]} {label.lower()}" for kind, label in words.LINK_KINDS.items()
    ]
    paper.small(
        f"○ voorgesteld door de computer · {charts.CONFIRMED_MARK[2]} bevestigd, nog zonder "
        f"oordeel · {' · '.join(kinds)}. Hoe groter het teken, hoe sterker de koppeling."
    )


def _unseen(link: LinkView) -> str:
    """What a reader should know of a standard whose text was not seen in its source."""
    seen = link.standard_status.value == "verified"
    return "" if seen else f" ({link.standard_status.label.lower()})"


def _said(link: LinkView) -> str:
    sign = charts.mark(link.state.value, link.kind.value if link.kind else None)[2]
    return f"{sign} {link.kind.label if link.kind else link.state.label}"


def _list(visit: Visit, chosen: StandardSetView) -> None:
    linked = [(index, one) for index, one in enumerate(chosen.standards) if one.links]
    if linked:
        paper.heading("Standaarden waar verhalen over gaan")
    for index, standard in linked:
        name = f"{index + 1}. {standard.title} ({words.themes(len(standard.links))})"
        with st.expander(plain.markdown(name)):
            paper.say(standard.description)
            paper.small(f"Bron: {standard.status.label.lower()}. {standard.note}")
            for link in standard.links:
                with st.container(key=f"koppel-{link.id}", gap=None):
                    visit.go("thema", link.theme_label, key=link.theme_id)
                    paper.told([_said(link), deciding.told_strength(link)])
                    paper.say(link.reason)
    paper.heading("Standaarden waar nog geen verhaal over gaat")
    silent = [
        (index + 1, one.title, f"{one.description} (Bron: {one.status.label.lower()}.)")
        for index, one in enumerate(chosen.standards)
        if not one.links
    ]
    if silent:
        paper.say("Dat zegt niet dat het goed gaat. Misschien vroeg niemand ernaar.")
        paper.numbered(silent)
    else:
        paper.say("Over elke standaard in deze set gaat wel een verhaal.")
