"""The index that search looks into: in memory, per encoder, and never behind on the collection.

Every question first asks the database which passages there are and who may be read; a story that
was withdrawn a second ago is found no more. Only what is new is read again. The index holds lemmas
and vectors, no texts; it is never written anywhere, and neither is a question.
"""

import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models import finding, passages
from models.errors import VertelpuntError
from models.finding import PassageRow, Within
from models.stories import Story
from service.wiring import House

if TYPE_CHECKING:
    from nlp.embedding import Embedder, Vectors
    from nlp.search import AskedWord, Hit, SearchIndex

EncoderKey = tuple[str, str]


@dataclass(frozen=True)
class Shown:
    """One hit as it is in the database now."""

    hit: "Hit"
    story: Story = field(repr=False)
    start: int
    end: int
    themes: list[tuple[str, str]]


@dataclass(frozen=True)
class Page:
    """One page of what was found, and how much there is altogether.

    `by_meaning` is False when only words could be compared; `trouble` then says why, if it is
    something that a person can act on.
    """

    shown: list[Shown]
    passages: int
    stories: int
    searched_stories: int
    unread_stories: int
    words: "tuple[AskedWord, ...]"
    by_meaning: bool
    trouble: str


@dataclass(frozen=True)
class _Held:
    """An index with what it was made of."""

    encoder: EncoderKey | None
    rows: list[PassageRow] = field(repr=False)
    vectors: int
    lemmas: dict[PassageRow, tuple[str, ...]] = field(repr=False)
    index: "SearchIndex" = field(repr=False)


class Finder:
    """Answers questions about the stories that readers may see; one per process."""

    def __init__(self) -> None:
        """Start empty; the first question builds the index."""
        self._lock = threading.Lock()
        self._held: _Held | None = None

    def find(self, house: House, question: str, *, within: Within, offset: int, limit: int) -> Page:
        """One page of the passages that answer to a question, the best first."""
        embedder, trouble = _encoder(house)
        vector = _as_vector(embedder, question) if embedder is not None else None
        with house.database.reading() as session:
            readable = finding.story_ids(session)
            wanted = readable if within == Within() else finding.story_ids(session, within)
            held = self._fresh(session, readable, embedder)
            among = [row for row in held.rows if row[1] in wanted]
            keys = np.array([row[0] for row in among], dtype=np.int64)
            found = held.index.ask(question, vector=vector, among=keys)
            story_of = {row[0]: row[1] for row in among}
            searched = len(set(story_of.values()))
            return Page(
                shown=_shown(session, found.hits[offset : offset + limit]),
                passages=len(found.hits),
                stories=len({story_of[hit.key] for hit in found.hits}),
                searched_stories=searched,
                unread_stories=len(wanted) - searched,
                words=found.words,
                by_meaning=found.by_meaning,
                trouble=trouble,
            )

    def warm(self, house: House) -> None:
        """Build the index before anybody asks: after a start that takes seconds, not per question.

        What goes wrong here goes wrong again, and is told, when somebody asks.
        """
        with suppress(VertelpuntError, SQLAlchemyError):
            self.find(house, "", within=Within(), offset=0, limit=1)

    def forget(self) -> None:
        """Let go of the index: words were taken out of a text that stands where it stood."""
        with self._lock:
            self._held = None

    def _fresh(
        self, session: Session, readable: frozenset[str], embedder: "Embedder | None"
    ) -> _Held:
        """The index of what there is now; built again only when that changed."""
        with self._lock:
            rows = finding.passage_rows(session, readable)
            version = (
                passages.known_version(session, embedder.name, embedder.revision)
                if embedder is not None
                else None
            )
            encoder = (version.name, version.revision) if version is not None else None
            vectors = finding.vector_count(session, version.id) if version is not None else 0
            held = self._held
            if held and (held.rows, held.encoder, held.vectors) == (rows, encoder, vectors):
                return held
            lemmas = _lemmas(session, rows, known=held.lemmas if held else {})
            stored = finding.vectors(session, version.id) if version is not None else {}
            index = _build(rows, lemmas, stored, version.dimension if version is not None else 0)
            self._held = _Held(encoder, rows, vectors, lemmas, index)
            return self._held


def _encoder(house: House) -> "tuple[Embedder | None, str]":
    """The encoder that works now, or None with the reason in Dutch: words can still be found."""
    try:
        return house.embedder, ""
    except VertelpuntError as error:
        return None, error.message


def _as_vector(embedder: "Embedder", question: str) -> "Vectors":
    return embedder.encode([question], kind="query")


def _lemmas(
    session: Session, rows: list[PassageRow], *, known: dict[PassageRow, tuple[str, ...]]
) -> dict[PassageRow, tuple[str, ...]]:
    """The lemmas of every passage; only passages that are new are read."""
    from nlp.lemmas import term_lemmas

    texts = finding.texts(session, {row[1] for row in rows if row not in known})
    found = {}
    for row in rows:
        _, story_id, start, end = row
        # Without a text it was withdrawn a moment ago; the next question knows.
        found[row] = known[row] if row in known else term_lemmas(texts.get(story_id, "")[start:end])
    return found


def _build(
    rows: list[PassageRow],
    lemmas: dict[PassageRow, tuple[str, ...]],
    vectors: dict[int, bytes],
    dimension: int,
) -> "SearchIndex":
    from nlp.search import Entry, SearchIndex

    entries = [Entry(row[0], lemmas[row], vectors.get(row[0])) for row in rows]
    return SearchIndex.build(entries, dimension=dimension)


def _shown(session: Session, hits: "tuple[Hit, ...]") -> list[Shown]:
    keys = [hit.key for hit in hits]
    there = finding.passages_with_story(session, keys)
    themes = finding.theme_labels(session, keys)
    return [
        Shown(hit, *there[hit.key], themes=themes.get(hit.key, []))
        for hit in hits
        if hit.key in there
    ]
