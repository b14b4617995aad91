"""A finished analysis for other tools: a BERTopic model folder, without any text of stories."""

from pathlib import Path

from models.errors import Rejected
from nlp.bertopic_frame import export_bertopic
from nlp.labelling import gather_terms
from service.jobs.corpus import as_vectors, gather
from service.jobs.reading import read_pieces
from service.wiring import House


def to_bertopic(house: House, folder: Path) -> int:
    """Write the themes in use as a folder that plain BERTopic loads; returns how many themes.

    Only stories that readers may see take part, and each passage with its strongest theme.

    Raises:
        Rejected: the folder exists, or no passage is in a theme.
    """
    embedder = house.embedder
    with house.database.reading() as session:
        corpus = gather(session, encoder=(embedder.name, embedder.revision))
    pieces = read_pieces(corpus, dutch=house.dutch, embedder=embedder, progress=lambda *_: None)
    strongest: dict[tuple[str, int], tuple[float, str]] = {}
    for theme in corpus.themes:
        for key, strength in theme.members.items():
            strongest[key] = max(strongest.get(key, (0.0, "")), (strength, theme.id))
    if not any(piece.key in strongest for piece in pieces):
        raise Rejected(
            "Er is nog geen stukje verhaal in een thema. Laat eerst patronen zoeken.",
            code="export.leeg",
        )
    terms = gather_terms(
        [house.dutch.surface_and_lemmas(piece.text) for piece in pieces],
        [piece.story_id for piece in pieces],
        dutch=house.dutch,
    )
    numbers = export_bertopic(
        folder,
        terms=terms.rows,
        vectors=as_vectors(pieces, embedder.dimension),
        themes=[strongest[piece.key][1] if piece.key in strongest else None for piece in pieces],
        labels={theme.id: theme.label for theme in corpus.themes},
    )
    return len(numbers)
