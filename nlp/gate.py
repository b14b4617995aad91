"""Which groups may be proposed as a theme: six questions, each with a count of what it refused.

Enough stories, enough narrators, does it return, is it more than chance, is it not known already;
and, once its words are counted, does it have any of its own.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from nlp import null_model
from nlp.embedding import Int8Vectors, cosines, quantise
from nlp.findings import MiningParams
from nlp.identity import ThemeVector
from nlp.ordering import Ordered

Labels = NDArray[np.int64]
NO_GROUP = -1

FEW_STORIES = "te_weinig_verhalen"
FEW_NARRATORS = "te_weinig_vertellers"
UNSTABLE = "keert_te_weinig_terug"
NO_BETTER_THAN_CHANCE = "niet_beter_dan_toeval"
KNOWN_ALREADY = "lijkt_op_bekend_thema"
WITHOUT_WORDS = "zonder_eigen_woorden"


@dataclass(frozen=True)
class Gated:
    """`labels` (n,): groups that may be proposed, -1 elsewhere; `null_p` per group that was tested.

    `doubtful` (n,): passages of a group that is too near a known theme to be new.
    """

    labels: Labels
    null_p: dict[int, float]
    doubtful: NDArray[np.bool_]
    refused: dict[str, int] = field(default_factory=dict)


def gate(
    labels: Labels,
    passages: Ordered,
    frozen: Int8Vectors,
    *,
    params: MiningParams,
    stability: Mapping[int, float],
    known: Sequence[ThemeVector] = (),
) -> Gated:
    """Ask the first five questions of every group; `with_words` asks the last.

    Args:
        labels: (n,) a group number per passage, -1 for none.
        passages: the same n passages.
        frozen: int8 (n, d), the space in which themes live; chance is asked here, and not in the
            rows that were searched: those already lean towards what passages share.
        stability: per group, for groups whose stability was measured.
        known: themes in that frozen space.
    """
    refused: Counter[str] = Counter()
    numbers = [int(one) for one in np.unique(labels) if one != NO_GROUP]
    rows = {group: np.flatnonzero(labels == group) for group in numbers}
    left = []
    for group in numbers:
        why = _too_little(rows[group], passages, params, stability.get(group))
        # A lonely passage is no group: counting it as refused would say nothing.
        refused[why] += bool(why) and len(rows[group]) > 1
        left += [] if why else [group]
    p_values = _p_values(left, labels, frozen, passages, params)
    by_chance = null_model.passing([p_values.get(group, 0.0) for group in left],
                                   level=params.null_level)  # fmt: skip
    won = [group for group, passes in zip(left, by_chance, strict=True) if passes]
    refused[NO_BETTER_THAN_CHANCE] = len(left) - len(won)
    near = _near_known(won, rows, frozen, known, params.nearest_known)
    refused[KNOWN_ALREADY] = len(near)
    kept = set(won) - near
    return Gated(
        labels=np.where(np.isin(labels, sorted(kept)), labels, NO_GROUP),
        null_p={group: p_values[group] for group in won if group in p_values},
        doubtful=np.isin(labels, sorted(near)),
        refused={why: count for why, count in sorted(refused.items()) if why and count},
    )


def with_words(gated: Gated, nameless: Collection[int]) -> Gated:
    """The same without the groups that share no word: nobody could say what they are about.

    Args:
        gated: what the other questions left.
        nameless: groups in which no two stories share a word that may name a theme.
    """
    if not nameless:
        return gated
    return replace(
        gated,
        labels=np.where(np.isin(gated.labels, sorted(nameless)), NO_GROUP, gated.labels),
        null_p={group: p for group, p in gated.null_p.items() if group not in nameless},
        refused={**gated.refused, WITHOUT_WORDS: len(nameless)},
    )


def _too_little(
    rows: NDArray[np.intp], passages: Ordered, params: MiningParams, stability: float | None
) -> str:
    """The first question that a group fails, or an empty word."""
    if len({passages.stories[i] for i in rows}) < params.min_stories:
        return FEW_STORIES
    if len({passages.narrators[i] for i in rows}) < params.min_narrators:
        return FEW_NARRATORS
    if stability is not None and stability < params.least_stability:
        return UNSTABLE
    return ""


def _p_values(
    groups: Sequence[int],
    labels: Labels,
    frozen: Int8Vectors,
    passages: Ordered,
    params: MiningParams,
) -> dict[int, float]:
    """Per group how often chance does as well; nothing when chance was not asked."""
    if not groups or params.null_level >= 1:
        return {}
    chance = null_model.chance_of(frozen, passages.passage_keys, seed=params.seed)
    if chance is None:
        return {}
    among = np.where(np.isin(labels, list(groups)), labels, NO_GROUP)
    apart = null_model.separations(frozen, among)
    sizes = np.bincount(among[among >= 0], minlength=max(groups) + 1)
    return {
        group: chance.p_value(apart[group], float(sizes[group]) / len(labels))
        for group in groups
        if group in apart
    }


def _near_known(
    groups: Sequence[int],
    rows: Mapping[int, NDArray[np.intp]],
    frozen: Int8Vectors,
    known: Sequence[ThemeVector],
    nearest: float,
) -> set[int]:
    if not groups or not known:
        return set()
    sums = np.stack([frozen[rows[group]].sum(axis=0, dtype=np.int64) for group in groups])
    similarity = cosines(quantise(sums), np.stack([theme.centroid for theme in known]))
    return {group for group, best in zip(groups, similarity.max(axis=1), strict=True)
            if best >= nearest}  # fmt: skip
