"""What pseudonymising does to themes: labels that stay, and clusters that no longer follow names.

Beside each figure stands a control: the same number of words taken away from each text, by lot.
"""

import csv
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.pseudonymise.beside import ours
from nlp.embedding import built_in_names, load_embedder

Vectors = NDArray[np.float32]
SEEDS = 5
FOLDS = 5
NEIGHBOURS = 10
_WORD = re.compile(r"\w+")


def run(data: Path) -> dict[str, Any]:
    """Labels of parliamentary questions and clusters of novels, before and after."""
    labelled = _read(data / "dekamer_nl" / "data_sociaal.csv")
    books = _read(data / "openboek_nl" / "data.csv")
    return {
        "dekamer data_sociaal": _labels(*labelled),
        "openboek": _books(*books),
    }


def _read(path: Path) -> tuple[list[str], list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    return [row["text"] for row in found], [row["label"] for row in found]


def _versions(texts: Sequence[str]) -> dict[str, list[str]]:
    """The texts as they are, with what was found taken away, and with as much taken by lot."""
    chance = random.Random(0)
    after, control = [], []
    for text, spans in zip(texts, ours(texts), strict=True):
        after.append(_without(text, spans))
        words = [match.span() for match in _WORD.finditer(text)]
        gone = sum(any(s < end and start < e for s, e in spans) for start, end in words)
        control.append(_without(text, sorted(chance.sample(words, gone))))
    return {"before": list(texts), "after": after, "control": control}


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    kept, done = [], 0
    for start, end in spans:
        kept.append(text[done:start])
        done = end
    return " ".join([*kept, text[done:]])


def _labels(texts: list[str], labels: list[str]) -> dict[str, Any]:
    versions = _versions(texts)
    embedder = load_embedder(built_in_names()[0])
    vectors = {name: embedder.encode(chosen) for name, chosen in versions.items()}
    figures: dict[str, Any] = {"encoder": f"{embedder.name} {embedder.revision}"}
    for method, predict in (("kNN", _knn), ("logistic", _logistic)):
        said = {name: predict(found, labels) for name, found in vectors.items()}
        figures[method] = {
            "same_label_before_and_after": _same(said["before"], said["after"]),
            "same_label_before_and_control": _same(said["before"], said["control"]),
            "right_before": _same(said["before"], labels),
            "right_after": _same(said["after"], labels),
        }
    figures["clusters"] = _agreement(vectors, len(set(labels)))
    return figures


def _same(one: Sequence[str], other: Sequence[str]) -> float:
    return round(float(np.mean(np.asarray(one) == np.asarray(other))), 3)


def _knn(vectors: Vectors, labels: Sequence[str]) -> list[str]:
    """The commonest label of the nearest others, the nearest first when they tie."""
    alike = vectors @ vectors.T
    np.fill_diagonal(alike, -np.inf)
    said = []
    for row in np.argsort(-alike, axis=1, kind="stable")[:, :NEIGHBOURS]:
        near = [labels[at] for at in row]
        most = max(near.count(name) for name in near)
        said.append(next(name for name in near if near.count(name) == most))
    return said


def _logistic(vectors: Vectors, labels: Sequence[str]) -> list[str]:
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    model = LogisticRegression(C=10.0, max_iter=2000)
    return [str(name) for name in cross_val_predict(model, vectors, list(labels), cv=folds)]


def _agreement(vectors: dict[str, Vectors], groups: int) -> dict[str, float]:
    """AMI between groupings; two seeds on the same texts say how far it can go."""
    from sklearn.metrics import adjusted_mutual_info_score as ami

    found = {
        name: [_grouped(v, groups, seed) for seed in range(SEEDS)] for name, v in vectors.items()
    }
    before = found["before"]
    pairs = [(seed, other) for seed in range(SEEDS) for other in range(SEEDS) if seed != other]
    return {
        "ami_before_and_after": _mean([ami(before[a], found["after"][b]) for a, b in pairs]),
        "ami_before_and_control": _mean([ami(before[a], found["control"][b]) for a, b in pairs]),
        "ami_before_with_another_seed": _mean([ami(before[a], before[b]) for a, b in pairs]),
    }


def _grouped(vectors: Vectors, groups: int, seed: int) -> NDArray[np.int32]:
    from sklearn.cluster import KMeans

    found: NDArray[np.int32] = KMeans(groups, n_init=5, random_state=seed).fit_predict(vectors)
    return found


def _mean(figures: Sequence[float]) -> float:
    return round(float(np.mean(figures)), 3)


def _books(texts: list[str], books: list[str]) -> dict[str, Any]:
    """How far nine clusters follow the nine books: less after, or they follow the names."""
    from sklearn.metrics import adjusted_rand_score, v_measure_score

    versions = _versions(texts)
    embedder = load_embedder(built_in_names()[0])
    encoders: dict[str, Callable[[list[str]], Vectors]] = {
        "TF-IDF and LSA": _lsa,
        f"{embedder.name} {embedder.revision}": embedder.encode,
    }
    figures: dict[str, Any] = {}
    for encoder, encode in encoders.items():
        for name, chosen in versions.items():
            vectors = encode(chosen)
            found = [_grouped(vectors, len(set(books)), seed) for seed in range(SEEDS)]
            figures.setdefault(encoder, {})[name] = {
                "v_measure": _mean([v_measure_score(books, one) for one in found]),
                "ari": _mean([adjusted_rand_score(books, one) for one in found]),
            }
    return figures


def _lsa(texts: list[str]) -> Vectors:
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    counted = TfidfVectorizer(sublinear_tf=True, min_df=2).fit_transform(texts)
    found: Vectors = normalize(TruncatedSVD(100, random_state=0).fit_transform(counted))
    return found
