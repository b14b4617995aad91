"""Inviting people to tell: links, QR pictures, and how far they came.

What is shown are numbers of visits. They say nothing about a story or about who came, but beside
the stories of a small team a very small number may still point at somebody. So one to four is never
shown, and in the table per week a second number goes too where the first could be worked out from
the total (see `service.disclosure`). Totals of five and more are exact. Who did *not* go on left
nothing here, so the difference between two steps may be small.
"""

from collections.abc import Mapping
from datetime import date
from io import BytesIO

import segno
from sqlalchemy.orm import Session

from models import audit, forms, invites, teams
from models.base import today
from models.errors import NotFound, Problem, Rejected
from models.forms import Form
from models.invites import Invite
from models.vocabulary import TellingStep
from service.disclosure import FEWEST_SHOWN, Cell, Sum, hidden
from service.schemas import (
    InvitedForm,
    InvitedTeam,
    InviteList,
    InviteRequest,
    InviteView,
    StepResponse,
    UninvitedResponse,
    WeekResponse,
    Word,
)
from service.settings import Settings
from service.wiring import House

WEEKS_SHOWN = 26
INK, PAPER = "#1C2B2D", "#FFFFFF"
LATER, OPEN, CLOSED = "later", "open", "dicht"
_STATES = {LATER: "Nog niet begonnen", OPEN: "Open", CLOSED: "Gesloten"}

Counts = Mapping[tuple[str, str, date, TellingStep], int]


def overview(session: Session, settings: Settings) -> InviteList:
    """All invitations with their response, and what a new one can be for."""
    usable = forms.published(session)
    titles = {form.key: form.title for form in usable}
    counts = invites.counts(session)
    keys = sorted({key for slug, key, _, _ in counts if slug == invites.NO_INVITE})
    return InviteList(
        invites=[_view(invite, settings, titles, counts) for invite in invites.every(session)],
        uninvited=[
            UninvitedResponse(
                form_key=key,
                form_title=titles.get(key, key),
                steps=_steps(_of(counts, invites.NO_INVITE, key)),
            )
            for key in keys
        ],
        forms=[_form(form, settings) for form in usable],
        teams=[InvitedTeam(id=team.id, name=team.name) for team in teams.all_teams(session)],
    )


def create(house: House, wanted: InviteRequest, *, account_id: int | None = None) -> InviteView:
    """Make an invitation.

    Raises:
        Rejected: the form or the team is not there, or the invitation cannot be so.
    """
    with house.database.writing() as session:
        form = _usable(session, wanted.form_key)
        team = next((t for t in teams.all_teams(session) if t.id == wanted.team_id), None)
        if wanted.team_id is not None and team is None:
            raise _refused("teamId", "Dit team is niet bekend.")
        invite = invites.create(
            session,
            form_key=form.key,
            team=team,
            label=wanted.label,
            opens_on=wanted.opens_on,
            closes_on=wanted.closes_on,
            account_id=account_id,
        )
        _record(session, "uitnodiging.gemaakt", invite, account_id)
        return _view(invite, house.settings, {form.key: form.title}, {})


def close(house: House, invite_id: int, *, account_id: int | None = None) -> InviteView:
    """Let nobody begin through an invitation any more; who has begun can finish.

    Raises:
        NotFound: there is no such invitation.
    """
    with house.database.writing() as session:
        invite = invites.by_id(session, invite_id)
        invites.close(session, invite, today())
        _record(session, "uitnodiging.gesloten", invite, account_id)
        titles = {form.key: form.title for form in forms.published(session)}
        return _view(invite, house.settings, titles, invites.counts(session, slug=invite.slug))


def address(settings: Settings, slug: str) -> str:
    """The link that opens the form through an invitation."""
    return f"{settings.form}/v/{slug}"


def paper_address(settings: Settings, name: str) -> str:
    """Where a form is for printing; `name` is the key of a form or the slug of an invitation."""
    return f"{settings.form}/papier/{name}"


def qr_picture(text: str) -> str:
    """A QR picture as SVG, sharp at any size; level M survives a stain on paper."""
    picture = BytesIO()
    _qr(text).save(picture, kind="svg", scale=8, border=4, dark=INK, light=PAPER, title="QR")
    return picture.getvalue().decode()


def qr_address(text: str) -> str:
    """The same picture as an address that a page can hold."""
    return str(_qr(text).svg_data_uri(scale=8, border=2, dark=INK, light=PAPER))


def _qr(text: str) -> segno.QRCode:
    return segno.make(text, error="m", micro=False)


def _view(
    invite: Invite, settings: Settings, titles: Mapping[str, str], counts: Counts
) -> InviteView:
    mine = _of(counts, invite.slug, invite.form_key)
    return InviteView(
        id=invite.id,
        slug=invite.slug,
        label=invite.label,
        state=_state(invite, today()),
        form_key=invite.form_key,
        form_title=titles.get(invite.form_key, invite.form_key),
        team_id=invite.team_id,
        team=invite.team.name if invite.team is not None else None,
        opens_on=invite.opens_on,
        closes_on=invite.closes_on,
        created_on=invite.created_on,
        address=address(settings, invite.slug),
        paper_address=paper_address(settings, invite.slug),
        steps=_steps(mine),
        weeks=_weeks(mine),
    )


def _state(invite: Invite, on: date) -> Word:
    ended = invite.closes_on is not None and invite.closes_on < on
    value = OPEN if invites.is_open(invite, on) else CLOSED if ended else LATER
    return Word(value=value, label=_STATES[value])


def _of(counts: Counts, slug: str, key: str) -> dict[tuple[date, TellingStep], int]:
    """The counts of one invitation and form, by week and step."""
    return {
        (week, step): count
        for (found, form_key, week, step), count in counts.items()
        if found == slug and form_key == key
    }


def _steps(counts: Mapping[tuple[date, TellingStep], int]) -> list[StepResponse]:
    totals = {step: 0 for step in TellingStep}
    for (_, step), count in counts.items():
        totals[step] += count
    return [
        StepResponse(
            step=Word(value=step.value, label=step.label),
            count=None if 0 < total < FEWEST_SHOWN else total,
        )
        for step, total in totals.items()
    ]


def _weeks(counts: Mapping[tuple[date, TellingStep], int]) -> list[WeekResponse]:
    """The newest weeks; hidden is what is small, and what would give a small one away."""
    weeks = sorted({week for week, _ in counts})
    opened, finished = TellingStep.OPENED, TellingStep.FINISHED
    cells: dict[Cell, int] = {}
    sums = []
    for step in (opened, finished):
        in_week: dict[Cell, int] = {
            _cell(step, week): counts.get((week, step), 0) for week in weeks
        }
        total: Cell = (0, step.value)
        cells |= in_week | {total: sum(in_week.values())}
        sums.append(Sum(total=total, parts=tuple(in_week)))
    shut = hidden(cells, sums)

    def shown(step: TellingStep, week: date) -> int | None:
        return None if _cell(step, week) in shut else cells[_cell(step, week)]

    return [
        WeekResponse(week=week, opened=shown(opened, week), finished=shown(finished, week))
        for week in weeks[-WEEKS_SHOWN:]
    ]


def _cell(step: TellingStep, week: date) -> Cell:
    return (0, f"{step.value} {week}")


def _form(form: Form, settings: Settings) -> InvitedForm:
    return InvitedForm(
        key=form.key,
        title=form.title,
        kind=Word(value=form.kind.value, label=form.kind.label),
        paper_address=paper_address(settings, form.key),
    )


def _usable(session: Session, key: str) -> Form:
    try:
        return forms.current(session, key)
    except NotFound:
        raise _refused("formKey", "Dit formulier is niet in gebruik.") from None


def _refused(place: str, message: str) -> Rejected:
    return Rejected(
        "De uitnodiging klopt nog niet.",
        code="uitnodiging.klopt_niet",
        problems=(Problem(place, message),),
    )


def _record(session: Session, action: str, invite: Invite, account_id: int | None) -> None:
    audit.record(
        session,
        action,
        subject=f"uitnodiging:{invite.id}",
        account_id=account_id,
        detail={"formulier": invite.form_key, "team": invite.team_id},
    )
