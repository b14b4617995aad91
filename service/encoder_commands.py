"""What `vertelpunt encoder` does: list, fetch, choose, check and compare language models."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from rich.table import Table
from sqlalchemy.orm import Session

from models import audit, encoders, runs
from models.encoders import EncoderChoice
from models.errors import Conflict, Rejected, Unavailable
from models.vocabulary import RunKind
from nlp import hub
from nlp.embedding import BUILT_IN, Embedder, built_in_names, load_embedder
from nlp.soundness import (
    LEAST_RIGHT,
    MOST_TEXTS,
    NEIGHBOURS,
    Measured,
    Soundness,
    measure,
    neighbour_overlap,
)
from nlp.soundness import check as soundness_of
from service import examples, jsonl
from service.doctor import DEVICES
from service.screen import console, say
from service.settings import Settings
from service.wiring import House

Progress = Callable[[str, int, int], None]

SPACY = "spacy"
SPACY_MODEL = "nl_core_news_md"
_RELEASES = "https://github.com/explosion/spacy-models/releases/download"


@dataclass(frozen=True)
class Advice:
    """A hub model that we advise, with what somebody needs to choose."""

    name: str
    dimension: int
    megabytes: int
    licence: str
    why: str


ADVICE = (
    Advice(
        "clips/e5-small-trm-nl", 384, 160, "MIT",
        "Ons advies als er een modellenbank is: klein, en gemaakt voor Nederlands.",
    ),
    Advice(
        "clips/e5-base-trm-nl", 768, 500, "MIT",
        "Iets beter en drie keer zo langzaam.",
    ),
    Advice(
        "hotchpotch/bekko-embedding-v1-a8m", 384, 420, "MIT",
        "Snel, en leest lange teksten in één keer. Nieuw; vergelijk eerst.",
    ),
)  # fmt: skip
_WHY_BUILT_IN = {
    BUILT_IN: "Werkt overal, heel snel. Goed voor verhalen.",
    "ingebouwd-minilm": "Werkt overal, langzamer. Beter voor lange, formele teksten.",
}


def show_all(house: House) -> None:
    """A table of built-in, pulled and advised models, and what is in use."""
    table = _table("", "Taalmodel", "Getallen", "Grootte", "Licentie", "Waarvoor")
    with house.database.reading() as session:
        pending = encoders.pending(session)
    used = house.encoders.wanted().shown
    rows = [(name, "", "", "CC BY-SA 4.0", _WHY_BUILT_IN[name]) for name in built_in_names()]
    here = hub.pulled_models(house.settings.encoders)
    advised = {advice.name: advice for advice in ADVICE}
    for pulled in here:
        known = advised.get(pulled.repo)
        why = f"Opgehaald, versie {pulled.commit[:12]}. {known.why if known else ''}".strip()
        size = f"{pulled.size // 1_000_000} MB"
        rows.append((pulled.repo, str(known.dimension) if known else "", size, pulled.licence, why))
    fetched = {pulled.repo for pulled in here}
    rows += [
        (one.name, str(one.dimension), f"± {one.megabytes} MB", one.licence, one.why)
        for one in ADVICE
        if one.name not in fetched
    ]
    if used not in {row[0] for row in rows}:
        rows.append((used, "", "", "", "Zelf aangewezen."))
    for row in rows:
        table.add_row("●" if row[0] == used else "", *row)
    console.print(table)
    _say_standing(house)
    if pending is not None:
        say(f"Wordt klaargezet: {pending.name}. Tot dat klaar is, blijft {used} in gebruik.")
    say("Ophalen: vertelpunt encoder pull NAAM. Kiezen: vertelpunt encoder use NAAM.")


def pull(settings: Settings, name: str, *, progress: Progress) -> str:
    """Fetch a model into the data folder; returns a Dutch sentence.

    Raises:
        Unavailable: the hub cannot be reached; what was fetched stays.
        Rejected: there is no such model, or it is not safe.
    """
    if name in built_in_names():
        return f"Het taalmodel {name} zit er al in."
    pulled = hub.pull(
        name,
        store=settings.encoders,
        progress=lambda step, done, total: progress(f"{step} (kB)", done // 1000, total // 1000),
    )
    return (
        f"Het taalmodel {pulled.repo} staat klaar, versie {pulled.commit[:12]}. "
        f"Kiezen: vertelpunt encoder use {pulled.repo}"
    )


def pull_spacy() -> str:
    """Install the Dutch spaCy model that fits the spaCy here; returns a Dutch sentence.

    Raises:
        Unavailable: it cannot be fetched.
    """
    major, minor, *_ = version("spacy").split(".")
    model = f"{SPACY_MODEL}-{major}.{minor}.0"
    address = f"{_RELEASES}/{model}/{model}-py3-none-any.whl"
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--quiet", address]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise Unavailable(
            f"Het taalpakket {model} kan niet worden opgehaald bij github.com. Vertelpunt werkt "
            "ook zonder. Haal het bestand op een andere computer op, en installeer het met: "
            f"pip install {model}-py3-none-any.whl",
            code="spacy.onbereikbaar",
        )
    return f"Het taalpakket {model} is geïnstalleerd. Start Vertelpunt opnieuw om het te gebruiken."


def use(house: House, name: str, *, progress: Progress) -> str:
    """Check an encoder and choose it; reading everything again is put in the queue.

    Raises:
        Conflict: the setting goes before any choice, or a mining run is waiting or working.
        Rejected: the encoder is unknown, damaged, or does not pass the check.
        Unavailable: it cannot be reached.
    """
    if house.settings.encoder:
        raise Conflict(
            "De instelling VERTELPUNT_ENCODER is gezet, en die gaat voor. Haal haar weg, en kies "
            "dan opnieuw.",
            code="encoder.instelling",
        )
    if _is_hub_name(name) and hub.find(name, store=house.settings.encoders) is None:
        pull(house.settings, name, progress=progress)
    progress("Laden en nakijken", 0, 1)
    embedder = _load(house.settings, name)
    _insist(name, soundness_of(embedder))
    progress("Laden en nakijken", 1, 1)
    with house.database.writing() as session:
        return _choose(session, embedder, name=name, seed=house.settings.seed)


def check(settings: Settings, name: str) -> None:
    """Tell whether an encoder is sound.

    Raises:
        Rejected: it is not, or it is unknown or damaged.
        Unavailable: it cannot be reached.
    """
    embedder = _load(settings, name)
    found = soundness_of(embedder)
    say(
        f"{embedder.name} ({embedder.revision}): {embedder.dimension} getallen, rekent met "
        f"{embedder.backend} op {DEVICES.get(embedder.device, embedder.device)}."
    )
    say(f"sha256 van de gewichten: {embedder.sha256}")
    say(
        f"Ziet bij {_percent(found.right)} van {found.rows} zinnen wat bij elkaar hoort "
        f"(gokken: 50%, nodig: {_percent(LEAST_RIGHT)}); gemiddeld verschil {found.margin:.2f}."
    )
    _insist(name, found)
    say("Dit taalmodel is goed geladen.")


def compare(settings: Settings, first: str, second: str, *, source: Path | None) -> None:
    """Two encoders side by side, on the same sentences and the same texts.

    Raises:
        Rejected: a model or the file cannot be used.
        Unavailable: a model cannot be reached.
    """
    rows = jsonl.read(source) if source else examples.read()
    texts = [str(row["text"]) for row in rows[:MOST_TEXTS]]
    one, vectors_of_one = measure(lambda: _load(settings, first), texts)
    two, vectors_of_two = measure(lambda: _load(settings, second), texts)
    table = _table("", one.name, two.name)
    for label, tell in _FIGURES:
        table.add_row(label, tell(one), tell(two))
    console.print(table)
    overlap = neighbour_overlap(vectors_of_one, vectors_of_two)
    say(
        f"Van de {NEIGHBOURS} meest verwante teksten bij elke tekst zijn er gemiddeld "
        f"{_percent(overlap)} bij beide dezelfde ({len(texts)} teksten). Dit zegt niet welk model "
        "gelijk heeft: lees er zelf een paar."
    )


_FIGURES: tuple[tuple[str, Callable[[Measured], str]], ...] = (
    ("Ziet wat bij elkaar hoort", lambda m: _percent(m.soundness.right)),
    ("Gemiddeld verschil", lambda m: f"{m.soundness.margin:.2f}"),
    ("Goed geladen", lambda m: "ja" if m.soundness.passed else "nee"),
    ("Getallen per tekst", lambda m: str(m.dimension)),
    ("Laden (seconden)", lambda m: f"{m.load_seconds:.1f}"),
    ("Teksten per seconde", lambda m: f"{m.texts_per_second:.0f}"),
)


def _choose(session: Session, embedder: Embedder, *, name: str, seed: int) -> str:
    now = encoders.in_force(session)
    version_now = encoders.space_of(session)
    same = now is not None and (now.name, now.revision) == (embedder.name, embedder.revision)
    if same or (now is None and embedder.source == BUILT_IN and encoders.pending(session) is None):
        return f"Het taalmodel {name} is al in gebruik."
    run = None
    if version_now is not None:
        run = runs.enqueue_once(
            session,
            RunKind.MINE,
            account_id=None,
            parameters={"encoder": embedder.source, "volledig": True, "seed": seed},
        )
    choice = EncoderChoice(
        source=embedder.source,
        name=embedder.name,
        revision=embedder.revision,
        run_id=run.id if run else None,
    )
    session.add(choice)
    session.flush()
    audit.record(
        session,
        "taalmodel.gekozen",
        subject=f"taalmodel:{choice.id}",
        detail={"naam": choice.name, "versie": choice.revision, "ronde": choice.run_id},
    )
    if run is None:
        return f"Het taalmodel {name} is gekozen."
    return (
        f"Het taalmodel {name} is gekozen. Alle verhalen worden nu opnieuw gelezen; draait "
        "Vertelpunt niet, dan begint dat bij het starten. Tot dat klaar is, blijft het vorige "
        "taalmodel in gebruik. Thema's houden hun naam."
    )


def _load(settings: Settings, name: str) -> Embedder:
    return load_embedder(name, store=settings.encoders, device=settings.encoder_device)


def _insist(name: str, found: Soundness) -> None:
    if not found.passed:
        raise Rejected(
            f"Het taalmodel {name} is niet goed. {' '.join(found.problems)}",
            code="encoder.niet_goed",
        )


def _is_hub_name(name: str) -> bool:
    plain, _ = hub.split_backend(name)
    return name not in built_in_names() and not Path(plain).exists() and plain.count("/") == 1


def _say_standing(house: House) -> None:
    """What works now and on what it computes; loading is the only way to know."""
    try:
        embedder = house.embedder
    except (Rejected, Unavailable) as error:
        say(error.message)
        return
    if trouble := house.encoders.trouble():
        say(trouble)
    device = DEVICES.get(embedder.device, embedder.device)
    say(f"In gebruik: {embedder.name}. Rekent met {embedder.backend} op {device}.")


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
