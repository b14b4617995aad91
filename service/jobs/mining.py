"""A mining run: approved stories become passages, vectors, themes and links to standards.

Themes keep what they hold, new passages are placed among them, and only the residue is mined for
something new (`exploring`). A full mining looks at everything again beside the themes there are,
and ends in proposals (`shadow`): people decide.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from models import proposals, runs, stories, theme_withdrawal
from models.runs import Run
from models.theme_changes import lock_all
from models.vocabulary import MiningEngine, MiningMode, RunKind
from nlp import engines
from nlp.cross_encoder import CrossEncoder
from nlp.embedding import Embedder
from nlp.language import Dutch
from nlp.mining import MiningParams
from service.encoders import Standing
from service.jobs.corpus import (
    Corpus,
    Piece,
    Placed,
    Progress,
    ProposedLink,
    ThemeOutcome,
    gather,
)
from service.jobs.encoding import Order, embedder_of, encode_known
from service.jobs.exploring import explore
from service.jobs.linking import propose
from service.jobs.provenance import Stopwatch, peak_memory, versions
from service.jobs.reading import read_pieces
from service.jobs.shadow import Change, by_kind, changes, is_due
from service.jobs.storing import (
    hold_stories,
    place_pieces,
    store_changes,
    store_pieces,
    store_space,
    store_themes,
    version_of,
)
from service.jobs.storing_links import store_links
from service.likeness import compare_waiting
from service.wiring import House, executor

THINNED = 10
"""How often known themes are read again with fewer examples, to say how steady they are."""


@dataclass(frozen=True)
class Request:
    """Everything a mining computation needs, wherever it runs."""

    corpus: Corpus
    encoder: Order
    facts: dict[str, Any]
    """Which encoder it is, and what it stands in for, if it does."""
    params: MiningParams
    full: bool
    cross_encoder: str = ""
    """Reads the likeliest standards of each theme once more; empty is off."""


@dataclass(frozen=True)
class Outcome:
    """Everything a mining computation found."""

    stories: int
    pieces: tuple[Piece, ...] = field(repr=False)
    mode: MiningMode
    themes: tuple[ThemeOutcome, ...]
    placed: tuple[Placed, ...]
    links: tuple[ProposedLink, ...]
    changes: tuple[Change, ...]
    mean: bytes = field(repr=False)
    provenance: dict[str, Any]


def run(house: House, run: Run, owner: str) -> None:
    """Do one mining run from the queue, the heavy part in another process.

    Raises:
        Conflict: another worker holds the run now.
    """
    standing = house.encoders.for_run(run.parameters.get("encoder"))
    order = Order.of(standing.embedder.source, house.settings)
    with executor(house.settings) as pool:
        encode_known(house, run, owner, facts=standing.facts, order=order, pool=pool)
        asked = request(house, parameters=run.parameters, standing=standing)
        outcome = pool.submit(compute_elsewhere, asked).result()
    with house.database.writing() as session:
        store(session, runs.holding(session, run.id, owner), outcome)
    compare_waiting(house)


def check_engine(engine: MiningEngine) -> None:
    """Refuse an engine that is not here before anything is asked of it.

    Raises:
        Rejected: it is not installed.
    """
    if engine is MiningEngine.EVOC:
        engines.check_evoc()


def request(
    house: House, *, parameters: Mapping[str, Any], standing: Standing | None = None
) -> Request:
    """Read what a mining computation needs, for this encoder or else the one that works now.

    Args:
        house: database and settings.
        parameters: of the run: `seed`, `volledig`, `methode`.
        standing: the encoder; None for the one that works now.
    """
    standing = standing or house.encoders.standing()
    embedder = standing.embedder
    with house.database.reading() as session:
        corpus = gather(session, encoder=(embedder.name, embedder.revision))
        full = bool(parameters.get("volledig")) or is_due(session, corpus)
    return Request(
        corpus=corpus,
        encoder=Order.of(embedder.source, house.settings),
        facts=standing.facts,
        params=MiningParams(
            seed=int(parameters.get("seed", house.settings.seed)),
            engine=MiningEngine(parameters.get("methode", MiningEngine.OWN)),
        ),
        full=full,
        cross_encoder=house.settings.cross_encoder,
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
    """Read, mine and link; touches no database. The same request gives the same outcome.

    Raises:
        VertelpuntError: the cross-encoder that was asked for cannot be loaded.
    """
    watch = Stopwatch()
    corpus = asked.corpus
    # First: a run without it would quietly be another one.
    cross = _cross_encoder(asked)
    with watch.step("lezen"):
        pieces = read_pieces(corpus, dutch=dutch, embedder=embedder, progress=progress)
    params = asked.params
    with watch.step("leren"):
        recogniser = corpus.lessons.learn(embedder=embedder, dutch=dutch, thinned=THINNED)
    with watch.step("verkennen"):
        found = explore(
            corpus,
            pieces,
            recogniser=recogniser,
            dutch=dutch,
            dimension=embedder.dimension,
            params=params,
            progress=progress,
        )
    with watch.step("vergelijken"):
        shadow = asked.full and any(theme.members for theme in corpus.themes)
        proposed = (
            changes(corpus, pieces, found, dutch=dutch, params=params, progress=progress)
            if shadow
            else ()
        )
    with watch.step("koppelen"):
        links = propose(
            corpus,
            pieces,
            found.themes,
            found.placed,
            recogniser=recogniser,
            dutch=dutch,
            embedder=embedder,
            progress=progress,
            cross=cross,
        )
    provenance = {
        "seed": params.seed,
        "encoder": asked.facts,
        "parameters": params.as_dict(),
        **({"crossEncoder": cross.facts} if cross else {}),
        "mode": found.mode.value,
        "full": asked.full or not any(theme.members for theme in corpus.themes),
        "proposals": by_kind(proposed),
        "recognised": sorted(recogniser.keys) if recogniser else [],
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
        placed=found.placed,
        links=links,
        changes=proposed,
        mean=found.mean,
        provenance=provenance,
    )


def _cross_encoder(asked: Request) -> CrossEncoder | None:
    if not asked.cross_encoder:
        return None
    order = asked.encoder
    return CrossEncoder.load(asked.cross_encoder, store=order.store, device=order.device)


def store(session: Session, run: Run, outcome: Outcome) -> None:
    """Store an outcome and finish its run, in the caller's transaction."""
    hold_stories(session, outcome.pieces)
    # In this order, as whoever decides on a proposal does; pieces of stories come after them.
    proposals.hold_open(session)
    placed = {one.theme_id for one in outcome.placed if one.theme_id is not None}
    lock_all(session, placed | {theme.id for theme in outcome.themes})
    encoder = outcome.provenance["encoder"]
    ids = store_pieces(session, outcome.pieces, encoder=encoder)
    version = version_of(session, encoder)
    if outcome.mean:
        store_space(session, run=run, encoder_version_id=version.id, mean=outcome.mean)
    refused = store_themes(
        session, outcome.themes, ids, outcome.placed, run=run, encoder_version_id=version.id
    )
    known = {theme.id for theme in outcome.themes}
    place_pieces(session, outcome.placed, ids, run_id=run.id, known=known)
    store_changes(session, outcome.changes, ids, run=run)
    theme_ids = [theme.id for theme in outcome.themes if theme.id not in refused]
    store_links(session, outcome.links, ids, theme_ids=theme_ids, run=run, encoder=encoder)
    left_out = [piece.text for piece in outcome.pieces if piece.key not in ids]
    if left_out:
        theme_withdrawal.forget_left_out(session, " ".join(left_out))
    runs.finish(run, provenance={**outcome.provenance, **taken_back(session)})


def taken_back(session: Session) -> dict[str, int]:
    """How many stories were withdrawn ever, and since the last mining run."""
    withdrawn = stories.withdrawn(session)
    last = runs.latest_done(session, RunKind.MINE)
    before = int(last.provenance.get("withdrawn", 0)) if last is not None else 0
    return {"withdrawn": withdrawn, "withdrawnSince": max(0, withdrawn - before)}
