"""Reading everything again with another encoder, in small parts that are each stored at once.

A run that breaks off goes on where it was. The vectors lie beside those of the encoder before,
which keeps working until the mining run is stored.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models import encoders, runs
from models.passages import Embedding, Passage, encoder_version, known_version
from models.runs import Run
from models.stories import Story, analysable
from nlp.embedding import Embedder, load_embedder, quantise
from service.settings import Settings
from service.wiring import House

PART = 256
STEP = "Betekenis bepalen"


@dataclass(frozen=True)
class Order:
    """Which encoder another process must load."""

    source: str
    store: Path
    device: Literal["auto", "cpu"]

    @classmethod
    def of(cls, source: str, settings: Settings) -> "Order":
        """The order for this encoder with these settings."""
        return cls(source, settings.encoders, settings.encoder_device)


@cache
def embedder_of(order: Order) -> Embedder:
    """The encoder, loaded once in this process."""
    return load_embedder(order.source, store=order.store, device=order.device)


def encode_elsewhere(order: Order, texts: Sequence[str]) -> list[bytes]:
    """The int8 vectors of texts, in a process of its own."""
    return [vector.tobytes() for vector in quantise(embedder_of(order).encode(texts))]


def encode_known(
    house: House, run: Run, owner: str, *, facts: dict[str, Any], order: Order, pool: Executor
) -> int:
    """Encode the passages that this encoder has not read yet; returns how many there were.

    Raises:
        Conflict: another worker holds the run now.
    """
    with house.database.reading() as session:
        version = known_version(session, facts["name"], facts["revision"])
        todo = encoders.without_vector(session, version)
    for first in range(0, len(todo), PART):
        part = todo[first : first + PART]
        vectors = pool.submit(encode_elsewhere, order, [text for _, text in part]).result()
        with house.database.writing() as session:
            done = first + len(part)
            runs.tell(session, run.id, owner, step=STEP, done=done, total=len(todo))
            _store(session, zip((key for key, _ in part), vectors, strict=True), facts)
    return len(todo)


def _store(session: Session, rows: Iterable[tuple[int, bytes]], facts: dict[str, Any]) -> None:
    """Store the vectors of passages that are still there: a story may be withdrawn meanwhile."""
    version = encoder_version(
        session, name=facts["name"], revision=facts["revision"], dimension=facts["dimension"]
    )
    found = dict(rows)
    query = (
        select(Passage.id)
        .join(Story, Story.id == Passage.story_id)
        .where(analysable(), Passage.id.in_(found))
    )
    known = set(
        session.scalars(
            select(Embedding.passage_id).where(
                Embedding.encoder_version_id == version.id, Embedding.passage_id.in_(found)
            )
        )
    )
    there = sorted(set(session.scalars(query)) - known)
    if there:
        session.execute(
            insert(Embedding),
            [
                {"passage_id": key, "encoder_version_id": version.id, "vector": found[key]}
                for key in there
            ],
        )
