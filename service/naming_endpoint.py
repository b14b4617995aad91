"""Asking a language model by OpenAI's chat API: only where it may be, and never for long.

Pieces of stories go out here, so an address must be one of the own network, or encrypted. Nothing
is followed to another address, no proxy is used, and what comes back is bounded in size and time.
No error repeats what was sent or what came back.
"""

import ipaddress
import json
import socket
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlsplit

from models.errors import Conflict, Unavailable
from service.settings import Settings

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 60.0
LARGEST_ANSWER = 64 * 1024
LONGEST_ANSWER_TOKENS = 400

_PRIVATE = ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")


@dataclass(frozen=True)
class Endpoint:
    """Where the language model is. `address` is what is connected to, `host` what it is called."""

    address: str
    host: str
    model: str
    key: str = field(repr=False)


def endpoint(settings: Settings) -> Endpoint:
    """The language model that the settings name, when it is at an address where it may be.

    Without encryption only this computer and the own network will do. The address that was checked
    is the one that is connected to, so that a name cannot mean another place a moment later.

    Raises:
        Conflict: none is set, or its address is not allowed.
        Unavailable: the name of its computer is not known now.
    """
    if not settings.naming_url:
        raise Conflict(
            "Er is geen taalmodel ingesteld dat namen voorstelt. De beheerder kan dat doen met de "
            "instelling VERTELPUNT_NAMING_URL.",
            code="naam.uit",
        )
    parts, port = _parts(settings.naming_url)
    host = parts.hostname or ""
    path = f"{parts.path.rstrip('/')}/chat/completions"
    called = f"[{host}]" if ":" in host else host
    place = called
    if parts.scheme == "http":
        found = _own_network(host, port or 80)
        place = f"[{found}]" if ":" in found else found
    behind = f":{port}" if port else ""
    return Endpoint(
        address=f"{parts.scheme}://{place}{behind}{path}",
        host=f"{called}{behind}",
        model=settings.naming_model,
        key=settings.naming_key.get_secret_value(),
    )


def ask(where: Endpoint, *, system: str, user: str, seed: int) -> str:
    """What the language model answers, at most 64 KiB.

    Args:
        where: an allowed endpoint.
        system: what it has to do.
        user: what it has to do it with.
        seed: asks for the same answer to the same question; not every model keeps to it.

    Raises:
        Unavailable: it cannot be reached, takes too long, says too much, points elsewhere, or
            answers something that is no answer.
    """
    body = {
        "model": where.model or "default",
        "messages": [
            {"role": "system", "content": system},
            {"role": "user", "content": user},
        ],
        "temperature": 0,
        "max_tokens": LONGEST_ANSWER_TOKENS,
        "seed": seed,
        "stream": False,
        "response_format": {"type": "json_object"},
    }
    try:
        answer = json.loads(_post(where, json.dumps(body).encode()))
        content = answer["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        raise _unreadable() from None
    if not isinstance(content, str):
        raise _unreadable()
    return content


def read_json(content: str) -> dict[str, Any]:
    """The JSON object in an answer, also between words or the fences of Markdown.

    Raises:
        Unavailable: there is none.
    """
    start, end = content.find("{"), content.rfind("}")
    try:
        found = json.loads(content[start : end + 1]) if start >= 0 else None
    except (ValueError, RecursionError):
        raise _unreadable() from None
    if not isinstance(found, dict):
        raise _unreadable()
    return found


def _post(where: Endpoint, body: bytes) -> bytes:
    import httpx

    headers = {
        "Host": where.host,
        "Content-Type": "application/json",
        # Unpacked it could be a thousand times as large.
        "Accept-Encoding": "identity",
    }
    if where.key:
        headers["Authorization"] = f"Bearer {where.key}"
    until = time.monotonic() + ANSWER_SECONDS
    limit = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    # No proxy of the environment, and no other address than the one that was checked.
    client = httpx.Client(trust_env=False, follow_redirects=False, timeout=limit)
    try:
        with (
            client,
            client.stream("POST", where.address, content=body, headers=headers) as answer,
        ):
            if answer.status_code != 200:
                raise _refused(answer.status_code)
            received = b""
            for piece in answer.iter_raw(8192):
                received += piece
                if len(received) > LARGEST_ANSWER:
                    raise _unreadable()
                if time.monotonic() > until:
                    raise _slow()
            return received
    except httpx.TimeoutException:
        raise _slow() from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
        raise Unavailable(
            "Het taalmodel voor namen is niet bereikbaar. Vraag uw beheerder of het aanstaat.",
            code="naam.onbereikbaar",
        ) from None


def _parts(url: str) -> tuple[SplitResult, int | None]:
    """The parts of an address that is a plain base address, without a password in it."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise _not_allowed() from None
    extra = parts.username or parts.password or parts.query or parts.fragment
    if parts.scheme not in {"http", "https"} or not parts.hostname or extra:
        raise _not_allowed()
    return parts, port


def _own_network(host: str, port: int) -> str:
    """The address of a computer, when every address it has is on this computer or network."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unavailable(
            "De computer met het taalmodel voor namen is niet te vinden. Vraag uw beheerder om de "
            "instelling VERTELPUNT_NAMING_URL na te kijken.",
            code="naam.onbereikbaar",
        ) from None
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(_is_near(address) for address in addresses):
        raise _not_allowed()
    return addresses[0]


def _is_near(address: str) -> bool:
    known = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped:
        known = known.ipv4_mapped
    return any(known in ipaddress.ip_network(network) for network in _PRIVATE)


def _not_allowed() -> Conflict:
    return Conflict(
        "Het adres van het taalmodel voor namen mag niet. Zonder versleuteling (http) mag het "
        "alleen op deze computer of in het eigen netwerk staan. Anders is https nodig.",
        code="naam.adres",
    )


def _refused(status: int) -> Unavailable:
    if 300 <= status < 400:
        return Unavailable(
            "Het taalmodel voor namen verwijst naar een ander adres. Daar gaan geen verhalen heen.",
            code="naam.doorgestuurd",
        )
    return Unavailable(
        f"Het taalmodel voor namen gaf een fout ({status}). Vraag uw beheerder om de instellingen "
        "na te kijken.",
        code="naam.fout",
    )


def _slow() -> Unavailable:
    return Unavailable(
        "Het taalmodel voor namen gaf te lang geen antwoord. Probeer het later opnieuw.",
        code="naam.te_lang",
    )


def _unreadable() -> Unavailable:
    return Unavailable(
        "Het taalmodel voor namen gaf een antwoord dat wij niet kunnen gebruiken.",
        code="naam.onleesbaar",
    )
