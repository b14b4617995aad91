"""What lasts when 25 % more comes in, and whether a theme that is new is seen.

Label persistence: the share of passages that had a theme and still have the same one as their
strongest. Themes that came later (streams): two or three gold themes are held out of the first
part and arrive with the second. *Seen*: a theme that was not there before consists of one of them
for at least a half; *held*: its Jaccard with it is at least a half. Both were laid down before
anything was measured.
"""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.mining import gold, product
from benchmarks.mining.gold import Collection
from benchmarks.mining.measures import Weights, discovery, members, strongest, summary
from benchmarks.mining.systems import (
    BERTOPIC,
    EVOC,
    OURS,
    TUNED,
    Runners,
    System,
    laid_down,
    running,
    seeds,
)
from models import curation, themes
from nlp.identity import MatchKind, match
from nlp.quality import persistence
from service.jobs.direct import mine_run

LIVE_DRAWS = 3
STREAM_DRAWS = 3
NEW_AT_MOST = 60
NEW_AT_LEAST = 20
EARLY = 0.8
REMINED = (
    OURS,
    BERTOPIC,
    System("bertopic tuned", "bertopic", {**TUNED, "stop_words": True}),
    System("bertopic k-means, K known", "bertopic_means"),
    EVOC,
    System("top2vec tuned", "top2vec", {**TUNED, "least_count": 2}),
    System("k-means, K known", "means"),
)
STREAMED = (OURS, BERTOPIC, System("bertopic tuned", "bertopic", {**TUNED, "stop_words": True}))


@dataclass(frozen=True)
class Stream:
    """A first part, a second part, and the texts (positions) of each theme that is new in it."""

    early: list[int]
    later: list[int]
    arrived: dict[str, set[int]]


def run(data: Path) -> dict[str, Any]:
    """Persistence and discovery, of the product and of mining again with matching."""
    social = gold.social(data)
    streams: dict[str, tuple[Callable[[Path], Collection], int]] = {
        "ESCO, 3 themes new": (gold.occupations, 3),
        "SIB-200, 2 themes new": (gold.topics, 2),
        "data.csv, 3 themes new": (gold.parliament, 3),
    }
    return {
        "product, data_sociaal through passages": _product(social),
        "mined again and matched, data_sociaal whole texts": _remined(social),
        "new themes": {
            name: _streamed(load(data), count) for name, (load, count) in streams.items()
        },
    }


def _product(collection: Collection) -> dict[str, Any]:
    """Live and with a full mining after it, with everything pinned and with nothing pinned.

    *kept*: the passage is still in the theme that was its strongest; *first*: that theme is its
    strongest still.
    """
    kept: dict[str, list[tuple[float, float]]] = {}
    accounted = True
    for draw in seeds()[:LIVE_DRAWS]:
        early, later = _parts(collection, draw)
        with tempfile.TemporaryDirectory(prefix="vertelpunt-bench-") as place:
            folder = Path(place)
            before = product.analyse(folder, "eerst", _pairs(collection, early))
            outcomes = {
                "live": product.analyse(folder, "daarna", _pairs(collection, later), after="eerst")
            }
            _pin_all(folder / "eerst", folder / "vast")
            outcomes["live, pinned"] = product.analyse(
                folder, "vast-later", _pairs(collection, later), after="vast"
            )
            outcomes["full mining"] = _mined_in_full(folder / "daarna", folder / "alles")
            outcomes["full mining, pinned"] = _mined_in_full(
                folder / "vast-later", folder / "alles-vast"
            )
            for name, after in outcomes.items():
                kept.setdefault(name, []).append((before.kept(after), before.kept_first(after)))
                accounted = accounted and after.accounted
    return {
        **{
            name: {
                "kept": summary([share for share, _ in values]),
                "first": summary([share for _, share in values]),
            }
            for name, values in kept.items()
        },
        "every passage accounted for": accounted,
        "draws": len(kept["live"]),
    }


def _pin_all(analysed: Path, out: Path) -> None:
    """A copy of an analysis in which a person has pinned every theme."""
    with product.opened(out, analysed / "analyse.db") as house:
        with house.database.writing() as session:
            for theme in list(themes.live(session)):
                curation.pin(session, theme.id, version=theme.version, account_id=None)
        house.database.forget_deleted()
    (out / "bench.db").rename(out / "analyse.db")


def _mined_in_full(analysed: Path, out: Path) -> product.Outcome:
    """What holds after everything was mined again over a copy."""
    with product.opened(out, analysed / "analyse.db") as house:
        mine_run(house, full=True, seed=8, progress=lambda *_: None)
        return product.stored(house)


def _remined(collection: Collection) -> dict[str, Any]:
    """Everything mined again with 25 % more and matched by membership, for several systems."""
    kept: dict[str, list[float]] = {system.name: [] for system in REMINED}
    with running() as runners:
        for draw in seeds():
            early, _ = _parts(collection, draw)
            part = collection.part(early)
            for system in REMINED:
                before = _run(runners, system, part, draw)
                after = _run(runners, system, collection, draw)
                kept[system.name].append(_kept(early, before, after))
    return {name: summary(values) for name, values in kept.items()}


def _kept(early: Sequence[int], before: Sequence[Weights], after: Sequence[Weights]) -> float:
    names, _ = _matched(early, before, after)
    first = {i: strongest(own) for i, own in zip(early, before, strict=True)}
    later = {i: names.get(theme) if (theme := strongest(own)) is not None else None
             for i, own in enumerate(after)}  # fmt: skip
    return persistence(first, later)


def _matched(
    early: Sequence[int], before: Sequence[Weights], after: Sequence[Weights]
) -> tuple[dict[int, int], dict[int, set[int]]]:
    """Which later theme goes on with which earlier one, and what each later theme holds."""
    old = {theme: {early[i] for i in held} for theme, held in members(before).items()}
    new = members(after)
    numbers = list(new)
    found = match(
        {f"{theme:06d}": held for theme, held in old.items()}, [new[n] for n in numbers],
        known=set(early),
    )  # fmt: skip
    names = {
        numbers[one.new[0]]: int(one.old[0]) for one in found if one.kind is MatchKind.CONTINUES
    }
    return names, new


def _run(runners: Runners, system: System, collection: Collection, seed: int) -> list[Weights]:
    with laid_down(collection) as folder:
        done = runners.run(system, folder, seed=seed, known=collection.known)
    return list(done.found) or [{} for _ in collection.texts]


def _streamed(collection: Collection, count: int) -> dict[str, Any]:
    """Discovery of gold themes that come later, over several draws of which they are."""
    scores: dict[str, list[tuple[float, float]]] = {}
    with running() as runners:
        for draw in seeds()[:STREAM_DRAWS]:
            stream = _stream(collection, count, draw)
            own = _live_discovery(collection, stream)
            scores.setdefault("vertelpunt, live", []).append(own)
            for system in STREAMED:
                again = _discovery_again(runners, system, collection, stream, draw)
                scores.setdefault(f"{system.name}, mined again and matched", []).append(again)
            merged = _merged(runners, collection, stream, draw)
            scores.setdefault("bertopic merge_models", []).append(merged)
    return {
        name: {
            "seen": round(float(np.mean([seen for seen, _ in rows])), 3),
            "held": round(float(np.mean([held for _, held in rows])), 3),
            "draws": len(rows),
        }
        for name, rows in scores.items()
    }


def _stream(collection: Collection, count: int, draw: int) -> Stream:
    generator = np.random.default_rng(draw)
    labels = [themes[0] for themes in collection.gold]
    large = sorted(
        label for label in set(labels)
        if labels.count(label) >= NEW_AT_LEAST
    )  # fmt: skip
    held = sorted(generator.choice(large, size=count, replace=False).tolist())
    order = generator.permutation(len(labels)).tolist()
    rest = [i for i in order if labels[i] not in held]
    early = sorted(rest[: round(EARLY * len(rest))])
    arrived = {label: set([i for i in order if labels[i] == label][:NEW_AT_MOST]) for label in held}
    later = sorted({*rest[round(EARLY * len(rest)) :], *set().union(*arrived.values())})
    return Stream(early, later, arrived)


def _live_discovery(collection: Collection, stream: Stream) -> tuple[float, float]:
    arrived = {
        label: {collection.stories[i] for i in rows} for label, rows in stream.arrived.items()
    }
    with tempfile.TemporaryDirectory(prefix="vertelpunt-bench-") as place:
        folder = Path(place)
        before = product.analyse(folder, "eerst", _pairs(collection, stream.early))
        after = product.analyse(folder, "daarna", _pairs(collection, stream.later), after="eerst")
    found = discovery(arrived, after.stories, old=set(before.stories))
    return found.seen, found.held


def _discovery_again(
    runners: Runners, system: System, collection: Collection, stream: Stream, seed: int
) -> tuple[float, float]:
    rows = sorted([*stream.early, *stream.later])
    before = _run(runners, system, collection.part(stream.early), seed)
    after = _run(runners, system, collection.part(rows), seed)
    place = {row: position for position, row in enumerate(rows)}
    names, held = _matched([place[row] for row in stream.early], before, after)
    return _seen(stream, rows, held, old=set(names))


def _merged(
    runners: Runners, collection: Collection, stream: Stream, seed: int
) -> tuple[float, float]:
    """BERTopic on both parts, joined by merge_models: what it calls new is new."""
    rows = [*stream.early, *stream.later]
    system = System("merge", "bertopic_merge", {"first": len(stream.early)})
    found = _run(runners, system, collection.part(rows), seed)
    old = set(members(found[: len(stream.early)]))
    return _seen(stream, rows, members(found), old=old)


def _seen(
    stream: Stream, rows: Sequence[int], held: Mapping[int, set[int]], *, old: set[int]
) -> tuple[float, float]:
    arrived = {label: {str(row) for row in own} for label, own in stream.arrived.items()}
    later = {str(theme): {str(rows[i]) for i in own} for theme, own in held.items()}
    found = discovery(arrived, later, old={str(theme) for theme in old})
    return found.seen, found.held


def _parts(collection: Collection, draw: int) -> tuple[list[int], list[int]]:
    order = np.random.default_rng(draw).permutation(len(collection.texts)).tolist()
    size = round(EARLY * len(order))
    return sorted(order[:size]), sorted(order[size:])


def _pairs(collection: Collection, rows: Sequence[int]) -> list[tuple[str, str]]:
    return [(collection.stories[i], collection.texts[i]) for i in rows]
