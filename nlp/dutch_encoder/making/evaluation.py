"""Writes `evaluation.txt`: hashes of every sentence that encoders are measured on.

Run `python -m nlp.dutch_encoder.making.evaluation FOLDER` when a collection for measuring is added
or changes. The texts themselves are not kept, only what is needed to recognise them.
"""

import argparse
import csv
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from nlp.dutch_encoder.making.sources import fingerprint, is_sentence

TABLES = (
    "sib200_nl/data",
    "xsid_nl/data",
    "esco_beroepen_nl/data_isco2",
    "dekamer_nl/data_sociaal",
)
LINES = ("stories_nl/dev", "pii_nl/dev")
PLACE = Path(__file__).with_name("evaluation.txt")
_END = re.compile(r"(?<=[.!?])\s+")
_HEADING = "# Hashes of the sentences we measure on; made by nlp.dutch_encoder.making.evaluation."


def texts(data: Path) -> Iterator[str]:
    """Every text and every sentence of it, of all collections in the folder."""
    csv.field_size_limit(sys.maxsize)
    for name in TABLES:
        with (data / f"{name}.csv").open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                yield from _with_sentences(row["text"])
    for name in LINES:
        for line in (data / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            yield from _with_sentences(json.loads(line)["text"])


def _with_sentences(text: str) -> Iterator[str]:
    yield text
    yield from _END.split(text)


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with the collections for measuring")
    found = {fingerprint(text) for text in texts(parser.parse_args().data) if is_sentence(text)}
    PLACE.write_text("\n".join([_HEADING, *sorted(found)]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
