"""Encoders beside each other: topics, neighbours, stories, speed, load, memory, rounding.

V: k-means with the true number of groups, V-measure, mean of ten seeds (Rosenberg and Hirschberg,
2007). kNN: share of texts whose ten nearest others, by majority, have their label. Stories: the
same without the other passages of their own story. ESCO, xSID and SIB-200 served to choose among
variants, so their figures are a little too kind; `dekamer_nl` and stories were only reported on.
"""

import csv
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.embedding import (
    built_in_names,
    centred,
    load_embedder,
    mean_direction,
    normalise,
    quantise,
)

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
SETS = {
    "sib200_nl": "sib200_nl/data.csv",
    "dekamer_nl data_sociaal": "dekamer_nl/data_sociaal.csv",
    "esco 28 labels": "esco_beroepen_nl/data_isco2.csv",
    "xsid": "xsid_nl/data.csv",
}
SEEDS = 10
NEIGHBOURS = 10
PASSAGE_WORDS = 80
_SEPARATELY = """
import json, psutil, sys, time
{libraries}
def used():
    return psutil.Process().memory_info().rss
memory, started = used(), time.perf_counter()
from nlp.embedding import load_embedder
embedder = load_embedder(sys.argv[1])
embedder.encode(["Het duurde lang voor er iemand belde."])
print(json.dumps([time.perf_counter() - started, (used() - memory) / 1024**2]))
"""


def run(data: Path) -> dict[str, Any]:
    """All figures, per encoder. More peers: names in VERTELPUNT_BENCH_ENCODERS, by commas."""
    names = [*built_in_names(), *filter(None, _asked().split(","))]
    figures: dict[str, Any] = {"LSA, letter groups, fitted on the texts": _quality(data, lsa)}
    for name in filter(None, _asked().split(",")):
        figures[f"model2vec's recipe, from {Path(name).name}"] = _quality(data, distilled(name))
    for name in names:
        embedder = load_embedder(name)
        figures[f"{embedder.name} {embedder.revision}"] = {
            **_quality(data, embedder.encode),
            **_cost(data, name, embedder.encode),
        }
    return figures


def lsa(texts: Sequence[str]) -> Vectors:
    """256 dimensions over letter groups of 3 to 5, fitted on these very texts."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    counted = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2)
    found = TruncatedSVD(min(256, len(texts) - 1), random_state=0).fit_transform(
        counted.fit_transform(texts)
    )
    return np.asarray(normalize(found), dtype=np.float32)


def distilled(name: str) -> Encode:
    """A static encoder by the recipe of model2vec (Tulkens and van Dongen, 2024).

    Each of the 30,000 most frequent Dutch words through the model, 256 main components, and a
    weight by rarity.
    """
    from sklearn.decomposition import PCA

    from nlp.dutch_encoder.making.vocabulary import vocabulary

    words = vocabulary(30_000, ())
    vectors = PCA(256, random_state=0).fit_transform(load_embedder(name).encode(words.names))
    rows = np.asarray(vectors * words.rarity()[:, None], dtype=np.float32)

    def encode(texts: Sequence[str]) -> Vectors:
        found = [
            rows[run].mean(axis=0) if len(run) else np.zeros(256, np.float32)
            for run in words.rows(texts)
        ]
        return normalise(np.stack(found))

    return encode


def _quality(data: Path, encode: Encode) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for title, place in SETS.items():
        texts, labels = _table(data / place)
        vectors = encode(texts)
        found[title] = {
            "V": v_measure(vectors, labels),
            "kNN": neighbours(vectors, labels),
            "V, centred": v_measure(_centred(vectors), labels),
            "kNN, centred": neighbours(_centred(vectors), labels),
        }
    texts, labels, stories = _stories(data)
    found["stories_nl/dev"] = {
        "n": len(texts),
        "kNN, centred": neighbours(_centred(encode(texts)), labels, apart=stories),
    }
    return found


def _cost(data: Path, name: str, encode: Encode) -> dict[str, Any]:
    passages = _passages(data)
    vectors = encode(passages[:1000])
    started, count = time.perf_counter(), 0
    while time.perf_counter() - started < 10:
        encode(passages[:1000])
        count += min(1000, len(passages))
    speed = count / (time.perf_counter() - started)
    small = quantise(vectors).astype(np.float32)
    seconds, megabytes = _alone(name)
    return {
        "passages of 80 words per second": round(speed),
        "seconds to load": round(seconds, 2),
        "MB on top of the libraries": round(megabytes),
        "neighbours at 10 kept by int8 vectors": _same_neighbours(vectors, small),
    }


def v_measure(vectors: Vectors, labels: Sequence[str]) -> float:
    """Mean V-measure of k-means (ten starts each) over ten seeds, with the true number."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import v_measure_score

    number = len(set(labels))
    found = [
        KMeans(number, n_init=10, random_state=seed).fit_predict(vectors) for seed in range(SEEDS)
    ]
    return round(float(np.mean([v_measure_score(labels, groups) for groups in found])), 3)


def neighbours(
    vectors: Vectors, labels: Sequence[str], *, apart: Sequence[str] | None = None
) -> float:
    """Share whose ten nearest others (not of the same `apart`) have its label by majority.

    Of labels with as many votes, the one of the nearest neighbour wins.
    """
    groups = np.asarray(apart if apart is not None else range(len(labels)))
    near = vectors @ vectors.T
    near[groups[:, None] == groups[None]] = -np.inf
    order = np.argsort(-near, axis=1, kind="stable")[:, :NEIGHBOURS]
    right = [
        Counter(labels[other] for other in row).most_common(1)[0][0] == label
        for row, label in zip(order, labels, strict=True)
    ]
    return round(float(np.mean(right)), 3)


def _same_neighbours(exact: Vectors, rounded: Vectors) -> float:
    lists = []
    for vectors in (exact, rounded / np.linalg.norm(rounded, axis=1, keepdims=True)):
        near = vectors @ vectors.T
        np.fill_diagonal(near, -np.inf)
        lists.append(np.argsort(-near, axis=1, kind="stable")[:, :NEIGHBOURS])
    shared = [len(set(a) & set(b)) / NEIGHBOURS for a, b in zip(*lists, strict=True)]
    return round(float(np.mean(shared)), 4)


def _alone(name: str) -> tuple[float, float]:
    """Seconds and megabytes that loading adds, in a process that has the libraries already."""
    libraries = "import numpy, tokenizers, safetensors.numpy"
    if name != "ingebouwd":
        libraries += ", torch, sentence_transformers, transformers"
        libraries += "\nfrom transformers import BertModel, PreTrainedTokenizerFast"
    code = _SEPARATELY.format(libraries=libraries)
    runs = [
        json.loads(subprocess.check_output([sys.executable, "-c", code, name], text=True))
        for _ in range(3)
    ]
    seconds, megabytes = min(runs)
    return float(seconds), float(megabytes)


def _table(place: Path) -> tuple[list[str], list[str]]:
    csv.field_size_limit(sys.maxsize)
    with place.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [row["text"] for row in rows], [row["label"] for row in rows]


def _stories(data: Path) -> tuple[list[str], list[str], list[str]]:
    found = []
    for line in (data / "stories_nl/dev.jsonl").read_text(encoding="utf-8").splitlines():
        story = json.loads(line)
        found += [
            (passage["text"], passage["themes"][0], story["id"])
            for passage in story["passages"]
            if passage["themes"] and passage["themes"][0] != "geen"
        ]
    texts, labels, stories = zip(*found, strict=True)
    return list(texts), list(labels), list(stories)


def _passages(data: Path) -> list[str]:
    texts, _ = _table(data / SETS["dekamer_nl data_sociaal"])
    words = [word for text in texts for word in text.split()]
    return [
        " ".join(words[at : at + PASSAGE_WORDS])
        for at in range(0, len(words) - PASSAGE_WORDS, PASSAGE_WORDS)
    ]


def _centred(vectors: Vectors) -> Vectors:
    return centred(vectors, mean_direction(vectors))


def _asked() -> str:
    return os.environ.get("VERTELPUNT_BENCH_ENCODERS", "")
