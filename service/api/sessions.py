"""Coming in, going out, and who is in."""

from fastapi import APIRouter, Request

from service import security
from service.api.problems import documented
from service.deps import SignedIn, TheHouse, ThePace
from service.schemas import ActivationRequest, Credentials, Me
from service.schemas import SignedIn as SignedInView

door = APIRouter(tags=["Inloggen"])
router = APIRouter(tags=["Inloggen"])


@door.post(
    "/activations",
    status_code=201,
    summary="Kies een wachtwoord met een eenmalige link, en log in",
    responses=documented(404),
)
def activate(request: ActivationRequest, house: TheHouse) -> SignedInView:
    """The link works once; after a refused password it still works."""
    begun = security.activate(house.database, token=request.token, password=request.password)
    return SignedInView(token=begun.token, name=begun.name)


@door.post("/sessions", status_code=201, summary="Log in", responses=documented(401, 429))
def sign_in(
    request: Request, credentials: Credentials, house: TheHouse, pace: ThePace
) -> SignedInView:
    """A wrong name and a wrong password get the same answer."""
    begun = security.sign_in(
        house.database,
        pace,
        name=credentials.name,
        password=credentials.password,
        address=request.client.host if request.client else "",
    )
    return SignedInView(token=begun.token, name=begun.name)


@router.delete("/sessions/current", status_code=204, summary="Log uit")
def sign_out(account: SignedIn, house: TheHouse) -> None:
    """Ends this session on the server; the token opens nothing any more."""
    security.sign_out(house.database, account_id=account.id, token_hash=account.token_hash)


@router.get("/me", summary="Wie is ingelogd?")
def read_me(account: SignedIn, house: TheHouse) -> Me:
    """The signed-in account, and the organisation that this installation is of."""
    return Me(name=account.name, role=account.role.value, organisation=house.settings.organisation)
