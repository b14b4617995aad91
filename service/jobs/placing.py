"""A new story among the existing themes, within seconds and without mining again."""

from sqlalchemy.orm import Session

from models import encoders, runs
from models.errors import VertelpuntError
from models.runs import Run
from models.vocabulary import ResidueReason
from service.encoders import Standing, ask_for_mining
from service.jobs.corpus import Corpus, Piece, Placed, gather
from service.jobs.placement import place_among
from service.jobs.provenance import Stopwatch
from service.jobs.reading import read_pieces
from service.jobs.storing import hold_stories, place_pieces, store_pieces
from service.likeness import compare_waiting
from service.wiring import House


def run(house: House, run: Run, owner: str) -> None:
    """Cut, encode and place one approved story.

    Themes in the space of another encoder are no measure: then the story waits, and a mining run
    is asked for when the wanted encoder works. Without any encoder it is only cut, and waits. Then
    it is held against other stories, for a moderator to see whether it was told twice.

    Raises:
        Conflict: another worker holds the run now.
    """
    standing, problem = _standing(house)
    embedder = standing.embedder if standing else None
    watch = Stopwatch()
    with house.database.reading() as session:
        version = (embedder.name, embedder.revision) if embedder else None
        corpus = gather(session, encoder=version, only_story=run.story_id)
        waits = _waits(session, corpus, standing)
    with watch.step("plaatsen"):
        pieces = read_pieces(corpus, dutch=house.dutch, embedder=embedder, progress=lambda *_: None)
        placed = (
            _not_yet(pieces)
            if waits or embedder is None
            else place_among(
                corpus,
                pieces,
                recogniser=house.recognisers.of(
                    corpus.lessons, embedder=embedder, dutch=house.dutch
                ),
                dimension=embedder.dimension,
            )
        )
    encoder = standing.facts if standing else {"missing": problem}
    with house.database.writing() as session:
        held = runs.holding(session, run.id, owner)
        hold_stories(session, pieces)
        ids = store_pieces(session, pieces, encoder=encoder if standing else None)
        known = {theme.id for theme in corpus.themes}
        place_pieces(session, placed, ids, run_id=held.id, known=known)
        if waits and standing and not standing.missing:
            ask_for_mining(session)
        runs.finish(held, provenance={"encoder": encoder, "seconds": watch.seconds})
    compare_waiting(house)


def _standing(house: House) -> tuple[Standing | None, str]:
    try:
        return house.encoders.standing(), ""
    except VertelpuntError as error:
        return None, error.message


def _waits(session: Session, corpus: Corpus, standing: Standing | None) -> bool:
    """True when the themes lie in another space than this encoder's."""
    if standing is None:
        return True
    return corpus.mean is None and (bool(corpus.themes) or encoders.space_of(session) is not None)


def _not_yet(pieces: list[Piece]) -> list[Placed]:
    return [Placed(piece.key, None, 0.0, ResidueReason.NOT_YET) for piece in pieces]
