"""The searches that can be chosen: our consensus, BERTopic's own UMAP and HDBSCAN, and EVoC.

All three go through BERTopic as the frame and through the same gate, so they differ in one thing.
"""

import importlib.util
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import Rejected
from models.vocabulary import MiningEngine
from nlp import chance
from nlp.bertopic_frame import Framed, frame, frame_with_defaults
from nlp.consensus import SHARE, Plan, find_groups, return_rates
from nlp.embedding import Int8Vectors
from nlp.findings import MiningParams
from nlp.gate import NO_GROUP, Gated
from nlp.ordering import Ordered

Labels = NDArray[np.int64]
Progress = Callable[[int, int], None]
Ask = Callable[[Labels, dict[int, float]], Gated]

SMALL_BELOW = 300

_EVOC_ROUNDS = 5
_EVOC_ROUNDS_UP_TO = 10_000
_FIRST_DRAW = 3_000


def search(
    space: Int8Vectors,
    passages: Ordered,
    terms: Sequence[Sequence[str]],
    *,
    params: MiningParams,
    ask: Ask,
    progress: Progress | None = None,
) -> tuple[Framed, Gated, dict[int, float]]:
    """Groups that pass the gate with their words, what the gate said, and how stable they are.

    Args:
        space: int8 (n, s), the rows to search in.
        terms: per passage what may become a word of a theme.
        ask: the gate, from labels (n,) and stability per group.

    Raises:
        Rejected: EVoC was asked for and is not installed.
    """
    if params.engine is MiningEngine.BERTOPIC:
        # Its stability stays unknown: UMAP takes too long to be done over and over.
        found = frame_with_defaults(terms, space, seed=params.seed)
        gated = ask(found.labels, {})
        return Framed(gated.labels, found.words), gated, {}
    answer: list[tuple[Gated, dict[int, float]]] = []

    def groups(_: NDArray[Any]) -> Labels:
        if params.engine is MiningEngine.EVOC:
            labels, stability = _evoc(space, passages, params)
        else:
            labels, stability = _consensus(space, passages, params, progress)
        answer.append((ask(labels, stability), stability))
        return answer[0][0].labels

    found = frame(terms, space, groups)
    return found, *answer[0]


def plan(count: int, resamples: int) -> Plan:
    """Settings chosen on ESCO, xSID and SIB-200; fewer rounds where each says more and costs more.

    Two ways of clustering agree better than one below 300 passages; above that communities alone
    do as well, and scale.
    """
    if count < SMALL_BELOW:
        rounds, each, near, means = resamples, 6, (4, 9), True
    elif count <= 2_000:
        rounds, each, near, means = resamples, 4, (5, 10), False
    elif count <= 10_000:
        rounds, each, near, means = min(resamples, 8), 4, (8, 15), False
    else:
        rounds, each, near, means = min(resamples, 12), 3, (8, 15), False
    return Plan(
        rounds=rounds,
        per_round=each,
        neighbours=near,
        by_means=means,
        resolution=(0.8, 1.3),
        agreement=0.4,
    )


def check_evoc() -> None:
    """Refuse EVoC when it is not installed.

    Raises:
        Rejected: it is not.
    """
    if importlib.util.find_spec("evoc") is None:
        raise Rejected(
            "De zoekmethode EVoC staat niet op deze computer. Installeer het pakket evoc, of "
            "kies de eigen methode.",
            code="thema.evoc_ontbreekt",
        )


def _consensus(
    space: Int8Vectors, passages: Ordered, params: MiningParams, progress: Progress | None
) -> tuple[Labels, dict[int, float]]:
    found = find_groups(
        space,
        passages.story_keys,
        passages.passage_keys,
        plan=plan(len(space), params.resamples),
        seed=params.seed,
        progress=progress,
    )
    return found.labels, found.stability


def _evoc(
    space: Int8Vectors, passages: Ordered, params: MiningParams
) -> tuple[Labels, dict[int, float]]:
    """EVoC's groups, and how often they return when a fifth of the stories is left out."""
    check_evoc()
    labels = _evoc_groups(space, params.seed)
    rounds = []
    for number in range(min(_EVOC_ROUNDS, params.resamples)):
        drawn = chance.uniforms(passages.story_keys, seed=params.seed, draw=_FIRST_DRAW + number)
        chosen = np.flatnonzero(drawn < SHARE)
        if len(space) > _EVOC_ROUNDS_UP_TO or len(chosen) < 4:
            continue
        rounds.append((chosen, _lonely_apart(_evoc_groups(space[chosen], params.seed))))
    rates = return_rates(_lonely_apart(labels), rounds) if rounds else {}
    # `_lonely_apart` numbers groups anew from 0 in their own order, as EVoC did.
    numbers = np.unique(labels[labels != NO_GROUP])
    return labels, {int(one): rates[i] for i, one in enumerate(numbers) if i in rates}


def _evoc_groups(space: Int8Vectors, seed: int) -> Labels:
    import evoc

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = evoc.EVoC(random_state=seed).fit_predict(space.astype(np.float32))
    return np.asarray(found, dtype=np.int64)


def _lonely_apart(labels: Labels) -> Labels:
    """The same groups numbered from 0, and every passage without one in a group of its own."""
    alone = labels == NO_GROUP
    numbered = np.where(alone, labels.max(initial=0) + 1 + np.arange(len(labels)), labels)
    return np.unique(numbered, return_inverse=True)[1].astype(np.int64)
