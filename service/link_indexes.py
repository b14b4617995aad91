"""The index of the standards in use, for single passages on demand: in memory, and never behind.

Every question first asks the database which standards, sentences and themes there are; when one of
those or the encoder changed, the index is made again. That takes some seconds. It is learned from
passages that people confirmed, among other things, so it is never written anywhere.
"""

import hashlib
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from models import standards, themes
from service import recognising
from service.recognising import Lessons

if TYPE_CHECKING:
    from nlp.linking import LinkIndex, StandardText
    from service.wiring import House

Key = tuple[str, str, str]
About = tuple[str, str, str, tuple[str, ...]]


@dataclass(frozen=True)
class _Read:
    """What an index is made of."""

    standards: "tuple[StandardText, ...]"
    lay: tuple[tuple[str, str], ...] = field(repr=False)
    lessons: Lessons = field(repr=False)
    about: tuple[About, ...]
    """Of every theme in use its id, name, description and words."""

    @property
    def fingerprint(self) -> str:
        """The same content, the same value."""
        said = repr((self.standards, self.lay, self.about))
        return hashlib.sha256((said + self.lessons.fingerprint).encode()).hexdigest()


class LinkIndexes:
    """Keeps the index that was made last; one per process."""

    def __init__(self) -> None:
        """Nothing is made yet."""
        self._lock = threading.Lock()
        self._held: tuple[Key, LinkIndex] | None = None

    def now(self, house: "House") -> "LinkIndex":
        """The index of what there is now.

        Raises:
            VertelpuntError: the encoder cannot be loaded, and nothing may stand in for it.
        """
        embedder = house.embedder
        with house.database.reading() as session:
            read = _read(session)
        wanted = (read.fingerprint, embedder.name, embedder.revision)
        # Two questions at once wait for one index.
        with self._lock:
            if self._held is None or self._held[0] != wanted:
                self._held = (wanted, _build(house, read))
            return self._held[1]


def standard_texts(session: Session) -> "tuple[StandardText, ...]":
    """The standards in use, as they are compared."""
    from nlp.linking import StandardText

    return tuple(
        StandardText(
            key=standard.key,
            set_key=standard_set.key,
            title=standard.title,
            description=standard.description,
            group=standard.group,
        )
        for standard_set, standard in standards.current_standards(session)
    )


def lay_sentences(session: Session) -> tuple[tuple[str, str], ...]:
    """Key of a standard in use and a sentence about it: shipped, or come with its set."""
    return tuple((one.standard, one.text) for one in standards.sentences(session))


def _read(session: Session) -> _Read:
    live = sorted(themes.live(session), key=lambda theme: theme.id)
    return _Read(
        standards=standard_texts(session),
        lay=lay_sentences(session),
        lessons=recognising.of_house(session),
        about=tuple(
            (theme.id, theme.label, theme.description, tuple(theme.words)) for theme in live
        ),
    )


def _build(house: "House", read: _Read) -> "LinkIndex":
    from nlp.linking import LinkIndex, ThemeText, Through

    embedder, dutch = house.embedder, house.dutch
    recogniser = house.recognisers.of(read.lessons, embedder=embedder, dutch=dutch)
    about = {row[0]: ThemeText(*row) for row in read.about}
    return LinkIndex(
        read.standards,
        embedder=embedder,
        dutch=dutch,
        lay=read.lay,
        through=Through(recogniser, about, read.lessons.sentences()) if recogniser else None,
    )
