"""The choices of a narrator about who may read: as the pages show them, and as they are taken."""

from typing import Any

from starlette.requests import Request

from models import consents
from models.consents import ConsentText
from service.form import languages
from service.form.guard import Posted


def text(request: Request) -> ConsentText:
    """What narrators are asked to allow now, in the language of the page."""
    return consents.current().in_language(languages.of(request))


def shown(request: Request) -> dict[str, Any]:
    """What every page with these choices needs: purposes, their words and what follows."""
    asked = text(request)
    return {
        "consent_text": asked,
        "purposes": [one.purpose for one in asked.purposes],
        "consequences": {one.purpose.value: one.consequence for one in asked.purposes},
    }


def is_current(fields: Posted) -> bool:
    """True when the page that was sent showed the text that would be stored with the choices."""
    return fields.get("toestemming") == consents.current().version
