"""Speaking instead of typing: one recording at a time, written out on this machine, kept nowhere.

The model is loaded when somebody speaks for the first time, and stays. A recording lives in memory
until it is written out; it is in no file, no log and no table.
"""

import threading
import time
from collections.abc import Iterator

from models.errors import TooMany, Unavailable, VertelpuntError
from nlp import speech
from nlp.speech import Heard, Listener
from service.settings import Settings

LONGEST_SECONDS = 10 * 60.0
MOST_BYTES = 15 * 1024 * 1024
WORK_SECONDS = 15 * 60.0
"""How long one recording may keep the machine busy."""
QUEUE = 6
LOOK_AROUND_SECONDS = 5.0

BUSY = "Er spreken nu veel mensen een verhaal in. Probeer het over een paar minuten opnieuw."
TOO_SLOW = "Het uitschrijven duurde te lang. Wat er al was, staat in uw verhaal."
OFF = "Inspreken kan hier nu niet. U kunt uw verhaal wel typen."


class Speech:
    """The speech model of this process."""

    def __init__(self, settings: Settings) -> None:
        """Only remember the name; nothing is loaded yet."""
        self._name = settings.spraakmodel
        self._listener: Listener | None = None
        self._seen = False
        self._turn = threading.Lock()
        self._places = threading.BoundedSemaphore(QUEUE)

    def __repr__(self) -> str:
        """The name of the model."""
        return f"<Speech {self._name or 'uit'}>"

    @property
    def is_on(self) -> bool:
        """True when a model was named in the settings."""
        return bool(self._name)

    @property
    def is_available(self) -> bool:
        """True when somebody can speak a story here."""
        if self.is_on and not self._seen:
            # Looked up until it is there: every page of the form asks.
            self._seen = not self.trouble()
        return self._seen

    def trouble(self) -> str:
        """Why speaking does not work although a model was named; empty when it does."""
        if not speech.is_installed():
            return (
                "VERTELPUNT_SPRAAKMODEL is ingevuld, maar inspreken is niet geïnstalleerd. Doe: "
                "pip install vertelpunt[spraak]"
            )
        try:
            speech.locate(self._name)
        except VertelpuntError as error:
            return error.message
        return ""

    def write_out(self, recording: bytes) -> Iterator[Heard | None]:
        """What was said, bit by bit. None: others go first. Without words: it has begun.

        Raises:
            Unavailable: there is no model, or it took too long.
            TooMany: too many people are waiting.
            Rejected: the recording cannot be read, or is too long.
        """
        if not self.is_available:
            raise Unavailable(OFF, code="spraak.uit")
        if not self._places.acquire(blocking=False):
            raise TooMany(BUSY, code="spraak.druk", retry_after=180)
        try:
            yield from self._in_turn(recording)
        finally:
            self._places.release()

    def _in_turn(self, recording: bytes) -> Iterator[Heard | None]:
        while not self._turn.acquire(timeout=LOOK_AROUND_SECONDS):
            yield None
        try:
            yield Heard("", 0.0)
            ends = time.monotonic() + WORK_SECONDS
            sound = speech.decode(recording, longest=LONGEST_SECONDS)
            for heard in self._loaded().hear(sound):
                yield heard
                if time.monotonic() > ends:
                    raise Unavailable(TOO_SLOW, code="spraak.te_traag")
        finally:
            self._turn.release()

    def _loaded(self) -> Listener:
        if self._listener is None:
            self._listener = Listener.load(self._name)
        return self._listener
