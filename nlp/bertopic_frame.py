"""BERTopic as the frame of a mining run: our clusterer in, its words out. No other file knows it.

A finished analysis also leaves the house this way: as a model that loads in plain BERTopic.

BERTopic ranks its topics by size after every fit, so its numbers mean nothing to us: results are
mapped back through the passages. It also silences everybody's warnings when imported; that is
undone here.
"""

import os
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import Rejected

Labels = NDArray[np.int64]
NO_GROUP = -1

_TOP_WORDS = 30
_NO_WORDS = ("-", "--")
_READ_ME = """Dit is een analyse van Vertelpunt als model van BERTopic.

Zo leest u haar in Python:

    from bertopic import BERTopic
    model = BERTopic.load("deze-map")
    model.get_topic_info()

Onze labels staan in de kolom CustomName.

Deze map bevat per thema het label, de woorden en een gemiddelde vector, en per stukje het nummer
van zijn eerste thema. Er staat geen tekst van verhalen in. Thema -1 is wat in geen thema past.
Nieuwe teksten plaatsen kan met vectoren van hetzelfde taalmodel:

    model.transform(teksten, embeddings=vectoren)

Let op: BERTopic kiest dan altijd een thema, ook als er geen past. Vertelpunt doet dat niet.
"""


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


@dataclass(frozen=True)
class Join:
    """Two groups of themes (keys) that are alike, and how far apart their words are (0 to 1)."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    distance: float


def export_bertopic(
    folder: Path,
    *,
    terms: Sequence[Sequence[str]],
    vectors: NDArray[Any],
    themes: Sequence[str | None],
    labels: Mapping[str, str],
) -> dict[int, str]:
    """Write a finished analysis as a BERTopic model folder (safetensors), without any story text.

    Args:
        folder: a folder that does not exist yet; it appears when it is complete.
        terms: per passage its lemmas and pairs, from `labelling.gather_terms`: no names.
        vectors: (n, d) as the embedder gave them or their int8 copies.
        themes: the first theme of each passage, None for residue.
        labels: the label of each theme.

    Returns:
        The number that BERTopic gives to each theme (by size) -> the theme.

    Raises:
        Rejected: the folder exists, or no passage has a theme.
        ValueError: the arguments do not speak of the same passages.
    """
    if folder.exists():
        raise Rejected(
            f"De map {folder.name} bestaat al. Kies een andere naam.", code="export.map_bestaat"
        )
    model, numbers = _finished(terms, vectors, themes)
    names = {number: labels[theme] for number, theme in numbers.items()}
    names[NO_GROUP] = "Past in geen thema"
    model.set_topic_labels({number: names[number] for number in sorted(model.topic_sizes_)})
    # Only lemmas could be in here, but they need not leave either.
    model.representative_docs_ = {}
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".export-") as beside:
        place = Path(beside) / "model"
        model.save(place, serialization="safetensors", save_ctfidf=True, save_embedding_model=False)
        (place / "LEESMIJ.txt").write_text(_READ_ME, encoding="utf-8")
        place.rename(folder)
    return numbers


def hierarchy(terms: Sequence[Sequence[str]], themes: Sequence[str | None]) -> list[Join]:
    """Which themes are alike, nearest first: BERTopic's hierarchy over the words of the themes.

    Args:
        terms: per passage its lemmas and pairs, from `labelling.gather_terms`.
        themes: the first theme of each passage, None for residue.

    Returns:
        A row per joining; none for fewer than two themes.
    """
    if len({theme for theme in themes if theme is not None}) < 2:
        return []
    model, numbers = _finished(terms, np.zeros((len(terms), 2), dtype=np.float32), themes)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = model.hierarchical_topics(_documents(terms), use_ctfidf=True)
    below: dict[int, tuple[str, ...]] = {number: (theme,) for number, theme in numbers.items()}
    joins = []
    for row in table.sort_values("Parent_ID", key=lambda ids: ids.astype(int)).to_dict("records"):
        left, right = (below[int(row[f"Child_{side}_ID"])] for side in ("Left", "Right"))
        left, right = sorted((tuple(sorted(left)), tuple(sorted(right))))
        below[int(row["Parent_ID"])] = left + right
        joins.append(Join(left, right, round(float(row["Distance"]), 4)))
    return joins


def _finished(
    terms: Sequence[Sequence[str]], vectors: NDArray[Any], themes: Sequence[str | None]
) -> tuple[Any, dict[int, str]]:
    """A fitted model in which every passage has the theme it was given, and its numbers."""
    if not len(terms) == len(vectors) == len(themes):
        raise ValueError("terms, vectors and themes must speak of the same passages")
    keys = sorted({theme for theme in themes if theme is not None})
    if not keys:
        raise Rejected("Er zijn nog geen thema's om te bewaren.", code="export.geen_thema")
    position = {theme: number for number, theme in enumerate(keys)}
    given = np.array(
        [NO_GROUP if theme is None else position[theme] for theme in themes], dtype=np.int64
    )
    library = import_bertopic()
    from bertopic.dimensionality import BaseDimensionalityReduction

    model = _model(library, BaseDimensionalityReduction(), GroupsByCall(lambda _: given))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        topics, _ = model.fit_transform(_documents(terms), embeddings=vectors.astype(np.float32))
    return model, {
        int(topic): theme
        for topic, theme in zip(topics, themes, strict=True)
        if theme is not None and topic != NO_GROUP
    }


def _documents(terms: Sequence[Sequence[str]]) -> list[str]:
    documents = [" ".join(row) for row in terms]
    if len({term for row in terms for term in row}) > 1:
        return documents
    # With fewer than two words BERTopic stops with an error; groups without words are an answer.
    return [" ".join([document, *_NO_WORDS]).strip() for document in documents]


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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        topics, _ = model.fit_transform(_documents(terms), embeddings=vectors.astype(np.float32))
    ours = np.asarray(labels(), dtype=np.int64)
    theirs: dict[int, int] = {}
    for group, topic in zip(ours.tolist(), topics, strict=True):
        theirs.setdefault(group, int(topic))
    words: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for group, topic in sorted(theirs.items()):
        if group != NO_GROUP:
            found = model.get_topic(topic) or []
            words[group] = [
                (term, float(weight)) for term, weight in found if term and term not in _NO_WORDS
            ]
    return Framed(ours, dict(words))
