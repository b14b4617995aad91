"""An API in memory for tests of the explorer: the same addresses and shapes, stories of our own."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from service.schemas import (
    AnswerSummary,
    AnswerView,
    Count,
    EventView,
    Exemplar,
    LinkView,
    Me,
    OptionCount,
    Overview,
    PassageView,
    PeriodCount,
    ProblemDetail,
    ResidueRow,
    RunView,
    Schema,
    SearchedWord,
    SearchHit,
    SearchMark,
    SearchPage,
    SentenceView,
    SignedIn,
    StandardSetView,
    StandardView,
    StoryList,
    StoryRow,
    StoryView,
    ThemeCounts,
    ThemeName,
    ThemePage,
    ThemeRow,
    TriadPoint,
    Word,
)
from tests.explorer import fake_links
from tests.explorer.fake_curating import SENTENCE, Curating
from tests.explorer.fake_forms import Forms
from tests.explorer.fake_lists import Lists
from tests.explorer.fake_looking import Looking, Moderating

LOOKS_OVER = ("beheerder", "moderator")
ROLES = {
    "jongere": "Kind of jongere",
    "ouder": "Ouder of verzorger",
    "oudere": "Oudere met een eigen vraag",
    "mantelzorger": "Mantelzorger of naaste",
    "wijkteamprofessional": "Medewerker van een wijkteam",
}
TEAMS = ("Wijkteam De Kade", "Sociaal team Oosterpark")
THEMES = (
    ("t1", "Steeds een ander gezicht", "stevig", ["opnieuw", "verhaal", "nieuwe", "weg"]),
    ("t2", "Lang wachten op een antwoord", "redelijk", ["wachten", "weken", "brief"]),
    ("t3", "Iemand die blijft bellen", "wankel", ["bellen", "terug", "zelf"]),
)
TEXTS = (
    "Voor de zesde keer vertelde ik wat er was gebeurd. Zij schreef alles op en was in juni weg.",
    "Na elf weken kwam er een brief. Er stond in dat ik nog even moest wachten.",
    "Hij belde elke vrijdag, ook als er niets was. Dat vergeet ik niet.",
    "Mijn moeder praat liever met de buurvrouw dan met iemand met een map onder zijn arm.",
    "Toen zei ze: ik blijf tot het klaar is. En ze bleef.",
)
NOW = datetime(2026, 11, 3, 13, 5, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script> **vet** [klik](javascript:x) :smile: $x^2$ # kop"


def word(value: str, label: str | None = None) -> Word:
    return Word(value=value, label=label or value.capitalize())


@dataclass
class FakeApi:
    """What the explorer can ask. `stories` decides how full it is; tests change what they need."""

    stories: int = 40
    synthetic: int = 40
    token: str = "een-token"
    name: str = "Anna"
    organisation: str = "Associatie Wijkteams"
    password: str = "vier losse woorden samen"
    activation: str = "activeer-mij"
    down: bool = False
    reports: bool = True
    ended: bool = False
    notices: list[str] = field(default_factory=list)
    overtaken: str | None = None
    refuses_runs: bool = False
    full: bool | None = None
    runs: list[RunView] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    links: dict[int, LinkView] = field(default_factory=dict)
    before: list[LinkView] = field(default_factory=list)
    passage_text: str = ""
    title: str = ""
    searched: list[dict[str, Any]] = field(default_factory=list)
    by_meaning: bool = True
    unread: int = 0
    role: str = "beheerder"
    lists: Lists = field(default_factory=Lists)
    forms: Forms = field(default_factory=Forms)
    curating: Curating = field(default_factory=Curating)
    moderating: Moderating = field(default_factory=Moderating)
    looking: Looking = field(default_factory=lambda: Looking(datetime.now(UTC)))

    def __post_init__(self) -> None:
        self.labels = {key: label for key, label, _, _ in THEMES} | self.labels
        self.versions = dict.fromkeys(self.labels, 1)
        self.links = {link.id: link for link in self._links()} if self.stories >= 12 else {}
        self.runs = self.runs or [self._run(7, "klaar")]

    # --- answering ---------------------------------------------------------

    def handle(self, request: httpx.Request) -> httpx.Response:
        """Answer one call."""
        path, method = request.url.path, request.method
        self.asked.append(f"{method} {path}")
        if self.down:
            return problem(503, "Het lukt nu niet.")
        sent = request.headers.get("content-type", "").startswith("multipart/")
        body = {"sent": request.content} if sent else json.loads(request.content or "{}")
        if path in {"/v1/sessions", "/v1/activations"}:
            return self._enter(path, body)
        if self.ended or request.headers.get("authorization") != f"Bearer {self.token}":
            return problem(401, "Log in om verder te gaan.")
        told = self.forms.handle(method, path, body)
        if told is not None:
            return told
        for pattern, answer in self._routes(method).items():
            if path == pattern or (pattern.endswith("/") and path.startswith(pattern)):
                return answer(path.removeprefix(pattern), body, request.url.params)
        return problem(404, "Dit bestaat niet, of niet meer.")

    def _routes(
        self, method: str
    ) -> dict[str, Callable[[str, Mapping[str, Any], Mapping[str, str]], httpx.Response]]:
        if method == "GET":
            return {
                "/v1/me": lambda *_: shape(self._me()),
                "/v1/overview": lambda *_: shape(self.overview()),
                "/v1/themes": lambda *_: shapes(self.themes()),
                "/v1/themes/": lambda key, *_: self._theme(key),
                "/v1/theme-counts": lambda _, __, wanted: self._theme_counts(wanted),
                "/v1/proposals": lambda *_: shapes(self.curating.proposals),
                "/v1/residue": lambda *_: shapes(self._residue()),
                "/v1/links": lambda _, __, wanted: shapes(self._wanted(wanted)),
                "/v1/links/": lambda key, *_: shape(
                    fake_links.detail(self.links[int(key)], by=self.name)
                ),
                "/v1/standard-sets": lambda *_: shapes(self._sets()),
                "/v1/stories": lambda _, __, wanted: self._list(wanted),
                "/v1/stories/": lambda key, *_: self._story(key),
                "/v1/runs": lambda *_: shapes(self.runs),
                "/v1/own-lists": lambda *_: shape(self.lists.listed()),
                "/v1/moderation": lambda *_: self._looked_over(self.moderating.queue()),
                "/v1/moderation/": lambda key, *_: self._looked_over(self.moderating.story(key)),
                "/v1/triage": lambda *_: self._looked_over(self.looking.queue()),
                "/v1/triage/": lambda key, *_: self._looked_over(self.looking.story(key)),
                "/v1/reports/themes": lambda _, __, wanted: self._report(wanted),
            }
        if method == "PUT":
            return {
                "/v1/triage/": lambda key, body, _: self._triage(method, key, body),
                "/v1/moderation/": lambda key, *_: self._mark(key),
            }
        if method == "PATCH":
            return {
                "/v1/themes/": lambda key, body, _: self._rename(key, body),
                "/v1/links/": lambda key, body, _: self._decide(int(key), body),
            }
        if method == "POST":
            return {
                "/v1/runs": lambda _, body, __: self._mine(body),
                "/v1/themes/": lambda key, body, _: self._curate(key, body),
                "/v1/links": lambda _, body, __: self._link_by_hand(body),
                "/v1/links/": lambda *_: self._undo_link(),
                "/v1/theme-events/": lambda key, *_: self._undo(int(key.split("/")[0])),
                "/v1/proposals/": lambda key, *_: self._decide_proposal(*key.split("/")),
                "/v1/moderation/": lambda key, body, _: self._remove(key, body),
                "/v1/own-lists/preview": lambda _, body, __: shape(self.lists.preview(body)),
                "/v1/own-lists": lambda _, body, __: shape(self.lists.add(body)),
                "/v1/search": lambda _, body, __: self._search(body),
            }
        return {
            "/v1/sessions/current": lambda *_: self._leave(),
            "/v1/own-lists/": lambda key, *_: self.lists.remove(key),
            "/v1/triage/": lambda key, body, _: self._triage(method, key, body),
        }

    def _enter(self, path: str, body: Mapping[str, Any]) -> httpx.Response:
        if path == "/v1/activations" and body["token"] != self.activation:
            return problem(404, "Deze link werkt niet meer.")
        if path == "/v1/activations" and len(body["password"]) < 12:
            return problem(422, "Dit wachtwoord is te kort.")
        if path == "/v1/sessions" and body["password"] != self.password:
            return problem(401, "De naam of het wachtwoord klopt niet.")
        return shape(SignedIn(token=self.token, name=self.name), status=201)

    def _leave(self) -> httpx.Response:
        self.ended = True
        return httpx.Response(204)

    # --- what there is -----------------------------------------------------

    def _me(self) -> Me:
        return Me(name=self.name, role=self.role, organisation=self.organisation)

    def _role(self, index: int) -> str:
        return list(ROLES)[index % len(ROLES)]

    def _row(self, index: int) -> StoryRow:
        return StoryRow(
            id=f"s{index}",
            title=self.title or f"Verhaal nummer {index + 1}",
            role_label=ROLES[self._role(index)],
            age_group_label="27 tot en met 66",
            team=TEAMS[index % len(TEAMS)],
            period=f"{2024 + index % 3}-{1 + index % 12:02d}",
            synthetic=index < self.synthetic,
        )

    def rows(self, theme: str | None = None) -> list[StoryRow]:
        """The stories, or those of one theme: every second, third or fifth."""
        if theme is None:
            return [self._row(index) for index in range(self.stories)]
        step = {"t1": 2, "t2": 3, "t3": 5}[theme]
        return [self._row(index) for index in range(0, self.stories, step)]

    def _passage(self, row: StoryRow, index: int) -> PassageView:
        return PassageView(
            story_id=row.id,
            story_title=row.title,
            start=0,
            end=80,
            text=self.passage_text or f"{TEXTS[index % len(TEXTS)]} ({row.id})",
            strength=round(0.95 - 0.01 * index, 4),
            by_person=index == 1,
            role_label=row.role_label,
            age_group_label=row.age_group_label,
            team=row.team,
            period=row.period,
            quotable=index % 4 != 3,
            synthetic=row.synthetic,
        )

    def _by_role(self, rows: list[StoryRow]) -> list[Count]:
        return [
            Count(value=value, label=label, stories=sum(row.role_label == label for row in rows))
            for value, label in ROLES.items()
        ]

    def _by_period(self, rows: list[StoryRow]) -> list[PeriodCount]:
        found: dict[tuple[str, str], int] = {}
        values = {label: value for value, label in ROLES.items()}
        for row in rows:
            place = row.period or "", values[row.role_label or ""]
            found[place] = found.get(place, 0) + 1
        return [
            PeriodCount(period=period, role=role, role_label=ROLES[role], stories=stories)
            for (period, role), stories in sorted(found.items())
        ]

    def overview(self) -> Overview:
        """The counts."""
        rows = self.rows()
        alone = [row for row in rows if not any(row in self.rows(t) for t, *_ in THEMES)]
        mined = bool(self.links)
        return Overview(
            stories=self.stories,
            synthetic_stories=min(self.synthetic, self.stories),
            first_period=min((row.period or "" for row in rows), default=None),
            last_period=max((row.period or "" for row in rows), default=None),
            passages=3 * self.stories,
            stories_in_no_theme=len(alone) if mined else self.stories,
            passages_in_no_theme=4 if mined else 3 * self.stories,
            residue_reasons=[],
            by_role=self._by_role(rows),
            by_age_group=[],
            by_team=[
                Count(value=team, label=team, stories=sum(row.team == team for row in rows))
                for team in TEAMS
            ],
            by_period=self._by_period(rows),
            themes=len(self.themes()),
            mode=word("klein", "Klein: vaak herhaald met steeds een deel van de verhalen"),
            encoder="ingebouwd@1",
            encoder_notices=self.notices,
            latest_run=self.runs[0] if self.runs else None,
            queue=0,
        )

    def themes(self) -> list[ThemeRow]:
        """The themes; none while there are too few stories."""
        if self.stories < 12:
            return []
        return [self._theme_row(key) for key, *_ in THEMES]

    def _theme_counts(self, wanted: Mapping[str, str]) -> httpx.Response:
        def fits(row: StoryRow) -> bool:
            return (
                ("role" not in wanted or ROLES[wanted["role"]] == row.role_label)
                and wanted.get("team") in {None, row.team}
                and not (wanted["realOnly"] == "true" and row.synthetic)
            )

        told = {theme.id: sum(map(fits, self.rows(theme.id))) for theme in self.themes()}
        return shape(ThemeCounts(stories=sum(map(fits, self.rows())), by_theme=told))

    def _theme_row(self, key: str) -> ThemeRow:
        _, _, stability, found = next(theme for theme in THEMES if theme[0] == key)
        rows = self.rows(key)
        return ThemeRow(
            id=key,
            label=self.labels[key],
            label_by_person=self.versions[key] > 1,
            description="Mensen vertellen dat er telkens iemand anders kwam.",
            words=found,
            stability=word(stability),
            stories=len(rows),
            passages=len(rows),
            share=round(len(rows) / self.stories, 4),
            version=self.versions[key],
            state=self.curating.state(key),
            starter=key in self.curating.starters,
        )

    def _theme(self, key: str) -> httpx.Response:
        asked, key = key, self.curating.merged.get(key, key)
        if key not in self.labels or not self.themes():
            return problem(404, "Dit thema bestaat niet.")
        rows = self.rows(key)
        passages = [self._passage(row, index) for index, row in enumerate(rows)]
        starter = key in self.curating.starters
        page = ThemePage(
            theme=self._theme_row(key),
            mode=word("bekend", "Bekend: een starthema")
            if starter
            else word("klein", "Klein: vaak herhaald met steeds een deel van de verhalen"),
            stability_value=0.724,
            total_stories=self.stories,
            passages=self.curating.judged(key, passages),
            include_rule="Iedere keer iemand anders aan tafel." if starter else "",
            exclude_rule="Wachten op een vervanger." if starter else "",
            exemplar=None
            if starter
            else Exemplar(
                story_id="s0",
                text=self.passage_text or TEXTS[0],
                quotable=False,
                synthetic=rows[0].synthetic,
            ),
            sentences=[
                SentenceView(
                    id=1, text=SENTENCE, voice="ouder", tone="klacht", by_person=False, used=True
                )
            ]
            if starter
            else [],
            redirected_from=asked if asked != key else None,
            answers=self._answers(rows),
            by_role=self._by_role(rows),
            by_age_group=[],
            by_period=self._by_period(rows),
            links=[
                link
                for link in self.links.values()
                if link.theme_id == key and link.state.value != "afgewezen"
            ],
            history=[
                EventView(kind=word("ontstaan"), at=NOW, by="Computer", detail={}),
                EventView(
                    kind=word("hernoemd", "Andere naam"),
                    at=NOW,
                    by="Bert",
                    detail={"van": "Wisselen", "naar": self.labels[key]},
                ),
                *self.curating.events.get(key, ()),
            ],
        )
        return shape(page)

    def _answers(self, rows: list[StoryRow]) -> list[AnswerSummary]:
        corners = ("ik en mijn gezin", "mensen om ons heen", "het wijkteam")
        points = []
        for index, row in enumerate(rows):
            raw = (1 + index % 5, 1 + index * 3 % 4, 2 + index * 7 % 6)
            shares = tuple(part / sum(raw) for part in raw)
            points.append(TriadPoint(story_id=row.id, shares=shares))
        positions = [(index * 37) % 101 for index in range(len(rows))]
        feelings = ("Gehoord", "Machteloos", "Boos")
        return [
            AnswerSummary(
                question="besluit", text="In dit verhaal werd vooral beslist door …", kind="triade",
                options=[OptionCount(key=c, label=c, stories=len(rows) // 3) for c in corners],
                points=points, positions=[], answered=len(rows), not_answered=0,
            ),
            AnswerSummary(
                question="tempo", text="Ik werd …", kind="dyade",
                options=[OptionCount(key="los", label="te snel losgelaten", stories=1),
                         OptionCount(key="vast", label="te lang vastgehouden", stories=1)],
                points=[], positions=positions, answered=len(rows), not_answered=2,
            ),
            AnswerSummary(
                question="gevoel", text="Welk gevoel past het best bij dit verhaal?", kind="keuze",
                options=[OptionCount(key=f, label=f, stories=len(rows) // (i + 2))
                         for i, f in enumerate(feelings)],
                points=[], positions=[], answered=len(rows), not_answered=1,
            ),
            AnswerSummary(
                question="wie", text="Wie waren er belangrijk?", kind="meerkeuze",
                options=[OptionCount(key="ik", label="Ikzelf", stories=len(rows)),
                         OptionCount(key="iets_anders", label="Iets anders", stories=1)],
                points=[], positions=[], answered=len(rows), not_answered=0,
            ),
            AnswerSummary(
                question="tip", text="Wat had beter gekund?", kind="tekst", options=[],
                points=[], positions=[], answered=2, not_answered=len(rows) - 2,
            ),
        ]  # fmt: skip

    def _residue(self) -> list[ResidueRow]:
        rows = self.rows()[:4]
        reasons = (
            word("te_kort", "Te kort om te plaatsen"),
            word("geen_thema_past", "Geen thema past"),
        )
        found = [
            ResidueRow(passage=self._passage(row, index), reason=reasons[index % 2])
            for index, row in enumerate(rows)
        ]
        near = [ThemeName(id=theme.id, label=theme.label) for theme in self.themes()]
        doubt = word("twijfel", "Lijkt op een thema, maar te weinig om te plaatsen")
        return found + [
            ResidueRow(passage=self._passage(row, 4 + index), reason=doubt, between=near[:count])
            for index, (row, count) in enumerate(zip(rows, (2, 1), strict=False))
            if near
        ]

    def _list(self, wanted: Mapping[str, str]) -> httpx.Response:
        rows = self.rows(wanted.get("theme"))
        start, limit = int(wanted.get("cursor", 0)), int(wanted.get("limit", 50))
        following = start + limit
        return shape(
            StoryList(
                stories=rows[start:following],
                total=len(rows),
                next=str(following) if following < len(rows) else None,
            )
        )

    def _story(self, key: str) -> httpx.Response:
        found = [row for row in self.rows() if row.id == key]
        if not found:
            return problem(404, "Dit verhaal bestaat niet.")
        return shape(
            StoryView(
                **found[0].model_dump(),
                text=self.passage_text or "\n\n".join(TEXTS[:3]),
                channel=word("voorbeeld", "Voorbeeld (verzonnen)"),
                quotable=key != "s3",
                purposes=[word("associatie", "De Associatie Wijkteams mag ervan leren")],
                answers=[
                    AnswerView(question="tempo", text="Ik werd …", answer="te snel losgelaten")
                ],
                themes=self.themes()[:1],
            )
        )

    def _search(self, body: dict[str, Any]) -> httpx.Response:
        """Passages with the word, and one (without it) that is alike; `niets` is nowhere."""
        self.searched.append(body)
        word_asked, rows = body["query"], self.rows()
        passages = [self._passage(row, index) for index, row in enumerate(rows)]
        with_word = [one for one in passages if word_asked.lower() in one.text.lower()]
        hits = [self._hit(one, word_asked) for one in with_word]
        if self.by_meaning and hits:
            others = [one for one in passages if one not in with_word]
            hits += [self._hit(one, "") for one in others[:1]]
        start = body["offset"]
        return shape(
            SearchPage(
                hits=hits[start : start + body["limit"]],
                total=len(hits),
                stories=len(hits),
                searched_stories=len(rows) - self.unread,
                unread_stories=self.unread,
                words=[
                    SearchedWord(
                        word=word_asked,
                        found=bool(hits),
                        alike=["brief"] if word_asked == "breif" else [],
                    )
                ],
                by_meaning=self.by_meaning,
                notice="" if self.by_meaning else "Het taalmodel is er niet.",
            )
        )

    def _hit(self, passage: PassageView, asked: str) -> SearchHit:
        start = passage.text.lower().find(asked.lower())
        marks = [SearchMark(start=start, end=start + len(asked), how="zelfde")] if asked else []
        return SearchHit(
            passage=passage,
            marks=marks,
            reason=f"Gevonden door: {asked}." if asked else "Lijkt op uw vraag (0,62).",
            similarity=None if asked else 0.62,
            themes=[word("t1", self.labels["t1"])] if self.themes() else [],
        )

    # --- looking over --------------------------------------------------------

    def _looked_over(self, found: Schema | None) -> httpx.Response:
        if self.role not in LOOKS_OVER:
            return problem(403, "Dit is alleen voor moderatoren en beheerders.")
        return problem(404, "Dit verhaal ligt hier niet (meer).") if found is None else shape(found)

    def _triage(self, method: str, key: str, body: dict[str, Any]) -> httpx.Response:
        story_id = key.removesuffix("/decision")
        if method == "PUT":
            row = self.looking.decide(story_id, body, by=self.name)
        else:
            row = self.looking.undo(story_id)
        return (
            problem(409, "Een ander heeft hier net over besloten.") if row is None else shape(row)
        )

    def _remove(self, key: str, body: dict[str, Any]) -> httpx.Response:
        if not self.moderating.remove(body["words"]):
            return problem(422, "Dit staat niet als heel woord in dit verhaal.")
        return self._looked_over(self.moderating.story(key.removesuffix("/removals")))

    def _mark(self, key: str) -> httpx.Response:
        self.moderating.by = self.name
        return self._looked_over(self.moderating.story(key.removesuffix("/look")))

    # --- standards ---------------------------------------------------------

    def _links(self) -> list[LinkView]:
        standards = (("v1", "Een vast gezicht"), ("v2", "Op tijd antwoord"))
        return [
            self._link(index + 1, theme, key, title)
            for index, (theme, (key, title)) in enumerate(zip(("t1", "t2"), standards, strict=True))
        ]

    def _link(self, number: int, theme: str, key: str, title: str) -> LinkView:
        return LinkView(
            id=number,
            version=1,
            theme_id=theme,
            theme_label=self.labels[theme],
            standard_key=key,
            standard_title=title,
            standard_description="De cliënt heeft één vast aanspreekpunt.",
            standard_status=word("verified", "In de bron gezien"),
            set_key="vol",
            set_name="Een hele set",
            set_short="Hele set",
            set_status=word("verified", "Volledig gezien"),
            set_url="https://example.org/set",
            similarity=0.6,
            probability=0.9 if number == 1 else 0.6,
            by_hand=False,
            state=word("voorgesteld"),
            kind=None,
            kind_without_stories=None,
            evidence=[],
            reason="Woorden die in beide staan: vast, gezicht.",
            words=["vast", "gezicht"],
            example=self.passage_text or TEXTS[0],
            decided_by=None,
            decided_at=None,
            established_by=None,
            established_at=None,
        )

    def _wanted(self, wanted: Mapping[str, str]) -> list[LinkView]:
        state = wanted.get("state")
        return [link for link in self.links.values() if state in {None, link.state.value}]

    def _sets(self) -> list[StandardSetView]:
        def standard(key: str, title: str) -> StandardView:
            return StandardView(
                key=key, title=title, description=f"Waar het om gaat bij: {title.lower()}.",
                status=word("verified", "In de bron gezien"), group="", note="",
                links=[
                    link for link in self.links.values()
                    if link.standard_key == key and link.state.value != "afgewezen"
                ],
            )  # fmt: skip

        def one(key: str, name: str, status: Word, missing: str, *members: Any) -> StandardSetView:
            return StandardSetView(
                key=key, version="1", name=name, short=name, publisher="Uitgever", year="2022",
                perspective="cliënt", tier="core", status=status, missing=missing,
                sources=[
                    {"title": "De bron zelf", "url": "https://example.org/set"},
                    {"title": "Een rare bron", "url": "javascript:alert(1)"},
                ],
                standards=list(members),
            )  # fmt: skip

        return [
            one("vol", "Een hele set", word("verified", "Volledig gezien"), "",
                standard("v1", "Een vast gezicht"), standard("v2", "Op tijd antwoord"),
                standard("v3", "Meepraten over het plan")),
            one("deel", "Een halve set", word("partial", "Deels gezien"), "Nummers 13 tot 19.",
                standard("d1", "Iemand die luistert")),
            one("leeg", "Een lege set", word("not_found", "Inhoud niet gevonden"), "Alles."),
        ]  # fmt: skip

    # --- changing ----------------------------------------------------------

    def _rename(self, key: str, body: Mapping[str, Any]) -> httpx.Response:
        if self.overtaken is not None:
            self.labels[key], self.overtaken = self.overtaken, None
            self.versions[key] += 1
        if body["version"] != self.versions[key]:
            return problem(409, f"Iemand anders was eerder. Het heet nu “{self.labels[key]}”.")
        self.labels[key] = body["label"]
        self.versions[key] += 1
        return shape(self._theme_row(key))

    def _curate(self, key: str, body: dict[str, Any]) -> httpx.Response:
        theme, _, step = key.partition("/")
        if self.overtaken is not None:
            self.labels[theme], self.overtaken = self.overtaken, None
            self.versions[theme] += 1
        if body["version"] != self.versions[theme]:
            return problem(409, "Bert heeft dit thema net veranderd: het heet nu anders.")
        self.curating.act(theme, step, body)
        self.versions[theme] += 1
        return shape(self._theme_row(theme))

    def _undo(self, number: int) -> httpx.Response:
        theme = self.curating.undo(number)
        if theme is None:
            return problem(409, "Dit is al ongedaan gemaakt.")
        self.versions[theme] += 1
        return shapes([self._theme_row(theme)])

    def _decide_proposal(self, number: str, step: str) -> httpx.Response:
        done = self.curating.decide(int(number), step, self.themes()[:1])
        if done is None:
            return problem(409, "Over dit voorstel is al besloten: aangenomen.")
        return shape(done)

    def _decide(self, number: int, body: Mapping[str, Any]) -> httpx.Response:
        link = self.links.get(number)
        if link is None:
            return problem(404, "Deze koppeling bestaat niet.")
        try:
            self.links[number] = fake_links.decided(link, body, by=self.name)
        except fake_links.Refused as refused:
            return problem(409, str(refused))
        self.before.append(link)
        return shape(self.links[number])

    def _undo_link(self) -> httpx.Response:
        link = self.before.pop()
        version = self.links[link.id].version + 1
        self.links[link.id] = link.model_copy(update={"version": version})
        return shape(self.links[link.id])

    def _link_by_hand(self, body: Mapping[str, Any]) -> httpx.Response:
        if not body["reason"].strip():
            return problem(422, "Zeg waarom dit thema over deze standaard gaat.")
        made = self._link(9, body["themeId"], body["standardKey"], "Meepraten over het plan")
        reason = f"Met de hand toegevoegd: {body['reason']}"
        self.links[9] = made.model_copy(
            update={"state": word("bevestigd"), "by_hand": True, "reason": reason,
                    "decided_by": self.name, "decided_at": NOW}
        )  # fmt: skip
        return shape(self.links[9], status=201)

    def _mine(self, body: dict[str, Any]) -> httpx.Response:
        self.full = body["full"]
        if self.refuses_runs or any(run.state.value == "bezig" for run in self.runs):
            return problem(409, "Er loopt al een berekening.")
        return shape(self.begin_run(), status=202)

    def begin_run(self) -> RunView:
        """A search that has just begun."""
        self.runs.insert(0, self._run(self.runs[0].id + 1, "bezig"))
        return self.runs[0]

    def _run(self, number: int, state: str) -> RunView:
        return RunView(
            id=number,
            kind=word("verkennen", "Patronen zoeken"),
            state=word(state),
            step="lezen" if state == "bezig" else "",
            done=3 if state == "bezig" else 0,
            total=10 if state == "bezig" else 0,
            created_at=NOW,
            finished_at=NOW if state in {"klaar", "mislukt"} else None,
            error_code="run.te_vaak_mislukt" if state == "mislukt" else None,
            provenance={"seed": 7, "encoder": {"name": "ingebouwd", "revision": "1"}, "full": True}
            if state == "klaar"
            else {},
        )

    def failed_run(self) -> RunView:
        """A run that did not work."""
        return self._run(9, "mislukt")

    def _report(self, wanted: Mapping[str, str]) -> httpx.Response:
        if not self.reports:
            return problem(404, "Van dit thema is deze versie niet bewaard.")
        name = f"rapport.{wanted['format']}"
        headers = {
            "content-type": "application/pdf",
            "content-disposition": f'attachment; filename="{name}"',
        }
        return httpx.Response(200, content=b"%PDF-rapport", headers=headers)


def shape(value: Schema, *, status: int = 200) -> httpx.Response:
    """One shape as the API sends it."""
    return httpx.Response(status, json=value.model_dump(mode="json", by_alias=True))


def shapes(values: list[Any]) -> httpx.Response:
    """A list of shapes as the API sends it."""
    return httpx.Response(200, json=[one.model_dump(mode="json", by_alias=True) for one in values])


def problem(status: int, detail: str) -> httpx.Response:
    """A refusal as the API sends it."""
    body = ProblemDetail(
        type="/problemen/x", title="Nee", status=status, detail=detail, code="x", errors=[]
    )
    return httpx.Response(status, json=body.model_dump(mode="json", by_alias=True))
