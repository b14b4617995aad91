"""A form on paper: one page to print, for who rather writes by hand.

The address is a form's key, or the slug of an invitation; then the team stands on it, and a QR
leads to the same form online.
"""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from models import forms, invites, teams
from models.base import today
from models.errors import NotFound
from models.form_content import DUTCH
from models.forms import Form
from models.invites import Invite
from models.vocabulary import AgeGroup, FormKind, HelpGiven, NarratorRole
from service import inviting
from service.form import consent, guard, languages, pages
from service.form.guard import FormRoute

COINS = 10
MOST_TEAMS_TO_TICK = 12

router = APIRouter(route_class=FormRoute, include_in_schema=False)


@router.get("/papier/{name}", summary="Formulier op papier")
def paper(request: Request, name: str, taal: str = DUTCH) -> Response:
    """The form as it is now, to print; only its own texts are in another language."""
    languages.speak(request, DUTCH)
    house = guard.house_of(request)
    with house.database.reading() as session:
        invite, form = _asked(session, name)
        teams_to_tick = [team.name for team in teams.all_teams(session)]
    language = taal if taal in forms.languages(form) else DUTCH
    shown = forms.in_language(form, language)
    address = inviting.address(house.settings, invite.slug) if invite else house.settings.form
    return pages.render(
        request,
        "papier.html",
        form=shown,
        team=invite.team.name if invite and invite.team else "",
        teams=teams_to_tick if len(teams_to_tick) <= MOST_TEAMS_TO_TICK else [],
        invited=invite is not None,
        address=address,
        qr=inviting.qr_address(address) if invite else "",
        roles=_roles(form),
        ages=list(AgeGroup),
        helpers=list(HelpGiven),
        coins=COINS if form.kind is FormKind.EASY else 0,
        languages=[code for code in forms.languages(form) if code != language],
        name=name,
        questions={question.key: question for question in shown.questions},
        **consent.shown(request),
    )


@router.get("/papier/{name}/kaart", summary="Kaartjes om uit te delen")
def card(request: Request, name: str) -> Response:
    """Four cards with the link and QR of an invitation."""
    house = guard.house_of(request)
    with house.database.reading() as session:
        invite, form = _asked(session, name)
    if invite is None:
        raise NotFound("Deze uitnodiging is er niet.", code="uitnodiging.onbekend")
    address = inviting.address(house.settings, invite.slug)
    return pages.render(
        request,
        "kaart.html",
        form=form,
        team=invite.team.name if invite.team else "",
        address=address,
        qr=inviting.qr_address(address),
        until=invite.closes_on,
    )


def _asked(session: Session, name: str) -> tuple[Invite | None, Form]:
    """The invitation if the name is one, and the form.

    Raises:
        NotFound: there is no such form or invitation, or it is closed.
    """
    invite = invites.find(session, name)
    if invite is None:
        return None, forms.current(session, name)
    if invite.closes_on is not None and invite.closes_on < today():
        raise NotFound("Deze uitnodiging is gesloten.", code="uitnodiging.gesloten")
    return invite, forms.current(session, invite.form_key)


def _roles(form: Form) -> list[NarratorRole]:
    """What can be ticked; a form that is for one kind of narrator does not ask."""
    roles = [role for role in NarratorRole if not form.roles or role.value in form.roles]
    return roles if len(roles) > 1 else []
