"""The code to a half-written form: sixteen characters that open it on any device.

It looks like the receipt code and works otherwise. Of a receipt code a hash is kept; of this one
nothing but the browser's secret, sealed under a key that argon2id makes of the code and that also
needs the key file. Without the code on paper nobody finds the draft, and nobody can read it.
"""

import os
from datetime import datetime

from argon2.low_level import Type, hash_secret_raw

from models.drafts import ResumeCode
from models.errors import Unavailable
from models.sealing import KEY_BYTES, Sealer
from service.codes import Code

SALT_BYTES = 16
# As for receipt codes: the floor that OWASP names; the secret itself is random.
_PASSES = 2
_MEMORY_KIB = 19456


def make(code: Code, *, token_hash: str, secret: str, sealer: Sealer) -> ResumeCode:
    """What is kept of a code to the draft of this browser's secret. Costs one argon2id."""
    salt = os.urandom(SALT_BYTES)
    sealed = _own(code, salt, sealer).seal(secret, place=ResumeCode.place(code.locator))
    return ResumeCode(locator=code.locator, token_hash=token_hash, salt=salt, sealed=sealed)


def open_with(code: Code, found: ResumeCode, sealer: Sealer) -> str | None:
    """The browser's secret, or None when the code does not fit. Costs one argon2id."""
    try:
        secret = _own(code, found.salt, sealer).open(
            found.sealed, place=ResumeCode.place(found.locator)
        )
    except Unavailable:
        return None
    return str(secret)


def show_until(found: ResumeCode, code: Code, until: datetime, *, own: Sealer) -> None:
    """Keep the code for the page that shows it, sealed under the browser's own secret."""
    value = {"code": code.shown, "until": until.isoformat()}
    found.shown = own.seal(value, place=ResumeCode.shown_place(found.token_hash))


def shown(found: ResumeCode, at: datetime, *, own: Sealer) -> str:
    """The code for the page that shows it; empty when its half hour is over."""
    if found.shown is None:
        return ""
    try:
        value = own.open(found.shown, place=ResumeCode.shown_place(found.token_hash))
    except Unavailable:
        return ""
    return str(value["code"]) if datetime.fromisoformat(value["until"]) > at else ""


def _own(code: Code, salt: bytes, sealer: Sealer) -> Sealer:
    """A sealer that needs the code and the key file: neither is enough."""
    peppered = sealer.fingerprint(f"resume code {code.locator} {code.secret}")
    key = hash_secret_raw(
        peppered.encode(),
        salt,
        time_cost=_PASSES,
        memory_cost=_MEMORY_KIB,
        parallelism=1,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )
    return Sealer([key])
