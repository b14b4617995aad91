"""The explorer's only way to the stories: the HTTP API, as the person who is signed in.

Every failure becomes a Dutch sentence. Nothing that came back is ever put in an error: it may
hold story text.
"""

import functools
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx
from pydantic import TypeAdapter, ValidationError

from explorer.administrator_calls import AdministratorCalls
from service.schemas import (
    Decision,
    LinkDetail,
    LinkRequest,
    LinkUndo,
    LinkView,
    Looked,
    Me,
    MineRequest,
    ModerationQueue,
    ModerationStory,
    Overview,
    PassageJudgement,
    ProblemDetail,
    ProblemPlace,
    ProposalDecision,
    ProposalDone,
    ProposalView,
    RemovalRequest,
    Rename,
    ResidueRow,
    RunView,
    Schema,
    SearchPage,
    SearchRequest,
    StandardSetView,
    StoryList,
    StoryRow,
    StoryView,
    ThemeCounts,
    ThemePage,
    ThemeRow,
    TriageDecision,
    TriageQueue,
    TriageRow,
    TriageStory,
    UndoRequest,
)

DEFAULT_API = "http://127.0.0.1:8000"
TIMEOUT = httpx.Timeout(20.0, connect=3.0)
STORIES_PER_CALL = 100
MOST_STORIES = 5000

NO_ANSWER = "De server antwoordt niet. Wacht een minuut en probeer het opnieuw."
NOT_NOW = "Het lukt nu niet. Probeer het over een minuut opnieuw."

T = TypeVar("T")
Fetch = Callable[[], bytes]
Remember = Callable[[str, Fetch], bytes]


class ApiProblem(Exception):
    """Something did not work; `sentence` says in Dutch what the person can do, `places` where."""

    def __init__(self, sentence: str, places: Sequence[ProblemPlace] = ()) -> None:
        super().__init__(type(self).__name__)
        self.sentence = sentence
        self.places = list(places)


class SignInNeeded(ApiProblem):
    """There is no session, or it has ended."""


class NotThere(ApiProblem):
    """It does not exist (any more), or not for this person."""


class ChangedMeanwhile(ApiProblem):
    """Somebody else was first."""


class Refused(ApiProblem):
    """The server understood and does not accept it."""


class NoAnswer(ApiProblem):
    """The server is away, too slow, or in trouble."""


def api_address() -> str:
    """Where the API is, from the environment of this process."""
    return os.environ.get("VERTELPUNT_API_URL") or DEFAULT_API


@functools.cache
def connection(address: str) -> httpx.Client:
    """The connections to the API, shared by all readers; carries no one's identity."""
    return httpx.Client(base_url=address, timeout=TIMEOUT, follow_redirects=False, trust_env=False)


def ask_afresh(path: str, fetch: Fetch) -> bytes:
    """Remember nothing: ask again every time."""
    del path
    return fetch()


@dataclass(frozen=True)
class Reader(AdministratorCalls):
    """Reads and decides as one signed-in person.

    `remember` may keep an answer that holds no story text; it must keep it for this person only.
    """

    token: str = field(repr=False)
    remember: Remember = field(default=ask_afresh, repr=False)

    def me(self) -> Me:
        """Who is signed in."""
        return self._kept("/v1/me", TypeAdapter(Me))

    def overview(self) -> Overview:
        """How many stories, from whom, since when."""
        return self._kept("/v1/overview", TypeAdapter(Overview))

    def themes(self) -> list[ThemeRow]:
        """The themes, most stories first."""
        return self._kept("/v1/themes", TypeAdapter(list[ThemeRow]))

    def theme_counts(
        self, *, role: str | None, teams: Sequence[str], real_only: bool
    ) -> ThemeCounts:
        """How many stories of these narrators tell of each theme."""
        wanted: dict[str, Any] = {"realOnly": real_only, "team": list(teams)}
        if role:
            wanted["role"] = role
        return self._get("/v1/theme-counts", TypeAdapter(ThemeCounts), wanted)

    def theme(self, theme_id: str) -> ThemePage:
        """Everything about one theme."""
        return self._get(f"/v1/themes/{_segment(theme_id)}", TypeAdapter(ThemePage))

    def rename(self, theme_id: str, label: str, *, version: int) -> ThemeRow:
        """Name a theme; `ChangedMeanwhile` when `version` is not the newest."""
        change = Rename(label=label, version=version)
        return self._send(
            "PATCH", f"/v1/themes/{_segment(theme_id)}", change, TypeAdapter(ThemeRow)
        )

    def accept_theme(self, theme: ThemeRow) -> ThemeRow:
        """Say that a proposed theme is one; `ChangedMeanwhile` when `theme` is not the newest."""
        return self._to_theme(theme, "accept", Looked(version=theme.version))

    def reject_theme(self, theme: ThemeRow) -> ThemeRow:
        """Say that a proposed theme is none."""
        return self._to_theme(theme, "reject", Looked(version=theme.version))

    def confirm_passage(self, theme: ThemeRow, passage_id: int) -> ThemeRow:
        """Say that a passage is in a theme."""
        said = PassageJudgement(version=theme.version, passages=[passage_id])
        return self._to_theme(theme, "confirm", said)

    def refuse_passage(self, theme: ThemeRow, passage_id: int) -> ThemeRow:
        """Say that a passage is not in a theme."""
        said = PassageJudgement(version=theme.version, passages=[passage_id])
        return self._to_theme(theme, "refuse", said)

    def undo(self, event_id: int) -> list[ThemeRow]:
        """Take back what people did with themes."""
        path = f"/v1/theme-events/{int(event_id)}/undo"
        return self._send("POST", path, UndoRequest(), TypeAdapter(list[ThemeRow]))

    def proposals(self) -> list[ProposalView]:
        """Changes that wait for a decision; with pieces of stories, so nothing is remembered."""
        return self._get("/v1/proposals", TypeAdapter(list[ProposalView]))

    def accept_proposal(self, proposal_id: int) -> ProposalDone:
        """Do what a proposal says."""
        path = f"/v1/proposals/{int(proposal_id)}/accept"
        return self._send("POST", path, ProposalDecision(), TypeAdapter(ProposalDone))

    def reject_proposal(self, proposal_id: int) -> ProposalDone:
        """Say no to a proposal; it does not come back."""
        path = f"/v1/proposals/{int(proposal_id)}/reject"
        return self._send("POST", path, ProposalDecision(), TypeAdapter(ProposalDone))

    def reconsider_proposal(self, proposal_id: int) -> ProposalDone:
        """Let a proposal that was sent away wait for a decision again."""
        path = f"/v1/proposals/{int(proposal_id)}/reconsider"
        return self._send("POST", path, ProposalDecision(), TypeAdapter(ProposalDone))

    def residue(self) -> list[ResidueRow]:
        """The passages in no theme."""
        return self._get("/v1/residue", TypeAdapter(list[ResidueRow]))

    def links(self, *, state: str | None = None) -> list[LinkView]:
        """Links between themes and standards."""
        wanted = {"state": state} if state else {}
        return self._get("/v1/links", TypeAdapter(list[LinkView]), wanted)

    def decide(
        self,
        link: LinkView,
        state: str | None = None,
        *,
        kind: str | None = None,
        evidence: Sequence[int] = (),
        reason: str = "",
    ) -> LinkView:
        """Decide on a link as it was seen; without a state and a kind, what it says goes."""
        decision = Decision(
            state=state, kind=kind, evidence=list(evidence), version=link.version, reason=reason
        )
        return self._send("PATCH", f"/v1/links/{link.id}", decision, TypeAdapter(LinkView))

    def link(self, link_id: int) -> LinkDetail:
        """One link with everything that happened to it; with pieces of stories, not remembered."""
        return self._get(f"/v1/links/{int(link_id)}", TypeAdapter(LinkDetail))

    def undo_link(self, link: LinkView) -> LinkView:
        """Take back the last decision on a link, which must be this person's."""
        wanted = LinkUndo(version=link.version)
        return self._send("POST", f"/v1/links/{link.id}/undo", wanted, TypeAdapter(LinkView))

    def add_link(self, theme_id: str, standard_key: str, reason: str) -> LinkView:
        """Link a theme to a standard that the machine did not propose."""
        wanted = LinkRequest(theme_id=theme_id, standard_key=standard_key, reason=reason)
        return self._send("POST", "/v1/links", wanted, TypeAdapter(LinkView))

    def standard_sets(self) -> list[StandardSetView]:
        """All sets of standards with their links."""
        return self._get("/v1/standard-sets", TypeAdapter(list[StandardSetView]))

    def stories(self, *, theme: str | None = None) -> list[StoryRow]:
        """The stories (of one theme), page after page, up to `MOST_STORIES`."""
        found: list[StoryRow] = []
        wanted: dict[str, Any] = {"limit": STORIES_PER_CALL}
        if theme:
            wanted["theme"] = theme
        while True:
            page = self._get("/v1/stories", TypeAdapter(StoryList), wanted)
            found += page.stories
            if page.next is None or not page.stories or len(found) >= MOST_STORIES:
                return found
            wanted["cursor"] = page.next

    def story(self, story_id: str) -> StoryView:
        """One whole story."""
        return self._get(f"/v1/stories/{_segment(story_id)}", TypeAdapter(StoryView))

    def search(self, wanted: SearchRequest) -> SearchPage:
        """A page of passages that answer to a question; nothing of it is remembered."""
        return self._send("POST", "/v1/search", wanted, TypeAdapter(SearchPage))

    def triage(self) -> TriageQueue:
        """Stories that a person looks at first; nothing of it is remembered."""
        return self._get("/v1/triage", TypeAdapter(TriageQueue))

    def triage_story(self, story_id: str) -> TriageStory:
        """One such story, with the words that set off the alarm."""
        return self._get(f"/v1/triage/{_segment(story_id)}", TypeAdapter(TriageStory))

    def decide_triage(self, story_id: str, outcome: str, *, reason: str | None = None) -> TriageRow:
        """Let others read it, or keep it apart for a reason."""
        decision = TriageDecision(outcome=outcome, reason=reason)
        path = f"/v1/triage/{_segment(story_id)}/decision"
        return self._send("PUT", path, decision, TypeAdapter(TriageRow))

    def undo_triage(self, story_id: str) -> TriageRow:
        """Take a decision back; it works once."""
        path = f"/v1/triage/{_segment(story_id)}/decision"
        return _read(self._call("DELETE", path), TypeAdapter(TriageRow))

    def moderation(self) -> ModerationQueue:
        """Published stories that nobody looked over yet; nothing of it is remembered."""
        return self._get("/v1/moderation", TypeAdapter(ModerationQueue))

    def moderation_story(self, story_id: str) -> ModerationStory:
        """One story with every change, and why."""
        return self._get(f"/v1/moderation/{_segment(story_id)}", TypeAdapter(ModerationStory))

    def remove_words(self, story_id: str, words: str) -> ModerationStory:
        """Take words out of a story, for good; they travel in a body and never in an address."""
        path = f"/v1/moderation/{_segment(story_id)}/removals"
        return self._send("POST", path, RemovalRequest(words=words), TypeAdapter(ModerationStory))

    def mark_looked_over(self, story_id: str) -> ModerationStory:
        """Say that a story has been looked over."""
        path = f"/v1/moderation/{_segment(story_id)}/look"
        return _read(self._call("PUT", path), TypeAdapter(ModerationStory))

    def runs(self) -> list[RunView]:
        """The newest computations."""
        return self._get("/v1/runs", TypeAdapter(list[RunView]))

    def run(self, run_id: int) -> RunView:
        """One computation."""
        return self._get(f"/v1/runs/{int(run_id)}", TypeAdapter(RunView))

    def mine(self, *, full: bool = False) -> RunView:
        """Ask for a new mining run; `full` looks at everything again, and ends in proposals."""
        return self._send("POST", "/v1/runs", MineRequest(full=full), TypeAdapter(RunView))

    def _get(self, path: str, shape: TypeAdapter[T], wanted: Mapping[str, Any] | None = None) -> T:
        return _read(self._call("GET", path, params=dict(wanted or {})), shape)

    def _kept(self, path: str, shape: TypeAdapter[T]) -> T:
        return _read(self.remember(path, lambda: self._call("GET", path)), shape)

    def _send(self, method: str, path: str, body: Schema, shape: TypeAdapter[T]) -> T:
        content = body.model_dump(mode="json", by_alias=True)
        return _read(self._call(method, path, json=content), shape)

    def _to_theme(self, theme: ThemeRow, step: str, said: Schema) -> ThemeRow:
        path = f"/v1/themes/{_segment(theme.id)}/{step}"
        return self._send("POST", path, said, TypeAdapter(ThemeRow))

    def _call(self, method: str, path: str, **how: Any) -> bytes:
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            answer = connection(api_address()).request(method, path, headers=headers, **how)
        except httpx.HTTPError:
            raise NoAnswer(NO_ANSWER) from None
        if answer.is_success:
            return answer.content
        raise problem(answer.status_code, answer.content)


def problem(status: int, content: bytes) -> ApiProblem:
    """The error that belongs to a refused call, with the server's own Dutch sentence if any."""
    told = _told(content)
    if status == 401:
        return SignInNeeded(told or "Log eerst in.")
    if status == 404:
        return NotThere(told or "Dit bestaat niet, of niet meer.")
    if status == 409:
        return ChangedMeanwhile(told or "Iemand anders heeft dit net veranderd.")
    if status in {502, 503, 504}:
        return NoAnswer(NO_ANSWER)
    if status >= 500:
        return NoAnswer(NOT_NOW)
    return Refused(told or NOT_NOW, _places(content))


def _told(content: bytes) -> str:
    try:
        detail = ProblemDetail.model_validate_json(content)
    except ValidationError:
        return ""
    reasons = [error.get("message", "") for error in detail.errors]
    return " ".join([detail.detail, *(reason for reason in reasons if reason)])


def _places(content: bytes) -> list[ProblemPlace]:
    try:
        errors = ProblemDetail.model_validate_json(content).errors
    except ValidationError:
        return []
    return [ProblemPlace(place=e["pointer"], message=e["message"]) for e in errors if len(e) > 1]


def _read(content: bytes, shape: TypeAdapter[T]) -> T:
    try:
        return shape.validate_json(content)
    except ValidationError:
        # The cause quotes what it could not read; that may be a story.
        raise NoAnswer("De server gaf een onverwacht antwoord.") from None


def _segment(identifier: str) -> str:
    """An id as exactly one segment of a path; an id that cannot be one does not exist."""
    if not identifier.isascii() or not identifier.replace("-", "").replace("_", "").isalnum():
        raise NotThere("Dit bestaat niet, of niet meer.")
    return identifier
