"""Several themes to a question (`dekamer_nl/data_full.csv`): sample-F1 after matching on one half.

Every system reads all questions and no label. Then, for all alike, the cut of its weights and the
matching of its themes with labels are chosen on a half by lot, and scored on the other half; and
the other way round. Labels: descriptors that at least 50 questions have.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.mining import gold
from benchmarks.mining.gold import Collection
from benchmarks.mining.measures import both_ways
from benchmarks.mining.systems import (
    BERTOPIC,
    EVOC,
    OURS,
    TUNED,
    Result,
    Runners,
    System,
    laid_down,
    running,
    seeds,
)
from nlp.passages import split

RUNS = 3
ENOUGH_SECONDS = 90.0
PASSAGES = System("vertelpunt, through passages", "vertelpunt", module="ours", soft=True)
SYSTEMS = (
    System(OURS.name + ", whole texts", OURS.adapter, module="ours", soft=True),
    System("turftopic KeyNMF, K known", "keynmf", soft=True),
    System("bertopic defaults, approximate_distribution", "bertopic", {"windows": True}, soft=True),
    System(
        "bertopic tuned, approximate_distribution",
        "bertopic",
        {**TUNED, "stop_words": True, "windows": True},
        soft=True,
    ),
    BERTOPIC,
    EVOC,
    System("NMF, K known", "nmf", soft=True),
    System("LDA, K known", "lda", soft=True),
    System("k-means, K known", "means"),
)


def run(data: Path) -> dict[str, Any]:
    """Per system: sample-F1 with one label to a theme at most, and with a label for every theme."""
    collection = gold.several(data)
    labels = len({label for row in collection.gold for label in row})
    figures: dict[str, Any] = {
        "questions": len(collection.texts),
        "scored": sum(bool(row) for row in collection.gold),
        "labels": labels,
        "labels per question": round(float(np.mean([len(row) for row in collection.gold])), 2),
    }
    with running() as runners:
        with laid_down(collection) as folder:
            for system in SYSTEMS:
                figures[system.name] = _figure(collection, _runs(runners, system, folder, labels))
        cut, owner = _passages(collection)
        with laid_down(cut) as folder:
            done = _runs(runners, PASSAGES, folder, labels)
            whole = [_of_texts(one, owner, len(collection.texts)) for one in done]
            figures[PASSAGES.name] = _figure(collection, whole)
    return figures


def _runs(runners: Runners, system: System, folder: Path, known: int) -> list[Result]:
    """Up to three seeds, and no more once they have taken long enough."""
    done: list[Result] = []
    for seed in seeds()[:RUNS]:
        done.append(runners.run(system, folder, seed=seed, known=known))
        if sum(run.seconds for run in done) > ENOUGH_SECONDS:
            break
    return done


def _figure(collection: Collection, runs: list[Result]) -> dict[str, Any]:
    failed = [run.failed for run in runs if run.failed]
    if failed:
        return {"failed": failed}
    single = [both_ways(collection.gold, run.found, seed=n) for n, run in enumerate(runs)]
    many = [
        both_ways(collection.gold, run.found, seed=n, one_to_one=False)
        for n, run in enumerate(runs)
    ]
    return {
        "sample-F1": round(float(np.mean([one["sample_f1"] for one in single])), 3),
        "label for every theme": round(float(np.mean([one["sample_f1"] for one in many])), 3),
        "cut": round(float(np.mean([one["cut"] for one in single])), 2),
        "themes": round(float(np.mean([_themes(run) for run in runs])), 1),
        "themes per question": round(
            float(np.mean([len(own) for run in runs for own in run.found])), 2
        ),
        "seconds": round(float(np.median([run.seconds for run in runs])), 1),
        "runs": len(runs),
    }


def _themes(run: Result) -> int:
    return len({theme for own in run.found for theme in own})


def _passages(collection: Collection) -> tuple[Collection, list[int]]:
    """The texts as the product cuts them, and the text that each passage is of."""
    texts, owner = [], []
    for position, text in enumerate(collection.texts):
        for span in split(text, dutch=gold.dutch()):
            texts.append(text[span.start : span.end])
            owner.append(position)
    stories = [collection.stories[position] for position in owner]
    vectors = gold.embedder().encode(texts)
    return Collection(texts, stories, [[] for _ in texts], vectors), owner


def _of_texts(run: Result, owner: list[int], count: int) -> Result:
    """A text has the themes of its passages, with the sum of their weights."""
    sums: list[dict[int, float]] = [{} for _ in range(count)]
    for position, own in zip(owner, run.found, strict=False):
        for theme, weight in own.items():
            sums[position][theme] = sums[position].get(theme, 0.0) + weight
    ordered = [_ordered(own) for own in sums]
    return Result(ordered, run.seconds, run.peak_mb, failed=run.failed)


def _ordered(own: Mapping[int, float]) -> dict[int, float]:
    return dict(sorted(own.items(), key=lambda pair: (-pair[1], pair[0])))
