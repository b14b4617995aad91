"""Mining: passages of approved stories in, proposed themes out. The same input, the same themes.

Under 40 passages nothing is mined, and that is said. From there the groups are a consensus over
rounds in which a fifth of the stories is left out; what stands between groups stays residue, with
a reason. Order, threads and additions of other stories do not change a draw: see `chance.py`.
"""

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import MiningMode, ResidueReason, Stability
from nlp import chance, identity
from nlp.bertopic_frame import (
    NO_GROUP,
    Framed,
    frame,
    frame_with_defaults,
    import_bertopic,
)
from nlp.consensus import Consensus, Plan, find_groups
from nlp.embedding import Int8Vectors, centred, mean_direction, quantise
from nlp.identity import ThemeVector
from nlp.labelling import Naming, gather_terms, name_theme, tell_apart
from nlp.language import Dutch
from nlp.quality import grade
from nlp.space import mining_space

READ_BELOW = 40
MEDIUM_FROM = 300

# A theme accepts what nine in ten of its own core reach and nineteen in twenty others do not: on
# the tuning sets two thirds of new passages are then placed, with the fewest wrong for that share.
_MEMBERS_BELOW = 0.1
_OTHERS_BELOW = 0.95

Labels = NDArray[np.int64]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class MiningParams:
    """What a run is asked to do; stored with the run.

    `resamples`: rounds of left-out stories (fewer in large collections, see `_plan`).
    `engine`: our consensus, or BERTopic's own UMAP and HDBSCAN for comparison.
    `least_stability`: groups that return less often than this are not proposed.
    """

    seed: int = 7
    min_stories: int = 3
    resamples: int = 20
    engine: Literal["eigen", "bertopic"] = "eigen"
    least_stability: float = 0.2

    def as_dict(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)


@dataclass(frozen=True)
class MinedTheme:
    """A proposed theme. `members` are positions in the input, those of its core and later ones."""

    members: tuple[int, ...]
    words: tuple[str, ...]
    label: str
    description: str
    stability: float | None
    grade: Stability
    threshold: float
    centroid: Int8Vectors = field(repr=False, compare=False)


@dataclass(frozen=True)
class Mining:
    """What a run found. `strengths`: per passage (input order) its themes, strongest first.

    `mean` is the frozen mean that `identity.place` needs for these themes.
    """

    mode: MiningMode
    themes: tuple[MinedTheme, ...]
    residue: dict[int, ResidueReason]
    strengths: tuple[dict[int, float], ...]
    params: MiningParams
    mean: NDArray[np.float32] = field(repr=False, compare=False)
    seconds: dict[str, float] = field(compare=False)

    def fingerprint(self) -> str:
        """A hash over every decision: equal when two runs found exactly the same."""
        digest = hashlib.sha256(self.mean.tobytes())
        for theme in self.themes:
            digest.update(repr(theme).encode() + theme.centroid.tobytes())
        digest.update(repr((self.mode, sorted(self.residue.items()), self.strengths)).encode())
        return digest.hexdigest()


def mine(
    texts: Sequence[str],
    vectors: NDArray[Any],
    story_ids: Sequence[str],
    *,
    dutch: Dutch,
    params: MiningParams,
    mean: NDArray[np.float32] | None = None,
    progress: Progress | None = None,
) -> Mining:
    """Find themes among passages.

    Args:
        texts: passages; sorted internally, so their order changes nothing but positions.
        vectors: (n, d), as an embedder gave them or their int8 copies.
        story_ids: the story of each passage. A theme needs several stories, not passages.
        mean: the frozen mean of an earlier run, when these themes join those of that run.
        progress: called with (rounds done, rounds in all).

    Raises:
        ValueError: the three do not speak of the same passages.
    """
    if not len(texts) == len(vectors) == len(story_ids):
        raise ValueError("texts, vectors and story_ids must speak of the same passages")
    passages = _Passages.sort(texts, vectors, story_ids)
    mode = _mode(len(texts))
    if mode is MiningMode.READ:
        return _nothing(passages, params)
    clock = _Clock()
    import_bertopic()
    clock.lap("laden")
    readings = [dutch.surface_and_lemmas(text) for text in passages.texts]
    clock.lap("woorden")
    mean = mean_direction(identity.unit(passages.vectors)) if mean is None else mean
    centred_rows = centred(identity.unit(passages.vectors), mean)
    lemmas = [[lemma for _, lemma in reading] for reading in readings]
    space = mining_space(centred_rows, lemmas, passages.story_keys, seed=params.seed)
    clock.lap("ruimte")
    terms = gather_terms(readings, passages.stories, dutch=dutch)
    clock.lap("woorden")
    found, stability = _search(space, passages, terms.rows, mode, params, progress)
    clock.lap("groepen")
    names = [
        name_theme(found.words.get(group, []), terms, rows, [passages.stories[row] for row in rows])
        for group in _groups(found.labels)
        for rows in [np.flatnonzero(found.labels == group).tolist()]
    ]
    clock.lap("namen")
    themes, strengths, residue = _settle(passages, found.labels, tell_apart(names), stability, mean)
    clock.lap("plaatsen")
    return Mining(
        mode=mode,
        themes=themes,
        residue=residue,
        strengths=strengths,
        params=params,
        mean=mean,
        seconds=clock.seconds,
    )


@dataclass(frozen=True)
class _Passages:
    """The input in its own order: by story, then by a hash of the text."""

    texts: list[str] = field(repr=False)
    vectors: NDArray[Any] = field(repr=False)
    stories: list[str]
    order: NDArray[np.intp]
    story_keys: chance.Keys
    passage_keys: chance.Keys

    @classmethod
    def sort(
        cls, texts: Sequence[str], vectors: NDArray[Any], story_ids: Sequence[str]
    ) -> "_Passages":
        digests = [hashlib.blake2b(text.encode(), digest_size=16).hexdigest() for text in texts]
        names = [f"{story}\0{digest}" for story, digest in zip(story_ids, digests, strict=True)]
        order = np.array(sorted(range(len(texts)), key=lambda i: names[i]), dtype=np.intp)
        return cls(
            texts=[texts[i] for i in order],
            vectors=vectors[order],
            stories=[story_ids[i] for i in order],
            order=order,
            story_keys=chance.keys([story_ids[i] for i in order]),
            passage_keys=chance.keys([names[i] for i in order]),
        )


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


def _mode(count: int) -> MiningMode:
    if count < READ_BELOW:
        return MiningMode.READ
    return MiningMode.SMALL if count < MEDIUM_FROM else MiningMode.MEDIUM


def _nothing(passages: _Passages, params: MiningParams) -> Mining:
    """Too little to mine: every passage is residue, and the reason is the honest one."""
    count = len(passages.texts)
    rows = identity.unit(passages.vectors) if count else passages.vectors.astype(np.float32)
    return Mining(
        mode=MiningMode.READ,
        themes=(),
        residue=dict.fromkeys(range(count), ResidueReason.TOO_FEW_STORIES),
        strengths=tuple({} for _ in range(count)),
        params=params,
        mean=mean_direction(rows),
        seconds={},
    )


def _plan(count: int, resamples: int) -> Plan:
    """Settings chosen on ESCO, xSID and SIB-200; fewer rounds where each says more and costs more.

    Two ways of clustering agree better than one below 300 passages; above that communities alone
    do as well, and scale.
    """
    if count < MEDIUM_FROM:
        rounds, each, near, means = resamples, 6, (4, 9), True
    elif count <= 2_000:
        rounds, each, near, means = resamples, 4, (5, 10), False
    elif count <= 10_000:
        rounds, each, near, means = min(resamples, 8), 4, (8, 15), False
    else:
        rounds, each, near, means = min(resamples, 4), 3, (8, 15), False
    return Plan(
        rounds=rounds,
        per_round=each,
        neighbours=near,
        by_means=means,
        resolution=(0.8, 1.3),
        agreement=0.4,
    )


def _search(
    space: Int8Vectors,
    passages: _Passages,
    terms: Sequence[Sequence[str]],
    mode: MiningMode,
    params: MiningParams,
    progress: Progress | None,
) -> tuple[Framed, dict[int, float]]:
    """Groups and their words, and how often each group returned (our engine only)."""
    if params.engine == "bertopic":
        found = frame_with_defaults(terms, space, seed=params.seed)
        kept = _enough_stories(found.labels, passages, params.min_stories)
        return Framed(np.where(kept, found.labels, NO_GROUP), found.words), {}
    stability: dict[int, float] = {}

    def groups(rows: NDArray[Any]) -> Labels:
        consensus = find_groups(
            rows.astype(np.int8),
            passages.story_keys,
            passages.passage_keys,
            plan=_plan(len(rows), params.resamples),
            seed=params.seed,
            progress=progress,
        )
        stability.update(consensus.stability)
        return _kept(consensus, passages, params)

    return frame(terms, space, groups), stability


def _kept(consensus: Consensus, passages: _Passages, params: MiningParams) -> Labels:
    """Group numbers, with -1 for groups of too few stories or that hardly ever return."""
    labels = consensus.labels
    steady = np.array(
        [consensus.stability.get(int(group), 0.0) >= params.least_stability for group in labels]
    )
    kept = steady & _enough_stories(labels, passages, params.min_stories)
    return np.where(kept, labels, NO_GROUP)


def _enough_stories(labels: Labels, passages: _Passages, least: int) -> NDArray[np.bool_]:
    stories: dict[int, set[str]] = {}
    for group, story in zip(labels.tolist(), passages.stories, strict=True):
        stories.setdefault(group, set()).add(story)
    return np.array([group != NO_GROUP and len(stories[group]) >= least for group in labels])


def _groups(labels: Labels) -> list[int]:
    """The groups, largest first, ties by their first passage."""
    numbers, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    return [int(numbers[i]) for i in order if numbers[i] != NO_GROUP]


def _settle(
    passages: _Passages,
    labels: Labels,
    names: Sequence[Naming],
    stability: Mapping[int, float],
    mean: NDArray[np.float32],
) -> tuple[tuple[MinedTheme, ...], tuple[dict[int, float], ...], dict[int, ResidueReason]]:
    """Themes in the frozen space, with thresholds, and every passage placed or explained."""
    groups = _groups(labels)
    rows = identity.in_frozen_space(passages.vectors, mean)
    core = np.stack([labels == group for group in groups]) if groups else np.zeros((0, len(rows)))
    centroids = [quantise(rows[own].sum(axis=0, dtype=np.int64)[None, :])[0] for own in core > 0]
    bare = [ThemeVector("", centroid, 0.0) for centroid in centroids]
    similarity = identity.similarities(passages.vectors, bare, mean)
    thresholds = np.array(
        [_threshold(similarity[:, t], core[t] > 0) for t in range(len(groups))], dtype=np.float32
    )
    placed = _placed(similarity, thresholds, core > 0)
    why = identity.residue_reasons(similarity, thresholds, identity.readable(passages.vectors))
    members: list[list[int]] = [[] for _ in groups]
    strengths: list[dict[int, float]] = [{} for _ in placed]
    residue: dict[int, ResidueReason] = {}
    for position, own, reason in zip(passages.order.tolist(), placed, why, strict=True):
        strengths[position] = own
        for t in own:
            members[t].append(position)
        if not own:
            residue[position] = reason or ResidueReason.NO_THEME_FITS
    themes = tuple(
        MinedTheme(
            members=tuple(sorted(members[t])),
            words=name.words,
            label=name.label,
            description=name.description,
            stability=stability.get(group),
            grade=grade(stability.get(group)),
            threshold=float(thresholds[t]),
            centroid=centroids[t],
        )
        for t, (group, name) in enumerate(zip(groups, names, strict=True))
    )
    return themes, tuple(strengths), dict(sorted(residue.items()))


def _threshold(similarity: NDArray[np.float32], core: NDArray[np.bool_]) -> float:
    """The cosine from which a theme accepts: most of its core does, nearly all others do not."""
    inside, outside = similarity[core], similarity[~core]
    typical = float(np.quantile(inside, _MEMBERS_BELOW, method="lower"))
    others = float(np.quantile(outside, _OTHERS_BELOW, method="higher")) if len(outside) else -1.0
    return round(max(typical, others), 4)


def _placed(
    similarity: NDArray[np.float32], thresholds: NDArray[np.float32], core: NDArray[np.bool_]
) -> list[dict[int, float]]:
    """Themes per passage: those that accept it, and the one whose core it is in any case."""
    placed = identity.accepted(similarity, thresholds)
    for t, i in np.argwhere(core).tolist():
        others = {theme: value for theme, value in placed[i].items() if theme != t}
        own = identity.strength(float(similarity[i, t] - thresholds[t]))
        # The rounds are evidence too: a passage's own group comes first.
        kept = dict(list(others.items())[: identity.MAX_THEMES - 1])
        placed[i] = {t: max([own, *kept.values()]), **kept}
    return placed
