"""What a narrator has typed so far, kept sealed between two pages.

The browser holds a secret of 256 bits in a cookie. The database holds the hash of that secret and
a value that only opens with the secret *and* the key of this installation: nobody here can read a
half-written story, and a stolen cookie is nothing without the server.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from sqlalchemy.orm import Session

from models import drafts
from models.base import new_id
from models.drafts import SavedDraft
from models.errors import Conflict, Unavailable
from models.sealing import Sealer

STORY_COOKIE = "vp_verhaal"
CODE_COOKIE = "vp_code"
OVERTAKEN = "verhaal.intussen_veranderd"


@dataclass
class Outcome:
    """What became of a story, shown once on the code page."""

    state: str
    decided_on: str
    expires_on: str = ""
    code: str = field(default="", repr=False)
    shown_until: str = ""
    people: int = 0
    """How many have to say yes to the write-up of a session; 0 for a story of one person."""
    codes: list[str] = field(default_factory=list, repr=False)


@dataclass
class Telling:
    """One story on its way through the form. `once` makes two submits one story."""

    once: str = field(default_factory=new_id)
    story_id: str = ""
    reached: str = "verhaal"
    prompt: str = ""
    title: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)
    role: str = ""
    age_group: str = ""
    team_id: int | None = None
    month: str = ""
    year: str = ""
    restored: list[str] = field(default_factory=list, repr=False)
    renamed: dict[str, str] = field(default_factory=dict, repr=False)
    marked: list[str] = field(default_factory=list, repr=False)
    consents: list[str] = field(default_factory=list)
    alarm: str = ""
    form_id: int | None = None
    """The version of the form it began with; it stays, whatever is published meanwhile."""
    slug: str = ""
    """The invitation it came in by, or nothing."""
    language: str = "nl"
    helper: str = ""
    people: str = ""
    """How many people were at the session that is written up, as it was typed."""
    counted: list[str] = field(default_factory=list)
    """Which steps were counted already: each telling counts once per step."""
    correcting: bool = False
    """True when the narrator changes a story that was approved before."""
    outcome: Outcome | None = None
    saved: int = 0
    """How often this was saved: two requests at once never undo each other's work."""
    writers: dict[str, str] = field(default_factory=dict)
    """Which page filled in each step last; see `meanwhile`."""
    others: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)
    """Texts written meanwhile on another device, until the narrator has chosen."""

    @classmethod
    def read(cls, value: Mapping[str, Any]) -> "Telling":
        """Rebuild from its sealed form; what a newer or older version does not know is left out."""
        known = {f.name for f in fields(cls)}
        telling = cls(**{key: entry for key, entry in value.items() if key in known})
        if isinstance(telling.outcome, dict):
            telling.outcome = Outcome(**telling.outcome)
        return telling

    def as_value(self) -> dict[str, Any]:
        """As it is sealed."""
        return asdict(self)


@dataclass
class Visit:
    """A narrator who typed a code: the story it opens, until when."""

    story_id: str
    until: str

    def as_value(self) -> dict[str, Any]:
        """As it is sealed."""
        return asdict(self)


def new_secret() -> str:
    """A fresh cookie value: 256 random bits."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """Under what a value is stored."""
    return hashlib.sha256(secret.encode()).hexdigest()


def load(session: Session, sealer: Sealer, secret: str) -> dict[str, Any] | None:
    """The value kept for this cookie, or None: never there, too old, or not to be opened."""
    key = hashed(secret)
    sealed = drafts.load(session, key)
    if sealed is None:
        return None
    try:
        value = own(sealer, secret).open(sealed, place=SavedDraft.place(key))
    except Unavailable:
        return None
    return value if isinstance(value, dict) else None


def save(session: Session, sealer: Sealer, secret: str, value: Mapping[str, Any]) -> None:
    """Keep a value for this cookie, for a week from now."""
    key = hashed(secret)
    sealed = own(sealer, secret).seal(dict(value), place=SavedDraft.place(key))
    drafts.save(session, key, sealed)


def replace(session: Session, sealer: Sealer, secret: str, telling: Telling) -> None:
    """Keep a telling in the place of the one it was read from.

    Raises:
        Conflict: it was saved or wiped since it was read.
    """
    key = hashed(secret)
    sealed = drafts.hold(session, key)
    current = own(sealer, secret).open(sealed, place=SavedDraft.place(key)) if sealed else None
    if current is None or current.get("saved", 0) != telling.saved:
        raise Conflict(
            "Uw verhaal is net veranderd, in een ander venster of op een ander apparaat. Ga terug "
            "en kijk hoe het er nu staat.",
            code=OVERTAKEN,
        )
    telling.saved += 1
    save(session, sealer, secret, telling.as_value())


def remove(session: Session, secret: str) -> None:
    """Forget what was kept for this cookie."""
    drafts.remove(session, hashed(secret))


def own(sealer: Sealer, secret: str) -> Sealer:
    """A sealer of which neither the browser nor the server has the whole key."""
    ours = bytes.fromhex(sealer.fingerprint("drafts of the form"))
    return Sealer([hmac.digest(ours, secret.encode(), "sha256")])
