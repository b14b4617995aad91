"""What only administrators ask of the API, as part of `client.Reader`: forms, invites, lists."""

from typing import Any, Protocol, TypeVar
from urllib.parse import quote

from pydantic import TypeAdapter

from service.schemas import (
    FormChange,
    FormContent,
    FormPage,
    FormRow,
    FormStamp,
    FormTranslation,
    FormWords,
    InviteList,
    InviteRequest,
    InviteView,
    NewForm,
    OwnLines,
    OwnListAdded,
    OwnListPreview,
    OwnListView,
    PreviewLink,
    Schema,
    TranslatedText,
    TranslationChange,
)

T = TypeVar("T")


class Calls(Protocol):
    """What the reader itself brings."""

    def _get(self, path: str, shape: TypeAdapter[T]) -> T: ...
    def _kept(self, path: str, shape: TypeAdapter[T]) -> T: ...
    def _send(self, method: str, path: str, body: Schema, shape: TypeAdapter[T]) -> T: ...
    def _call(self, method: str, path: str, **how: Any) -> bytes: ...


class AdministratorCalls:
    """Forms, invitations and own lists; not remembered, because these change here."""

    def forms(self: Calls) -> list[FormRow]:
        """Every version of every form."""
        return self._get("/v1/forms", TypeAdapter(list[FormRow]))

    def form_words(self: Calls) -> FormWords:
        """What a form can be built of."""
        return self._kept("/v1/form-words", TypeAdapter(FormWords))

    def form(self: Calls, key: str, version: int) -> FormPage:
        """One version with all that it says."""
        return self._get(_form(key, version), TypeAdapter(FormPage))

    def new_form(self: Calls, wanted: NewForm) -> FormPage:
        """A concept, empty or as a copy."""
        return self._send("POST", "/v1/forms", wanted, TypeAdapter(FormPage))

    def save_form(
        self: Calls, key: str, version: int, content: FormContent, *, stamp: str
    ) -> FormPage:
        """Let a concept say this; `ChangedMeanwhile` when somebody else was first."""
        change = FormChange(content=content, stamp=stamp)
        return self._send("PUT", _form(key, version), change, TypeAdapter(FormPage))

    def discard_form(self: Calls, key: str, version: int, *, stamp: str) -> None:
        """Throw a concept away."""
        self._call("DELETE", _form(key, version), params={"stamp": stamp})

    def publish_form(self: Calls, key: str, version: int, *, stamp: str) -> FormPage:
        """Put a concept into use, for good."""
        path = f"{_form(key, version)}/publication"
        return self._send("POST", path, FormStamp(stamp=stamp), TypeAdapter(FormPage))

    def retire_form(self: Calls, key: str) -> None:
        """Let nobody begin this form any more."""
        self._call("POST", f"/v1/forms/{quote(key, safe='')}/retirement")

    def preview_form(self: Calls, key: str, version: int) -> PreviewLink:
        """A link to look at it, for an hour."""
        path = f"{_form(key, version)}/preview-links"
        return TypeAdapter(PreviewLink).validate_json(self._call("POST", path))

    def translation(self: Calls, key: str, version: int, language: str) -> FormTranslation:
        """A form beside its Dutch, text by text."""
        return self._get(translation_path(key, version, language), TypeAdapter(FormTranslation))

    def save_translation(
        self: Calls,
        key: str,
        version: int,
        language: str,
        texts: list[TranslatedText],
        *,
        stamp: str,
    ) -> FormTranslation:
        """The whole translation at once."""
        change = TranslationChange(texts=texts, stamp=stamp)
        path = translation_path(key, version, language)
        return self._send("PUT", path, change, TypeAdapter(FormTranslation))

    def invites(self: Calls) -> InviteList:
        """All invitations with their response."""
        return self._get("/v1/invites", TypeAdapter(InviteList))

    def invite(self: Calls, wanted: InviteRequest) -> InviteView:
        """Make an invitation."""
        return self._send("POST", "/v1/invites", wanted, TypeAdapter(InviteView))

    def close_invite(self: Calls, invite_id: int) -> None:
        """Let nobody begin through it any more."""
        self._call("POST", f"/v1/invites/{int(invite_id)}/closure")

    def invite_picture(self: Calls, invite_id: int) -> str:
        """The QR, as SVG."""
        return self._call("GET", f"/v1/invites/{int(invite_id)}/qr").decode()

    def own_lists(self: Calls) -> OwnListView:
        """What always goes out of stories; not remembered, because it changes here."""
        return self._get("/v1/own-lists", TypeAdapter(OwnListView))

    def preview_own_list(self: Calls, lines: OwnLines) -> OwnListPreview:
        """What listing these lines would do."""
        return self._send("POST", "/v1/own-lists/preview", lines, TypeAdapter(OwnListPreview))

    def add_to_own_list(self: Calls, lines: OwnLines) -> OwnListAdded:
        """Put these lines on the list, all or none."""
        return self._send("POST", "/v1/own-lists", lines, TypeAdapter(OwnListAdded))

    def remove_from_own_list(self: Calls, name_id: int) -> None:
        """Take one name off the list."""
        self._call("DELETE", f"/v1/own-lists/{name_id}")


def _form(key: str, version: int) -> str:
    return f"/v1/forms/{quote(key, safe='')}/versions/{int(version)}"


def translation_path(key: str, version: int, language: str) -> str:
    """Where the API has one translation of one version."""
    return f"{_form(key, version)}/translations/{quote(language, safe='')}"
