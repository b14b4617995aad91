"""Sealing raw text: AES-256-GCM, bound to the row and column it belongs to.

A sealed value copied to another row or column does not open. Keys live outside the database;
the first one seals, all of them open, so a key can be replaced without losing anything.
"""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.errors import Unavailable

KEY_BYTES = 32
NONCE_BYTES = 12
VERSION = b"v1"


class Sealer:
    """Seals and opens small JSON values."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Take the keys, newest first; each 32 bytes."""
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise ValueError("a sealer needs keys of 32 bytes")
        self._keys = {_key_id(key): AESGCM(key) for key in keys}
        self._first = _key_id(keys[0])
        self._mac_key = hmac.digest(keys[-1], b"vertelpunt fingerprint", "sha256")

    def __repr__(self) -> str:
        """Never the keys."""
        return "<Sealer>"

    def seal(self, value: Any, *, place: str) -> bytes:
        """Seal a JSON value for `place` ("table.column:row")."""
        nonce = os.urandom(NONCE_BYTES)
        plain = json.dumps(value, ensure_ascii=False).encode()
        return (
            VERSION
            + self._first
            + nonce
            + self._keys[self._first].encrypt(nonce, plain, place.encode())
        )

    def open(self, sealed: bytes, *, place: str) -> Any:
        """Open what was sealed for `place`.

        Raises:
            Unavailable: the key is missing, or the value was moved or changed.
        """
        version, key_id, rest = sealed[:2], sealed[2:10], sealed[10:]
        nonce, secret = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
        try:
            if version != VERSION or len(nonce) != NONCE_BYTES:
                raise InvalidTag
            plain = self._keys[key_id].decrypt(nonce, secret, place.encode())
        except (KeyError, InvalidTag):
            raise Unavailable(
                "Deze tekst kan niet worden geopend. De sleutel ontbreekt of past niet.",
                code="sleutel.past_niet",
            ) from None
        return json.loads(plain)

    def fingerprint(self, value: str) -> str:
        """A keyed hash (hex): equal for equal values, meaningless without the key."""
        return hmac.new(self._mac_key, value.encode(), hashlib.sha256).hexdigest()


def load_keys(path: Path) -> list[bytes]:
    """Read the key file (one base64 key a line, newest first); made with one key if absent."""
    if not path.exists():
        line = base64.b64encode(os.urandom(KEY_BYTES)) + b"\n"
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    return [base64.b64decode(line) for line in path.read_bytes().split()]


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"vertelpunt key id" + key).digest()[:8]
