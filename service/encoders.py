"""Which encoder works here: the one that was chosen, or visibly the built-in one in its place.

The setting goes before the choice in the database, and without either the built-in encoder works.
When the wanted encoder cannot be loaded the built-in one may stand in; every place where themes
are shown says so, and vectors of the two never meet.
"""

import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from models import encoders, runs
from models.db import Database
from models.errors import Conflict, Rejected, VertelpuntError
from models.vocabulary import RunKind, RunState
from service.settings import Settings

if TYPE_CHECKING:
    from nlp.embedding import Embedder

RETRY_SECONDS = 300.0
BUILT_IN = "ingebouwd"


@dataclass(frozen=True)
class Wanted:
    """What should be loaded; `revision` is what it was when it was chosen."""

    source: str
    revision: str | None = None

    @property
    def shown(self) -> str:
        """The name as people know it: no commit, no back-end, and of a folder its last part."""
        name = re.sub(r"(@[^/@]*)?(\+\w+)?$", "", self.source)
        return Path(name).name if Path(name).is_absolute() else name


@dataclass(frozen=True)
class Standing:
    """The encoder that works now; `missing` says why it is not the wanted one."""

    embedder: "Embedder" = field(repr=False)
    wanted: Wanted
    missing: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        """What a run keeps of it."""
        return facts(self.embedder, wanted=self.wanted, missing=self.missing)


@dataclass(frozen=True)
class _Held:
    wanted: Wanted
    standing: Standing | None
    error: VertelpuntError | None
    until: float


class Encoders:
    """Loads the encoder that is wanted, once, and looks again when the choice changes."""

    def __init__(self, settings: Settings, database: Database) -> None:
        """Prepare; nothing is loaded yet."""
        self._settings = settings
        self._database = database
        self._held: _Held | None = None
        self._lock = threading.Lock()

    def wanted(self) -> Wanted:
        """The encoder that should work."""
        if self._settings.encoder:
            return Wanted(self._settings.encoder)
        with self._database.reading() as session:
            choice = encoders.in_force(session)
        return Wanted(BUILT_IN) if choice is None else Wanted(choice.source, choice.revision)

    def standing(self) -> Standing:
        """The encoder that works now; what failed is tried again after a few minutes.

        Raises:
            VertelpuntError: it cannot be loaded, and nothing may stand in for it.
        """
        wanted = self.wanted()
        with self._lock:
            held = self._held
            if held is None or held.wanted != wanted or held.until < time.monotonic():
                held = self._held = self._load(wanted)
        if held.standing is None:
            raise held.error or _changed(wanted.source)
        return held.standing

    def open(self, wanted: Wanted) -> "Embedder":
        """Load exactly this encoder.

        Raises:
            Unavailable: it cannot be reached.
            Rejected: it is damaged, unknown, or has changed since it was chosen.
        """
        from nlp.embedding import load_embedder

        settings = self._settings
        embedder = load_embedder(
            wanted.source, store=settings.encoders, device=settings.encoder_device
        )
        # A newer edition of the product may carry a newer built-in encoder.
        fixed = wanted.revision is not None and not wanted.source.startswith(BUILT_IN)
        if fixed and embedder.revision != wanted.revision:
            raise _changed(wanted.source)
        return embedder

    def for_run(self, source: str | None) -> Standing:
        """The encoder that a run names, else the one that works now.

        Raises:
            VertelpuntError: it cannot be loaded; nothing stands in for one that was named.
        """
        if source is None:
            return self.standing()
        wanted = Wanted(source)
        return Standing(self.open(wanted), wanted)

    def forget(self) -> None:
        """Look again the next time: the encoder turned out not to work after all."""
        self._held = None

    def trouble(self) -> str:
        """Why the wanted encoder does not work, as far as is known here; empty when it does."""
        held = self._held
        if held is None or (held.standing is not None and not held.standing.missing):
            return ""
        reason = held.standing.missing if held.standing else str(held.error)
        stands_in = (
            f" Zolang werkt het ingebouwde taalmodel {held.standing.embedder.name}."
            if held.standing
            else ""
        )
        return (
            f"Het gekozen taalmodel {held.wanted.shown} werkt nu niet. {reason} Nieuwe verhalen "
            f"wachten.{stands_in}"
        )

    def _load(self, wanted: Wanted) -> _Held:
        until = time.monotonic() + RETRY_SECONDS
        try:
            return _Held(wanted, Standing(self.open(wanted), wanted), None, float("inf"))
        except VertelpuntError as error:
            if wanted.source == BUILT_IN or not self._settings.encoder_fallback:
                return _Held(wanted, None, error, until)
            stand_in = self.open(Wanted(BUILT_IN))
            return _Held(wanted, Standing(stand_in, wanted, error.message), None, until)


def facts(
    embedder: "Embedder", *, wanted: Wanted | None = None, missing: str = ""
) -> dict[str, Any]:
    """Which encoder made the vectors, and what it stands in for, if it does."""
    found: dict[str, Any] = {
        "name": embedder.name,
        "revision": embedder.revision,
        "dimension": embedder.dimension,
        "sha256": embedder.sha256,
        "backend": embedder.backend,
        "device": embedder.device,
    }
    if missing and wanted is not None:
        found |= {"wanted": wanted.shown, "missing": missing}
    return found


def notices(session: Session, *, trouble: str = "") -> list[str]:
    """What a reader of themes must know about the encoder, in Dutch; usually nothing."""
    passages, stories = encoders.waiting(session)
    waits = (
        f"{passages} {'stukje' if passages == 1 else 'stukjes'} uit {stories} "
        f"{'verhaal is' if stories == 1 else 'verhalen zijn'} nog niet geplaatst. Dat gebeurt bij "
        "de volgende rekenronde met het goede taalmodel."
        if passages
        else ""
    )
    return [said for said in (trouble, _stood_in(session), _switching(session), waits) if said]


def settle(house_encoders: Encoders, database: Database) -> None:
    """Ask for a mining run when the wanted encoder works and themes or passages wait for it.

    Themes wait after an update that brings a newer built-in encoder, or another setting.
    """
    with database.reading() as session:
        passages, _ = encoders.waiting(session)
        space = encoders.space_of(session)
        mined_with = space and (space.name, space.revision)
    if mined_with is None:
        return
    with suppress(VertelpuntError):
        standing = house_encoders.standing()
        works = (standing.embedder.name, standing.embedder.revision)
        if standing.missing or not (passages or works != mined_with):
            return
        with database.writing() as session:
            ask_for_mining(session)


def ask_for_mining(session: Session) -> None:
    """Put a mining run in the queue, unless there is one."""
    with suppress(Conflict):
        runs.enqueue_once(session, RunKind.MINE, account_id=None, parameters={})


def tell(house_encoders: Encoders, say: Callable[[str], None]) -> None:
    """Load the encoder and say what is wrong with it, if anything."""
    with suppress(VertelpuntError):
        house_encoders.standing()
    if trouble := house_encoders.trouble():
        say(f"  Let op: {trouble}")


def _stood_in(session: Session) -> str:
    run = runs.latest_done(session, RunKind.MINE)
    made = run.provenance.get("encoder", {}) if run else {}
    if not made.get("missing"):
        return ""
    return (
        f"Deze thema’s zijn gezocht met het ingebouwde taalmodel {made['name']}, omdat het gekozen "
        f"taalmodel {made['wanted']} toen niet werkte. {made['missing']}"
    )


def _switching(session: Session) -> str:
    row = encoders.newest(session)
    if row is None:
        return ""
    choice, run = row
    if run is None or run.state is RunState.DONE:
        return ""
    if run.state is RunState.FAILED:
        return (
            f"Overstappen op het taalmodel {choice.name} is niet gelukt. Er is niets veranderd: "
            "het vorige taalmodel blijft in gebruik."
        )
    return (
        f"Alle verhalen worden opnieuw gelezen met het taalmodel {choice.name}. Tot dat klaar is, "
        "blijft het vorige taalmodel in gebruik."
    )


def _changed(source: str) -> Rejected:
    name, _, _ = source.partition("+")
    return Rejected(
        f"Het taalmodel {name} is een ander model dan toen het werd gekozen. Zet het oude terug, "
        f"of kies het opnieuw met: vertelpunt encoder use {name}",
        code="encoder.gewijzigd",
    )
