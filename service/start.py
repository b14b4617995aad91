"""Starting and stopping: form, API and worker in this process, the explorer as its child."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

import httpx
import uvicorn

from models import accounts, forms, standards, starters
from models.db import in_turn
from models.errors import Conflict, NotFound, Unavailable
from models.vocabulary import AccountRole
from service.app import create_app
from service.encoders import tell
from service.security import issue_activation
from service.settings import Settings
from service.wiring import House
from service.worker import Worker

ADMINISTRATOR = "beheerder"
START_WAIT_SECONDS = 90.0
PR_SET_PDEATHSIG = 1

Say = Callable[[str], None]


@dataclass(frozen=True)
class Addresses:
    """What to tell when everything answers."""

    form: str
    explorer: str | None
    activation: str | None


def prepare(house: House, *, with_starters: bool = True) -> None:
    """Bring tables and shipped catalogues up to date.

    Args:
        house: the house to prepare.
        with_starters: have the starter themes too; what an analyst switched off stays off.
    """
    house.database.migrate()
    with house.database.writing() as session:
        # Two that start at once would both find nothing, and fill it twice.
        in_turn(session, "catalogus")
        forms.load_catalogue(session)
        standards.load_catalogue(session)
        if with_starters:
            starters.install(session)


def activation_link(house: House) -> str | None:
    """A one-time link for the administrator; None once somebody has a password."""
    with house.database.reading() as session:
        if accounts.any_active(session):
            return None
    return account_link(house, ADMINISTRATOR)


def account_link(house: House, name: str, *, role: AccountRole | None = None) -> str:
    """A one-time link for a new account with this role, or (without a role) for a known account.

    Raises:
        Conflict: there is an account with this name already.
        NotFound: there is none.
        Rejected: the name cannot be one.
    """
    with house.database.writing() as session:
        known = accounts.by_name(session, name)
        if known is not None and role is not None:
            raise Conflict(
                f"Er is al een account {known.name} ({known.role.label.lower()}). Een nieuwe link "
                f"daarvoor maakt u met: vertelpunt account activate {known.name}",
                code="account.bestaat",
            )
        if known is None and role is None and name != ADMINISTRATOR:
            raise NotFound(
                f"Er is geen account {name}. Maak het met: vertelpunt account add {name}",
                code="account.onbekend",
            )
        token = issue_activation(session, name, role=role or AccountRole.ADMINISTRATOR)
    return f"{house.settings.explorer}/activeren/{token}"


def serve(house: House, say: Say, *, with_explorer: bool = True) -> None:
    """Run until stopped; the addresses are told when everything answers.

    Raises:
        Unavailable: a port is taken.
    """
    settings = house.settings
    _check_port(settings.host, settings.port, "VERTELPUNT_PORT")
    if with_explorer:
        _check_port(settings.explorer_host, settings.explorer_port, "VERTELPUNT_EXPLORER_PORT")
    addresses = Addresses(
        settings.own_address, settings.explorer if with_explorer else None, activation_link(house)
    )
    with _explorer(settings) if with_explorer else nullcontext() as explorer:
        watcher = threading.Thread(
            target=_announce, args=(addresses, explorer, house, say), name="announce", daemon=True
        )
        watcher.start()
        _server(house).run()


def _server(house: House) -> uvicorn.Server:
    config = uvicorn.Config(
        create_app(house, worker=Worker(house)),
        host=house.settings.host,
        port=house.settings.port,
        # Addresses of narrators stay out of the log.
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    return uvicorn.Server(config)


@contextmanager
def _explorer(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """The explorer as a child process; it knows the API's address and nothing else of us."""
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "explorer.asgi:app",
        "--host",
        settings.explorer_host,
        "--port",
        str(settings.explorer_port),
        "--no-access-log",
        "--log-level",
        "warning",
    ]
    environment = {
        **os.environ,
        "VERTELPUNT_API_URL": settings.api,
        "VERTELPUNT_SECURE_COOKIES": "1" if settings.secure_cookies else "",
    }
    child = subprocess.Popen(command, env=environment, preexec_fn=_end_with_parent)
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()


def _end_with_parent() -> None:
    """Ask Linux to end this child when its parent is killed, so that its port is free again."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _announce(
    addresses: Addresses, explorer: subprocess.Popen[bytes] | None, house: House, say: Say
) -> None:
    awaited = [f"{addresses.form}/v1/health", *([addresses.explorer] if addresses.explorer else [])]
    if not all(_answers(address) for address in awaited):
        ended = explorer is not None and explorer.poll() is not None
        say(
            "De verkenner start niet. Kijk hierboven waarom."
            if ended
            else "Het starten duurt langer dan verwacht. Kijk hierboven waarom."
        )
        return
    say("")
    say(f"  Formulier:   {addresses.form}")
    if addresses.explorer:
        say(f"  Verkenner:   {addresses.explorer}")
    if addresses.activation:
        say("")
        say("  Nog niemand kan inloggen. Kies eerst een wachtwoord met deze link.")
        say("  De link werkt één keer, en een half uur lang:")
        say(f"  {addresses.activation}")
    say("")
    say("  Stoppen: Ctrl+C")
    tell(house.encoders, say)


def _answers(address: str) -> bool:
    """True as soon as the address answers; False when it does not in time."""
    until = time.monotonic() + START_WAIT_SECONDS
    while time.monotonic() < until:
        try:
            if httpx.get(address, timeout=5).status_code < 500:
                return True
        except httpx.HTTPError:
            time.sleep(0.2)
    return False


def _check_port(host: str, port: int, setting: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise Unavailable(
                f"Poort {port} is al in gebruik. Stop dat programma, of kies een andere poort "
                f"met {setting}.",
                code="start.poort",
            ) from None
