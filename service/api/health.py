"""Whether the service works: for monitors, so without a session and without details."""

from fastapi import APIRouter

from models.errors import Unavailable
from service.deps import TheHouse
from service.schemas import Health

router = APIRouter(tags=["Dienst"])


@router.get("/health", summary="Werkt de dienst?")
def health(house: TheHouse) -> Health:
    """Answers only when the database does."""
    if not house.database.is_healthy():
        raise Unavailable(
            "De database antwoordt niet. Probeer het over een minuut opnieuw.",
            code="database.niet_bereikbaar",
        )
    return Health(status="ok")
