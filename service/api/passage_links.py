"""The standards that a single passage is about, on demand, and only when that is sure enough."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path
from sqlalchemy.orm import Session

from models import grounds, standards
from models.errors import NotFound
from service.api.problems import LARGEST_ID, documented
from service.api.reasons import reason_of
from service.api.shapes import word
from service.deps import SignedIn, TheHouse
from service.schemas import PassageStandard, PassageStandards

if TYPE_CHECKING:
    from nlp.linking import Proposal

NONE_FOUND = (
    "Geen standaard gevonden. Van geen enkele standaard is het zeker genoeg dat dit stukje "
    "erover gaat."
)

router = APIRouter(tags=["Kwaliteitsstandaarden"])


@router.get(
    "/passages/{passage_id}/standards",
    summary="De standaarden waar één stukje zeker genoeg over gaat",
    responses=documented(404, 503),
)
def list_passage_standards(
    passage_id: Annotated[int, Path(ge=1, le=LARGEST_ID)], account: SignedIn, house: TheHouse
) -> PassageStandards:
    """Often none. Nothing is kept; the first question after a change takes some seconds."""
    del account
    with house.database.reading() as session:
        text = _text(session, passage_id)
    found = house.link_indexes.now(house).direct(text)
    with house.database.reading() as session:
        # It may have been withdrawn meanwhile.
        _text(session, passage_id)
        views = _views(session, found)
    return PassageStandards(
        passage_id=passage_id, standards=views, notice="" if views else NONE_FOUND
    )


def _text(session: Session, passage_id: int) -> str:
    """The words of a passage that readers may see.

    Raises:
        NotFound: no such passage, or not for readers; the two are never told apart.
    """
    there = grounds.for_readers(session, [passage_id]).get(passage_id)
    if there is None:
        raise NotFound("Dit stukje is er niet (meer).", code="stukje.onbekend")
    story, passage = there
    return story.text[passage.start : passage.end].strip()


def _views(session: Session, found: "list[Proposal]") -> list[PassageStandard]:
    known = {one.key: (of, one) for of, one in standards.current_standards(session)}
    views = []
    for proposal in found:
        # Its set may have been retired meanwhile.
        if proposal.standard not in known:
            continue
        standard_set, standard = known[proposal.standard]
        why = {
            "words": proposal.reason.words,
            "sentence": proposal.reason.sentence,
            "parts": proposal.reason.parts,
        }
        views.append(
            PassageStandard(
                standard_key=standard.key,
                standard_title=standard.title,
                standard_description=standard.description,
                standard_status=word(standard.status),
                set_key=standard_set.key,
                set_name=standard_set.name,
                set_short=standard_set.short,
                set_status=word(standard_set.status),
                probability=round(proposal.probability, 4),
                reason=reason_of(why, standard=standard, example=None),
            )
        )
    return views
