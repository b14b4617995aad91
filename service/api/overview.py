"""The first view: how many stories, from whom, since when, and what is in no theme."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session

from models import grounds, overview, runs, themes
from models.vocabulary import MiningMode, ResidueReason, RunKind
from service import encoders
from service.api.shapes import between_view, evidence_view, passage_view, run_view, word
from service.deps import Reading, TheHouse
from service.schemas import Count, Overview, PeriodCount, ResidueRow, Word

router = APIRouter(tags=["Overzicht"])


@router.get("/overview", summary="Overzicht van verhalen en thema's")
def read_overview(session: Reading, house: TheHouse) -> Overview:
    """Counts stories that readers may see, and no others."""
    covered = overview.coverage(session)
    first, last = overview.periods(session)
    ranked = themes.ranked(session)
    encoder = overview.encoder_in_use(session)
    latest = runs.latest(session, RunKind.MINE)
    return Overview(
        stories=overview.stories(session),
        synthetic_stories=overview.stories(session, synthetic=True),
        first_period=first,
        last_period=last,
        passages=covered.passages,
        stories_in_no_theme=covered.stories_in_no_theme,
        passages_in_no_theme=covered.passages_in_no_theme,
        residue_reasons=[Count.model_validate(tally) for tally in covered.reasons],
        by_role=[Count.model_validate(tally) for tally in overview.by_role(session)],
        by_age_group=[Count.model_validate(tally) for tally in overview.by_age_group(session)],
        by_team=[Count.model_validate(tally) for tally in overview.by_team(session)],
        by_period=[PeriodCount.model_validate(tally) for tally in overview.by_period(session)],
        themes=len(ranked),
        mode=_mode(session, ranked),
        encoder=f"{encoder.name}@{encoder.revision}" if encoder else None,
        encoder_notices=encoders.notices(session, trouble=house.encoders.trouble()),
        latest_run=run_view(latest) if latest else None,
        queue=runs.unfinished(session),
    )


@router.get("/residue", summary="Stukjes die in geen thema passen, met de reden")
def list_residue(
    session: Reading,
    reason: Annotated[ResidueReason | None, Query(description="Alleen om deze reden")] = None,
) -> list[ResidueRow]:
    """Not noise: what no theme fits may be what nobody has seen yet."""
    rows = themes.residue(session, reason=reason)
    known = grounds.grounds(session, [row.evidence for row in rows])
    return [
        ResidueRow(
            passage=passage_view(
                row.story,
                row.passage.start,
                row.passage.end,
                passage_id=row.passage.id,
                evidence=evidence_view(row.evidence, known),
            ),
            reason=word(row.reason),
            between=between_view(row.evidence, known),
        )
        for row in rows
    ]


def _mode(session: Session, ranked: list[themes.RankedTheme]) -> Word | None:
    """How themes were looked for; a finished run without themes means: too few, so read."""
    if ranked:
        return word(ranked[0].theme.mode)
    return word(MiningMode.READ) if runs.latest_done(session, RunKind.MINE) else None
