"""A visit to the reading room: who reads, what they filter on, and the way to every page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import streamlit as st

from explorer import plain
from explorer.client import Reader
from service.schemas import Me

EVERYBODY = "Iedereen"
EVERY_TEAM = "Alle teams"
ID = "id"


class Told(Protocol):
    """Anything that says who told it: a passage or a story in a list."""

    role_label: str | None
    team: str
    synthetic: bool


T = TypeVar("T", bound=Told)


@dataclass(frozen=True)
class Choice:
    """What a reader wants to see; it stays while they go from page to page."""

    role: str | None = None
    team: str | None = None
    real_only: bool = False

    @property
    def everything(self) -> bool:
        """True when nothing is left out."""
        return self == Choice()

    def fits(self, told: Told) -> bool:
        """True when the reader wants to see this."""
        return (
            (self.role is None or told.role_label == self.role)
            and (self.team is None or told.team == self.team)
            and not (self.real_only and told.synthetic)
        )

    def of(self, told: Iterable[T]) -> list[T]:
        """Those that the reader wants to see, in the same order."""
        return [one for one in told if self.fits(one)]

    @property
    def said(self) -> str:
        """The choice in words: `Ouder of verzorger, zonder voorbeeldverhalen`."""
        parts = [self.role, self.team, "zonder voorbeeldverhalen" if self.real_only else None]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Visit:
    """Everything that a page needs to know."""

    reader: Reader
    me: Me
    choice: Choice
    presenting: bool
    pages: Mapping[str, st.Page] = field(repr=False)

    def go(self, page: str, label: str, *, key: str | None = None) -> None:
        """A link to a page (of one theme or story, with `key`); the label may be anyone's text."""
        wanted = {ID: key} if key else None
        st.page_link(self.pages[page], label=plain.markdown(label), query_params=wanted)

    def team(self, name: str) -> str | None:
        """The name of a team, unless others are looking along."""
        return None if self.presenting else name

    def note_choice(self) -> None:
        """Say what is left out, where something may be left out."""
        if not self.choice.everything:
            st.html(
                f'<p class="vp-klein">U ziet een deel: {plain.markup(self.choice.said)}. '
                "Links kiest u wat u wilt zien.</p>"
            )


def asked_for() -> str | None:
    """The id in the address of this page."""
    return st.query_params.get(ID) or None


def choose(roles: Iterable[str], teams: Iterable[str], *, mixed: bool) -> Choice:
    """The filter in the margin. `mixed`: there are both made-up and real stories."""
    role = st.selectbox("Wie vertelt", [EVERYBODY, *roles], key="kies_rol", filter_mode=None)
    team = st.selectbox("Team", [EVERY_TEAM, *teams], key="kies_team")
    real_only = mixed and st.checkbox("Zonder voorbeeldverhalen", key="kies_echt")
    return Choice(
        role=None if role in {None, EVERYBODY} else role,
        team=None if team in {None, EVERY_TEAM} else team,
        real_only=bool(real_only),
    )
