"""BERTopic as the frame of a mining run: our clusterer in, its words out. No other file knows it.

BERTopic ranks its topics by size after every fit, so its numbers mean nothing to us: results are
mapped back through the passages. It also silences everybody's warnings when imported; that is
undone here.
"""

import os
import warnings
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int64]
NO_GROUP = -1

_TOP_WORDS = 30


@dataclass(frozen=True)
class Framed:
    """Group numbers per passage as the clusterer gave them, and per group its weighted words."""

    labels: Labels
    words: dict[int, list[tuple[str, float]]]


class GroupsByCall:
    """A cluster model for BERTopic that asks a function for the groups (-1 = none)."""

    def __init__(self, find: Callable[[NDArray[Any]], Labels]) -> None:
        self._find = find
        self.labels_: Labels = np.zeros(0, dtype=np.int64)

    def fit(self, X: NDArray[Any], y: object = None) -> "GroupsByCall":
        """Find the groups among the rows."""
        self.labels_ = self._find(X)
        return self

    def predict(self, X: NDArray[Any]) -> Labels:
        """No placing here: that is `identity.place`, with thresholds."""
        return np.full(len(X), NO_GROUP, dtype=np.int64)


def frame(
    terms: Sequence[Sequence[str]],
    vectors: NDArray[Any],
    find: Callable[[NDArray[Any]], Labels],
) -> Framed:
    """Fit BERTopic with our clusterer on rows (n, d); words by c-TF-IDF over the given terms.

    Args:
        terms: per passage the lemmas and pairs that may be words of a theme: no names, no
            placeholders, so BERTopic never sees a sentence.
        vectors: what the clusterer gets.
        find: the clusterer: rows -> group numbers, -1 for none.
    """
    library = import_bertopic()
    from bertopic.dimensionality import BaseDimensionalityReduction

    clusterer = GroupsByCall(find)
    model = _model(library, BaseDimensionalityReduction(), clusterer)
    return _fit(model, terms, vectors, lambda: clusterer.labels_)


def frame_with_defaults(
    terms: Sequence[Sequence[str]], vectors: NDArray[Any], *, seed: int
) -> Framed:
    """Fit BERTopic with its own UMAP and HDBSCAN (its defaults, seeded): the peer engine."""
    library = import_bertopic()
    from hdbscan import HDBSCAN
    from umap import UMAP

    reduction = UMAP(
        n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed, n_jobs=1
    )
    clusterer = HDBSCAN(
        min_cluster_size=10,
        metric="euclidean",
        cluster_selection_method="eom",
        prediction_data=True,
    )
    return _fit(_model(library, reduction, clusterer), terms, vectors, lambda: clusterer.labels_)


def import_bertopic() -> ModuleType:
    """Import BERTopic and leave everybody's warnings as they were."""
    # BERTopic's own dependencies warn about progress bars and about the network otherwise.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import bertopic
    return bertopic  # type: ignore[no-any-return]


def _model(library: ModuleType, reduction: Any, clusterer: Any) -> Any:
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    return library.BERTopic(
        language="multilingual",
        embedding_model=None,
        umap_model=reduction,
        hdbscan_model=clusterer,
        vectorizer_model=CountVectorizer(analyzer=str.split),
        ctfidf_model=ClassTfidfTransformer(bm25_weighting=True, reduce_frequent_words=True),
        top_n_words=_TOP_WORDS,
        calculate_probabilities=False,
        verbose=False,
    )


def _fit(
    model: Any,
    terms: Sequence[Sequence[str]],
    vectors: NDArray[Any],
    labels: Callable[[], NDArray[Any]],
) -> Framed:
    documents = [" ".join(row) for row in terms]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        topics, _ = model.fit_transform(documents, embeddings=vectors.astype(np.float32))
    ours = np.asarray(labels(), dtype=np.int64)
    theirs: dict[int, int] = {}
    for group, topic in zip(ours.tolist(), topics, strict=True):
        theirs.setdefault(group, int(topic))
    words: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for group, topic in sorted(theirs.items()):
        if group != NO_GROUP:
            found = model.get_topic(topic) or []
            words[group] = [(term, float(weight)) for term, weight in found if term]
    return Framed(ours, dict(words))
