"""The links of a run: every theme in use against every standard, with the reason for each."""

from collections import defaultdict
from collections.abc import Sequence

from nlp.cross_encoder import CrossEncoder
from nlp.embedding import Embedder
from nlp.language import Dutch
from nlp.linking import LinkIndex, ThemeText, Through
from nlp.recognition import Recogniser
from service.jobs.corpus import (
    Corpus,
    KnownTheme,
    Piece,
    PieceKey,
    Placed,
    Progress,
    ProposedLink,
    ThemeOutcome,
)

EXEMPLARS = 12


def propose(
    corpus: Corpus,
    pieces: Sequence[Piece],
    themes: Sequence[ThemeOutcome],
    placed: Sequence[Placed],
    *,
    recogniser: Recogniser | None,
    dutch: Dutch,
    embedder: Embedder,
    progress: Progress,
    cross: CrossEncoder | None = None,
) -> tuple[ProposedLink, ...]:
    """Propose links for the themes, by theme and then by likelihood.

    What is known of the recognised themes helps the others along: see `nlp.lay_language`.
    """
    if not themes or not corpus.standards:
        return ()
    progress("Standaarden zoeken", 0, len(themes))
    index = LinkIndex(
        corpus.standards,
        embedder=embedder,
        dutch=dutch,
        lay=corpus.lay,
        through=_through(corpus, recogniser),
        cross=cross,
    )
    examples = _examples(placed)
    described = {theme.id for theme in corpus.themes if theme.by_person or theme.starter}
    texts = {piece.key: piece.text for piece in pieces}
    queries = [
        ThemeText(
            key=theme.id,
            label=theme.label,
            # A machine's description only repeats the words, in a sentence that fits every theme.
            description=theme.description if theme.id in described else "",
            words=theme.words,
            exemplars=tuple(texts[key] for key in examples[theme.id]),
        )
        for theme in themes
    ]
    links: list[ProposedLink] = []
    for theme, proposals in zip(themes, index.propose(queries), strict=True):
        for proposal in proposals:
            nearest = proposal.reason.exemplar
            links.append(
                ProposedLink(
                    theme_id=theme.id,
                    standard_key=proposal.standard,
                    similarity=float(proposal.similarity),
                    probability=float(proposal.probability),
                    state=str(proposal.state),
                    words=tuple(proposal.reason.words),
                    sentence=proposal.reason.sentence,
                    example=None if nearest is None else examples[theme.id][nearest],
                    parts={name: round(float(v), 4) for name, v in proposal.reason.parts.items()},
                )
            )
    progress("Standaarden zoeken", len(themes), len(themes))
    return tuple(links)


def _through(corpus: Corpus, recogniser: Recogniser | None) -> Through | None:
    """The recognised themes as a way to standards."""
    if recogniser is None or not recogniser.keys:
        return None
    known = {theme.id: theme for theme in corpus.themes}
    return Through(
        recogniser,
        {key: _about(known[key]) for key in recogniser.keys},
        corpus.lessons.sentences(),
    )


def _about(theme: KnownTheme) -> ThemeText:
    return ThemeText(theme.id, theme.label, theme.description, theme.words)


def _examples(placed: Sequence[Placed]) -> dict[str, list[PieceKey]]:
    """The strongest passages of every theme, from as many different stories as possible."""
    by_theme: dict[str, list[Placed]] = defaultdict(list)
    for one in placed:
        if one.theme_id is not None:
            by_theme[one.theme_id].append(one)
    found: dict[str, list[PieceKey]] = defaultdict(list)
    for theme_id, members in by_theme.items():
        ordered = sorted(members, key=lambda one: (-one.strength, one.piece))
        seen: set[str] = set()
        first = [one for one in ordered if not (one.piece[0] in seen or seen.add(one.piece[0]))]  # type: ignore[func-returns-value]
        found[theme_id] = [one.piece for one in first[:EXEMPLARS]]
    return found
