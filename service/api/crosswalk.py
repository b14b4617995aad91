"""Sets of standards next to each other: the machine proposes, two people judge apart."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from models import audit, crosswalk, mapping_coverage, standards
from models.base import today
from models.errors import Problem, Rejected
from models.vocabulary import MappingRelation, MappingState
from service import crosswalk as comparing
from service import skos
from service.api.crosswalk_shapes import coverage_view, mapping_views, set_view
from service.api.problems import LARGEST_ID, documented
from service.api.shapes import word
from service.deps import Reading, SignedIn, TheHouse
from service.schemas import (
    AgreementView,
    CoverageView,
    CoveredShare,
    CrosswalkOverview,
    JudgementGiven,
    MappingDecision,
    MappingsProposed,
    MappingView,
    PairBroughtUp,
)

router = APIRouter(tags=["Vergelijken van sets"])

ONE_SET = "Een set: KEY, of KEY@VERSIE om een eerdere versie te lezen"
SourceSet = Annotated[str, Path(description=ONE_SET, max_length=80)]
TargetSet = Annotated[str, Path(description="De andere set", max_length=80)]
MappingId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class CrosswalkFormat(StrEnum):
    """The shapes that a comparison can have."""

    CSV = "csv"
    TTL = "ttl"


_MEDIA_TYPES = {
    CrosswalkFormat.CSV: "text/csv; charset=utf-8",
    CrosswalkFormat.TTL: skos.MEDIA_TYPE,
}
_BYTES = {
    media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
    for media_type in _MEDIA_TYPES.values()
}


@router.get("/crosswalks", summary="Sets, en hoeveel van elk in een andere terugkomt")
def list_crosswalks(session: Reading) -> CrosswalkOverview:
    """Only what people settled counts."""
    sizes: dict[int, int] = {}
    for found, _ in standards.current_standards(session):
        sizes[found.id] = sizes.get(found.id, 0) + 1
    return CrosswalkOverview(
        sets=[set_view(one, sizes.get(one.id, 0)) for one in standards.current_sets(session)],
        shares=[
            CoveredShare(source=one.source, target=one.target, covered=one.covered, total=one.total)
            for one in mapping_coverage.shares(session)
        ],
        relations=[word(relation) for relation in MappingRelation],
    )


@router.post(
    "/crosswalks/{source_set}/{target_set}/proposals",
    summary="Laat de computer relaties tussen twee sets voorstellen",
    responses=documented(404, 409),
)
def propose_mappings(
    source_set: SourceSet, target_set: TargetSet, account: SignedIn, house: TheHouse
) -> MappingsProposed:
    """Takes some seconds the first time. What people judged stays as it is."""
    stored = comparing.propose(house, source_set, target_set, account_id=account.id)
    return MappingsProposed(
        new=stored.new, kept=stored.kept, gone=stored.gone, with_people=stored.with_people
    )


@router.get(
    "/crosswalks/{source_set}/{target_set}/mappings",
    summary="Paren van standaarden van twee sets",
    responses=documented(404),
)
def list_mappings(
    source_set: SourceSet,
    target_set: TargetSet,
    session: Reading,
    account: SignedIn,
    state: Annotated[MappingState | None, Query(description="Alleen in deze toestand")] = None,
    standard: Annotated[
        str | None, Query(description="Alleen met deze standaard", max_length=60)
    ] = None,
) -> list[MappingView]:
    """The most alike first. Source is always of the set whose key comes first in the alphabet."""
    sets = crosswalk.pair(session, source_set, target_set)
    rows = crosswalk.mappings(session, sets, state=state, standard_key=standard)
    return mapping_views(session, rows, account_id=account.id)


@router.post(
    "/crosswalks/{source_set}/{target_set}/mappings",
    summary="Breng een paar standaarden in dat niet is voorgesteld",
    status_code=201,
    responses=documented(404, 409),
)
def bring_up_mapping(
    source_set: SourceSet,
    target_set: TargetSet,
    brought: PairBroughtUp,
    account: SignedIn,
    house: TheHouse,
) -> MappingView:
    """It is then judged like any other."""
    keys = (brought.source, brought.target)
    with house.database.writing() as session:
        made = comparing.bring_up(session, source_set, target_set, keys, account_id=account.id)
        rows = [crosswalk.mapping(session, made.id)]
        return mapping_views(session, rows, account_id=account.id)[0]


@router.get(
    "/crosswalks/{source_set}/{target_set}/agreement",
    summary="Hoe eens mensen het zijn die apart beoordeelden",
    responses=documented(404),
)
def read_agreement(
    source_set: SourceSet, target_set: TargetSet, session: Reading, house: TheHouse
) -> AgreementView:
    """Measured on what people said before they saw the other's judgement."""
    sets = crosswalk.pair(session, source_set, target_set)
    found = comparing.agreement(session, sets, seed=house.settings.seed)
    return AgreementView(
        pairs=found.units,
        people=found.people,
        raw=found.raw,
        kappa=found.kappa,
        alpha=found.alpha,
        low=found.low,
        high=found.high,
        note=comparing.in_words(found),
    )


@router.get(
    "/crosswalks/{source_set}/{target_set}/coverage",
    summary="Welke standaarden van de ene set in de andere terugkomen",
    responses=documented(404),
)
def read_coverage(source_set: SourceSet, target_set: TargetSet, session: Reading) -> CoverageView:
    """Rows are standards of the first set that is named, columns of the second."""
    crosswalk.pair(session, source_set, target_set)
    rows = crosswalk.find_set(session, source_set)
    columns = crosswalk.find_set(session, target_set)
    return coverage_view(rows, columns, mapping_coverage.coverage(session, rows, columns))


@router.get(
    "/crosswalks/{source_set}/{target_set}/export",
    summary="De vergelijking als bestand",
    response_class=Response,
    responses={200: {"description": "De vergelijking", "content": _BYTES}, **documented(404)},
)
def export_crosswalk(
    source_set: SourceSet,
    target_set: TargetSet,
    account: SignedIn,
    house: TheHouse,
    format: Annotated[
        CrosswalkFormat, Query(description="csv, of ttl voor SKOS")
    ] = CrosswalkFormat.CSV,
    proposals: Annotated[bool, Query(description="Ook wat nog niet is besloten")] = False,
) -> Response:
    """What people settled; with proposals also what still waits, marked as such."""
    with house.database.reading() as session:
        made = comparing.as_file(
            session, source_set, target_set, format.value, with_proposals=proposals
        )
    with house.database.writing() as session:
        audit.record(
            session,
            "vergelijking.uitgevoerd",
            subject="vergelijking:bestand",
            account_id=account.id,
            detail={"soort": format.value},
        )
    name = f"vertelpunt-vergelijking-{today().isoformat()}.{format.value}"
    return Response(
        made,
        media_type=_MEDIA_TYPES[format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.get(
    "/crosswalk-mappings/{mapping_id}", summary="Eén paar standaarden", responses=documented(404)
)
def read_mapping(mapping_id: MappingId, session: Reading, account: SignedIn) -> MappingView:
    """Others' judgements only after you gave your own."""
    rows = [crosswalk.mapping(session, mapping_id)]
    return mapping_views(session, rows, account_id=account.id)[0]


@router.put(
    "/crosswalk-mappings/{mapping_id}/judgement",
    summary="Zeg wat u van een paar vindt",
    responses=documented(404, 409),
)
def judge_mapping(
    mapping_id: MappingId, given: JudgementGiven, account: SignedIn, house: TheHouse
) -> MappingView:
    """One judgement per person; you may change it until the pair is decided."""
    relation = _relation(given.relation)
    with house.database.writing() as session:
        comparing.judge(
            session, mapping_id, account_id=account.id, relation=relation, note=given.note
        )
        rows = [crosswalk.mapping(session, mapping_id)]
        return mapping_views(session, rows, account_id=account.id)[0]


@router.put(
    "/crosswalk-mappings/{mapping_id}/decision",
    summary="Besluit na overleg over een paar waarover mensen verschillen",
    responses=documented(404, 409),
)
def decide_on_mapping(
    mapping_id: MappingId, decision: MappingDecision, account: SignedIn, house: TheHouse
) -> MappingView:
    """With the reason; it can be taken back."""
    relation = _relation(decision.relation)
    with house.database.writing() as session:
        comparing.decide(
            session,
            mapping_id,
            account_id=account.id,
            relation=relation,
            reason=decision.reason,
        )
        rows = [crosswalk.mapping(session, mapping_id)]
        return mapping_views(session, rows, account_id=account.id)[0]


@router.delete(
    "/crosswalk-mappings/{mapping_id}/decision",
    summary="Neem een besluit over een paar terug",
    responses=documented(404, 409),
)
def reopen_mapping(mapping_id: MappingId, account: SignedIn, house: TheHouse) -> MappingView:
    """What people judged stands again."""
    with house.database.writing() as session:
        comparing.reopen(session, mapping_id, account_id=account.id)
        rows = [crosswalk.mapping(session, mapping_id)]
        return mapping_views(session, rows, account_id=account.id)[0]


def _relation(value: str) -> MappingRelation:
    """The relation that somebody named.

    Raises:
        Rejected: it does not exist.
    """
    if value not in set(MappingRelation):
        kinds = ", ".join(relation.value for relation in MappingRelation)
        raise Rejected(
            "Deze relatie is niet bekend.",
            code="vergelijking.relatie",
            problems=(Problem("#/relation", f"Kies uit: {kinds}."),),
        )
    return MappingRelation(value)
