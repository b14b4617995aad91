"""The space in which themes are searched: meaning from the encoder, plus the words of this corpus.

Latent semantic analysis of the customer's own words helps where texts are long and bound to one
field, and hurts on short ones, so it weighs in with the number of words. It depends on the corpus:
it may help to find themes, but never decides whether a theme is still the same (`identity.py`).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlp import chance
from nlp.embedding import Int8Vectors, Vectors, normalise, quantise

_CORPUS_WEIGHT = 0.7
_FULL_WEIGHT_LEMMAS = 20
_MAX_TOPICS = 100
_FIT_ON = 8_000
_REDUCE_ABOVE = 2_000
_REDUCED = 96


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
        topics = _latent_topics(lemmas, drawn)
        weights = _CORPUS_WEIGHT * np.minimum(
            1.0, np.array([len(row) for row in lemmas], dtype=np.float32) / _FULL_WEIGHT_LEMMAS
        )
        joined = normalise(np.hstack([vectors, weights[:, None] * topics]).astype(np.float32))
        if len(joined) > _REDUCE_ABOVE and joined.shape[1] > _REDUCED:
            joined = _principal(joined, drawn)
        return quantise(joined)


def _draw(keys: chance.Keys, *, seed: int) -> NDArray[np.intp]:
    """The rows to fit on: all, or a signed draw of them in their own order."""
    if len(keys) <= _FIT_ON:
        return np.arange(len(keys))
    order = np.argsort(chance.uniforms(keys, seed=seed, draw=0), kind="stable")
    return np.sort(order[:_FIT_ON])


def _latent_topics(lemmas: Sequence[Sequence[str]], drawn: NDArray[np.intp]) -> Vectors:
    """TF-IDF over lemmas, reduced by a truncated SVD (Deerwester et al. 1990); rows of length 1."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(
        analyzer=list, min_df=2, max_df=0.5, sublinear_tf=True, dtype=np.float64
    )
    try:
        vectorizer.fit([lemmas[row] for row in drawn])
    except ValueError:
        return np.zeros((len(lemmas), 1), dtype=np.float32)
    table = vectorizer.transform(lemmas)
    size = min(_MAX_TOPICS, max(10, len(drawn) // 6), table.shape[1] - 1, len(drawn) - 1)
    if size < 2:
        return np.zeros((len(lemmas), 1), dtype=np.float32)
    reduction = TruncatedSVD(size, algorithm="randomized", n_iter=4, random_state=0)
    reduction.fit(table[drawn])
    return normalise(np.asarray(table @ reduction.components_.T, dtype=np.float32))


def _principal(joined: Vectors, drawn: NDArray[np.intp]) -> Vectors:
    sample = joined[drawn].astype(np.float64)
    _, axes = np.linalg.eigh(sample.T @ sample)
    return np.asarray(joined @ axes[:, ::-1][:, :_REDUCED].astype(np.float32), dtype=np.float32)
