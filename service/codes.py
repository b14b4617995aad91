"""The narrator's receipt code: sixteen characters that open one story, and nothing else.

`K7MD-4QXR-92TB-HJ3W`: the first four are a public locator, the other twelve (60 random bits) are
the secret. Only a password hash of the secret is kept; a lost code cannot be given again.
"""

import re
import secrets
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from models.sealing import Sealer

# Crockford base32: no I, L, O or U, so nothing that can be misread or spell a word.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOCATOR_LENGTH = 4
SECRET_LENGTH = 12
GROUP = 4

# The floor that OWASP names for argon2id; the secret is random, so more would only slow us down.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Hash of a value nobody has, so that an unknown locator costs as much time as a wrong secret.
_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1"
    "$oMeG4WXRh2doAsUa7jwkZg$8U6RyZ5B7f77ZuKV9UJdAZgTTOMs2XLMiM5NqNlHkBU"
)
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


@dataclass(frozen=True)
class Code:
    """A receipt code, split in the part that finds the story and the part that opens it."""

    locator: str
    secret: str = field(repr=False)

    @property
    def shown(self) -> str:
        """As a person reads it: four groups of four."""
        characters = self.locator + self.secret
        return "-".join(
            characters[start : start + GROUP] for start in range(0, len(characters), GROUP)
        )


def new_code() -> Code:
    """A fresh code from the system's random source."""
    characters = "".join(secrets.choice(ALPHABET) for _ in range(LOCATOR_LENGTH + SECRET_LENGTH))
    return Code(locator=characters[:LOCATOR_LENGTH], secret=characters[LOCATOR_LENGTH:])


def parse(typed: str) -> Code | None:
    """Read a code as people type it: any case, any spacing, O for 0, I and L for 1.

    Returns None when it cannot be a code.
    """
    characters = re.sub(r"[\s\-–—._]", "", typed[:100]).upper().translate(_LOOKALIKES)
    if len(characters) != LOCATOR_LENGTH + SECRET_LENGTH or not set(characters) <= set(ALPHABET):
        return None
    return Code(locator=characters[:LOCATOR_LENGTH], secret=characters[LOCATOR_LENGTH:])


def hash_secret(code: Code, sealer: Sealer) -> str:
    """What is stored: argon2id over a keyed hash, so the database alone is not enough to guess."""
    return _HASHER.hash(_peppered(code, sealer))


def verify(code: Code, secret_hash: str | None, sealer: Sealer) -> bool:
    """True when the secret fits the hash. None (no such locator) costs the same and is False."""
    try:
        fits = _HASHER.verify(secret_hash or _NOBODY, _peppered(code, sealer))
    except VerificationError:
        return False
    return fits and secret_hash is not None


def _peppered(code: Code, sealer: Sealer) -> str:
    return sealer.fingerprint(f"receipt code {code.locator} {code.secret}")
