"""Words of themes that only a withdrawn story told: they go with it.

What a report cites stays as it was under its version, with one exception: withdrawal wins. A word
that stood in the story, and in no other passage that the theme or the version holds, goes out of
its words, and out of a name or sentence that the machine made of those. So an old report can be
made again with the same passages and the same words, less what was taken back. Nor does a link give
such a word as its reason any more; what people wrote as theirs stays.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models import placements
from models.passages import Passage
from models.proposals import Proposal
from models.runs import Run
from models.standards import Link
from models.stories import Story, analysable
from models.theme_changes import lock
from models.theme_versions import ThemeVersion
from models.themes import Theme, ThemeEvent, history
from models.vocabulary import Origin

NAMELESS = "Thema zonder eigen woorden"
TITLE_WORDS = 3
_STEM = 4
_MADE_SENTENCE = "In deze verhalen gaat het vaak over "
_TOKEN = re.compile(r"\w+")
_NUMBER = re.compile(r" \(\d+\)$")
_JOINTS = re.compile(r", | en ")

Texts = dict[str, Any]
"""`label`, `description` and `words`, of a theme or of what it was."""


def forget_words(session: Session, story_id: str, told: str) -> None:
    """Take out of themes, versions, events and proposals the words that only this story told.

    Call it before the passages go: like every change it locks proposals, themes in the order of
    their ids, and only then passages.

    Args:
        session: an open writing session.
        story_id: the story.
        told: what is taken back: its text, or the words that are cut out of it.
    """
    mine = set(session.scalars(select(Passage.id).where(Passage.story_id == story_id)))
    if not mine and not _to_be_read(session, story_id):
        return
    _forget(session, told, mine)


def forget_left_out(session: Session, told: str) -> None:
    """Take out what a run made of texts that were taken back while it was computing.

    Args:
        session: an open writing session, in which the run is stored already.
        told: what the run read, and what is not stored.
    """
    _forget(session, told, set())


def _forget(session: Session, told: str, mine: set[int]) -> None:
    others = _Others(session, _tokens(told), without=mine)
    _clean_proposals(session, others)
    shown = session.scalars(select(Theme.id).where(Theme.exemplar_passage_id.in_(mine)))
    for theme_id in sorted(_with_words(session, others.tokens).union(shown)):
        _clean_theme(session, lock(session, theme_id), others)
    session.flush()


def _to_be_read(session: Session, story_id: str) -> bool:
    """True for a story that is, or was, read by itself: its passages went when its text changed."""
    return bool(session.scalar(select(exists().where(Run.story_id == story_id))))


class _Others:
    """Which of the words that are taken back stand in passages of other stories too."""

    def __init__(self, session: Session, tokens: set[str], *, without: set[int]) -> None:
        self._session, self.tokens, self._without = session, tokens, without
        self._known: dict[int, set[str]] = {}

    def lacking(self, words: Iterable[str], passage_ids: Collection[int]) -> set[str]:
        """The words of which something is taken back that none of these passages of others has."""
        taken = {word: _tokens(word) & self.tokens for word in words}
        taken = {word: tokens for word, tokens in taken.items() if tokens}
        if not taken:
            return set()
        self._read(set(passage_ids) - self._without - self._known.keys())
        there = [self._known[one] for one in passage_ids if one in self._known]
        return {word for word, own in taken.items() if not any(own <= one for one in there)}

    def _read(self, passage_ids: Collection[int]) -> None:
        for some in placements.batches(passage_ids):
            query = (
                select(Passage.id, Passage.start, Passage.end, Story.text)
                .join(Story, Story.id == Passage.story_id)
                .where(analysable(), Passage.id.in_(some))
            )
            for passage, start, end, text in self._session.execute(query).tuples():
                self._known[passage] = _tokens(text[start:end]) & self.tokens


def _clean_proposals(session: Session, others: _Others) -> None:
    for proposal in session.scalars(select(Proposal).order_by(Proposal.id)):
        gone = [
            others.lacking(part.get("words", ()), part.get("passages", ()))
            for part in proposal.parts
        ]
        if any(gone):
            proposal.parts = [
                {**part, **_without(part, lost)}
                for part, lost in zip(proposal.parts, gone, strict=True)
            ]
    session.flush()


def _clean_theme(session: Session, theme: Theme, others: _Others) -> None:
    events = history(session, theme.id)
    by_people = _named_by_people(theme, events)
    gone: set[str] = set()
    versions = select(ThemeVersion).where(ThemeVersion.theme_id == theme.id)
    held: list[tuple[Theme | ThemeVersion, Collection[int]]] = [
        (theme, placements.held_by(session, [theme.id])),
        *((version, version.passages) for version in session.scalars(versions)),
    ]
    for one, passages in held:
        lost = others.lacking(one.words, passages)
        before = {"label": one.label, "description": one.description, "words": one.words}
        for name, value in _without(before, lost, fixed=by_people).items():
            setattr(one, name, value)
        gone |= lost
    if gone:
        _clean_events(events, gone, by_people)
        _clean_links(session, theme)


def _clean_events(events: Iterable[ThemeEvent], gone: set[str], fixed: Collection[str]) -> None:
    """What a change remembers of a theme says no more than the theme and its versions do."""
    for event in events:
        detail = dict(event.detail)
        for side, name in (("voor", "van"), ("na", "naar")):
            if detail.get(side):
                detail[side] = detail[side] | _without(detail[side], gone, fixed=fixed)
                if name in detail:
                    detail[name] = detail[side]["label"]
        if detail != event.detail:
            event.detail = detail


def _clean_links(session: Session, theme: Theme) -> None:
    """The words that a theme and a standard share are no more than what the theme still says.

    They are lemmas: one stays when a word of the theme begins like it.
    """
    said = " ".join((theme.label, theme.description, *theme.words))
    begun = {token[:_STEM] for token in _tokens(said)}
    query = select(Link).where(Link.theme_id == theme.id).order_by(Link.id).with_for_update()
    for link in session.scalars(query.execution_options(populate_existing=True)):
        words = link.reason.get("words", [])
        kept = [word for word in words if word.casefold()[:_STEM] in begun]
        if kept != words:
            link.reason = link.reason | {"words": kept}


def _named_by_people(theme: Theme, events: Iterable[ThemeEvent]) -> set[str]:
    """The names that people gave a theme, or that the catalogue did: those are nobody's story."""
    found = {theme.label} if theme.label_origin is Origin.PERSON or theme.starter_key else set()
    for event in events:
        after = event.detail.get("na") or {}
        if after.get("label_origin") == Origin.PERSON.value:
            found.add(after["label"])
    return found


def _with_words(session: Session, tokens: set[str]) -> set[str]:
    """The themes that have, or once had, one of these words."""
    rows = [
        *session.execute(select(Theme.id, Theme.words)),
        *session.execute(select(ThemeVersion.theme_id, ThemeVersion.words)),
    ]
    return {theme_id for theme_id, words in rows if any(_tokens(word) & tokens for word in words)}


def _without(texts: Mapping[str, Any], gone: set[str], *, fixed: Collection[str] = ()) -> Texts:
    """What is different in these texts without some of their words; nothing when none is in it."""
    words = [word for word in texts.get("words", ()) if word not in gone]
    if len(words) == len(texts.get("words", ())):
        return {}
    label, told = texts.get("label", ""), texts.get("description", "")
    changed: Texts = {"words": words}
    named = _JOINTS.split(_NUMBER.sub("", label).casefold())
    made = label not in fixed and set(named) <= {word.casefold() for word in texts["words"]}
    if made and set(named) & {word.casefold() for word in gone}:
        changed["label"] = _title([one for one in named if one not in gone] or words)
    if told.startswith(_MADE_SENTENCE) and any(_tokens(word) <= _tokens(told) for word in gone):
        changed["description"] = ""
    return changed


def _title(words: list[str]) -> str:
    chosen = words[:TITLE_WORDS]
    if not chosen:
        return NAMELESS
    text = " en ".join(part for part in (", ".join(chosen[:-1]), chosen[-1]) if part)
    return text[0].upper() + text[1:]


def _tokens(text: str) -> set[str]:
    return {token.casefold() for token in _TOKEN.findall(text)}
