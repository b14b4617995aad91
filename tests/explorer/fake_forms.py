"""Forms and invitations of the API in memory. A `|` in an option is refused, with its place."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import httpx

from service.schemas import (
    FormContent,
    FormLanguage,
    FormOption,
    FormPage,
    FormPrompt,
    FormQuestion,
    FormRow,
    FormTranslation,
    FormWords,
    InvitedForm,
    InvitedTeam,
    InviteList,
    InviteView,
    PictureName,
    PreviewLink,
    ProblemDetail,
    ProblemPlace,
    Schema,
    StepResponse,
    TranslatedText,
    WeekResponse,
    Word,
)

SITE = "http://vertel.test"
STATES = {"concept": "Concept", "gepubliceerd": "In gebruik", "gestopt": "Niet meer in gebruik"}
STEPS = (
    "geopend",
    "begonnen",
    "verhaal",
    "betekenis",
    "over_u",
    "nakijken",
    "verstuurd",
    "bewaard",
)
KINDS = {"triade": "Driehoek", "dyade": "Schuif", "keuze": "Keuze", "meerkeuze": "Meer keuzes",
         "tekst": "Open vraag"}  # fmt: skip
CONTENT = FormContent(
    title="Vertel wat u meemaakte",
    prompts=[FormPrompt(key="gebeurd", text="Wat is er gebeurd?")],
    questions=[
        FormQuestion(
            key="afloop", kind="keuze", text="Hoe liep het af?", why="Zo leren wij.",
            options=[FormOption(key="goed", label="Goed"), FormOption(key="mis", label="Mis")],
        ),
        FormQuestion(key="waarom", kind="tekst", text="Waarom?"),
    ],
)  # fmt: skip


@dataclass
class Version:
    """One version, with the stamp that a change needs."""

    key: str
    number: int
    state: str
    content: FormContent
    stamp: int = 1
    translations: dict[str, dict[str, str]] = field(default_factory=dict)


class Forms:
    """What there is; one form in use, and no concept."""

    def __init__(self) -> None:
        self.versions = [Version("verhaal", 1, "gepubliceerd", CONTENT)]
        self.invites: list[InviteView] = []
        self.counts: dict[str, int | None] = dict.fromkeys(STEPS, 0)
        self.refuse = False

    def handle(self, method: str, path: str, body: dict[str, Any]) -> httpx.Response | None:
        """The answer, or None when the address is not one of these."""
        if path == "/v1/forms":
            return self._begin(body) if method == "POST" else _shapes(map(self._row, self._all()))
        if path == "/v1/form-words":
            return _shape(_words())
        if path.startswith("/v1/invites"):
            return self._inviting(method, path, body)
        found = re.fullmatch(r"/v1/forms/([^/]+)/versions/(\d+)(/.*)?", path)
        if found is None:
            return self._retire(path) if path.startswith("/v1/forms/") else None
        version = self.version(found[1], int(found[2]))
        if version is None:
            return _problem(404, "Dit formulier bestaat niet, of niet meer.")
        return self._one(method, version, found[3] or "", body)

    def version(self, key: str, number: int) -> Version | None:
        """One version, if it is there."""
        return next((v for v in self.versions if (v.key, v.number) == (key, number)), None)

    def _all(self) -> list[Version]:
        return sorted(self.versions, key=lambda v: (v.key, -v.number))

    def _begin(self, body: dict[str, Any]) -> httpx.Response:
        mates = [v.number for v in self.versions if v.key == body["key"]]
        source = self.version(body["copyOf"] or "", body["copyVersion"] or 1)
        content = source.content if source else FormContent(title=body["title"], kind=body["kind"])
        made = Version(body["key"], max(mates, default=0) + 1, "concept", content)
        self.versions.append(made)
        return _shape(self._page(made), status=201)

    def _one(
        self, method: str, version: Version, rest: str, body: dict[str, Any]
    ) -> httpx.Response:
        if rest == "/preview-links":
            return _shape(PreviewLink(address=f"{SITE}/voorbeeld/teken", minutes=60), status=201)
        if rest.endswith("/file"):
            return self._file(method, version, rest.split("/")[2], body)
        if rest.startswith("/translations/"):
            return self._translate(method, version, rest.rpartition("/")[2], body)
        if method == "GET":
            return _shape(self._page(version))
        if "stamp" in body and body["stamp"] != str(version.stamp):
            return _problem(409, "Iemand anders heeft dit net veranderd.")
        if method == "DELETE":
            self.versions.remove(version)
            return httpx.Response(204)
        if rest == "/publication":
            for mate in self.versions:
                mate.state = "gestopt" if mate.key == version.key else mate.state
            version.state = "gepubliceerd"
            return _shape(self._page(version))
        return self._change(version, FormContent.model_validate(body["content"]))

    def _change(self, version: Version, content: FormContent) -> httpx.Response:
        wrong = [
            ProblemPlace(place=f"vraag {at} ({question.key}), keuze {n}", message="Geen streepje.")
            for at, question in enumerate(content.questions, 1)
            for n, option in enumerate(question.options, 1)
            if "|" in option.label
        ]
        if wrong:
            return _problem(422, "Het formulier klopt nog niet.", wrong)
        for at, question in enumerate(content.questions):
            question.key = question.key or f"vraag{at}"
            for n, option in enumerate(question.options):
                option.key = option.key or f"keuze{n}"
        version.content, version.stamp = content, version.stamp + 1
        return _shape(self._page(version))

    def _translate(
        self, method: str, version: Version, code: str, body: dict[str, Any]
    ) -> httpx.Response:
        if method == "PUT" and body["stamp"] != str(version.stamp):
            return _problem(409, "Iemand anders heeft dit net veranderd.")
        if method == "PUT" and self.refuse:
            place = ProblemPlace(place=f"vertaling {code}, titel", message="Te lang.")
            return _problem(422, "De vertaling klopt nog niet.", [place])
        if method == "PUT":
            said = {text["place"]: text["words"] for text in body["texts"] if text["words"]}
            version.translations[code] = said
            version.stamp += 1
        said = version.translations.get(code, {})
        texts = {"titel": version.content.title} | {
            f"vraag.{question.key}.tekst": question.text for question in version.content.questions
        }
        return _shape(
            FormTranslation(
                language=_language(code, len(said), len(texts)),
                texts=[
                    TranslatedText(place=place, dutch=dutch, words=said.get(place, ""))
                    for place, dutch in texts.items()
                ],
                stamp=str(version.stamp),
            )
        )

    def _file(
        self, method: str, version: Version, code: str, body: dict[str, Any]
    ) -> httpx.Response:
        if method == "GET":
            headers = {"content-disposition": f'attachment; filename="{version.key}-{code}.csv"'}
            return httpx.Response(200, content=b"plek;Nederlands;English\r\n", headers=headers)
        if str(version.stamp).encode() not in body["sent"].split(b"\r\n"):
            return _problem(409, "Iemand anders heeft dit net veranderd.")
        if self.refuse:
            wrong = [
                ProblemPlace(place=f"rij {n}, kolom plek", message="Deze plek staat er niet.")
                for n in range(2, 52)
            ]
            return _problem(422, "De vertaling is niet opgeslagen.", wrong)
        said = {"titel": body["sent"].decode().partition("titel;")[2].split("\r\n")[0]}
        return self._translate("PUT", version, code, {
            "stamp": str(version.stamp),
            "texts": [{"place": place, "words": words} for place, words in said.items()],
        })  # fmt: skip

    def _retire(self, path: str) -> httpx.Response:
        key = path.split("/")[3]
        for version in self.versions:
            version.state = "gestopt" if version.key == key else version.state
        return _shapes(map(self._row, self.versions))

    def _row(self, version: Version) -> FormRow:
        return FormRow(
            id=version.number,
            key=version.key,
            version=version.number,
            state=Word(value=version.state, label=STATES[version.state]),
            kind=Word(value="iedereen", label="Voor iedereen"),
            title=version.content.title,
            published_on=None if version.state == "concept" else date(2026, 11, 2),
            languages=["nl"],
            intact=True,
        )

    def _page(self, version: Version) -> FormPage:
        empty = [
            ProblemPlace(place=f"vraag {at} ({question.key})", message="Schrijf de vraag op.")
            for at, question in enumerate(version.content.questions, 1)
            if not question.text
        ]
        row = self._row(version)
        return FormPage(
            id=row.id,
            key=row.key,
            version=row.version,
            state=row.state,
            published_on=row.published_on,
            content=version.content,
            languages=[_language("nl", 3, 3), _language("en", 0, 3), _language("ar", 0, 3)],
            problems=empty if version.state == "concept" else [],
            stamp=str(version.stamp),
            intact=True,
        )

    def _inviting(self, method: str, path: str, body: dict[str, Any]) -> httpx.Response:
        if path.endswith("/qr"):
            return httpx.Response(200, text='<svg xmlns="http://www.w3.org/2000/svg"/>')
        if path.endswith("/closure"):
            at = int(path.split("/")[3]) - 1
            closed = Word(value="dicht", label="Gesloten")
            self.invites[at] = self.invites[at].model_copy(update={"state": closed})
            return _shape(self.invites[at])
        if method == "POST" and not body["label"].strip():
            place = ProblemPlace(place="label", message="Geef een naam.")
            return _problem(422, "De uitnodiging klopt nog niet.", [place])
        if method == "POST":
            self.invites.append(self._invite(body))
            return _shape(self.invites[-1], status=201)
        return _shape(
            InviteList(
                invites=self.invites,
                uninvited=[],
                forms=[
                    InvitedForm(
                        key="verhaal", title=CONTENT.title, paper_address=f"{SITE}/papier/verhaal",
                        kind=Word(value="iedereen", label="Voor iedereen"),
                    )
                ],
                teams=[InvitedTeam(id=3, name="Wijkteam De Kade")],
            )
        )  # fmt: skip

    def _invite(self, body: dict[str, Any]) -> InviteView:
        number = len(self.invites) + 1
        return InviteView(
            id=number,
            slug=f"{number:0>10}",
            label=body["label"],
            state=Word(value="open", label="Open"),
            form_key=body["formKey"],
            form_title=CONTENT.title,
            team_id=body["teamId"],
            team="Wijkteam De Kade" if body["teamId"] else None,
            opens_on=body["opensOn"],
            closes_on=body["closesOn"],
            created_on=date(2026, 11, 2),
            address=f"{SITE}/v/{number:0>10}",
            paper_address=f"{SITE}/papier/{number:0>10}",
            steps=[
                StepResponse(step=Word(value=step, label=step.capitalize()), count=count)
                for step, count in self.counts.items()
            ],
            weeks=[
                WeekResponse(week=date(2026, 11, day), opened=None if day == 9 else 12, finished=0)
                for day in (2, 9)
            ],
        )


def _language(code: str, translated: int, texts: int) -> FormLanguage:
    whole = translated == texts
    return FormLanguage(code=code, name=code, translated=translated, texts=texts, offered=whole)


def _words() -> FormWords:
    return FormWords(
        kinds=[Word(value="iedereen", label="Voor iedereen"),
               Word(value="makkelijk", label="In makkelijke taal")],
        question_kinds=[Word(value=value, label=label) for value, label in KINDS.items()],
        roles=[Word(value="ouder", label="Ouder of verzorger")],
        audiences=[Word(value="wijkteam", label="Mijn wijkteam"),
                   Word(value="gemeente", label="De gemeente")],
        pictures=[PictureName(name="blij", label="Blij gezicht", address="/static/blij.svg")],
        languages=[], most_prompts=12, most_questions=30, most_options=20,
    )  # fmt: skip


def _shape(answer: Schema, *, status: int = 200) -> httpx.Response:
    return httpx.Response(status, text=answer.model_dump_json(by_alias=True))


def _shapes(answers: Any) -> httpx.Response:
    return httpx.Response(200, json=[one.model_dump(mode="json", by_alias=True) for one in answers])


def _problem(status: int, detail: str, places: list[ProblemPlace] | None = None) -> httpx.Response:
    told = ProblemDetail(
        type="about:blank", title="Klopt niet", status=status, detail=detail, code="x",
        errors=[{"pointer": one.place, "message": one.message} for one in places or []],
    )  # fmt: skip
    return _shape(told, status=status)
