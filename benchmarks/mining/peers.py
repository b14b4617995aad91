"""The other systems, one function each: a task in, themes per passage out.

Runs in the environment of the peers. Settings are the library's own unless the task's options say
otherwise; the seed is added where a library takes one, so that ten runs can be repeated.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.mining.task import NO_THEME, Found, Task, from_labels, from_weights


def bertopic(task: Task) -> Found:
    """BERTopic: UMAP, HDBSCAN and c-TF-IDF.

    Options: `least` (min_topic_size), `near` (UMAP's n_neighbors), `threads` (no seed, so that
    UMAP may use all cores, as its defaults do), `outliers` (reduce_outliers after), `windows`
    (weights of approximate_distribution).
    """
    from umap import UMAP

    reduction = UMAP(
        n_neighbors=task.options.get("near", 15),
        n_components=5,
        min_dist=0.0,
        metric="cosine",
        low_memory=False,
        random_state=None if task.options.get("threads") else task.seed,
    )
    return _bertopic(task, umap_model=reduction)


def bertopic_means(task: Task) -> Found:
    """BERTopic with k-means instead of HDBSCAN, and K given; on the vectors as they are."""
    from bertopic.dimensionality import BaseDimensionalityReduction
    from sklearn.cluster import KMeans

    means = KMeans(min(task.known, len(task.texts)), random_state=task.seed)
    return _bertopic(task, umap_model=BaseDimensionalityReduction(), hdbscan_model=means)


def bertopic_merge(task: Task) -> Found:
    """BERTopic on the first rows (option `first`) and on the others, joined by merge_models."""
    from bertopic import BERTopic
    from umap import UMAP

    models, at = [], task.options["first"]
    for rows in (slice(0, at), slice(at, None)):
        reduction = UMAP(
            n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=task.seed
        )
        model = BERTopic(language="multilingual", umap_model=reduction)
        models.append(model.fit(task.texts[rows], embeddings=task.vectors[rows]))
    return from_labels(BERTopic.merge_models(models).topics_)


def evoc(task: Task) -> Found:
    """EVoC with its defaults; the layer it finds best."""
    import evoc as library

    seed = None if task.options.get("threads") else task.seed
    return from_labels(library.EVoC(random_state=seed).fit_predict(task.vectors))


def top2vec(task: Task) -> Found:
    """Top2Vec on the given vectors; its words are encoded by the same encoder.

    Options: `least_count` (its min_count, 50), `least` (HDBSCAN's min_cluster_size, 15).
    """
    from top2vec import Top2Vec

    known = dict(zip(task.texts, task.vectors, strict=True))
    encode = _encoder()

    def embed(rows: list[str]) -> Any:
        return np.array([known[row] if row in known else encode([row])[0] for row in rows])

    model = Top2Vec(
        documents=list(task.texts),
        embedding_model=embed,
        min_count=task.options.get("least_count", 50),
        umap_args={
            "n_neighbors": task.options.get("near", 15),
            "n_components": 5,
            "metric": "cosine",
            "random_state": task.seed,
        },
        hdbscan_args={
            "min_cluster_size": task.options.get("least", 15),
            "metric": "euclidean",
            "cluster_selection_method": "eom",
        },
        verbose=False,
    )
    return from_labels(np.asarray(model.doc_top).tolist())


def keynmf(task: Task) -> Found:
    """KeyNMF of turftopic, with K given or, with the option `auto`, found by itself."""
    from turftopic import KeyNMF

    model = KeyNMF(
        "auto" if task.options.get("auto") else task.known,
        encoder=_external(),
        vectorizer=_counter(task),
        random_state=task.seed,
    )
    weights = model.fit_transform(task.texts, embeddings=task.vectors)
    return from_weights(weights, soft=task.soft)


def topeax(task: Task) -> Found:
    """Topeax of turftopic: peaks of a density in two dimensions."""
    from turftopic import Topeax

    model = Topeax(encoder=_external(), vectorizer=_counter(task), random_state=task.seed)
    weights = model.fit_transform(task.texts, embeddings=task.vectors)
    return from_weights(weights, soft=task.soft)


def nmf(task: Task) -> Found:
    """Non-negative factors of TF-IDF, with K given."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    table = TfidfVectorizer(
        stop_words=task.stop_words, min_df=2, max_df=0.5, sublinear_tf=True
    ).fit_transform(task.texts)
    model = NMF(task.known, init="nndsvda", random_state=task.seed, max_iter=400)
    return from_weights(model.fit_transform(table), soft=task.soft)


def lda(task: Task) -> Found:
    """Latent Dirichlet allocation on counts, with K given."""
    from sklearn.decomposition import LatentDirichletAllocation

    table = _counter(task).fit_transform(task.texts)
    model = LatentDirichletAllocation(
        task.known, random_state=task.seed, learning_method="batch", max_iter=30
    )
    return from_weights(model.fit_transform(table), soft=task.soft)


def means(task: Task) -> Found:
    """k-means on the vectors, with K given, ten starts."""
    from sklearn.cluster import KMeans

    count = min(task.known, len(task.texts))
    return from_labels(KMeans(count, n_init=10, random_state=task.seed).fit_predict(task.vectors))


PEERS: dict[str, Callable[[Task], Found]] = {
    "bertopic": bertopic,
    "bertopic_means": bertopic_means,
    "bertopic_merge": bertopic_merge,
    "evoc": evoc,
    "top2vec": top2vec,
    "keynmf": keynmf,
    "topeax": topeax,
    "nmf": nmf,
    "lda": lda,
    "means": means,
}


def _bertopic(task: Task, **parts: Any) -> Found:
    from bertopic import BERTopic

    if "stop_words" in task.options:
        parts["vectorizer_model"] = _counter(task, least=1)
    model = BERTopic(language="multilingual", min_topic_size=task.options.get("least", 10), **parts)
    labels, _ = model.fit_transform(task.texts, embeddings=task.vectors)
    # It refuses when there is nothing to reduce; then the labels are as they are.
    if task.options.get("outliers") and NO_THEME in labels:
        labels = model.reduce_outliers(task.texts, labels)
    if task.options.get("windows"):
        return from_weights(model.approximate_distribution(task.texts)[0], soft=task.soft)
    return from_labels(labels)


def _counter(task: Task, *, least: int = 2) -> Any:
    from sklearn.feature_extraction.text import CountVectorizer

    return CountVectorizer(stop_words=task.stop_words, min_df=least)


def _encoder() -> Callable[[list[str]], Any]:
    from nlp.embedding import load_embedder

    return load_embedder("ingebouwd").encode


def _external() -> Any:
    from turftopic.encoders.base import ExternalEncoder

    encode = _encoder()

    class SameEncoder(ExternalEncoder):  # type: ignore[misc]
        """The encoder of all systems, for words."""

        def encode(self, sentences: Any) -> Any:
            """Rows (n, d)."""
            return encode(list(sentences))

    return SameEncoder()
