"""Rekenrondes: every search for patterns, and everything needed to do it again."""

from collections.abc import Iterator, Mapping
from typing import Any

import streamlit as st

from explorer import paper, plain, words
from explorer.views import mining, proposals
from explorer.visit import Visit
from service.schemas import RunView

FACTS = {
    "seed": "Startgetal van het toeval",
    "encoder": "Taalmodel",
    "name": "naam",
    "revision": "versie",
    "dimension": "getallen per stukje",
    "backend": "rekent met",
    "device": "rekent op",
    "sha256": "vingerafdruk (sha256)",
    "wanted": "valt in voor",
    "missing": "waarom",
    "parameters": "Instelling",
    "mode": "Manier van zoeken",
    "full": "Alles opnieuw bekeken",
    "proposals": "Voorstellen",
    "recognised": "Thema's die de computer kent van voorbeeldzinnen",
    "fingerprint": "Vingerafdruk van de verhalen",
    "versions": "Versie",
    "stories": "Verhalen",
    "passages": "Stukjes",
    "withdrawnSince": "Weggehaald sinds de vorige ronde",
    "withdrawn": "Ooit weggehaald",
    "seconds": "Seconden",
    "peakMemoryMiB": "Meeste geheugen (MiB)",
}


def show(visit: Visit) -> None:
    """The newest runs first."""
    paper.title("Rekenrondes")
    runs = visit.reader.runs()
    paper.lead(
        "Zo zoekt de computer naar patronen. Van elke ronde bewaren wij alles om hem precies "
        "zo te herhalen: zelfde verhalen, zelfde uitkomst."
    )
    proposals.show(visit)
    mining.button(visit, full=True)
    if not runs:
        paper.calm("Er is nog geen ronde geweest.")
        return
    paper.heading("De laatste rondes")
    for run in runs:
        _row(run)


def _row(run: RunView) -> None:
    sign = {"klaar": "✓", "mislukt": "✗", "bezig": "…", "wacht": "…"}.get(run.state.value, "")
    name = f"{sign} {run.kind.label} · {words.moment(run.created_at)} · {run.state.label}"
    with st.expander(plain.markdown(name)):
        if run.state.value == "mislukt":
            paper.warn("Deze ronde is mislukt.", words.run_error(run.error_code or ""))
        if run.state.value in mining.UNFINISHED:
            mining.bar(run)
        if run.finished_at is not None:
            paper.say(f"Duurde {_lasted(run)}, klaar op {words.moment(run.finished_at)}.")
        facts = [(name, value) for name, value in _flat(run.provenance)]
        if facts:
            paper.table("Nodig om deze ronde te herhalen", ("Wat", "Waarde"), facts)


def _lasted(run: RunView) -> str:
    seconds = round((run.finished_at - run.created_at).total_seconds()) if run.finished_at else 0
    if seconds < 90:
        return words.count(max(seconds, 1), "seconde", "seconden")
    return words.count(round(seconds / 60), "minuut", "minuten")


def _flat(facts: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Nested facts as one list of (name, value), in a fixed order."""
    for key in sorted(
        facts, key=lambda name: (list(FACTS).index(name) if name in FACTS else 99, name)
    ):
        name = FACTS.get(key, key)
        said = f"{before}: {name}" if before else words.sentence_case(name)
        value = facts[key]
        if isinstance(value, Mapping):
            yield from _flat(value, said)
        elif isinstance(value, bool):
            yield said, "ja" if value else "nee"
        elif key == "recognised" and isinstance(value, list):
            yield said, words.number(len(value))
        else:
            yield said, str(value)
