"""Links to standards beside plain methods, on our judged queries; every figure on unseen queries.

The weights of the views, and after them slope and shift of the probabilities, are fitted anew for
each of five folds of queries, and figures are of the fold that was left out; a theme in other words
lies in the fold of that theme. Two readers' grades are taken together: core when they sum to three
or more, related when they sum to two.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score
from threadpoolctl import threadpool_limits

from benchmarks.link_figures import Flags, Table, beside, best, calibration, ndcg, shown
from models import lay
from models.standards import shipped
from nlp.agreement import krippendorff_alpha
from nlp.cross_encoder import CrossEncoder
from nlp.embedding import Embedder, load_embedder
from nlp.language import Dutch, load_dutch
from nlp.lay_language import fused_ranks
from nlp.link_chance import out
from nlp.linking import FLOOR, MOST_PROPOSED, LinkIndex, StandardText, ThemeText
from service import recognising
from service.settings import Settings

LINKS = Path(__file__).parent / "links"
FOLDS, SEED, DIVISIONS = 5, 7, 3
PENALTY = 0.01
LIKELY_FROM = -3.0
"""Log-odds: slope and shift are fitted on the pairs above it, where probabilities are looked at."""
PLAIN = {"lexical": "BM25", "ngram": "letter 4-grams", "dense": "encoder"}
OURS = "vertelpunt"
USED = (
    "ngram", "taught", "nearest", "themes", "theme_taught", "theme_nearest", "taught_alike",
    "nearest_alike", "theme_taught_alike",
)  # fmt: skip
THEME, PASSAGE, REWORDED, OFF_TOPIC = "theme", "passage", "theme in other words", "off topic"
SENTENCE = "single sentence of a passage"
LEAST_WORDS = 7
MANY = 60


@dataclass(frozen=True)
class Query:
    """A judged query; grades by standard, 2 core and 1 related. `group`: queries of one theme."""

    kind: str
    theme: ThemeText
    candidates: list[str]
    first: dict[str, int] = field(default_factory=dict)
    second: dict[str, int] = field(default_factory=dict)
    group: str = ""

    @property
    def grades(self) -> dict[str, int]:
        """What both readers say together."""
        sums = {
            key: self.first.get(key, 0) + self.second.get(key, 0)
            for key in self.first.keys() | self.second.keys()
        }
        return {key: 2 if total >= 3 else 1 for key, total in sums.items() if total >= 2}


@dataclass(frozen=True)
class Tables:
    """What every view says of every query and standard, and which pairs are related."""

    queries: list[Query]
    keys: list[str]
    views: dict[str, Table]
    related: Flags
    usual: dict[str, float]


def run(data: Path) -> dict[str, Any]:
    """All figures; `data` is not needed."""
    del data
    dutch, embedder = load_dutch(), load_embedder("ingebouwd")
    queries = read()
    queries += sentences(queries, dutch)
    judged = [query for query in queries if query.kind in (THEME, PASSAGE)]
    index, seconds = _timed(judged, embedder, dutch)
    tables = tables_of(index, queries)
    chances = left_out(tables, SEED)
    systems: dict[str, Table] = {title: tables.views[name] for name, title in PLAIN.items()}
    systems["the three, reciprocal ranks"] = fused_ranks([tables.views[name] for name in PLAIN])
    systems[OURS] = chances
    systems |= _with_cross_encoder(tables, chances)
    figures: dict[str, Any] = {
        "judged queries": len(judged),
        "agreement of the two readers": _agreement(judged),
        "seconds": seconds,
    }
    for kind in (THEME, REWORDED, PASSAGE, SENTENCE):
        rows = [row for row, one in enumerate(queries) if one.kind == kind and one.grades]
        gains = {
            name: [ndcg(table[row], queries[row].grades, tables.keys) for row in rows]
            for name, table in systems.items()
        }
        figures[kind] = {
            name: _figures(table, rows, tables) | beside(gains[OURS], gains[name])
            for name, table in systems.items()
        }
    figures["probabilities"] = _probabilities(tables, chances)
    figures["fitted on all queries"] = _fitted(tables)
    figures["same bytes"] = _same_bytes(index, judged[:MANY], embedder, dutch)
    return figures


def read(folder: Path = LINKS) -> list[Query]:
    """The judged queries in the order of the file, the themes in other words, and the nonsense."""
    found = [
        Query(
            row["kind"],
            _text(row["id"], row["text"], theme=row["kind"] == THEME),
            row["candidates"],
            _grades(row["first"]),
            _grades(row["second"]),
            row["id"],
        )
        for row in _rows(folder / "judged.jsonl")
    ]
    known = {query.group: query for query in found}
    for row in _rows(folder / "reworded.jsonl"):
        judged = known[row["id"]]
        text = _text(row["id"], row["text"], theme=True)
        found.append(
            Query(REWORDED, text, judged.candidates, judged.first, judged.second, judged.group)
        )
    others = [row["text"] for row in _rows(folder / "off_topic.jsonl")]
    return found + [Query(OFF_TOPIC, ThemeText(text, text), [], group=text) for text in others]


def sentences(queries: Sequence[Query], dutch: Dutch) -> list[Query]:
    """Every sentence of the passages by itself, with the grades of its passage: a lower bound.

    No weight is fitted on them, and their probabilities are those before `link_chance.lowered`.
    """
    found = []
    for query in queries:
        text = query.theme.label if query.kind == PASSAGE else ""
        for start, end in dutch.sentences(text):
            said = text[start:end].strip()
            if len(said.split()) >= LEAST_WORDS:
                found.append(replace(query, kind=SENTENCE, theme=ThemeText(query.group, said)))
    return found


def index_of(embedder: Embedder, dutch: Dutch, *, turned: bool = False) -> LinkIndex:
    """The index of all shipped standards, as `vertelpunt link` makes it.

    Args:
        embedder: gives meaning.
        dutch: gives lemmas.
        turned: everything that goes in is given in the opposite order.
    """
    standards = [
        StandardText(one["key"], found["key"], one["title"], one["description"])
        for found in shipped()
        for one in found["standards"]
    ]
    told = [(sentence.standard, sentence.text) for sentence in lay.sentences()]
    step = -1 if turned else 1
    return LinkIndex(
        standards[::step],
        embedder=embedder,
        dutch=dutch,
        lay=told[::step],
        through=recognising.through_catalogue(embedder=embedder, dutch=dutch),
    )


def tables_of(index: LinkIndex, queries: list[Query]) -> Tables:
    """Ask every view about every query."""
    views = [index.views(query.theme) for query in queries]
    tables = {
        name: np.stack([view[name] for view in views]).astype(np.float64) for name in views[0]
    }
    told = [row for row, query in enumerate(queries) if query.kind not in (OFF_TOPIC, SENTENCE)]
    return Tables(
        queries,
        index.keys,
        tables,
        np.array([[key in query.grades for key in index.keys] for query in queries]),
        {name: float(f"{tables[name][told].var(axis=1).mean():.4g}") for name in USED},
    )


def left_out(tables: Tables, seed: int) -> Table:
    """Probabilities for every query from weights that were fitted without its fold."""
    features = _features(tables)
    folds, learned = _folds(tables, seed), _learned(tables)
    found = np.zeros(tables.related.shape)
    for fold in range(FOLDS):
        there, here = learned & (folds != fold), folds == fold
        weights, intercept = _fit(features[there], tables.related[there], folds[there])
        found[here] = 1 / (1 + np.exp(-(features[here] @ weights + intercept)))
    return found


def _folds(tables: Tables, seed: int) -> NDArray[np.int_]:
    groups = sorted({query.group for query in tables.queries})
    drawn = np.random.default_rng(seed).integers(0, FOLDS, len(groups))
    fold_of = dict(zip(groups, drawn.tolist(), strict=True))
    return np.array([fold_of[query.group] for query in tables.queries])


def _learned(tables: Tables) -> Flags:
    """Which queries weights are fitted on."""
    return np.array([query.kind != SENTENCE for query in tables.queries])


def _features(tables: Tables) -> Table:
    return np.stack(
        [[out(row, tables.usual[name]) for row in tables.views[name]] for name in USED], axis=-1
    )


def _fit(features: Table, related: Flags, folds: NDArray[np.int_]) -> tuple[Table, float]:
    """Weights and intercept; slope and shift (Platt 1999) from folds inside that were left out."""
    unseen = np.zeros(related.shape)
    for fold in np.unique(folds):
        inner = _regression(features[folds != fold], related[folds != fold])
        unseen[folds == fold] = features[folds == fold] @ inner.coef_[0] + inner.intercept_[0]
    likely = unseen > LIKELY_FROM
    platt = LogisticRegression(C=1e3).fit(unseen[likely][:, None], related[likely])
    slope, shift = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    model = _regression(features, related)
    return model.coef_[0] * slope, float(model.intercept_[0]) * slope + shift


def _regression(features: Table, related: Flags) -> LogisticRegression:
    model = LogisticRegression(C=PENALTY, max_iter=1_000)
    return model.fit(features.reshape(-1, features.shape[-1]), related.ravel())


def _fitted(tables: Tables) -> dict[str, Any]:
    """What `nlp/link_chance.py` holds."""
    learned = _learned(tables)
    weights, intercept = _fit(
        _features(tables)[learned], tables.related[learned], _folds(tables, SEED)[learned]
    )
    return {
        "intercept": round(intercept, 3),
        "weights": {
            name: round(float(weight), 3) for name, weight in zip(USED, weights, strict=True)
        },
        "usual": tables.usual,
    }


def _timed(judged: Sequence[Query], embedder: Embedder, dutch: Dutch) -> tuple[LinkIndex, Any]:
    asked = [query.theme for query in judged][:MANY]
    started = time.perf_counter()
    index = index_of(embedder, dutch)
    index.propose(asked)
    cold = time.perf_counter()
    index.propose(asked)
    return index, {
        f"{MANY} themes x {len(index.keys)} standards, cold": round(cold - started, 1),
        "the same, cached": round(time.perf_counter() - cold, 1),
    }


def _with_cross_encoder(tables: Tables, chances: Table) -> dict[str, Table]:
    """A cross-encoder's own order of our first twenty, when the settings name one."""
    settings = Settings()
    if not settings.cross_encoder:
        return {}
    reader = CrossEncoder.load(settings.cross_encoder, store=settings.encoders)
    texts = {
        one["key"]: f"{one['title']}. {one['description']}"
        for found in shipped()
        for one in found["standards"]
    }
    table = chances - 1
    for row, query in enumerate(tables.queries):
        places = best(chances[row], 20)
        asked = f"{query.theme.label}. {query.theme.description}".strip(" .")
        scores = reader.scores([(asked, texts[tables.keys[place]]) for place in places])
        table[row, places] = 1 + np.argsort(np.argsort(scores, kind="stable"), kind="stable")
    return {f"cross-encoder {reader.name} on our first twenty": table}


def _probabilities(tables: Tables, chances: Table) -> dict[str, Any]:
    kinds = np.array([query.kind for query in tables.queries])
    measured = {
        "themes and passages": np.isin(kinds, (THEME, PASSAGE)),
        REWORDED: kinds == REWORDED,
        PASSAGE: kinds == PASSAGE,
        SENTENCE: kinds == SENTENCE,
    }
    found: dict[str, Any] = {
        name: calibration(chances[rows], tables.related[rows], floor=FLOOR, most=MOST_PROPOSED)
        for name, rows in measured.items()
    }
    others = [left_out(tables, SEED + one) for one in range(DIVISIONS)]
    both = measured["themes and passages"]
    again = [
        calibration(one[both], tables.related[both], floor=FLOOR, most=MOST_PROPOSED)
        for one in others
    ]
    found[f"mean of {DIVISIONS} divisions into folds"] = {
        name: round(float(np.mean([one[name] for one in again])), 3)
        for name in ("ECE, all pairs", "ECE, proposed", "of those related")
    } | {
        "related found at precision .8": round(
            float(np.mean([one["related found at precision"]["0.80"] for one in again])), 3
        )
    }
    off = kinds == OFF_TOPIC
    proposed = shown(chances[off], FLOOR, MOST_PROPOSED)
    found["texts about something else"] = {
        "texts": int(off.sum()),
        "with a proposal": int(proposed.any(axis=1).sum()),
        "proposals": int(proposed.sum()),
    }
    return found


def _figures(table: Table, rows: Sequence[int], tables: Tables) -> dict[str, Any]:
    queries, keys = tables.queries, tables.keys
    cores = [row for row in rows if 2 in queries[row].grades.values()]
    hits = [
        any(queries[row].grades.get(keys[place]) == 2 for place in best(table[row], 5))
        for row in cores
    ]
    judged = [
        keys[place] in queries[row].candidates for row in rows for place in best(table[row], 10)
    ]
    gains = [ndcg(table[row], queries[row].grades, keys) for row in rows]
    return {
        "nDCG@10": round(float(np.mean(gains)), 3),
        "hit@5": round(float(np.mean(hits)), 3),
        "judged@10": round(float(np.mean(judged)), 3),
        "queries": len(rows),
    }


def _agreement(queries: Sequence[Query]) -> dict[str, Any]:
    pairs = [(query, key) for query in queries for key in query.candidates]
    first = [query.first.get(key, 0) for query, key in pairs]
    second = [query.second.get(key, 0) for query, key in pairs]
    related = [(one > 0, two > 0) for one, two in zip(first, second, strict=True)]
    alpha = krippendorff_alpha([{"first": one, "second": two} for one, two in related])
    return {
        "pairs": len(pairs),
        "Cohen's kappa, quadratic": round(
            float(cohen_kappa_score(first, second, weights="quadratic")), 3
        ),
        "Cohen's kappa, related or not": round(
            float(cohen_kappa_score(*zip(*related, strict=True))), 3
        ),
        "Krippendorff's alpha, related or not": alpha and round(alpha, 3),
    }


def _same_bytes(index: LinkIndex, asked: Sequence[Query], embedder: Embedder, dutch: Dutch) -> bool:
    """Whether one thread and everything in the opposite order give the same links."""
    themes = [query.theme for query in asked]
    with threadpool_limits(limits=1):
        turned = index_of(embedder, dutch, turned=True).propose(themes[::-1])[::-1]
    # Written out with every digit.
    return repr(index.propose(themes)) == repr(turned)


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _text(name: str, text: str, *, theme: bool) -> ThemeText:
    label, _, rest = text.partition(". ") if theme else (text, "", "")
    return ThemeText(name, label, rest)


def _grades(judged: Mapping[str, Sequence[str]]) -> dict[str, int]:
    return dict.fromkeys(judged["related"], 1) | dict.fromkeys(judged["core"], 2)
