"""From stories to passages with vectors: only what is new is cut, only the unknown is encoded."""

from nlp.embedding import Embedder, quantise
from nlp.language import Dutch
from nlp.passages import split
from service.jobs.corpus import Corpus, Piece, Progress, StoryText

BATCH = 2048


def read_pieces(
    corpus: Corpus, *, dutch: Dutch, embedder: Embedder | None, progress: Progress
) -> list[Piece]:
    """All passages of the corpus, sorted by story and place, with int8 vectors.

    Without an encoder the vectors that are not known yet stay empty.
    """
    pieces: list[Piece] = []
    fresh: list[tuple[StoryText, int, int]] = []
    for number, story in enumerate(corpus.stories, start=1):
        for start, end in _spans(corpus, story, dutch):
            vector = corpus.vectors.get((story.id, start, end))
            if vector is None and embedder is not None:
                fresh.append((story, start, end))
            else:
                pieces.append(Piece(story.id, start, end, story.text[start:end], vector or b""))
        progress("Verhalen lezen", number, len(corpus.stories))
    if embedder is not None:
        pieces += _encode(fresh, embedder, progress)
    return sorted(pieces, key=lambda piece: piece.key)


def _spans(corpus: Corpus, story: StoryText, dutch: Dutch) -> list[tuple[int, int]]:
    """Where the story was cut before, else where it is cut now."""
    known = corpus.spans.get(story.id)
    return list(known) if known else [(s.start, s.end) for s in split(story.text, dutch=dutch)]


def _encode(
    fresh: list[tuple[StoryText, int, int]], embedder: Embedder, progress: Progress
) -> list[Piece]:
    pieces: list[Piece] = []
    for first in range(0, len(fresh), BATCH):
        batch = fresh[first : first + BATCH]
        texts = [story.text[start:end] for story, start, end in batch]
        vectors = quantise(embedder.encode(texts))
        pieces += [
            Piece(story.id, start, end, text, vector.tobytes())
            for (story, start, end), text, vector in zip(batch, texts, vectors, strict=True)
        ]
        progress("Betekenis bepalen", first + len(batch), len(fresh))
    return pieces
