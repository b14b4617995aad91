"""Thema's: the ranked list, and what each is about in one line."""

import streamlit as st

from explorer import charts, paper, words
from explorer.visit import ID, Visit
from service.schemas import Overview, ThemeRow

TOO_FEW = 6
"""With fewer stories than this nobody should speak of patterns."""
IN_PROPOSAL = "voorgesteld"
MOST_IN_PICTURE = 15
PER_PAGE = 20


def show(visit: Visit) -> None:
    """The ranked themes: a picture, and a list that says the same with more words."""
    seen = visit.reader.overview()
    paper.title("Thema's")
    if paper.empty(seen.stories):
        return
    paper.made_up(seen.synthetic_stories, seen.stories, short=True)
    paper.encoder(seen.encoder_notices)
    themes = visit.reader.themes()
    if not themes:
        _none(visit, seen.stories)
        return
    counts, total = _counts(visit, themes, seen)
    told = [theme for theme in themes if counts[theme.id]]
    ranked = sorted(told, key=lambda theme: -counts[theme.id])
    if ranked:
        paper.lead(_finding(ranked, counts, total))
    visit.note_choice()
    if total == 0:
        paper.calm("Geen enkel verhaal past bij uw keuze.", "Kies links iets anders.")
        return
    if not ranked:
        paper.calm("Geen enkel thema past bij uw keuze.", "Kies links iets anders.")
        return
    _picture(visit, ranked, counts, total)
    paper.heading("Waar ze over gaan")
    _marks_explained(ranked)
    for theme in paper.paged(ranked, key="themas_bladzijde", per_page=PER_PAGE):
        _row(visit, theme, counts[theme.id], total)
    paper.pages_below(ranked, key="themas_bladzijde", per_page=PER_PAGE)
    if len(ranked) < len(themes):
        absent = words.themes(len(themes) - len(ranked))
        paper.small(f"{absent} zonder verhalen bij uw keuze staan hier niet.")
    visit.go("residu", f"{words.sentence_case(words.stories(seen.stories_in_no_theme))} "
             "in geen enkel thema: lees ze ook")  # fmt: skip


def _none(visit: Visit, stories: int) -> None:
    if stories < TOO_FEW:
        paper.calm(
            f"Te weinig verhalen ({stories}) om patronen te zien.",
            "Lees de verhalen zelf. Dat is nu de beste manier.",
        )
    else:
        paper.calm("Er zijn nog geen thema's.", "Laat eerst patronen zoeken.")
    visit.go("verhalen", "Lees de verhalen")
    visit.go("rekenrondes", "Naar de rekenrondes")


def _counts(visit: Visit, themes: list[ThemeRow], seen: Overview) -> tuple[dict[str, int], int]:
    """Stories per theme and in all, of what the reader wants to see."""
    choice = visit.choice
    if choice.everything:
        return {theme.id: theme.stories for theme in themes}, seen.stories
    roles = [count.value for count in seen.by_role if count.label == choice.role]
    teams = [count.value for count in seen.by_team if count.label == choice.team]
    if (choice.role and not roles) or (choice.team and not teams):
        return {theme.id: 0 for theme in themes}, 0
    found = visit.reader.theme_counts(
        role=roles[0] if roles else None, teams=teams, real_only=choice.real_only
    )
    return {theme.id: found.by_theme.get(theme.id, 0) for theme in themes}, found.stories


def _finding(ranked: list[ThemeRow], counts: dict[str, int], total: int) -> str:
    proposed = sum(theme.state.value == IN_PROPOSAL for theme in ranked)
    accepted = [theme for theme in ranked if theme.state.value != IN_PROPOSAL]
    first = (accepted or ranked)[0]
    which = f"waarvan {words.number(proposed)} als voorstel van de computer" if proposed else ""
    largest = "Het grootste thema dat in gebruik is" if proposed and accepted else "Het grootste"
    shaky = sum(theme.stability.value in {"wankel", "onbekend"} for theme in ranked)
    doubt = (
        f"Bij {words.of_themes(shaky, len(ranked))} is niet zeker of het een vast patroon is."
        if shaky
        else "Een verhaal kan bij meer thema's horen."
    )
    return (
        f"{words.themes(len(ranked))}{', ' if which else ''}{which}. {largest} is "
        f"“{first.label}”, met {words.share(counts[first.id], total)}. {doubt}"
    )


def _picture(visit: Visit, ranked: list[ThemeRow], counts: dict[str, int], total: int) -> None:
    shown = ranked[:MOST_IN_PICTURE]
    rows = [
        charts.Dot(
            label=theme.label,
            value=counts[theme.id],
            note=f"· {theme.stability.label.lower()}",
            key=theme.id,
            shape=charts.STABILITY_MARKS.get(theme.stability.value, "circle-open"),
        )
        for theme in shown
    ]
    part = (
        f" U ziet de {words.number(len(shown))} grootste; de tabel heeft ze alle "
        f"{words.number(len(ranked))}."
        if len(shown) < len(ranked)
        else ""
    )
    summary = (
        f"Hoeveel van de {words.number(total)} verhalen bij elk thema horen.{part} "
        "Een volle stip is stevig, een open stip is wankel. Klik op een stip om het thema te lezen."
    )
    point = paper.chosen_in(charts.dots(rows), summary, key="thema_stippen")
    if point and point.get("customdata"):
        st.switch_page(visit.pages["thema"], query_params={ID: _key(point["customdata"])})
    paper.twin(
        "Verhalen per thema",
        ("Thema", "Hoe zeker", "Verhalen"),
        [
            (theme.label, words.stability(theme.stability.value, theme.stability.label),
             words.of_all(counts[theme.id], total))
            for theme in ranked
        ],
    )  # fmt: skip


def _key(customdata: object) -> str:
    return str(customdata[0] if isinstance(customdata, list | tuple) else customdata)


def marks(theme: ThemeRow) -> list[str]:
    """What is particular about a theme, as quiet badges for `paper.told`."""
    said = [
        (theme.state.value == IN_PROPOSAL, words.PROPOSED_THEME),
        (theme.starter, words.STARTER),
        (theme.pinned, words.PINNED),
    ]
    return [paper.badge(text) for holds, text in said if holds]


def _marks_explained(ranked: list[ThemeRow]) -> None:
    lines = []
    if any(theme.starter for theme in ranked):
        lines.append(f"{words.STARTER}: dit thema kende Vertelpunt al.")
    if any(theme.state.value == IN_PROPOSAL for theme in ranked):
        lines.append(
            f"{words.PROPOSED_THEME}: de computer vond deze groep; mensen beslissen of het een "
            "thema is."
        )
    if lines:
        paper.small(" ".join(lines))


def _named_by(theme: ThemeRow) -> str | None:
    if theme.label_by_person:
        return "naam van mensen"
    return None if theme.starter else "naam van de computer"


def _row(visit: Visit, theme: ThemeRow, stories: int, total: int) -> None:
    with st.container(key=f"rij-{theme.id}", gap=None):
        visit.go("thema", theme.label, key=theme.id)
        paper.told(
            [
                words.share(stories, total),
                words.stability(theme.stability.value, theme.stability.label),
                _named_by(theme),
            ],
            marks(theme),
        )
        if theme.description:
            paper.say(theme.description)
        rest = [found for found in theme.words if found not in theme.description]
        if rest:
            also = "Ook vaak" if len(rest) < len(theme.words) else "Woorden"
            paper.small(f"{also}: {', '.join(rest)}.")
