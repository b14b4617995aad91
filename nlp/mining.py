"""Mining: passages of approved stories in, proposed themes out. The same input, the same themes.

Under 40 passages nothing is mined, and that is said. From there the groups are a consensus over
rounds in which a fifth of the stories is left out; what stands between groups stays residue, with
a reason. Above a hundred thousand passages a fair sample is searched and all are placed. Order,
threads and additions of other stories do not change a draw: see `chance.py`.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import MiningMode, ResidueReason
from nlp import engines, identity, large, settling
from nlp.bertopic_frame import import_bertopic
from nlp.embedding import Int8Vectors, centred, mean_direction
from nlp.exemplars import exemplar
from nlp.findings import Exemplar, MinedTheme, Mining, MiningParams
from nlp.gate import NO_GROUP, gate, with_words
from nlp.identity import ThemeVector
from nlp.labelling import Naming, gather_terms, name_theme, tell_apart
from nlp.language import Dutch
from nlp.ordering import Ordered
from nlp.quality import grade
from nlp.space import mining_space

__all__ = ["MinedTheme", "Mining", "MiningParams", "mine"]

READ_BELOW = 40
MEDIUM_FROM = engines.SMALL_BELOW
LARGE_ABOVE = 100_000
SAMPLE = 40_000

_RESIDUE_ROUNDS = 2
_BLOCK = 8_192

Progress = Callable[[int, int], None]


def mine(
    texts: Sequence[str],
    vectors: NDArray[Any],
    story_ids: Sequence[str],
    *,
    dutch: Dutch,
    params: MiningParams,
    mean: NDArray[np.float32] | None = None,
    progress: Progress | None = None,
    narrators: Sequence[str] | None = None,
    known: Sequence[ThemeVector] = (),
    usable: Sequence[bool] | None = None,
) -> Mining:
    """Find themes among passages.

    Args:
        texts: passages; sorted internally, so their order changes nothing but positions.
        vectors: (n, d), as an embedder gave them or their int8 copies; may be memory-mapped.
        story_ids: the story of each passage. A theme needs several stories, not passages.
        mean: the frozen mean of an earlier run, when these themes join those of that run.
        progress: called with (rounds done, rounds in all).
        narrators: who told each passage; by default every story has a narrator of its own.
        known: themes that are there already, in the space of `mean`: what is near one is not new.
        usable: which passages may be quoted as the sentence that speaks for a theme.

    Raises:
        ValueError: the arguments do not speak of the same passages.
        Rejected: the chosen engine is not installed.
    """
    passages = Ordered.sort(texts, vectors, story_ids, narrators=narrators, usable=usable)
    mode = _mode(len(passages))
    if mode is MiningMode.READ:
        return _nothing(passages, params)
    clock = _Clock()
    import_bertopic()
    clock.lap("laden")
    explore = partial(_explore, dutch=dutch, params=params, clock=clock, progress=progress)
    if mode is MiningMode.LARGE:
        return _mine_large(passages, params, mean, known, explore, clock)
    mean = _mean(passages) if mean is None else mean
    found = explore(passages, mean=mean, known=known)
    rows = settling.placed(found.similarity, found.thresholds, found.cores)
    result = _told(
        passages,
        [found],
        mode=mode,
        strengths=rows,
        residue=found.reasons.__getitem__,
        params=params,
        mean=mean,
    )
    clock.lap("plaatsen")
    return replace(result, seconds=clock.seconds)


class _Clock:
    """Seconds per step, for the run record."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = time.perf_counter()

    def lap(self, step: str) -> None:
        """Count the time since the last lap for this step."""
        now = time.perf_counter()
        self.seconds[step] = round(self.seconds.get(step, 0.0) + now - self._since, 3)
        self._since = now


@dataclass(frozen=True)
class _Found:
    """One search: themes (k) with their cores, in rows of the passages that were searched (n)."""

    cores: list[NDArray[np.intp]]
    names: list[Naming]
    stability: list[float | None]
    null_p: list[float | None]
    centroids: Int8Vectors
    thresholds: NDArray[np.float32]
    similarity: NDArray[np.float32]
    reasons: list[ResidueReason]
    exemplars: list[Exemplar | None]
    refused: dict[str, int] = field(default_factory=dict)


Explore = Callable[..., _Found]


def _mode(count: int) -> MiningMode:
    if count < READ_BELOW:
        return MiningMode.READ
    if count > LARGE_ABOVE:
        return MiningMode.LARGE
    return MiningMode.SMALL if count < MEDIUM_FROM else MiningMode.MEDIUM


def _mean(passages: Ordered) -> NDArray[np.float32]:
    return mean_direction(identity.unit(passages.rows()))


def _nothing(passages: Ordered, params: MiningParams) -> Mining:
    """Too little to mine: every passage is residue, and the reason is the honest one."""
    count, rows = len(passages), passages.rows()
    return Mining(
        mode=MiningMode.READ,
        themes=(),
        residue=dict.fromkeys(range(count), ResidueReason.TOO_FEW_STORIES),
        strengths=tuple({} for _ in range(count)),
        params=params,
        mean=mean_direction(identity.unit(rows) if count else rows.astype(np.float32)),
        seconds={},
    )


def _explore(
    passages: Ordered,
    *,
    mean: NDArray[np.float32],
    known: Sequence[ThemeVector],
    dutch: Dutch,
    params: MiningParams,
    clock: _Clock,
    progress: Progress | None,
) -> _Found:
    """Search these passages once: space, groups, gate, names, thresholds."""
    vectors = passages.rows()
    readings = _read(passages.texts, dutch)
    clock.lap("woorden")
    space = _space(vectors, mean, [[lemma for _, lemma in one] for one in readings], passages,
                   seed=params.seed)  # fmt: skip
    frozen = settling.in_frozen_space(vectors, mean)
    clock.lap("ruimte")
    terms = gather_terms(readings, passages.stories, dutch=dutch)
    clock.lap("woorden")
    ask = partial(gate, passages=passages, frozen=frozen, params=params, known=known)
    framed, gated, stability = engines.search(
        space,
        passages,
        terms.rows,
        params=params,
        ask=lambda labels, steady: ask(labels, stability=steady),
        progress=progress,
    )
    clock.lap("groepen")
    named = {
        group: name_theme(framed.words.get(group, []), terms, core.tolist(),
                          [passages.stories[row] for row in core])
        for group in _groups(gated.labels)
        for core in [np.flatnonzero(gated.labels == group)]
    }  # fmt: skip
    gated = with_words(gated, {group for group, name in named.items() if not name.words})
    groups = _groups(gated.labels)
    cores = [np.flatnonzero(gated.labels == group) for group in groups]
    names = tell_apart([named[group] for group in groups])
    centroids = settling.directions(frozen, cores)
    sentences = [
        exemplar(core.tolist(), frozen, centroids[k], passages.texts, names[k].words,
                 dutch=dutch, usable=passages.usable)
        for k, core in enumerate(cores)
    ]  # fmt: skip
    clock.lap("namen")
    readable = identity.readable(vectors)
    similarity = settling.nearness(frozen, centroids, readable)
    accepts = settling.thresholds(similarity, cores)
    return _Found(
        cores=cores,
        names=names,
        stability=[stability.get(group) for group in groups],
        null_p=[gated.null_p.get(group) for group in groups],
        centroids=centroids,
        thresholds=accepts,
        similarity=similarity,
        reasons=settling.explained(similarity, accepts, readable, gated.doubtful),
        exemplars=[
            (int(passages.order[one[0]]), one[1], one[2]) if one else None for one in sentences
        ],
        refused=gated.refused,
    )


def _read(texts: Sequence[str], dutch: Dutch) -> list[list[tuple[str, str]]]:
    """Per text its words as (surface, lemma); the same pair is kept once, for memory."""
    once: dict[tuple[str, str], tuple[str, str]] = {}
    return [
        [once.setdefault(pair, pair) for pair in dutch.surface_and_lemmas(text)] for text in texts
    ]


def _space(
    vectors: NDArray[Any],
    mean: NDArray[np.float32],
    lemmas: Sequence[Sequence[str]],
    passages: Ordered,
    *,
    seed: int,
) -> Int8Vectors:
    rows = np.empty(vectors.shape, dtype=np.float32)
    for start in range(0, len(vectors), _BLOCK):
        block = slice(start, start + _BLOCK)
        rows[block] = centred(identity.unit(vectors[block]), mean)
    return mining_space(rows, lemmas, passages.story_keys, seed=seed)


def _groups(labels: NDArray[np.int64]) -> list[int]:
    """The groups, largest first, ties by their first passage."""
    numbers, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    return [int(numbers[i]) for i in order if numbers[i] != NO_GROUP]


def _mine_large(
    passages: Ordered,
    params: MiningParams,
    mean: NDArray[np.float32] | None,
    known: Sequence[ThemeVector],
    explore: Explore,
    clock: _Clock,
) -> Mining:
    """Search a fair sample, place all, and search what is left over at most twice more."""
    draw = partial(large.sample, size=SAMPLE, seed=params.seed)
    part = passages.part(draw(passages.story_keys, passages.passage_keys))
    mean = _mean(part) if mean is None else mean
    found = [explore(part, mean=mean, known=known)]
    themes = _vectors(found)
    assigned = _assign(passages, themes, mean)
    clock.lap("plaatsen")
    for again in range(1, _RESIDUE_ROUNDS + 1):
        left = np.flatnonzero(assigned.themes[passages.order, 0] == large.NO_THEME)
        if len(left) < READ_BELOW:
            break
        own = draw(passages.story_keys[left], passages.passage_keys[left], draw=again)
        more = explore(passages.part(left[own]), mean=mean, known=[*known, *themes])
        if not more.cores:
            break
        found.append(more)
        themes = _vectors(found)
        assigned = _assign(passages, themes, mean)
        clock.lap("plaatsen")
    result = _told(
        passages,
        found,
        mode=MiningMode.LARGE,
        strengths=[assigned.of(i) for i in passages.order.tolist()],
        residue=lambda row: assigned.reason(int(passages.order[row])),
        params=params,
        mean=mean,
    )
    clock.lap("plaatsen")
    return replace(result, seconds=clock.seconds)


def _vectors(found: Sequence[_Found]) -> list[ThemeVector]:
    return [
        ThemeVector(str(k), centroid, float(threshold))
        for one in found
        for k, (centroid, threshold) in enumerate(zip(one.centroids, one.thresholds, strict=True))
    ]


def _assign(
    passages: Ordered, themes: Sequence[ThemeVector], mean: NDArray[np.float32]
) -> large.Assigned:
    """All passages, in the order of the input, among the themes found so far."""
    dimension = passages.vectors.shape[1]
    centroids = np.array([theme.centroid for theme in themes], np.int8).reshape(-1, dimension)
    accepts = np.array([theme.threshold for theme in themes], dtype=np.float32)
    return large.assign(passages.vectors, centroids, accepts, mean)


def _told(
    passages: Ordered,
    found: Sequence[_Found],
    *,
    mode: MiningMode,
    strengths: Sequence[dict[int, float]],
    residue: Callable[[int], ResidueReason | None],
    params: MiningParams,
    mean: NDArray[np.float32],
) -> Mining:
    """The answer, in positions of the input. `strengths`: per row of `passages`, over all found."""
    count = sum(len(one.cores) for one in found)
    members: list[list[int]] = [[] for _ in range(count)]
    by_position: list[dict[int, float]] = [{} for _ in strengths]
    reasons: dict[int, ResidueReason] = {}
    for row, (position, own) in enumerate(zip(passages.order.tolist(), strengths, strict=True)):
        by_position[position] = own
        for theme in own:
            members[theme].append(position)
        if not own:
            reasons[position] = residue(row) or ResidueReason.NO_THEME_FITS
    themes = [theme for one in found for theme in _themes(one)]
    names = tell_apart([Naming(one.label, one.description, one.words) for one in themes])
    return Mining(
        mode=mode,
        themes=tuple(
            replace(theme, label=name.label, members=tuple(sorted(own)))
            for theme, name, own in zip(themes, names, members, strict=True)
        ),
        residue=dict(sorted(reasons.items())),
        strengths=tuple(by_position),
        params=params,
        mean=mean,
        seconds={},
        refused=dict(sum((Counter(one.refused) for one in found), Counter[str]())),
    )


def _themes(found: _Found) -> list[MinedTheme]:
    """The themes of one search, still without members."""
    return [
        MinedTheme(
            members=(),
            words=name.words,
            label=name.label,
            description=name.description,
            stability=found.stability[k],
            grade=grade(found.stability[k]),
            threshold=float(found.thresholds[k]),
            centroid=found.centroids[k],
            null_p=found.null_p[k],
            exemplar=found.exemplars[k],
        )
        for k, name in enumerate(found.names)
    ]
