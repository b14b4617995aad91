"""A mining run: approved stories become passages, vectors, themes and links to standards.

The first time, everything is mined. After that themes are anchored: they keep what they hold, new
passages are placed among them, and only the residue is mined for something new. A full mining
looks at everything again and matches what it finds with the themes there are, by membership.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from models import runs
from models.runs import Run
from models.vocabulary import MiningMode, ResidueReason
from nlp import identity
from nlp.embedding import Embedder
from nlp.identity import MatchKind, ThemeVector
from nlp.language import Dutch
from nlp.mining import MinedTheme, Mining, MiningParams, mine
from service.encoders import Standing
from service.jobs.corpus import (
    Corpus,
    KnownTheme,
    Piece,
    PieceKey,
    Placed,
    Progress,
    ProposedLink,
    ThemeOutcome,
    as_vectors,
    gather,
)
from service.jobs.encoding import Order, embedder_of, encode_known
from service.jobs.linking import propose
from service.jobs.provenance import Stopwatch, peak_memory, versions
from service.jobs.reading import read_pieces
from service.jobs.storing import (
    park_faded,
    place_pieces,
    store_links,
    store_pieces,
    store_space,
    store_themes,
    version_of,
)
from service.wiring import House, executor


@dataclass(frozen=True)
class Request:
    """Everything a mining computation needs, wherever it runs."""

    corpus: Corpus
    encoder: Order
    facts: dict[str, Any]
    """Which encoder it is, and what it stands in for, if it does."""
    seed: int
    full: bool


@dataclass(frozen=True)
class Outcome:
    """Everything a mining computation found."""

    stories: int
    pieces: tuple[Piece, ...] = field(repr=False)
    mode: MiningMode
    themes: tuple[ThemeOutcome, ...]
    faded: frozenset[str]
    placed: tuple[Placed, ...]
    links: tuple[ProposedLink, ...]
    mean: bytes = field(repr=False)
    provenance: dict[str, Any]


@dataclass(frozen=True)
class Found:
    """Themes and placements, before links."""

    mode: MiningMode
    themes: tuple[ThemeOutcome, ...]
    faded: frozenset[str]
    placed: tuple[Placed, ...]
    mean: bytes = field(repr=False)


def run(house: House, run: Run, owner: str) -> None:
    """Do one mining run from the queue, the heavy part in another process.

    Raises:
        Conflict: another worker holds the run now.
    """
    seed = int(run.parameters.get("seed", house.settings.seed))
    standing = house.encoders.for_run(run.parameters.get("encoder"))
    order = Order.of(standing.embedder.source, house.settings)
    with executor(house.settings) as pool:
        encode_known(house, run, owner, facts=standing.facts, order=order, pool=pool)
        asked = request(
            house, full=bool(run.parameters.get("volledig", False)), seed=seed, standing=standing
        )
        outcome = pool.submit(compute_elsewhere, asked).result()
    with house.database.writing() as session:
        store(session, runs.holding(session, run.id, owner), outcome)


def request(house: House, *, full: bool, seed: int, standing: Standing | None = None) -> Request:
    """Read what a mining computation needs, for this encoder or else the one that works now."""
    standing = standing or house.encoders.standing()
    embedder = standing.embedder
    with house.database.reading() as session:
        corpus = gather(session, encoder=(embedder.name, embedder.revision))
    return Request(
        corpus=corpus,
        encoder=Order.of(embedder.source, house.settings),
        facts=standing.facts,
        seed=seed,
        full=full,
    )


def compute_elsewhere(asked: Request) -> Outcome:
    """Compute in a process of its own, which loads language and encoder itself."""
    from nlp.language import load_dutch

    return compute(
        asked,
        dutch=load_dutch(),
        embedder=embedder_of(asked.encoder),
        progress=lambda *_: None,
    )


def compute(asked: Request, *, dutch: Dutch, embedder: Embedder, progress: Progress) -> Outcome:
    """Read, mine and link; touches no database. The same request gives the same outcome."""
    watch = Stopwatch()
    corpus = asked.corpus
    with watch.step("lezen"):
        pieces = read_pieces(corpus, dutch=dutch, embedder=embedder, progress=progress)
    params = MiningParams(seed=asked.seed)
    with watch.step("verkennen"):
        anchored = bool(corpus.themes) and corpus.mean is not None and not asked.full
        find = _find_among_known if anchored else _find_all
        found = find(
            corpus,
            pieces,
            dutch=dutch,
            dimension=embedder.dimension,
            params=params,
            progress=progress,
        )
    with watch.step("koppelen"):
        links = propose(
            corpus,
            pieces,
            found.themes,
            found.placed,
            dutch=dutch,
            embedder=embedder,
            progress=progress,
        )
    provenance = {
        "seed": asked.seed,
        "encoder": asked.facts,
        "parameters": params.as_dict(),
        "mode": found.mode.value,
        "full": not anchored,
        "fingerprint": corpus.fingerprint,
        "versions": versions(),
        "stories": len(corpus.stories),
        "passages": len(pieces),
        "seconds": watch.seconds,
        "peakMemoryMiB": peak_memory(),
    }
    return Outcome(
        stories=len(corpus.stories),
        pieces=tuple(pieces),
        mode=found.mode,
        themes=found.themes,
        faded=found.faded,
        placed=found.placed,
        links=links,
        mean=found.mean,
        provenance=provenance,
    )


def store(session: Session, run: Run, outcome: Outcome) -> None:
    """Store an outcome and finish its run, in the caller's transaction."""
    encoder = outcome.provenance["encoder"]
    ids = store_pieces(session, outcome.pieces, encoder=encoder)
    version = version_of(session, encoder)
    if outcome.mode is not MiningMode.READ:
        store_space(session, run=run, encoder_version_id=version.id, mean=outcome.mean)
    park_faded(session, outcome.faded, run=run)
    store_themes(session, outcome.themes, run=run, mode=outcome.mode, encoder_version_id=version.id)
    place_pieces(session, outcome.placed, ids, run_id=run.id)
    theme_ids = [theme.id for theme in outcome.themes]
    store_links(session, outcome.links, ids, theme_ids=theme_ids, run=run)
    runs.finish(run, provenance=outcome.provenance)


def place_among(corpus: Corpus, pieces: Sequence[Piece], *, dimension: int) -> list[Placed]:
    """Place passages among the known themes of the same vector space; the rest is residue."""
    if corpus.mean is None or not corpus.themes:
        return [Placed(p.key, None, 0.0, ResidueReason.TOO_FEW_STORIES) for p in pieces]
    vectors = as_vectors(pieces, dimension)
    themes = [theme.vector for theme in corpus.themes]
    mean = np.frombuffer(corpus.mean, dtype=np.float32)
    why = identity.reasons(vectors, themes, mean)
    placed: list[Placed] = []
    for piece, found, reason in zip(
        pieces, identity.place(vectors, themes, mean), why, strict=True
    ):
        placed += [Placed(piece.key, one.theme, one.strength, None) for one in found]
        if not found:
            placed.append(Placed(piece.key, None, 0.0, reason))
    return placed


def _find_all(
    corpus: Corpus,
    pieces: Sequence[Piece],
    *,
    dutch: Dutch,
    dimension: int,
    params: MiningParams,
    progress: Progress,
) -> Found:
    """Mine everything; themes that were there go on when their passages are still together."""
    mined = _mine(pieces, dutch=dutch, dimension=dimension, params=params, progress=progress)
    if mined.mode is MiningMode.READ:
        return Found(mined.mode, (), frozenset(), tuple(_placed(mined, pieces, [])), b"")
    going_on = _going_on(corpus.themes, mined, pieces)
    taken = set(corpus.taken_ids)
    outcomes = []
    for position, theme in enumerate(mined.themes):
        known = going_on.get(position)
        outcomes.append(_outcome(theme, pieces, known=known, taken=taken))
    faded = {theme.id for theme in corpus.themes} - {theme.id for theme in going_on.values()}
    ids = [outcome.id for outcome in outcomes]
    return Found(
        mode=mined.mode,
        themes=tuple(outcomes),
        faded=frozenset(faded),
        placed=tuple(_placed(mined, pieces, ids)),
        mean=mined.mean.astype(np.float32).tobytes(),
    )


def _find_among_known(
    corpus: Corpus,
    pieces: Sequence[Piece],
    *,
    dutch: Dutch,
    dimension: int,
    params: MiningParams,
    progress: Progress,
) -> Found:
    """Leave themes what they hold, place the rest among them, and mine what is left over.

    What was left over before, with nothing new beside it, is not mined once more: asking again
    without new stories must not give other themes.
    """
    held = [
        Placed(key, theme.id, strength, None)
        for theme in corpus.themes
        for key, strength in theme.members.items()
    ]
    there = {one.piece for one in held}
    loose = place_among(corpus, [p for p in pieces if p.key not in there], dimension=dimension)
    left = {one.piece for one in loose if one.theme_id is None}
    residue = [] if left <= corpus.left_over else [p for p in pieces if p.key in left]
    mined = _mine(
        residue,
        dutch=dutch,
        dimension=dimension,
        params=params,
        progress=progress,
        mean=np.frombuffer(corpus.mean or b"", dtype=np.float32),
    )
    taken = set(corpus.taken_ids)
    fresh = [_outcome(theme, residue, known=None, taken=taken) for theme in mined.themes]
    found = [one for one in loose if one.theme_id is not None]
    if fresh:
        found += _placed(mined, residue, [outcome.id for outcome in fresh])
    else:
        found += [one for one in loose if one.theme_id is None]
    sizes = Counter(one.theme_id for one in [*held, *found])
    known = [_unchanged(theme, sizes[theme.id]) for theme in corpus.themes]
    return Found(
        mode=_mode_of(corpus, mined),
        themes=tuple([*known, *fresh]),
        faded=frozenset(),
        placed=tuple(sorted([*held, *found], key=lambda one: (one.piece, one.theme_id or ""))),
        mean=corpus.mean or b"",
    )


def _mine(
    pieces: Sequence[Piece],
    *,
    dutch: Dutch,
    dimension: int,
    params: MiningParams,
    progress: Progress,
    mean: NDArray[np.float32] | None = None,
) -> Mining:
    return mine(
        [piece.text for piece in pieces],
        as_vectors(pieces, dimension),
        [piece.story_id for piece in pieces],
        dutch=dutch,
        params=params,
        mean=mean,
        progress=lambda done, total: progress("Patronen zoeken", done, total),
    )


def _going_on(
    themes: Sequence[KnownTheme], mined: Mining, pieces: Sequence[Piece]
) -> dict[int, KnownTheme]:
    """Which found themes (by position) are a known one that goes on."""
    by_id = {theme.id: theme for theme in themes}
    old = {theme.id: set(theme.members) for theme in themes}
    new = [{pieces[member].key for member in theme.members} for theme in mined.themes]
    known: set[PieceKey] = set().union(*old.values()) if old else set()
    return {
        found.new[0]: by_id[found.old[0]]
        for found in identity.match(old, new, known=known)
        if found.kind is MatchKind.CONTINUES
    }


def _outcome(
    theme: MinedTheme, pieces: Sequence[Piece], *, known: KnownTheme | None, taken: set[str]
) -> ThemeOutcome:
    keys = sorted(pieces[member].key for member in theme.members)
    theme_id = known.id if known else _new_id(keys, taken)
    taken.add(theme_id)
    return ThemeOutcome(
        id=theme_id,
        label=known.label if known and known.by_person else theme.label,
        description=known.description if known and known.by_person else theme.description,
        words=theme.words,
        stability=theme.grade.value,
        stability_value=theme.stability,
        vector=ThemeVector(theme_id, theme.centroid, theme.threshold),
        size=len(keys),
        born=known is None,
    )


def _unchanged(theme: KnownTheme, size: int) -> ThemeOutcome:
    return ThemeOutcome(
        id=theme.id,
        label=theme.label,
        description=theme.description,
        words=theme.words,
        stability=theme.stability,
        stability_value=theme.stability_value,
        vector=theme.vector,
        size=size,
        born=False,
    )


def _placed(mined: Mining, pieces: Sequence[Piece], ids: Sequence[str]) -> list[Placed]:
    placed: list[Placed] = []
    for position, piece in enumerate(pieces):
        found = mined.strengths[position]
        placed += [
            Placed(piece.key, ids[theme], strength, None) for theme, strength in found.items()
        ]
        if not found:
            placed.append(Placed(piece.key, None, 0.0, mined.residue[position]))
    return placed


def _mode_of(corpus: Corpus, mined: Mining) -> MiningMode:
    """The mode that the themes in use were found in; the residue alone is always small."""
    modes = {theme.mode for theme in corpus.themes} | {mined.mode}
    return max(modes, key=list(MiningMode).index)


def _new_id(keys: Sequence[PieceKey], taken: set[str]) -> str:
    """An id from what the theme holds: the same input, the same id; never used twice."""
    salt = 0
    while True:
        content = repr((list(keys), salt)).encode()
        theme_id = "t" + hashlib.sha256(content).hexdigest()[:11]
        if theme_id not in taken:
            return theme_id
        salt += 1
