"""How often one address may try, without ever keeping or logging an address.

Keys are keyed hashes of a network prefix, under a salt that lives in this process only: after a
restart nothing can be linked, not even by us.
"""

import hashlib
import hmac
import ipaddress
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from limits import RateLimitItem, RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from models.errors import TooMany

CODE_TRIES = RateLimitItemPerHour(10, namespace="code")
LOCATOR_TRIES = RateLimitItemPerHour(20, namespace="locator")
SUBMISSIONS = RateLimitItemPerHour(30, namespace="inzending")
# Not a limit on people: a bound on what a script can make us store.
BEGINNINGS = RateLimitItemPerHour(120, namespace="begin")
# Each of these costs a password hash as well, and everybody with a code waits for those.
CODES_GIVEN = RateLimitItemPerHour(120, namespace="bewaarcode")
HASHERS = 2
HASH_WAIT_SECONDS = 20.0


class Pace:
    """The counters of one process."""

    def __init__(self) -> None:
        """Start with nothing counted."""
        self._salt = secrets.token_bytes(32)
        self._windows = MovingWindowRateLimiter(MemoryStorage())
        self._hashers = threading.BoundedSemaphore(HASHERS)

    def count(self, limit: RateLimitItem, what: str) -> None:
        """Count one try.

        Raises:
            TooMany: this was one too many.
        """
        if not self._windows.hit(limit, self._key(what)):
            raise self._too_many(limit, what)

    def check(self, limit: RateLimitItem, what: str) -> None:
        """Look without counting.

        Raises:
            TooMany: the next try would be one too many.
        """
        if not self._windows.test(limit, self._key(what)):
            raise self._too_many(limit, what)

    @contextmanager
    def hashing(self) -> Iterator[None]:
        """At most two password hashes at a time: each takes 19 MiB and a core.

        Raises:
            TooMany: the queue is too long.
        """
        if not self._hashers.acquire(timeout=HASH_WAIT_SECONDS):
            raise TooMany(
                "Het is nu erg druk. Probeer het over een minuut opnieuw.",
                code="code.druk",
                retry_after=60,
            )
        try:
            yield
        finally:
            self._hashers.release()

    def guess(self, address: str, locator: str, fits: Callable[[], bool]) -> bool:
        """Let somebody try a code; only wrong tries are counted, so that helpers can go on.

        Raises:
            TooMany: too many wrong tries from this address, or for this code.
        """
        with self.hashing():
            self.check(CODE_TRIES, address)
            self.check(LOCATOR_TRIES, locator)
            right = fits()
            if not right:
                self.count(CODE_TRIES, address)
                self.count(LOCATOR_TRIES, locator)
        return right

    def _key(self, what: str) -> str:
        return hmac.new(self._salt, what.encode(), hashlib.sha256).hexdigest()

    def _too_many(self, limit: RateLimitItem, what: str) -> TooMany:
        reset = self._windows.get_window_stats(limit, self._key(what)).reset_time
        return TooMany(
            "U hebt dit te vaak achter elkaar gedaan. Wacht even en probeer het dan opnieuw.",
            code="te_vaak",
            retry_after=max(60, round(reset - time.time())),
        )


def prefix(address: str) -> str:
    """The network of an address: a /24 or a /64. Anything else is one and the same network."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "onbekend"
    size = 24 if parsed.version == 4 else 64
    return str(ipaddress.ip_network((parsed, size), strict=False))
