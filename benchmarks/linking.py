"""Links to standards beside plain methods, on our judged queries; every figure on unseen queries.

The weights of the views are fitted anew in each of five folds of queries, and figures are of the
fold that was left out. Two readers' grades are taken together: core when they sum to three or
more, related when they sum to two.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score

from models import lay, starters
from models.standards import shipped
from nlp.embedding import load_embedder
from nlp.language import load_dutch
from nlp.lay_language import fused_ranks
from nlp.linking import LinkIndex, StandardText, ThemeText
from service import recognising

JUDGED = Path(__file__).parent / "links" / "judged.jsonl"
FOLDS, SEED, PERMUTATIONS = 5, 7, 10_000
PLAIN = {"lexical": "BM25", "ngram": "letter 4-grams", "dense": "encoder"}
MANY = 60

Table = NDArray[np.float64]


@dataclass(frozen=True)
class Query:
    """A judged query; grades by standard, 2 core and 1 related."""

    kind: str
    theme: ThemeText
    candidates: list[str]
    first: dict[str, int]
    second: dict[str, int]

    @property
    def grades(self) -> dict[str, int]:
        """What both readers say together."""
        sums = {
            key: self.first.get(key, 0) + self.second.get(key, 0)
            for key in self.first.keys() | self.second.keys()
        }
        return {key: 2 if total >= 3 else 1 for key, total in sums.items() if total >= 2}


def run(data: Path) -> dict[str, Any]:
    """All figures; `data` is not needed."""
    del data
    dutch, embedder = load_dutch(), load_embedder("ingebouwd")
    standards = [
        StandardText(one["key"], found["key"], one["title"], one["description"])
        for found in shipped()
        for one in found["standards"]
    ]
    queries = read()
    started = time.perf_counter()
    recogniser = recognising.of_catalogue().learn(embedder=embedder, dutch=dutch)
    learned = time.perf_counter()
    about = {
        one.key: ThemeText(one.key, one.label, one.description) for one in starters.catalogue()
    }
    index = LinkIndex(
        standards,
        embedder=embedder,
        dutch=dutch,
        lay=[(sentence.standard, sentence.text) for sentence in lay.sentences()],
        through=(recogniser, about) if recogniser else None,
    )
    read_in = time.perf_counter()
    index.propose([query.theme for query in queries][:MANY])
    proposed = time.perf_counter()
    views = [index.views(query.theme) for query in queries]
    tables = {
        name: np.stack([view[name] for view in views]).astype(np.float64) for name in views[0]
    }
    keys = sorted(standard.key for standard in standards)
    relevant = np.array([[key in query.grades for key in keys] for query in queries])
    chances = _left_out(tables, relevant)
    systems: dict[str, Table] = {title: tables[name] for name, title in PLAIN.items()}
    systems["the three, reciprocal ranks"] = fused_ranks([tables[name] for name in PLAIN])
    systems["vertelpunt"] = chances
    figures: dict[str, Any] = {
        "queries": len(queries),
        "agreement": _agreement(queries),
        "seconds": {
            "learning the themes": round(learned - started, 1),
            "reading 250 standards": round(read_in - learned, 1),
            f"{MANY} queries": round(proposed - read_in, 1),
        },
    }
    for kind in ("theme", "passage"):
        rows = [row for row, query in enumerate(queries) if query.kind == kind and query.grades]
        gains = {
            name: [_ndcg(table[row], queries[row].grades, keys) for row in rows]
            for name, table in systems.items()
        }
        figures[kind] = {
            name: _figures(table, rows, queries, keys) | _beside(gains["vertelpunt"], gains[name])
            for name, table in systems.items()
        }
    figures["calibration"] = _calibration(chances, relevant)
    return figures


def read(path: Path = JUDGED) -> list[Query]:
    """The judged queries, in the order of the file."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        label, _, rest = (
            row["text"].partition(". ") if row["kind"] == "theme" else (row["text"], "", "")
        )
        found.append(
            Query(
                row["kind"],
                ThemeText(row["id"], label, rest),
                row["candidates"],
                _grades(row["first"]),
                _grades(row["second"]),
            )
        )
    return found


def _grades(judged: Mapping[str, Sequence[str]]) -> dict[str, int]:
    return dict.fromkeys(judged["related"], 1) | dict.fromkeys(judged["core"], 2)


def _left_out(tables: Mapping[str, Table], relevant: NDArray[np.bool_]) -> Table:
    """Probabilities for every query from weights that were fitted without its fold."""
    names = [name for name in tables if name != "lexical"]
    features = np.stack([tables[name] / tables[name].std() for name in names], axis=-1)
    folds = np.random.default_rng(SEED).integers(0, FOLDS, len(relevant))
    found = np.zeros(relevant.shape)
    for fold in range(FOLDS):
        there, out = folds != fold, folds == fold
        model = LogisticRegression(max_iter=1_000)
        model.fit(features[there].reshape(-1, len(names)), relevant[there].ravel())
        chances = model.predict_proba(features[out].reshape(-1, len(names)))[:, 1]
        found[out] = chances.reshape(int(out.sum()), -1)
    return found


def _agreement(queries: Sequence[Query]) -> dict[str, float]:
    first = [query.first.get(key, 0) for query in queries for key in query.candidates]
    second = [query.second.get(key, 0) for query in queries for key in query.candidates]
    return {
        "pairs": len(first),
        "Cohen's kappa, quadratic": round(
            float(cohen_kappa_score(first, second, weights="quadratic")), 3
        ),
        "Cohen's kappa, related or not": round(
            float(cohen_kappa_score([one > 0 for one in first], [one > 0 for one in second])), 3
        ),
    }


def _figures(
    table: Table, rows: Sequence[int], queries: Sequence[Query], keys: Sequence[str]
) -> dict[str, Any]:
    cores = [row for row in rows if 2 in queries[row].grades.values()]
    hits = [
        any(queries[row].grades.get(keys[place]) == 2 for place in _best(table[row], 5))
        for row in cores
    ]
    judged = [
        keys[place] in queries[row].candidates for row in rows for place in _best(table[row], 10)
    ]
    return {
        "nDCG@10": round(
            float(np.mean([_ndcg(table[r], queries[r].grades, keys) for r in rows])), 3
        ),
        "hit@5": round(float(np.mean(hits)), 3),
        "judged@10": round(float(np.mean(judged)), 3),
        "queries": len(rows),
    }


def _best(scores: Table, count: int) -> list[int]:
    found: list[int] = np.argsort(-scores, kind="stable")[:count].tolist()
    return found


def _ndcg(scores: Table, grades: Mapping[str, int], keys: Sequence[str]) -> float:
    """nDCG@10 (Järvelin & Kekäläinen 2002), the grade as gain."""
    gained = sum(
        grades.get(keys[place], 0) / np.log2(rank + 2)
        for rank, place in enumerate(_best(scores, 10))
    )
    ideal = sorted(grades.values(), reverse=True)[:10]
    return float(gained / sum(grade / np.log2(rank + 2) for rank, grade in enumerate(ideal)))


def _beside(ours: Sequence[float], theirs: Sequence[float]) -> dict[str, float]:
    """A paired permutation test on nDCG: how often chance gives such a difference."""
    gap = np.array(ours) - np.array(theirs)
    if not gap.any():
        return {}
    signs = np.random.default_rng(SEED).choice([-1.0, 1.0], size=(PERMUTATIONS, len(gap)))
    more = np.abs((signs * gap).mean(axis=1)) >= abs(gap.mean())
    return {"p": round(float((more.sum() + 1) / (PERMUTATIONS + 1)), 4)}


def _calibration(chances: Table, relevant: NDArray[np.bool_]) -> dict[str, float]:
    likely, right = chances.ravel(), relevant.ravel()
    bins = np.minimum((likely * 10).astype(int), 9)
    error = sum(
        abs(float(likely[bins == one].mean() - right[bins == one].mean()))
        * float((bins == one).mean())
        for one in np.unique(bins)
    )
    order = np.argsort(-likely, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    reached = np.flatnonzero(precision >= 0.8)
    found = int(right[order][: int(reached[-1]) + 1].sum()) if len(reached) else 0
    return {
        "ECE, all pairs": round(error, 4),
        "pairs proposed at .4": int((likely >= 0.4).sum()),
        "of those related": round(float(right[likely >= 0.4].mean()), 3),
        "related found at precision .8": round(found / max(int(right.sum()), 1), 3),
    }
