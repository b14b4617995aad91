"""Speaking a story: a recording comes in, its words go into the story, the recording is gone.

A browser with JavaScript sends what it recorded and gets the words line by line while they are
written out. Without JavaScript somebody sends a recording that the telephone made. Either way the
recording is only held in memory, and the words are sealed with the rest of the story.
"""

import json
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from limits import RateLimitItemPerHour
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from models.errors import Conflict, Problem, Rejected, TooMany, Unavailable, VertelpuntError
from nlp import speech as sound
from service.form import desk, guard, languages, pages
from service.form.desk import Seat
from service.form.guard import Handler, Posted
from service.speech import LONGEST_SECONDS, MOST_BYTES, OFF

RECORDINGS = RateLimitItemPerHour(40, namespace="opname")
RAW_TYPES = {
    "audio/webm": "matroska",
    "audio/mp4": "mov",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
}
WRAPPED_TYPE = "multipart/form-data"
TOKEN_HEADER = "x-formulier"
TOO_LARGE = "Uw opname is te groot. Maak hem korter, of vertel in twee keer."
WRONG_KIND = "Dit is geen opname die wij kunnen lezen. Neem hem opnieuw op, of typ uw verhaal."
STALE = "Deze bladzijde stond te lang open. Laad hem opnieuw. Uw tekst is bewaard."
NOTHING_HEARD = "Wij hoorden geen woorden in uw opname. Praat wat harder, of typ uw verhaal."
NO_FILE = "Kies eerst een opname."
Said = Generator[dict[str, Any]]
"""Lines for whoever waits: `wacht`, `bezig`, `tekst`, then `klaar` or `fout`."""
_STATUS = {"opname.te_groot": 413, "opname.soort": 415}
_WITH_MICROPHONE = pages.HEADERS["Permissions-Policy"].replace("microphone=()", "microphone=(self)")


class _InMemory(MultiPartParser):
    """Reads a form with a file, and never puts the file on disk."""

    spool_max_size = MOST_BYTES * 2


class RecordingRoute(APIRoute):
    """A route that takes a recording: guarded as the rest of the form, with room for sound."""

    def get_route_handler(self) -> Handler:
        """Wrap the endpoint."""
        endpoint = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                if request.method == "POST":
                    guard.check_origin(request)
                    request.state.posted = Posted({})
                    await _receive(request)
                response = await endpoint(request)
            except (VertelpuntError, HTTPException) as error:
                response = _refusal(request, error)
            response = pages.with_headers(response, guard.house_of(request).settings)
            response.headers["Permissions-Policy"] = _WITH_MICROPHONE
            return response

        return guarded


router = APIRouter(route_class=RecordingRoute, include_in_schema=False)


@router.get("/spreken", summary="Inspreken")
def speaking_page(request: Request) -> Response:
    """How it works, what happens with the recording, and where to speak."""
    seat = desk.find(request)
    if not guard.house_of(request).speech.is_available:
        return pages.error_page(request, 503, message=OFF, back=("/verhaal", "Naar uw verhaal"))
    if seat is None:
        return desk.gone(request)
    if seat.telling.outcome:
        return desk.go("/uw-code")
    return _page(request, seat)


@router.post("/spreken", summary="Een opname uitschrijven")
def take_recording(request: Request) -> Response:
    """Write out a recording, and put its words behind what was there already."""
    seat = desk.find(request)
    if seat is None:
        return _refusal(request, HTTPException(410))
    if seat.telling.outcome or not guard.token_fits(request, seat.secret):
        return _refusal(request, Rejected(STALE, code="formulier.oud"))
    guard.pace_of(request).count(RECORDINGS, guard.address_of(request))
    said = _said(request, seat, request.state.recording)
    if _is_raw(request):
        return StreamingResponse(_lines(said), media_type="application/x-ndjson")
    problem = next((line["fout"] for line in list(said) if "fout" in line), "")
    if problem:
        return _page(request, seat, problem=problem, status=422)
    return desk.go("/verhaal")


def _said(request: Request, seat: Seat, recording: bytes) -> Said:
    """What to tell whoever waits; the words are kept, also when somebody stops waiting."""
    words: list[str] = []
    try:
        for heard in guard.house_of(request).speech.write_out(recording):
            if heard is None:
                yield {"wacht": True}
            elif not heard.text:
                yield {"bezig": True}
            else:
                words.append(heard.text)
                yield {"tekst": heard.text, "seconden": round(heard.until)}
    except VertelpuntError as error:
        yield {"fout": languages.say(error.message, languages.of(request))}
    finally:
        if words:
            _add(request, seat, " ".join(words))
    nothing = languages.say(NOTHING_HEARD, languages.of(request))
    yield {"klaar": True} if words else {"fout": nothing}


def _lines(said: Said) -> Generator[bytes]:
    try:
        ended = False
        for line in said:
            if not ended:
                yield json.dumps(line, ensure_ascii=False).encode() + b"\n"
            ended = "fout" in line
    finally:
        said.close()


def _add(request: Request, seat: Seat, words: str) -> None:
    """Put words at the end of the story as it is now, whatever was typed meanwhile."""

    def add(_: Request) -> Response:
        house = guard.house_of(request)
        fresh = desk.reopen(house, seat.secret)
        if fresh is not None and fresh.telling.outcome is None:
            before = fresh.telling.text.rstrip()
            fresh.telling.text = f"{before}\n\n{words}" if before else words
            fresh.telling.writers.pop("verhaal", None)
            desk.keep(request, fresh)
        return Response(status_code=204)

    desk.once_more(request, add)


async def _receive(request: Request) -> None:
    """Read the recording, after everything that can be refused without reading it.

    Raises:
        Rejected: too large, or no recording.
        Unavailable: nobody can speak here.
    """
    if not guard.house_of(request).speech.is_available:
        raise Unavailable(OFF, code="spraak.uit")
    kind = _kind(request)
    if kind != WRAPPED_TYPE and kind not in RAW_TYPES:
        raise Rejected(WRONG_KIND, code="opname.soort")
    claimed = request.headers.get("content-length", "0")
    if claimed.isdigit() and int(claimed) > MOST_BYTES:
        raise Rejected(TOO_LARGE, code="opname.te_groot")
    if kind == WRAPPED_TYPE:
        recording = await _unwrap(request)
    else:
        request.state.posted = Posted({"formulier": [request.headers.get(TOKEN_HEADER, "")]})
        recording = b"".join([part async for part in _bounded(request)])
    if not recording:
        raise Rejected(NO_FILE, code="opname.leeg")
    found = sound.container(recording)
    if not found or (kind in RAW_TYPES and found != RAW_TYPES[kind]):
        raise Rejected(WRONG_KIND, code="opname.soort")
    request.state.recording = recording


async def _bounded(request: Request) -> AsyncGenerator[bytes]:
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            raise Rejected(TOO_LARGE, code="opname.te_groot")
        yield part


async def _unwrap(request: Request) -> bytes:
    async with aclosing(_bounded(request)) as stream:
        parser = _InMemory(request.headers, stream, max_files=1, max_fields=4, max_part_size=4096)
        try:
            form = await parser.parse()
        except (MultiPartException, UnicodeDecodeError):
            raise Rejected(WRONG_KIND, code="opname.soort") from None
    try:
        request.state.posted = Posted({"formulier": [str(form.get("formulier", ""))]})
        file = form.get("opname")
        return await file.read() if isinstance(file, UploadFile) else b""
    finally:
        await form.close()


def _refusal(request: Request, error: VertelpuntError | HTTPException) -> Response:
    """Say no as it was asked: a sentence for the script, a page for a person."""
    if isinstance(error, HTTPException) or request.method != "POST":
        return pages.refusal(request, error)
    if isinstance(error, TooMany):
        status, retry = 429, {"Retry-After": str(error.retry_after)}
    else:
        status = 503 if isinstance(error, Unavailable) else _STATUS.get(error.code, 422)
        retry = {}
    seat = desk.find(request)
    if _is_raw(request):
        told = languages.say(error.message, languages.of(request))
        return JSONResponse({"fout": told}, status, headers=retry)
    if seat is None or isinstance(error, Unavailable | Conflict):
        return pages.refusal(request, error)
    return _page(request, seat, problem=error.message, status=status)


def _page(request: Request, seat: Seat, *, problem: str = "", status: int = 200) -> Response:
    return pages.render(
        request,
        "inspreken.html",
        status=status,
        problems=[Problem("opname", problem)] if problem else [],
        minutes=round(LONGEST_SECONDS / 60),
        seconds=round(LONGEST_SECONDS),
        most_bytes=MOST_BYTES,
        token=guard.token(guard.house_of(request).sealer, seat.secret),
    )


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _is_raw(request: Request) -> bool:
    return _kind(request) != WRAPPED_TYPE
