"""Which stories say nearly the same: every new one is held against those that share a band.

Only stories that readers may see, and no made-up examples. What is found is shown to a moderator;
nothing is ever refused by itself. With very many stories this stays quick: a story is compared
with `MOST_COMPARED` others at most, found by the database.
"""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from models import reviews, stories
from models.db import in_turn
from nlp import likeness
from nlp.likeness import Wording
from service.wiring import House

MOST_COMPARED = 50
MOST_ALIKE = 10
AT_A_TIME = 200
# No text has this band: it marks a story that is too short to be compared.
TOO_SHORT = 0


def compare_waiting(house: House, *, progress: Callable[[int], None] | None = None) -> int:
    """Hold every story that was not compared yet against the others; returns how many.

    A few hundred at a time, each in a transaction of its own: others can write in between.
    """
    done = 0
    while True:
        with house.database.reading() as session:
            some = reviews.uncompared(session, limit=AT_A_TIME)
        if not some:
            return done
        read = likeness.read([text for _, text in some])
        with house.database.writing() as session:
            in_turn(session, "likeness")
            stories.hold(session, [story_id for story_id, _ in some])
            # Somebody may have taken a story away, or changed it, since it was read.
            still = dict(reviews.uncompared(session, limit=AT_A_TIME))
            for (story_id, text), wording in zip(some, read, strict=True):
                if still.get(story_id) == text:
                    _compare(session, story_id, wording)
        done += len(some)
        if progress is not None:
            progress(done)


def _compare(session: Session, story_id: str, wording: Wording) -> None:
    """Keep the bands of one story, and what it is like."""
    if not wording.bands:
        reviews.keep_bands(session, story_id, [TOO_SHORT])
        return
    others = reviews.candidates(session, story_id, wording.bands, most=MOST_COMPARED)
    for share, other_id in _shares(wording, others)[:MOST_ALIKE]:
        reviews.keep_likeness(session, story_id, other_id, share)
    reviews.keep_bands(session, story_id, wording.bands)


def _shares(wording: Wording, others: Sequence[tuple[str, str]]) -> list[tuple[float, str]]:
    """The others that are alike, those most alike first."""
    read = likeness.read([text for _, text in others])
    found = [
        (round(likeness.share(wording, other), 3), other_id)
        for (other_id, _), other in zip(others, read, strict=True)
    ]
    return sorted((one for one in found if one[0] >= likeness.ALIKE), reverse=True)
