"""The choices of a narrator about who may read: as the pages show them, and as they are taken."""

from typing import Any

from models import consents
from service.form.guard import Posted


def shown() -> dict[str, Any]:
    """What every page with these choices needs: purposes, their words and what follows."""
    text = consents.current()
    return {
        "consent_text": text,
        "purposes": [one.purpose for one in text.purposes],
        "consequences": {one.purpose.value: one.consequence for one in text.purposes},
    }


def is_current(fields: Posted) -> bool:
    """True when the page that was sent showed the text that would be stored with the choices."""
    return fields.get("toestemming") == consents.current().version
