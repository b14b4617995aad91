"""Our own engine behind the same door as its peers: a task in, themes per passage out."""

import hashlib
from collections.abc import Callable
from dataclasses import fields

import numpy as np

from benchmarks.mining.gold import dutch
from benchmarks.mining.task import Found, Task
from nlp import identity, large
from nlp.embedding import mean_direction
from nlp.mining import Mining, MiningParams, mine


def vertelpunt(task: Task) -> Found:
    """Our engine with its defaults; options are settings of `MiningParams`."""
    return [dict(own) for own in _mined(task).strengths]


def digest(task: Task) -> Found:
    """One passage whose only weight is a hash over everything decided, whatever the input order.

    The hash speaks of texts, not of positions, so that shuffled input can be compared.
    """
    mined = _mined(task)
    names = [f"{story}\0{text}" for story, text in zip(task.stories, task.texts, strict=True)]
    whole = hashlib.sha256(mined.mean.tobytes())
    for theme in mined.themes:
        held = sorted(names[member] for member in theme.members)
        quoted = theme.exemplar and (names[theme.exemplar[0]], *theme.exemplar[1:])
        said = (theme.label, theme.words, theme.description, theme.stability, theme.threshold)
        whole.update(repr((held, said, quoted, theme.null_p)).encode() + theme.centroid.tobytes())
    rows = sorted(
        (name, own, mined.residue.get(i))
        for i, (name, own) in enumerate(zip(names, map(_pairs, mined.strengths), strict=True))
    )
    whole.update(repr(rows).encode())
    return [{int(whole.hexdigest()[:15], 16): 1.0}]


def assignment(task: Task) -> Found:
    """Rows of a file (option `rows`, int8, memory-mapped) among random themes (option `themes`)."""
    rows = np.load(task.options["rows"], mmap_mode="r")
    mean = mean_direction(identity.unit(np.asarray(rows[:10_000])))
    centroids = np.random.default_rng(task.seed).integers(
        -127, 128, size=(task.options["themes"], rows.shape[1]), dtype=np.int8
    )
    thresholds = np.full(len(centroids), 0.1, dtype=np.float32)
    found = large.assign(rows, centroids, thresholds, mean)
    return [found.of(row) for row in range(100)]


OURS: dict[str, Callable[[Task], Found]] = {
    "vertelpunt": vertelpunt,
    "digest": digest,
    "assignment": assignment,
}


def _mined(task: Task) -> Mining:
    known = {one.name for one in fields(MiningParams)}
    options = {name: value for name, value in task.options.items() if name in known}
    return mine(
        task.texts,
        task.vectors,
        task.stories,
        dutch=dutch(),
        params=MiningParams(seed=task.seed, **options),
    )


def _pairs(own: dict[int, float]) -> list[tuple[int, float]]:
    return list(own.items())
