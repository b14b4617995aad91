"""How much personal data is found, of which kind and from which names, and what it costs.

Gold: `pii_nl/dev.jsonl` (texts with spans) and `pii_synth_nl` (templates, names by origin). A gold
span counts when all its letters and digits are covered. The templates mark 'basisschool' and 'het'
as part of a name; by the convention of the gold data a kind and an article in lower case stand
outside it, so they are left out of those spans. DEDUCE runs beside it when installed.
"""

import argparse
import importlib.metadata
import importlib.util
import json
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ingest.pseudonymise import Pseudonymiser, load_pseudonymiser, pseudonymise

Spans = list[tuple[int, int]]
NAMES = ("PER", "VOOR", "ACHTER")
WRITTEN: dict[str, Callable[[str], str]] = {
    "as_written": str,
    "lower": lambda text: "".join(c.lower() if len(c.lower()) == 1 else c for c in text),
    "upper": lambda text: "".join(c.upper() if len(c.upper()) == 1 else c for c in text),
}


def run(data: Path) -> dict[str, Any]:
    """Measure with the data folder; figures as a dict."""
    gold = _rows(data / "pii_nl" / "dev.jsonl")
    templates = [_by_convention(row) for row in _rows(data / "pii_synth_nl" / "data.jsonl")]
    started = time.perf_counter()
    finder = load_pseudonymiser()
    figures: dict[str, Any] = {"start_seconds": round(time.perf_counter() - started, 2)}
    figures["regels"] = _measured(finder, gold, templates)
    if importlib.util.find_spec("deduce") is not None:
        from ingest.recognisers.deduce_option import load_deduce

        version = importlib.metadata.version("deduce")
        figures[f"deduce {version}"] = _measured(load_deduce(), gold, templates)
    return figures


def _measured(
    finder: Pseudonymiser, gold: list[dict[str, Any]], templates: list[dict[str, Any]]
) -> dict[str, Any]:
    found = [_spans(finder, row["text"]) for row in gold]
    clean = [spans for row, spans in zip(gold, found, strict=True) if not row["spans"]]
    texts = [row["text"] for row in gold + templates]
    started = time.perf_counter()
    for text in texts:
        _spans(finder, text)
    seconds = time.perf_counter() - started
    return {
        "recall": _recall(gold, found, "type"),
        "clean_texts_touched": f"{sum(map(bool, clean))} of {len(clean)}",
        "needless_per_1000": _needless(gold, found),
        "templates": {
            name: _by_origin(finder, templates, change) for name, change in WRITTEN.items()
        },
        "texts_per_second": round(len(texts) / seconds),
        "characters_per_second": round(sum(map(len, texts)) / seconds),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _by_origin(
    finder: Pseudonymiser, rows: list[dict[str, Any]], change: Callable[[str], str]
) -> dict[str, Any]:
    found = [_spans(finder, change(row["text"])) for row in rows]
    names = [
        {**row, "spans": [span for span in row["spans"] if span["label"] in NAMES]} for row in rows
    ]
    origins = sorted({row["origin"] for row in rows})
    by_origin = {}
    for origin in origins:
        at = [index for index, row in enumerate(rows) if row["origin"] == origin]
        figures = _recall([names[i] for i in at], [found[i] for i in at], "label")
        by_origin[origin] = figures.get("all", "")
    return {"names_by_origin": by_origin, "by_kind": _recall(rows, found, "label")}


def _spans(finder: Pseudonymiser, text: str) -> Spans:
    done = pseudonymise(text, finder=finder)
    return [(item.start, item.end) for item in done.replacements]


def _recall(rows: list[dict[str, Any]], found: list[Spans], label: str) -> dict[str, str]:
    hits: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for row, spans in zip(rows, found, strict=True):
        covered = _covered(spans)
        for span in row["spans"]:
            places = {at for at in range(span["start"], span["end"]) if row["text"][at].isalnum()}
            for name in (span[label], "all"):
                total[name] += 1
                hits[name] += places <= covered
    return {
        name: f"{hits[name] / total[name]:.3f} ({hits[name]}/{total[name]})"
        for name in sorted(total)
    }


def _needless(rows: list[dict[str, Any]], found: list[Spans]) -> float:
    needless = 0
    characters = 0
    for row, spans in zip(rows, found, strict=True):
        gold = _covered((span["start"], span["end"]) for span in row["spans"])
        needless += sum(row["text"][at].isalnum() for at in _covered(spans) - gold)
        characters += len(row["text"])
    return round(1000 * needless / characters, 1)


def _covered(spans: Iterable[tuple[int, int]]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


def _by_convention(row: dict[str, Any]) -> dict[str, Any]:
    spans = []
    for span in row["spans"]:
        start = span["start"]
        words = row["text"][start : span["end"]].split(" ")
        while len(words) > 1 and words[0].islower() and span["label"] == "SCHOOL":
            start += len(words.pop(0)) + 1
        spans.append({**span, "start": start})
    return {**row, "spans": spans}


def _rows(path: Path) -> list[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with pii_nl and pii_synth_nl")
    print(json.dumps(run(parser.parse_args().data), indent=2, ensure_ascii=False))
