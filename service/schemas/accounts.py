"""Signing in, and who is signed in."""

from pydantic import Field

from service.schemas.shape import Schema


class Credentials(Schema):
    """Signing in."""

    name: str = Field(max_length=80)
    password: str = Field(max_length=200)


class ActivationRequest(Schema):
    """Setting a password once, with the token of the activation link."""

    token: str = Field(max_length=200)
    password: str = Field(max_length=200)


class SignedIn(Schema):
    """A fresh session: the token is shown once and kept by the explorer's cookie."""

    token: str
    name: str


class Me(Schema):
    """Who is signed in, and what the product should call itself."""

    name: str
    role: str
    organisation: str
