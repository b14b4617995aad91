"""The public story form: every page of it in one router, for `service.app` to include."""

from fastapi import APIRouter

from service.form import (
    checking,
    doors,
    opening,
    paper,
    previewing,
    resuming,
    returning,
    speaking,
    together,
    writing,
)
from service.form.pages import error_page, mount_static

__all__ = ["error_page", "mount_static", "router"]

router = APIRouter(include_in_schema=False)
for _part in (
    opening,
    writing,
    checking,
    doors,
    returning,
    previewing,
    paper,
    resuming,
    together,
    speaking,
):
    router.include_router(_part.router)
