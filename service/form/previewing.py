"""The whole form on one page, to look at before it is used. Nothing typed here goes anywhere.

The link is signed and works for an hour, so that a concept can be shown to a colleague or a panel
without an account. The page holds no form to send and takes no post.
"""

from fastapi import APIRouter
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

from models import forms
from models.errors import NotFound
from models.form_content import DUTCH, LANGUAGES, missing
from models.forms import Form
from models.sealing import Sealer
from models.vocabulary import FormKind
from service.form import guard, languages, pages
from service.form.guard import FormRoute
from service.settings import Settings

MINUTES = 60

router = APIRouter(route_class=FormRoute, include_in_schema=False)


def link(settings: Settings, sealer: Sealer, form_id: int) -> str:
    """An address that shows this version of a form, whatever its state, for an hour."""
    return f"{settings.form}/voorbeeld/{_serializer(sealer).dumps(form_id)}"


@router.get("/voorbeeld/{token}", summary="Voorbeeld van een formulier")
def preview(request: Request, token: str, taal: str = DUTCH) -> Response:
    """The form in one of its languages, also when that translation is not finished."""
    # Whoever looks is somebody who works here, and the form is shown in each of its languages.
    languages.speak(request, DUTCH)
    house = guard.house_of(request)
    form_id = _opened(house.sealer, token)
    with house.database.reading() as session:
        form = forms.by_id(session, form_id)
    language = taal if taal == DUTCH or taal in form.translations else DUTCH
    shown = forms.in_language(form, language)
    return pages.render(
        request,
        "voorbeeld.html",
        form=shown,
        state=form.state,
        coins=form.kind is FormKind.EASY,
        languages=_languages(form),
        token=token,
        titles={question.key: question.text for question in shown.questions},
        labels={
            question.key: {str(option["key"]): str(option["label"]) for option in question.options}
            for question in shown.questions
        },
    )


def _opened(sealer: Sealer, token: str) -> int:
    """The form that a link is for.

    Raises:
        NotFound: the link is not ours, or its hour is over.
    """
    try:
        form_id = _serializer(sealer).loads(token, max_age=MINUTES * 60)
    except BadData:
        form_id = None
    if not isinstance(form_id, int):
        raise NotFound(
            "Deze link naar een voorbeeld werkt niet meer. Vraag om een nieuwe.",
            code="voorbeeld.verlopen",
        )
    return form_id


def _languages(form: Form) -> list[tuple[str, str]]:
    """Every language that was begun, and how it is called."""
    begun = [code for code in sorted(form.translations) if code in LANGUAGES and code != DUTCH]
    unfinished = {code for code in begun if missing(form, code)}
    named = [
        (code, LANGUAGES[code] + (" (nog niet af)" if code in unfinished else "")) for code in begun
    ]
    return [(DUTCH, LANGUAGES[DUTCH]), *named] if named else []


def _serializer(sealer: Sealer) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(sealer.fingerprint("form preview"), salt="voorbeeld")
