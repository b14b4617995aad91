"""Names by origin in templates, as written, in lower case and in capitals.

The templates mark 'basisschool' and 'het' as part of a name; by the convention of the gold data a
kind and an article in lower case stand outside it, so they are left out of those spans. They also
mark Veilig Thuis, which stays visible on purpose: it is a national body.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.pseudonymise.beside import Find, finders
from benchmarks.pseudonymise.counting import WRITTEN, Row, rows, share, tally

NAMES = ("PER", "VOOR", "ACHTER")


def run(data: Path) -> dict[str, Any]:
    """For each program and way of writing: per origin, the gap between them, and per label."""
    texts = [_by_convention(row) for row in rows(data / "pii_synth_nl" / "data.jsonl")]
    with finders() as programs:
        return {
            program: {written: _figures(find, texts, written) for written in WRITTEN}
            for program, find in programs.items()
        }


def _figures(find: Find, texts: Sequence[Row], written: str) -> dict[str, Any]:
    changed = [{**row, "text": WRITTEN[written](row["text"])} for row in texts]
    found = find([row["text"] for row in changed])
    counts = {}
    for origin in sorted({row["origin"] for row in changed}):
        at = [index for index, row in enumerate(changed) if row["origin"] == origin]
        labels = tally([changed[i] for i in at], [found[i] for i in at], "label")
        counts[origin] = [labels[name] for name in NAMES if name in labels]
    shares = {
        origin: sum(hits for hits, _ in names) / sum(total for _, total in names)
        for origin, names in counts.items()
    }
    return {
        "names_by_origin": {origin: share(names) for origin, names in counts.items()},
        "best_less_worst": round(max(shares.values()) - min(shares.values()), 3),
        "by_label": {
            label: share([count]) for label, count in tally(changed, found, "label").items()
        },
    }


def _by_convention(row: Row) -> Row:
    spans = []
    for span in row["spans"]:
        start = span["start"]
        words = row["text"][start : span["end"]].split(" ")
        while len(words) > 1 and words[0].islower() and span["label"] == "SCHOOL":
            start += len(words.pop(0)) + 1
        spans.append({**span, "start": start})
    return {**row, "spans": spans}
