"""Which form somebody begins: chosen on the first page, in a language, or by an invitation.

What a page says of it is sent along in hidden fields, and looked up again when it comes back: an
invitation that closed meanwhile, or a form that is not there, never gets in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from models import form_content, forms, invites
from models.base import today
from models.errors import NotFound
from models.form_content import DUTCH, FormView
from models.forms import Form
from models.invites import Invite
from models.vocabulary import FormKind
from models.wording import Worded, listed
from service.form import languages
from service.form.guard import Posted
from service.form.memory import Telling

USUAL = "verhaal"
"""The key of the form for everybody, when nobody chose another."""
_IN_ORDER = {
    FormKind.YOUNG_PERSON: "Ik ben een jongere",
    FormKind.PARENT: "Ik ben ouder of verzorger",
    FormKind.ADULT: "Ik ben volwassen en heb of had zelf hulp",
    FormKind.PROFESSIONAL: "Ik werk in een wijkteam of bij een andere organisatie",
    FormKind.EASY: "Ik wil het in makkelijke taal",
}
"""The kinds of form on the first page, in this order; those of a meeting come by their link."""
TITLE = "Vertel wat u hebt meegemaakt"
"""Above the first page in a language that the form for everybody does not have."""
EVERYBODY = "Ik kies niet, of ik ben iemand anders"


@dataclass(frozen=True)
class Offered:
    """One form that can be chosen on the first page."""

    key: str
    label: str
    title: str


@dataclass(frozen=True)
class Entrance:
    """What stands on the first page: a form in a language, perhaps by an invitation."""

    form: FormView
    languages: Sequence[tuple[str, str]]
    """Other languages of this form: code, and the name in that language."""
    choices: Sequence[Offered] = ()
    slug: str = ""
    team: str = ""


def front(session: Session, language: str = DUTCH) -> Entrance:
    """The first page without a form in its address; Dutch when no form is in the language.

    Raises:
        NotFound: no form is in use.
    """
    offered = forms.published(session)
    usual = _usual(session, offered)
    others = [form for form in offered if form.kind in _IN_ORDER and form.id != usual.id]
    others.sort(key=lambda form: (list(_IN_ORDER).index(form.kind), form.key))
    named = [form for form in others if language in form_content.languages(form)]
    choices = [Offered(form.key, _label(form, others), form.title) for form in named]
    elsewhere = _languages([usual, *others], language)
    if language in form_content.languages(usual):
        if choices:
            choices.append(Offered(usual.key, EVERYBODY, usual.title))
        return Entrance(form_content.in_language(usual, language), elsewhere, choices)
    if not named:
        return front(session)
    return Entrance(_for_everybody(named, language), elsewhere, choices)


def of_form(session: Session, key: str, language: str = DUTCH) -> Entrance:
    """The first page of one form.

    Raises:
        NotFound: this form is not in use, or not in this language.
    """
    form = forms.current(session, key)
    if language not in form_content.languages(form):
        raise NotFound("Dit formulier is er niet in deze taal.", code="formulier.taal")
    return Entrance(form_content.in_language(form, language), _languages([form], language))


def of_invite(session: Session, invite: Invite, language: str = DUTCH) -> Entrance:
    """The first page of an open invitation.

    Raises:
        NotFound: its form is not in use any more, or not in this language.
    """
    entrance = of_form(session, invite.form_key, language)
    team = invite.team.name if invite.team else ""
    return Entrance(entrance.form, entrance.languages, slug=invite.slug, team=team)


def begun(session: Session, fields: Posted) -> Telling:
    """A new story on the form that was chosen; what cannot be found falls back to the usual one.

    Raises:
        NotFound: no form is in use.
    """
    invite = _open_invite(session, fields.get("uitnodiging"))
    form = _chosen(session, invite.form_key if invite else fields.get("soort"))
    language = fields.get("taal")
    return Telling(
        form_id=form.id,
        slug=invite.slug if invite else "",
        language=language if language in form_content.languages(form) else DUTCH,
        team_id=invite.team_id if invite else None,
        role=_only_role(form),
    )


def again(session: Session, told: Telling) -> Telling:
    """Another story after one that was told: the same form as it is now, and the same invitation.

    Raises:
        NotFound: no form is in use.
    """
    invite = _open_invite(session, told.slug)
    form = _chosen(session, form_of(session, told).key)
    return Telling(
        form_id=form.id,
        slug=invite.slug if invite else "",
        language=told.language if told.language in form_content.languages(form) else DUTCH,
        role=_only_role(form),
    )


def form_of(session: Session, telling: Telling) -> Form:
    """The version of the form that a story was begun on; it stays whatever is published later.

    Raises:
        NotFound: no form is in use.
    """
    if telling.form_id is not None:
        return forms.by_id(session, telling.form_id)
    return _usual(session, forms.published(session))


def _open_invite(session: Session, slug: str) -> Invite | None:
    invite = invites.find(session, slug)
    return invite if invite is not None and invites.is_open(invite, today()) else None


def _chosen(session: Session, key: str) -> Form:
    offered = forms.published(session)
    return next((form for form in offered if form.key == key), _usual(session, offered))


def _usual(session: Session, offered: Sequence[Form]) -> Form:
    for form in offered:
        if form.key == USUAL:
            return form
    return offered[0] if offered else forms.current(session)


def _only_role(form: Form) -> str:
    return str(form.roles[0]) if len(form.roles) == 1 else ""


def _label(form: Form, among: Sequence[Form]) -> str:
    """Words for whom it is; its title as well when there are two of a kind."""
    label = _IN_ORDER[form.kind]
    twins = [other for other in among if other.kind is form.kind]
    return listed([Worded(label), form.title], ": ") if len(twins) > 1 else label


def _for_everybody(forms_in_language: Sequence[Form], language: str) -> FormView:
    """What stands on the first page when the usual form is not in this language.

    Who chooses nothing there gets the form for adults, or the first.
    """
    form = min(forms_in_language, key=lambda form: form.kind is not FormKind.ADULT)
    view = form_content.in_language(form, language)
    return replace(view, title=languages.say(TITLE, language), welcome="")


def _languages(offered: Sequence[Form], now: str) -> list[tuple[str, str]]:
    """The other languages in which one of these forms is there, and how each is called."""
    found = {code for form in offered for code in form_content.languages(form)}
    return [
        (code, name)
        for code, name in form_content.LANGUAGES.items()
        if code in found and code != now
    ]
