"""A story without its narrator's yes is in no count and no answer, on any address of the API."""

import io
import re
import zipfile

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from models import forms, proposals, runs, themes
from models.crosswalk import StandardMapping
from models.db import Database
from models.vocabulary import (
    AgeGroup,
    NarratorRole,
    ProposalKind,
    Purpose,
    RunKind,
    StoryState,
    ThemeEventKind,
)
from tests.collection import ALL, make_link, make_standard, make_theme, place, tell

CANARY = "KANARIE"
UNSHARED = "zonder-associatie"
HIDDEN = [state.value for state in StoryState if state is not StoryState.APPROVED]
ANSWERS = {
    "besluit": {"shares": [1.0, 0.0, 0.0]},
    "tempo": {"position": 3},
    "afloop": {"option": "niet_goed"},
}
# What stands for the parts of an address; a number is 1.
NAMED = {
    "source_set": "proef", "target_set": "proef2", "set_key": "proef", "key": "proef",
    "version": "1", "standard_key": "proef-1", "audience": "wijkteam",
    "form_key": "volwassene", "language": "en",
}  # fmt: skip
# Addresses of a silent story, and of what is not in this house.
NOT_THERE = (
    "/stories/s-", "/moderation/s-", "/triage/s-", "/runs/", "/imports/", "/group-tellings/",
    "/invites/1/",
)  # fmt: skip
# The number of stories that wait is the one thing told about them.


@pytest.fixture
def silent(database: Database) -> list[str]:
    """One story for readers among canaries in every other state; returns addresses to try."""
    with database.writing() as session:
        forms.load_catalogue(session)
        make_theme(session, "t1")
        make_theme(session, "t2", "Alleen van kanaries")
        standard = make_standard(session)
        place(session, tell(session, "s-open", "Een open verhaal."), "t1")
        canaries = [
            tell(
                session,
                f"s-{name}",
                f"{CANARY} {name}: mijn verhaal is van mij.",
                title=f"{CANARY} {name}",
                state=StoryState.APPROVED if name == UNSHARED else StoryState(name),
                allows=ALL - {Purpose.ASSOCIATION} if name == UNSHARED else ALL,
                role=NarratorRole.VOLUNTEER,
                age_group=AgeGroup.UNDER_18,
                period="1999-01",
                team=f"{CANARY}-team",
                answers=ANSWERS,
            )
            for name in [*HIDDEN, UNSHARED]
        ]
        for canary in canaries:
            passage = place(session, canary, "t1", end=20)
            place(session, canary, "t2", start=20, end=30)
            place(session, canary, None, start=30)
        make_link(session, "t1", standard, example=passage)
        other = make_standard(session, "proef-2", set_key="proef2")
        make_link(session, "t2", other, example=passage)
        session.add(StandardMapping(source_id=standard.id, target_id=other.id, reason={}))
        shown = themes.get(session, "t1")
        shown.exemplar_passage_id, shown.exemplar_start, shown.exemplar_end = passage.id, 0, 20
        parts = [{"label": "Voorstel", "passages": [passage.id]}]
        proposals.add(session, None, kind=ProposalKind.NEW, parts=parts)
        themes.record(session, "t1", ThemeEventKind.EMERGED, detail={"stukjes": 1})
        runs.enqueue(session, RunKind.MINE)
    return [canary.id for canary in canaries]


def _addresses(app: FastAPI, stories: list[str]) -> list[str]:
    paths = {
        route.path
        for route in iter_route_contexts(app.routes)
        if (route.path or "").startswith("/v1/") and "GET" in (route.methods or ())
    }
    filled = []
    for path in sorted(path for path in paths if path):
        if "{story_id}" in path:
            filled += [path.replace("{story_id}", story) for story in stories]
        elif "{theme_id}" in path:
            filled += [path.replace("{theme_id}", theme) for theme in ("t1", "t2")]
        else:
            filled.append(re.sub(r"\{(\w+)\}", lambda part: NAMED.get(part[1], "1"), path))
        if path.endswith("/difference"):
            filled[-1] += "?before=1&after=1"
        if path.startswith("/v1/story-exports"):
            filled[-1] += "?purpose=associatie&format=csv"
    more = ["/v1/stories?theme=t1", "/v1/stories?theme=t2", "/v1/links?set=proef"]
    reports = [
        f"/v1/reports/themes?theme={theme}&format={form}"
        for theme in ("all", "t1", "t2")
        for form in ("docx", "csv")
    ]
    return filled + more + reports


def _text(content: bytes) -> str:
    """What can be read in a reply, also inside a document."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.decode("utf-8", errors="ignore")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(
            archive.read(name).decode("utf-8", errors="ignore") for name in archive.namelist()
        )


def test_no_address_tells_a_word_of_a_silent_story(
    api_app: FastAPI, reader: TestClient, silent: list[str]
) -> None:
    for address in _addresses(api_app, silent):
        reply = reader.get(address)
        text = _text(reply.content)
        if address == "/v1/invites":
            # The teams that one can be invited to tell about, as they stand in the form.
            text = text.replace(f'"name":"{CANARY}-team"', "")
        assert CANARY not in text, address
        assert reply.status_code == 200 or any(part in address for part in NOT_THERE), address


def test_a_silent_story_does_not_exist_by_its_own_address(
    reader: TestClient, silent: list[str]
) -> None:
    unknown = reader.get("/v1/stories/bestaat-niet")
    for story in silent:
        reply = reader.get(f"/v1/stories/{story}")
        assert reply.status_code == 404
        assert reply.content == unknown.content


@pytest.mark.usefixtures("silent")
def test_no_number_counts_a_silent_story(reader: TestClient) -> None:
    seen = reader.get("/v1/overview").json()
    assert (seen["stories"], seen["passages"], seen["themes"]) == (1, 1, 1)
    assert (seen["storiesInNoTheme"], seen["passagesInNoTheme"]) == (0, 0)
    assert (seen["firstPeriod"], seen["lastPeriod"]) == ("2026-03", "2026-03")
    assert seen["residueReasons"] == []
    for split in ("byRole", "byAgeGroup", "byTeam", "byPeriod"):
        assert [count["stories"] for count in seen[split]] == [1], split

    [row] = reader.get("/v1/themes").json()
    assert (row["id"], row["stories"], row["passages"], row["share"]) == ("t1", 1, 1, 1.0)
    page = reader.get("/v1/themes/t1").json()
    assert (page["theme"]["stories"], page["totalStories"]) == (1, 1)
    assert len(page["passages"]) == 1
    assert page["answers"] == []
    assert [count["stories"] for count in page["byRole"]] == [1]
    assert reader.get("/v1/residue").json() == []
    assert reader.get("/v1/stories").json()["total"] == 1
    assert reader.get("/v1/stories?theme=t2").json()["total"] == 0


@pytest.mark.usefixtures("silent")
def test_a_theme_of_silent_stories_only_is_in_no_list_and_has_no_links(
    reader: TestClient,
) -> None:
    assert [link["themeId"] for link in reader.get("/v1/links").json()] == ["t1"]
    sets = reader.get("/v1/standard-sets").json()
    linked = [link["themeId"] for s in sets for st in s["standards"] for link in st["links"]]
    assert linked == ["t1"]
    page = reader.get("/v1/themes/t2").json()
    assert (page["theme"]["stories"], page["passages"]) == (0, [])


@pytest.mark.usefixtures("silent")
def test_a_reason_never_quotes_a_silent_story(reader: TestClient) -> None:
    [link] = reader.get("/v1/links").json()
    assert link["example"] is None
    assert "“" not in link["reason"]
