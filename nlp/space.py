"""The space in which themes are searched: meaning from the encoder, plus the words of this corpus.

Two views of the customer's own words are laid beside the encoder's vectors. Latent semantic
analysis helps where texts are long and bound to one field, and hurts on short ones, so it weighs in
with the number of words. What a word means here (the mean of the other passages that hold it) helps
once there are some hundreds of passages, so it weighs in with those. The space depends on the
corpus: it may help to find themes, but never decides whether a theme is still the same
(`identity.py`).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp import chance
from nlp.embedding import Int8Vectors, Vectors, normalise, quantise

_CORPUS_WEIGHT = 0.7
_FULL_WEIGHT_LEMMAS = 20
_USE_WEIGHT = 0.6
_FULL_WEIGHT_PASSAGES = 400
# Leaning towards the directions that passages share: fewer accidental groups at every size tried.
_LEANING = 0.3
_MAX_TOPICS = 100
_FIT_ON = 8_000
_LEAVE_OUT_UP_TO = 2_000
_REDUCE_ABOVE = 2_000
_REDUCED = 96
_BLOCK = 8_192


def mining_space(
    vectors: Vectors, lemmas: Sequence[Sequence[str]], keys: chance.Keys, *, seed: int
) -> Int8Vectors:
    """Centred vectors (n, d) and the lemmas of the same texts -> int8 rows to search in.

    Above 2,000 texts the rows are reduced to 96 principal components, which costs nothing that
    could be measured and makes the neighbour search three times as fast.
    """
    from threadpoolctl import threadpool_limits

    # One thread: with more, the order of summing (and so the last bit) depends on the machine.
    with threadpool_limits(limits=1):
        drawn = _draw(keys, seed=seed)
        joined = _joined(vectors, lemmas, drawn)
        weight, axes = _axes(joined[drawn])
        few = len(joined) <= _REDUCE_ABOVE or joined.shape[1] <= _REDUCED
        kept = slice(None) if few else slice(-_REDUCED, None)
        lean = axes[:, kept] * (weight[kept] / weight[-1]) ** _LEANING
        return _turned(joined, lean[:, ::-1].astype(np.float32))


def _draw(keys: chance.Keys, *, seed: int) -> NDArray[np.intp]:
    """The rows to fit on: all, or a signed draw of them in their own order."""
    if len(keys) <= _FIT_ON:
        return np.arange(len(keys))
    order = np.argsort(chance.uniforms(keys, seed=seed, draw=0), kind="stable")
    return np.sort(order[:_FIT_ON])


def _joined(vectors: Vectors, lemmas: Sequence[Sequence[str]], drawn: NDArray[np.intp]) -> Vectors:
    """The encoder's vectors, the latent topics and the use of words side by side, length one."""
    table = _weighted_lemmas(lemmas, drawn)
    if table is None:
        return normalise(vectors)
    topics = _latent_topics(table, drawn)
    longer = np.minimum(1.0, np.array([len(row) for row in lemmas]) / _FULL_WEIGHT_LEMMAS)
    more = min(1.0, len(lemmas) / _FULL_WEIGHT_PASSAGES)
    joined = np.empty((len(vectors), 2 * vectors.shape[1] + topics.shape[1]), dtype=np.float32)
    joined[:, : vectors.shape[1]] = vectors
    use = _use(table, vectors)
    for start in range(0, len(joined), _BLOCK):
        block = slice(start, start + _BLOCK)
        joined[block, vectors.shape[1] : -topics.shape[1]] = (
            _USE_WEIGHT * more * normalise(use[block])
        )
        joined[block, -topics.shape[1] :] = (_CORPUS_WEIGHT * longer[block])[:, None] * topics[
            block
        ]
        joined[block] = normalise(joined[block])
    return joined


def _weighted_lemmas(lemmas: Sequence[Sequence[str]], drawn: NDArray[np.intp]) -> Any:
    """Sparse TF-IDF (n, words), or None when no word stands in two texts."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(
        analyzer=list, min_df=2, max_df=0.5, sublinear_tf=True, dtype=np.float64
    )
    try:
        vectorizer.fit([lemmas[row] for row in drawn])
    except ValueError:
        return None
    return vectorizer.transform(lemmas).tocsr()


def _latent_topics(table: Any, drawn: NDArray[np.intp]) -> Vectors:
    """TF-IDF reduced by a truncated SVD (Deerwester et al. 1990); rows of length 1."""
    from sklearn.decomposition import TruncatedSVD

    size = min(_MAX_TOPICS, max(10, len(drawn) // 6), table.shape[1] - 1, len(drawn) - 1)
    if size < 2:
        return np.zeros((table.shape[0], 1), dtype=np.float32)
    reduction = TruncatedSVD(size, algorithm="randomized", n_iter=4, random_state=0)
    reduction.fit(table[drawn])
    return normalise(np.asarray(table @ reduction.components_.T, dtype=np.float32))


def _use(table: Any, vectors: Vectors) -> Vectors:
    """Each text as the mean of how its words are used in the other texts; any length.

    A word counts for as far as the texts that hold it agree. In large collections a text's own
    share in a word is too small to be worth taking out.
    """
    import scipy.sparse as sparse

    sums = np.asarray(table.T @ vectors.astype(np.float64))
    total = np.asarray(table.sum(axis=0)).ravel()
    if table.shape[0] > _LEAVE_OUT_UP_TO:
        # Agreement times direction: |sum| / total * sum / |sum|.
        found = table.astype(np.float32) @ (sums / np.maximum(total, 1e-9)[:, None]).astype(
            np.float32
        )
        return np.asarray(found, dtype=np.float32)
    row = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    word, weight = table.indices, table.data
    others = total[word] - weight
    agreeing = np.where(others > 1e-9, weight / np.maximum(others, 1e-9), 0.0)
    scaled = sparse.csr_matrix((agreeing, word, table.indptr), shape=table.shape)
    own = np.bincount(row, weights=agreeing * weight, minlength=table.shape[0])
    found = np.asarray(scaled @ sums) - own[:, None] * vectors
    return np.asarray(found, dtype=np.float32)


def _axes(sample: Vectors) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Principal axes (columns) with their weight, smallest first."""
    rows = sample.astype(np.float64)
    weight, axes = np.linalg.eigh(rows.T @ rows)
    return np.maximum(weight, 1e-9), axes


def _turned(joined: Vectors, axes: Vectors) -> Int8Vectors:
    """The rows along these axes, int8."""
    turned = np.zeros((len(joined), axes.shape[1]), dtype=np.int8)
    for start in range(0, len(joined), _BLOCK):
        turned[start : start + _BLOCK] = quantise(joined[start : start + _BLOCK] @ axes)
    return turned
