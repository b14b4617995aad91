"""Files of stories over HTTP: looked over, read in by the worker, followed and cancelled."""

import json
import pathlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from models import audit, forms, import_batches, runs
from models.errors import NotFound, Problem, Rejected
from models.import_batches import ImportBatch
from models.teams import Team
from models.vocabulary import Purpose, RunKind
from service import import_layouts, importing
from service.api.problems import LARGEST_ID, documented
from service.api.shapes import word
from service.deps import Administering, LookingOver, Reading, SignedInAccount, TheHouse
from service.envelope import IMPORT_LIMIT
from service.import_layouts import How
from service.importing import Basis, Order
from service.schemas import (
    ImportColumn,
    ImportLayoutView,
    ImportPreview,
    ImportQuestion,
    ImportView,
    ProblemPlace,
)
from service.wiring import House

router = APIRouter(tags=["Inlezen"])

BatchId = Annotated[str, Path(description="Het kenmerk van dit inlezen", max_length=16)]


class StoryFile(BaseModel):
    """A file of stories as a form sends it, with the agreement under which they come in."""

    model_config = ConfigDict(extra="forbid")

    file: UploadFile = Field(description="Het bestand met verhalen, hoogstens 25 MB")
    team: int = Field(description="Het nummer van het team", ge=1, le=LARGEST_ID)
    form: str = Field("verhaal", description="Formulier waar antwoorden bij horen", max_length=40)
    layout: str | None = Field(
        None, description="Soort bestand, of naam van een bewaarde indeling", max_length=80
    )
    columns: str = Field(
        "{}", description='JSON: veld en kolom, zoals {"tekst": "Verhaal"}', max_length=4_000
    )
    purposes: list[Purpose] = Field([], description="Waarvoor de vertellers het toestaan")
    approved: bool = Field(False, description="De vertellers keurden deze tekst al goed")
    settled: str = Field("", description="Hoe die goedkeuring is geregeld", max_length=500)
    keep_layout: str | None = Field(
        None,
        alias="keepLayout",
        description="Bewaar hoe dit bestand is gelezen, met deze naam",
        max_length=80,
    )


@router.post(
    "/imports",
    status_code=202,
    summary="Lees een bestand met verhalen in",
    responses=documented(403, 404, 409, 413),
    max_body_size=IMPORT_LIMIT,
)
def import_file(
    account: Administering, house: TheHouse, sent: Annotated[StoryFile, Form()], response: Response
) -> ImportView:
    """Every fault is told at once, and then nothing is kept; the rest the worker does."""
    with _on_disk(sent.file) as path:
        looked = importing.look(house, _order(house, sent, path))
        if sent.keep_layout is not None:
            with house.database.writing() as session:
                # First, so that a name that cannot be leaves nothing apart.
                import_layouts.keep(
                    session,
                    sent.keep_layout,
                    looked.order.how,
                    seen=looked.seen,
                    account_id=account.id,
                )
        batch_id = importing.begin(house, looked, progress=_nobody_watches, account_id=account.id)
    with house.database.writing() as session:
        batch = _ask_for_work(session, batch_id, account)
    response.headers["Location"] = f"/v1/imports/{batch_id}"
    return view(batch)


@router.post(
    "/imports/preview",
    summary="Kijk na wat er in een bestand staat",
    responses=documented(403, 404, 413),
    max_body_size=IMPORT_LIMIT,
)
def look_at_file(
    account: Administering, house: TheHouse, sent: Annotated[StoryFile, Form()]
) -> ImportPreview:
    """What was recognised and what is wrong; nothing is stored."""
    del account
    with _on_disk(sent.file) as path:
        looked = importing.look(house, _order(house, sent, path))
    seen, matching = looked.seen, looked.matching
    return ImportPreview(
        layout=word(seen.layout),
        stories=seen.stories,
        columns=[
            ImportColumn(name=one.name, use=one.use, lengths=list(one.lengths))
            for one in seen.columns
        ],
        questions=[
            ImportQuestion(
                key=one.key,
                text=one.text,
                kind=word(one.kind),
                in_form=one.key in matching.questions,
                certain=one.certain,
            )
            for one in seen.questions
        ],
        left_out=list(matching.unknown),
        notes=list(seen.notes),
        problems=[ProblemPlace(place=one.place, message=one.message) for one in seen.problems],
    )


@router.get("/imports", summary="Wat er is ingelezen", responses=documented(403))
def list_imports(
    account: LookingOver,
    session: Reading,
    limit: Annotated[int, Query(ge=1, le=100, description="Hoeveel hoogstens")] = 20,
) -> list[ImportView]:
    """The newest first."""
    del account
    return [view(batch) for batch in import_batches.recent(session, limit=limit)]


@router.get("/imports/{batch_id}", summary="Eén inlezen", responses=documented(403, 404))
def read_import(batch_id: BatchId, account: LookingOver, session: Reading) -> ImportView:
    """How far it is."""
    del account
    return view(import_batches.get(session, batch_id))


@router.post(
    "/imports/{batch_id}/cancellation",
    summary="Stop met inlezen en gooi weg wat klaarstaat",
    responses=documented(403, 404, 409),
)
def cancel_import(batch_id: BatchId, account: Administering, house: TheHouse) -> ImportView:
    """Only while it is not done."""
    batch = importing.cancel(house, batch_id)
    with house.database.writing() as session:
        audit.record(
            session, "inlezen.geannuleerd", subject=f"inlezen {batch_id}", account_id=account.id
        )
    return view(batch)


@router.get("/import-layouts", summary="Bewaarde indelingen", responses=documented(403))
def list_layouts(account: LookingOver, session: Reading) -> list[ImportLayoutView]:
    """By name."""
    del account
    return [
        ImportLayoutView(
            name=one.name, layout=word(one.layout), columns=one.mapping.get("columns", {})
        )
        for one in import_batches.layouts(session)
    ]


def view(batch: ImportBatch) -> ImportView:
    """A batch as it goes out."""
    return ImportView(
        id=batch.id,
        team_id=batch.team_id,
        layout=word(batch.layout),
        state=word(batch.state),
        approved=batch.basis["approved"],
        purposes=[word(Purpose(value)) for value in batch.basis["purposes"]],
        rows=batch.rows,
        done=batch.done,
        already_known=batch.already_known,
        stored=batch.stored,
        started_at=batch.started_at,
    )


def _nobody_watches(step: str, done: int, total: int) -> None:
    """The batch itself says how far it is."""


def _ask_for_work(session: Session, batch_id: str, account: SignedInAccount) -> ImportBatch:
    run = runs.enqueue(
        session, RunKind.IMPORT, account_id=account.id, parameters={"inlezen": batch_id}
    )
    audit.record(
        session,
        "inlezen.gevraagd",
        subject=f"inlezen {batch_id}",
        account_id=account.id,
        detail={"berekening": run.id},
    )
    return import_batches.get(session, batch_id)


@contextmanager
def _on_disk(file: UploadFile) -> Iterator[pathlib.Path]:
    """What was sent, as a file that only we can read, for as long as it is being read."""
    suffix = pathlib.Path(file.filename or "").suffix.casefold()[:10]
    with (
        tempfile.TemporaryFile() as kept,
        tempfile.TemporaryDirectory(prefix="vertelpunt-") as folder,
    ):
        shutil.copyfileobj(file.file, kept, 1 << 20)
        kept.flush()
        known = suffix.isascii() and suffix[1:].isalnum()
        path = pathlib.Path(folder) / f"bestand{suffix if known else ''}"
        # A link to a file without a name: of a process that is killed no story stays behind.
        path.symlink_to(f"/proc/self/fd/{kept.fileno()}")
        yield path


def _order(house: House, sent: StoryFile, path: pathlib.Path) -> Order:
    how = How(mapping=_columns(sent.columns))
    with house.database.reading() as session:
        if session.get(Team, sent.team) is None:
            raise NotFound("Dit team is niet bekend.", code="team.onbekend")
        form = forms.current(session, sent.form)
        if sent.layout:
            how = import_layouts.named(session, sent.layout, over=how)
    return Order(
        path=path,
        name="Dit bestand",
        team_id=sent.team,
        form_id=form.id,
        basis=Basis(
            purposes=frozenset(sent.purposes), approved=sent.approved, settled=sent.settled
        ),
        how=how,
    )


def _columns(told: str) -> dict[str, str] | None:
    try:
        columns = json.loads(told)
        # Half a character cannot be told back.
        json.dumps(columns, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        columns = None
    if not isinstance(columns, dict) or not all(isinstance(one, str) for one in columns.values()):
        message = "Schrijf de kolommen als JSON-object van veld en kolomnaam."
        raise Rejected(message, code="import.kolom", problems=(Problem("columns", message),))
    return columns or None
