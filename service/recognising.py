"""Recognisers of known themes: of the shipped starter themes alone, or of the themes of a house.

Learning takes some seconds, so a process keeps the last one for as long as the lessons stay as
they are. Lessons hold texts of stories (confirmed passages): they live in memory only.
"""

import hashlib
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import practice, stories, themes
from models.grounds import PIECE, PRACTICE, SENTENCE
from models.paraphrases import ThemeParaphrase
from models.passages import Passage
from models.stories import Story
from models.themes import Assignment, Theme, ThemeRefusal
from models.vocabulary import Origin, ThemeState

if TYPE_CHECKING:
    from nlp.embedding import Embedder
    from nlp.language import Dutch
    from nlp.linking import Through
    from nlp.recognition import Example, Recogniser

LEAST_EXAMPLES = 5
"""A theme with fewer is placed by its passages' direction only."""
MOST_PASSAGES = 2_000
MOST_TOLD = 60


@dataclass(frozen=True)
class Lessons:
    """What a recogniser learns from: the themes, and example texts with the themes they teach."""

    keys: tuple[str, ...] = ()
    examples: "tuple[Example, ...]" = field(default=(), repr=False)

    @property
    def fingerprint(self) -> str:
        """The same lessons, the same value."""
        digest = hashlib.sha256(repr(self.keys).encode())
        for example in self.examples:
            row = (example.id, example.text, example.themes, example.author)
            digest.update(repr(row).encode())
        return digest.hexdigest()

    def sentences(self) -> dict[str, list[str]]:
        """Per theme the sentences that teach it, else its passages; at most sixty."""
        found: dict[str, list[str]] = {}
        for kind in (SENTENCE, PIECE):
            told: dict[str, list[str]] = defaultdict(list)
            for example in self.examples:
                if example.id.startswith(f"{kind}/"):
                    for theme in example.themes:
                        told[theme].append(example.text)
            for theme, texts in told.items():
                found.setdefault(theme, sorted(texts)[:MOST_TOLD])
        return found

    def learn(
        self, *, embedder: "Embedder", dutch: "Dutch", thinned: int = 0
    ) -> "Recogniser | None":
        """The recogniser of these lessons; None when there is nothing to recognise."""
        from nlp.recognition import Recogniser

        if not self.keys:
            return None
        return Recogniser.learn(
            self.examples, self.keys, embedder=embedder, dutch=dutch, thinned=thinned
        )


class Recognisers:
    """Keeps the recogniser that was learned last."""

    def __init__(self) -> None:
        """Nothing is learned yet."""
        self._lock = threading.Lock()
        self._held: tuple[tuple[str, str, str], Recogniser | None] | None = None

    def of(self, lessons: Lessons, *, embedder: "Embedder", dutch: "Dutch") -> "Recogniser | None":
        """The recogniser of these lessons, learned only when they or the encoder changed."""
        wanted = (lessons.fingerprint, embedder.name, embedder.revision)
        with self._lock:
            if self._held is None or self._held[0] != wanted:
                self._held = (wanted, lessons.learn(embedder=embedder, dutch=dutch))
            return self._held[1]


def of_catalogue() -> Lessons:
    """The shipped starter themes, by their keys."""
    from models import starters
    from nlp.recognition import Example

    examples = []
    for starter in starters.catalogue():
        examples += [
            Example(f"{SENTENCE}/{starter.key}/{number}", paraphrase.text, (starter.key,))
            for number, paraphrase in enumerate(starter.paraphrases)
        ]
        for part in (f"{starter.label}. {starter.description}", starter.include):
            examples.append(Example(f"{SENTENCE}/{starter.key}/+{len(part)}", part, (starter.key,)))
    keys = {starter.key: starter.key for starter in starters.catalogue()}
    return Lessons(tuple(keys), (*examples, *_practice(keys)))


def through_catalogue(*, embedder: "Embedder", dutch: "Dutch") -> "Through | None":
    """The shipped starter themes as a way to standards."""
    from models import starters
    from nlp.linking import ThemeText, Through

    lessons = of_catalogue()
    recogniser = lessons.learn(embedder=embedder, dutch=dutch)
    about = {
        one.key: ThemeText(one.key, one.label, one.description) for one in starters.catalogue()
    }
    return Through(recogniser, about, lessons.sentences()) if recogniser else None


def of_house(session: Session) -> Lessons:
    """The themes in use: their sentences, their rules, and the passages that people confirmed.

    Only what readers may see counts: a withdrawn story teaches nothing any more.
    """
    from nlp.recognition import Example

    texts = _sentences(session)
    starter_keys: dict[str, str] = {}
    for theme in themes.live(session):
        if theme.id in texts:
            about = (f"{theme.label}. {theme.description}", theme.include_rule)
            texts[theme.id] += [
                (f"{SENTENCE}/{theme.id}/{name}", text)
                for name, text in zip(("naam", "wel"), about, strict=True)
                if text
            ]
    for row in session.scalars(select(Theme).where(Theme.starter_key.is_not(None))):
        now = themes.resolve(session, row.id)
        if now.state in themes.IN_USE:
            starter_keys[str(row.starter_key)] = now.id
    confirmed = _confirmed(session)
    counts: dict[str, int] = defaultdict(int)
    for theme_id, sentences in texts.items():
        counts[theme_id] += len(sentences)
    for _, told in confirmed.values():
        for theme_id in told:
            counts[theme_id] += 1
    keys = tuple(sorted(key for key, count in counts.items() if count >= LEAST_EXAMPLES))
    if not keys:
        return Lessons()
    examples = [
        Example(name, text, (theme_id,))
        for theme_id, sentences in texts.items()
        for name, text in sentences
    ]
    examples += [
        Example(f"{PIECE}/{passage_id}", text, told)
        for passage_id, (text, told) in confirmed.items()
    ]
    return Lessons(keys, (*examples, *_practice(starter_keys)))


def evidence(example_id: str) -> dict[str, Any]:
    """What the nearest example is, as an assignment keeps it: its kind and id, never its words."""
    kind, _, name = example_id.partition("/")
    return {"soort": kind, "id": int(name) if name.isdigit() else name}


def _sentences(session: Session) -> dict[str, list[tuple[str, str]]]:
    query = (
        select(ThemeParaphrase.theme_id, ThemeParaphrase.id, ThemeParaphrase.text)
        .join(Theme, Theme.id == ThemeParaphrase.theme_id)
        .where(ThemeParaphrase.used, Theme.state.in_(themes.IN_USE))
        .order_by(ThemeParaphrase.theme_id, ThemeParaphrase.id)
    )
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for theme_id, number, text in session.execute(query).tuples():
        found[theme_id].append((f"{SENTENCE}/{number}", text))
    return found


def _confirmed(session: Session) -> dict[int, tuple[str, tuple[str, ...]]]:
    """The newest passages that people put in a theme, or in none: text and themes by id."""
    query = (
        select(Passage.id, Passage.start, Passage.end, Story.text, Assignment.theme_id)
        .join(Story, Story.id == Passage.story_id)
        .join(Assignment, Assignment.passage_id == Passage.id)
        .join(Theme, Theme.id == Assignment.theme_id)
        .where(
            stories.analysable(),
            Assignment.origin == Origin.PERSON,
            Theme.state.in_([ThemeState.ACTIVE, ThemeState.PROPOSED]),
        )
        .order_by(Passage.id.desc(), Assignment.theme_id)
        .limit(MOST_PASSAGES)
    )
    found: dict[int, tuple[str, tuple[str, ...]]] = {}
    for number, start, end, text, theme_id in session.execute(query).tuples():
        _, told = found.get(number, ("", ()))
        found[number] = (text[start:end].strip(), (*told, str(theme_id)))
    refused = (
        select(Passage.id, Passage.start, Passage.end, Story.text)
        .join(Story, Story.id == Passage.story_id)
        .where(
            stories.analysable(),
            Passage.id.in_(select(ThemeRefusal.passage_id)),
            # What the machine still places elsewhere may well belong there.
            Passage.id.not_in(
                select(Assignment.passage_id).where(Assignment.theme_id.is_not(None))
            ),
        )
        .order_by(Passage.id.desc())
        .limit(MOST_PASSAGES)
    )
    for number, start, end, text in session.execute(refused).tuples():
        found.setdefault(number, (text[start:end].strip(), ()))
    return found


def _practice(theme_of: dict[str, str]) -> "list[Example]":
    """The shipped practice passages, with the themes that their starter themes are now."""
    from nlp.recognition import Example

    return [
        Example(
            f"{PRACTICE}/{piece.id}",
            piece.text,
            tuple(dict.fromkeys(theme_of[key] for key in piece.themes if key in theme_of)),
            piece.author,
        )
        for piece in practice.passages()
    ]
