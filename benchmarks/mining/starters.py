"""Starter themes recognised in passages they never saw: right, calibrated, and silent in time.

Reported on `stories_nl/dev` (24 themes of ours; two numbers of the calibration were measured on it)
and on our own held-back stories (`benchmarks/starter_themes`, 44 themes, by an author whose
passages teach nothing). Beside it, on the same features: the nearest single sentence, the nearest
mean of a theme's sentences, and logistic regression on the sentences alone.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_mutual_info_score

from nlp.embedding import Embedder, centred, load_embedder, mean_direction
from nlp.language import load_dutch
from nlp.recognition import ACCEPTED_FROM, SPEAKS_FROM
from service import recognising
from service.recognising import SENTENCE, Lessons

HELD_BACK = Path(__file__).parents[1] / "starter_themes" / "held_back.jsonl"
NONE = "geen"
BINS = 10


@dataclass(frozen=True)
class Told:
    """Passages with the themes that a person gave them, and the themes that could be given."""

    texts: list[str]
    themes: list[list[str]]
    keys: list[str]

    @property
    def about(self) -> list[int]:
        """The passages that are about a theme."""
        return [row for row, themes in enumerate(self.themes) if themes != [NONE]]


def run(data: Path) -> dict[str, Any]:
    """Figures per set of stories and per method."""
    dutch, embedder = load_dutch(), load_embedder("ingebouwd")
    lessons = recognising.of_catalogue()
    started = time.perf_counter()
    recogniser = lessons.learn(embedder=embedder, dutch=dutch)
    seconds = time.perf_counter() - started
    if recogniser is None:
        return {"failed": "no starter themes"}
    sets = {
        "held back, own": _read(HELD_BACK),
        "stories_nl/dev": _read(data / "stories_nl/dev.jsonl"),
    }
    figures: dict[str, Any] = {
        "examples": len(lessons.examples),
        "seconds to learn": round(seconds, 1),
    }
    for name, told in sets.items():
        vectors = embedder.encode(told.texts)
        found = recogniser.probabilities(told.texts, vectors)
        every = list(recogniser.keys)
        figures[name] = {
            "passages": len(told.texts),
            "about none": len(told.texts) - len(told.about),
        }
        figures[name]["vertelpunt, 44 themes"] = _score(told, found, every) | _doubt(
            told, found, every
        )
        if set(told.keys) != set(every):
            columns = [every.index(key) for key in told.keys]
            figures[name][f"vertelpunt, its {len(told.keys)} themes"] = _score(
                told, found[:, columns], told.keys
            ) | _doubt(told, found[:, columns], told.keys)
        for method, scores in _simple(lessons, told, embedder, vectors).items():
            figures[name][method] = _score(told, scores, told.keys)
    return figures


def _read(path: Path) -> Told:
    texts, themes = [], []
    for line in path.read_text(encoding="utf-8").splitlines():
        for passage in json.loads(line)["passages"]:
            texts.append(passage["text"])
            themes.append(passage["themes"])
    keys = sorted({key for one in themes for key in one} - {NONE})
    return Told(texts, themes, keys)


def _score(told: Told, scores: NDArray[Any], keys: Sequence[str]) -> dict[str, Any]:
    """Passages about a theme only; the best three in order."""
    best = np.argsort(-scores, axis=1, kind="stable")[:, :3]
    named = [[keys[column] for column in row] for row in best.tolist()]
    rows = told.about
    return {
        "P@1": _share(named[row][0] in told.themes[row] for row in rows),
        "hit@3": _share(bool(set(named[row]) & set(told.themes[row])) for row in rows),
        "AMI": round(
            float(
                adjusted_mutual_info_score(
                    [told.themes[row][0] for row in rows], [named[row][0] for row in rows]
                )
            ),
            3,
        ),
    }


def _doubt(told: Told, found: NDArray[np.float64], keys: Sequence[str]) -> dict[str, Any]:
    """All passages, those about nothing too: whether the probability means what it says."""
    first, sure = found.argmax(axis=1), found.max(axis=1)
    right = np.array(
        [keys[theme] in themes for theme, themes in zip(first.tolist(), told.themes, strict=True)]
    )
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    error = sum(
        abs(float(sure[bins == one].mean() - right[bins == one].mean()))
        * float((bins == one).mean())
        for one in np.unique(bins)
    )
    accepted = sure >= ACCEPTED_FROM
    none = np.array([themes == [NONE] for themes in told.themes])
    order = np.argsort(-sure, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(right) + 1)
    reached = np.flatnonzero(precision >= 0.8)
    return {
        "ECE": round(error, 3),
        "placed": _share(accepted),
        "right where placed": _share(right[accepted]),
        "coverage at precision .8": round((int(reached[-1]) + 1) / len(right), 3)
        if len(reached)
        else 0.0,
        "about none, not placed": _share(~accepted[none]),
        "says nothing at all": _share(sure < SPEAKS_FROM),
    }


def _simple(
    lessons: Lessons, told: Told, embedder: Embedder, vectors: NDArray[np.float32]
) -> dict[str, NDArray[Any]]:
    """Three common methods on the sentences alone, with the same encoder."""
    kept = [
        (one.text, one.themes[0])
        for one in lessons.examples
        if one.id.startswith(SENTENCE) and one.themes[0] in told.keys
    ]
    sentences = embedder.encode([text for text, _ in kept])
    mean = mean_direction(sentences)
    ours, theirs = centred(sentences, mean), centred(vectors, mean)
    labels = np.array([told.keys.index(theme) for _, theme in kept])
    near = theirs @ ours.T
    of_theme = [labels == theme for theme in range(len(told.keys))]
    middle = np.stack([ours[rows].mean(axis=0) for rows in of_theme])
    model = LogisticRegression(C=10, max_iter=2_000).fit(ours, labels)
    return {
        "nearest sentence": np.stack([near[:, rows].max(axis=1) for rows in of_theme], axis=1),
        "nearest mean": theirs @ middle.T,
        "logistic regression, sentences": model.predict_proba(theirs),
    }


def _share(values: Any) -> float:
    found = [bool(value) for value in values]
    return round(float(np.mean(found)), 3) if found else 0.0
