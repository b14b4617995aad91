"""Own lists: names that an organisation always wants out of stories; for administrators only."""

from typing import Annotated

from fastapi import APIRouter, Path

from ingest.recognisers.own_list import is_also_a_word
from models import own_names
from models.errors import Problem, Rejected
from models.vocabulary import OwnNameKind
from service import own_lists
from service.api.problems import LARGEST_ID, documented
from service.api.shapes import word
from service.deps import Administering, Reading, TheHouse
from service.schemas import (
    OwnLines,
    OwnListAdded,
    OwnListPreview,
    OwnListView,
    OwnNameView,
    ProblemPlace,
    WeighedName,
)

router = APIRouter(tags=["Eigen lijsten"])


@router.get("/own-lists", summary="Wat altijd weggaat", responses=documented(403))
def read_lists(account: Administering, session: Reading) -> OwnListView:
    """Everything on the lists of all organisations here."""
    del account
    return OwnListView(
        names=[
            OwnNameView(
                id=entry.id,
                kind=word(entry.kind),
                name=entry.name,
                organisation=entry.organisation.name,
                word=is_also_a_word(entry.name),
            )
            for entry in own_names.every(session)
        ],
        kinds=[word(kind) for kind in OwnNameKind],
    )


@router.post("/own-lists/preview", summary="Kijk een lijst na", responses=documented(403))
def preview(lines: OwnLines, account: Administering, house: TheHouse) -> OwnListPreview:
    """What listing these lines would do; nothing is stored."""
    del account
    names = own_lists.from_text(lines.text, kind=_kind(lines.kind))
    return OwnListPreview(
        names=[
            WeighedName(
                kind=word(weighed.kind),
                name=weighed.name,
                known=weighed.known,
                word=weighed.word,
                stories=weighed.stories,
                often=weighed.often,
            )
            for weighed in own_lists.weigh(house, names)
        ],
        problems=[
            ProblemPlace(place=problem.place, message=problem.message) for problem in names.problems
        ],
    )


@router.post("/own-lists", summary="Zet namen op de lijst", responses=documented(403))
def add(lines: OwnLines, account: Administering, house: TheHouse) -> OwnListAdded:
    """All of it or nothing; it holds from the next story on."""
    names = own_lists.from_text(lines.text, kind=_kind(lines.kind))
    return OwnListAdded(added=own_lists.add(house, names, account_id=account.id))


@router.delete(
    "/own-lists/{name_id}", summary="Haal een naam van de lijst", status_code=204,
    responses=documented(403, 404),
)  # fmt: skip
def remove(
    name_id: Annotated[int, Path(ge=1, le=LARGEST_ID)], account: Administering, house: TheHouse
) -> None:
    """What was taken out of stories before stays out."""
    own_lists.remove(house, name_id, account_id=account.id)


def _kind(value: str | None) -> OwnNameKind | None:
    if not value:
        return None
    try:
        return OwnNameKind(value)
    except ValueError:
        kinds = ", ".join(kind.value for kind in OwnNameKind)
        raise Rejected(
            "Deze soort is niet bekend.",
            code="eigen_lijst.soort",
            problems=(Problem("kind", f"Kies uit: {kinds}."),),
        ) from None
