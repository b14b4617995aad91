"""Makes `ingest/danger_weights.txt` from `tests/golden/triage` and the example stories.

Multinomial logistic regression, the same every time. Needs scikit-learn, as mining does:
    .venv/bin/python tools/triage_weights.py
"""

import glob
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ingest.harmless import is_harmless, without_harmless  # noqa: E402
from ingest.triage import sentences_of  # noqa: E402
from ingest.weighing import FILE, KINDS, WINDOW, Weights, hear, pieces_of, score  # noqa: E402

HARDNESS = 10.0
LEAST_TEXTS = 2
ENOUGH = 0.5
SOURCE = (
    "# Made by tools/triage_weights.py from tests/golden/triage and our own example stories; first "
    "where each kind starts and what is enough, then what every piece weighs, in hundredths."
)
Case = tuple[str, str | None]


def cases() -> list[Case]:
    """Every golden case, and the example stories as stories without an alarm."""
    found: list[Case] = []
    for path in sorted((ROOT / "tests/golden/triage").glob("*.json")):
        if path.name != "held_back.json":
            found += [(one["text"], one["alarm"]) for one in json.loads(path.read_text("utf-8"))]
    return found


def examples() -> list[str]:
    """The example stories: none of them is an alarm."""
    paths = sorted(glob.glob(str(ROOT / "models/catalogue/stories/*.jsonl")))
    lines = [line for path in paths for line in Path(path).read_text("utf-8").splitlines()]
    return [json.loads(line)["text"] for line in lines if line]


def windows(text: str) -> list[list[str]]:
    """The stretches of sentences that are weighed together, as `ingest.weighing` makes them."""
    kept = [without_harmless(words) for _, words in sentences_of(text) if not is_harmless(words)]
    if len(kept) <= WINDOW:
        return [kept] if kept else []
    return [kept[at : at + WINDOW] for at in range(len(kept) - WINDOW + 1)]


def train(texts: Sequence[Case], quiet: Sequence[str]) -> Weights:
    """Weights from cases (the whole text is one example) and from stretches of quiet stories."""
    rows = [([words for _, words in sentences_of(text)], alarm) for text, alarm in texts]
    rows += [(window, None) for text in quiet for window in windows(text)[::WINDOW]]
    counts: dict[str, int] = {}
    made = [[pieces_of(words) for words in sentences] for sentences, _ in rows]
    for sentences in made:
        for piece in set().union(*sentences) if sentences else ():
            counts[piece] = counts.get(piece, 0) + 1
    names = sorted(piece for piece, count in counts.items() if count >= LEAST_TEXTS)
    place = {piece: at for at, piece in enumerate(names)}
    rare = {piece: math.log((1 + len(rows)) / (1 + counts[piece])) / 3 for piece in names}
    data, row_at, column = [], [], []
    for at, sentences in enumerate(made):
        length = math.sqrt(max(1, sum(map(len, sentences))))
        for pieces in sentences:
            for piece in sorted(pieces):
                if piece in place:
                    data.append(rare[piece] / length)
                    row_at.append(at)
                    column.append(place[piece])
    matrix = csr_matrix((data, (row_at, column)), shape=(len(rows), len(names)))
    labels = [
        0 if alarm is None else 1 + [kind.value for kind in KINDS].index(alarm) for _, alarm in rows
    ]
    model = LogisticRegression(C=HARDNESS, class_weight="balanced", max_iter=3000)
    model.fit(matrix, labels)
    relative = model.coef_[1:] - model.coef_[0]
    start = model.intercept_[1:] - model.intercept_[0]
    weighed = {
        name: tuple(int(value) for value in np.round(100 * relative[:, at] * rare[name]))
        for name, at in place.items()
        if np.abs(relative[:, at] * rare[name]).max() >= 0.05
    }
    return Weights(weighed, tuple(float(value) for value in np.round(start, 3)), 0.0)  # type: ignore[arg-type]


def most(text: str, known: Weights) -> float:
    """The score of the stretch of a text that sounds most like danger."""
    scores = [
        score([hear(0, words, known) for words in window], known)[0] for window in windows(text)
    ]
    return max(scores, default=-99.0)


def main() -> None:
    """Train, say how it does on cases that were left out, and write the file."""
    texts, quiet = cases(), examples()
    left_out: list[float] = []
    alarms: list[float] = []
    for fold in range(5):
        known = train(
            [one for at, one in enumerate(texts) if at % 5 != fold],
            [one for at, one in enumerate(quiet) if at % 5 != fold],
        )
        for at, (text, alarm) in enumerate(texts):
            if at % 5 == fold:
                (left_out if alarm is None else alarms).append(most(text, known))
        left_out += [most(text, known) for at, text in enumerate(quiet) if at % 5 == fold]
    seen, needless = (np.mean(np.array(scores) > ENOUGH) for scores in (alarms, left_out))
    known = train(texts, quiet)
    head = "\t".join(str(number) for number in (*known.start, ENOUGH))
    lines = [
        "\t".join([piece, *map(str, weight)]) for piece, weight in sorted(known.pieces.items())
    ]
    (ROOT / "ingest" / FILE).write_text("\n".join([SOURCE, head, *lines]) + "\n", encoding="utf-8")
    sys.stdout.write(
        f"{len(lines)} pieces; left out, {seen:.0%} of alarms seen, {needless:.1%} needless\n"
    )


if __name__ == "__main__":
    main()
