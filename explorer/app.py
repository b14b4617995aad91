"""The frame of the explorer: who reads, the pages, the filter that stays; pages are in `views`."""

from collections.abc import Callable

import streamlit as st

from explorer import cookies, paper, plain, remembered, shell, visit
from explorer.client import ApiProblem, Reader, SignInNeeded
from explorer.views import (
    form_editing,
    form_translating,
    forms,
    inviting,
    moderation,
    overview,
    own_lists,
    residue,
    runs,
    searching,
    standards,
    stories,
    story,
    theme,
    themes,
    triage,
)
from explorer.visit import Choice, Visit
from service.schemas import Overview

View = Callable[[Visit], None]

# (key, address, title, whether it is in the menu, whether the filter works there, the view)
VIEWS: tuple[tuple[str, str, str, bool, bool, View], ...] = (
    ("overzicht", "", "Overzicht", True, False, overview.show),
    ("themas", "themas", "Thema's", True, True, themes.show),
    ("standaarden", "kwaliteitsstandaarden", "Kwaliteitsstandaarden", True, False, standards.show),
    ("residu", "in-geen-thema", "In geen thema", True, True, residue.show),
    ("verhalen", "verhalen", "Verhalen", True, True, stories.show),
    ("zoeken", "zoeken", "Zoeken", True, True, searching.show),
    ("eerst", "eerst-bekijken", "Eerst bekijken", True, False, triage.show),
    ("formulieren", "formulieren", "Formulieren", True, False, forms.show),
    ("uitnodigen", "uitnodigen", "Uitnodigen", True, False, inviting.show),
    ("lijsten", "eigen-lijsten", "Eigen lijsten", True, False, own_lists.show),
    ("nakijken", "nakijken", "Nakijken", True, False, moderation.show),
    ("rekenrondes", "rekenrondes", "Rekenrondes", True, False, runs.show),
    ("thema", "thema", "Thema", False, True, theme.show),
    ("eerst_verhaal", "eerst-verhaal", "Eerst bekijken", False, False, triage.show_story),
    ("nakijken_verhaal", "nakijken-verhaal", "Nakijken", False, False, moderation.show_story),
    ("formulier", "formulier", "Formulier", False, False, form_editing.show),
    ("vertaling", "vertaling", "Vertalen", False, False, form_translating.show),
    ("verhaal", "verhaal", "Verhaal", False, False, story.show),
)
# Pages that are not there for anybody else, and who those are for; the API refuses them as well.
LOOKING_OVER = frozenset(("eerst", "eerst_verhaal", "nakijken", "nakijken_verhaal"))
LOOKS_OVER = frozenset(("beheerder", "moderator"))
ADMINISTERING = frozenset(("formulier", "formulieren", "lijsten", "uitnodigen", "vertaling"))
MARGIN_WIDTH = 300
LARGER = "<style>html { font-size: 22px !important; }</style>"


def main() -> None:
    """Show the page that was asked for, to whoever may see it."""
    st.set_page_config(page_title="Vertelpunt", layout="wide", initial_sidebar_state=MARGIN_WIDTH)
    try:
        _room()
    except SignInNeeded:
        _closed()
    except ApiProblem as problem:
        st.error(problem.sentence)
        st.button("Opnieuw proberen")


def _room() -> None:
    token = cookies.token()
    if token is None:
        raise SignInNeeded("Log eerst in.")
    reader = Reader(token=token, remember=remembered.for_person(token))
    me = reader.me()
    seen = reader.overview()
    visits: list[Visit] = []

    def page_of(view: View) -> Callable[[], None]:
        return lambda: view(visits[0])

    pages = {
        key: st.Page(
            page_of(view),
            title=title,
            url_path=address,
            default=not address,
            visibility="visible" if in_menu else "hidden",
        )
        for key, address, title, in_menu, _, view in VIEWS
        if _may_see(key, me.role)
    }
    st.logo(shell.ASSETS / "merk.svg", size="large")
    current = st.navigation(list(pages.values()))
    filtered = {pages[key].url_path for key, _, _, _, filters, _ in VIEWS if filters}
    with st.sidebar:
        choice, presenting = _margin(seen, filters=current.url_path in filtered)
        st.html(
            f'<p class="vp-klein">{plain.markup(me.organisation)}<br>'
            f"Ingelogd als {plain.markup(me.name)}</p>"
            '<p class="vp-klein"><a href="/uitloggen" target="_self">Uitloggen</a></p>'
        )
    if presenting:
        st.html(LARGER)
    visits.append(Visit(reader=reader, me=me, choice=choice, presenting=presenting, pages=pages))
    current.run()


def _may_see(key: str, role: str) -> bool:
    if key in ADMINISTERING:
        return role == "beheerder"
    return key not in LOOKING_OVER or role in LOOKS_OVER


def _margin(seen: Overview, *, filters: bool) -> tuple[Choice, bool]:
    """The filter and the way of looking, beside every page."""
    if seen.stories == 0:
        return Choice(), False
    st.html('<p class="vp-klein"><strong>Wat wilt u zien?</strong></p>')
    roles = [role.label for role in seen.by_role if role.stories]
    teams = [team.label for team in seen.by_team if team.stories]
    choice = visit.choose(roles, teams, mixed=0 < seen.synthetic_stories < seen.stories)
    if not choice.everything and not filters:
        paper.small("Op deze bladzijde tellen alle verhalen mee.")
    presenting = st.toggle("Presenteren", key="presenteren")
    if presenting:
        paper.small("Grotere letters, en geen namen van teams.")
    return choice, presenting


def _closed() -> None:
    """The page for whoever is not signed in."""
    st.navigation([st.Page(_sign_in, title="Vertelpunt", default=True)], position="hidden").run()


def _sign_in() -> None:
    paper.title("Vertelpunt")
    paper.lead("Hier leest u verhalen over lokale teams, en de patronen daarin.")
    paper.say("Log in om verder te lezen. Was u al ingelogd? Dan is uw tijd om.")
    st.html('<p><a class="vp-knop" href="/inloggen" target="_self">Inloggen</a></p>')


main()
