"""Searching in the stories that readers may see: by words and by meaning, with the reason."""

from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypeVar

from fastapi import APIRouter

from models.errors import Problem, Rejected
from models.finding import Within
from models.overview import UNKNOWN
from models.vocabulary import AgeGroup, NarratorRole
from service.api.problems import LARGEST_ID
from service.api.shapes import passage_view
from service.deps import SignedIn, TheFinder, TheHouse
from service.finding import Shown
from service.schemas import (
    SearchedWord,
    SearchHit,
    SearchMark,
    SearchPage,
    SearchRequest,
    Word,
)

if TYPE_CHECKING:
    from nlp.search import AskedWord, Mark

MOST_FORMS = 4

Choice = TypeVar("Choice", bound=StrEnum)

router = APIRouter(tags=["Verhalen"])


@router.post("/search", summary="Zoek in de verhalen, op woorden en op betekenis")
def search_stories(
    wanted: SearchRequest, account: SignedIn, house: TheHouse, finder: TheFinder
) -> SearchPage:
    """Passages, the best first. The question is in the body and is kept nowhere."""
    del account
    found = finder.find(
        house, wanted.query, within=_within(wanted), offset=wanted.offset, limit=wanted.limit
    )
    return SearchPage(
        hits=[_hit(shown, found.words) for shown in found.shown],
        total=found.passages,
        stories=found.stories,
        searched_stories=found.searched_stories,
        unread_stories=found.unread_stories,
        words=[
            SearchedWord(word=word.word, found=word.found, alike=list(word.alike))
            for word in found.words
        ],
        by_meaning=found.by_meaning,
        notice=found.trouble,
    )


def _within(wanted: SearchRequest) -> Within:
    """The filters of a request.

    Raises:
        Rejected: a value is not one of ours.
    """
    return Within(
        role=_choice(NarratorRole, wanted.role, "role"),
        age_group=_choice(AgeGroup, wanted.age_group, "ageGroup"),
        team_id=_team(wanted.team),
        first_period=wanted.first_period,
        last_period=wanted.last_period,
        real_only=wanted.real_only,
    )


def _choice(
    kind: type[Choice], value: str | None, place: str
) -> Choice | Literal["onbekend"] | None:
    if value is None:
        return None
    if value == UNKNOWN:
        return "onbekend"
    try:
        return kind(value)
    except ValueError:
        raise _unknown(place) from None


def _team(value: str | None) -> int | None:
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and int(value) <= LARGEST_ID):
        raise _unknown("team")
    return int(value)


def _unknown(place: str) -> Rejected:
    return Rejected(
        "Deze keuze bestaat niet.",
        code="zoeken.keuze",
        problems=(Problem(place, "Deze keuze bestaat niet."),),
    )


def _hit(shown: Shown, words: "tuple[AskedWord, ...]") -> SearchHit:
    from nlp.search import marks

    view = passage_view(shown.story, shown.start, shown.end, passage_id=shown.hit.key)
    found = marks(view.text, words)
    return SearchHit(
        passage=view,
        marks=[SearchMark(start=mark.start, end=mark.end, how=mark.how.value) for mark in found],
        reason=_reason(view.text, found, shown.hit.similarity),
        similarity=None if shown.hit.similarity is None else round(shown.hit.similarity, 4),
        themes=[Word(value=theme_id, label=label) for theme_id, label in shown.themes],
    )


def _reason(text: str, found: "list[Mark]", similarity: float | None) -> str:
    """Why this passage is here: `Gevonden door: wachten (hier: wachtlijst).`"""
    forms: dict[str, list[str]] = {}
    for mark in found:
        form = text[mark.start : mark.end].lower()
        if form not in forms.setdefault(mark.asked, []):
            forms[mark.asked].append(form)
    said = [_said(asked, here[:MOST_FORMS]) for asked, here in forms.items()]
    sentences = [f"Gevonden door: {', '.join(said)}."] if said else []
    if similarity is not None:
        sentences.append(f"Lijkt op uw vraag ({similarity:.2f}).".replace(".", ",", 1))
    return " ".join(sentences)


def _said(asked: str, here: list[str]) -> str:
    return asked if here == [asked.lower()] else f"{asked} (hier: {', '.join(here)})"
