"""Trends over the API: counts beside exposure, small numbers hidden, verdicts, drift."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from models import passages, teams
from models.db import Database
from models.passages import Embedding
from models.runs import Run
from models.themes import Theme, ThemeSpace
from models.vocabulary import RunKind
from tests.collection import make_theme, place, tell

Months = Mapping[str | None, tuple[int, int]]
"""By month: how many stories there are, and how many of those tell of the theme."""


def _tell(database: Database, months: Months, *, team: str = "Zuid", theme: str = "t1") -> int:
    """Stories of a team in a theme; returns the team's id."""
    with database.writing() as session:
        if session.get(Theme, theme) is None:
            make_theme(session, theme, f"Thema {theme}")
        for period, (told, stories) in months.items():
            for number in range(told):
                story = tell(session, f"{theme}-{team}-{period}-{number}", period=period, team=team)
                place(session, story, theme if number < stories else None)
        return teams.by_name(session, team).id


def _trend(reader: TestClient, query: str = "", theme: str = "t1") -> dict[str, Any]:
    reply = reader.get(f"/v1/themes/{theme}/trend{query}")
    assert reply.status_code == 200
    found: dict[str, Any] = reply.json()
    return found


def _numbers(trend: dict[str, Any]) -> dict[str, tuple[int | None, int | None, str]]:
    return {
        cell["period"]: (cell["stories"], cell["told"], cell["shown"]["value"])
        for cell in trend["periods"]
    }


def test_a_month_tells_its_count_its_exposure_and_an_exact_interval(
    database: Database, reader: TestClient
) -> None:
    _tell(database, {"2026-01": (23, 7), None: (6, 5)})
    found = _trend(reader)
    [month] = found["periods"]
    assert (month["stories"], month["told"], month["share"]) == (7, 23, 0.3043)
    assert (month["low"], month["high"]) == (0.1321, 0.5292)
    assert month["shown"]["value"] == "volledig"
    assert (found["withoutPeriod"]["stories"], found["withoutPeriod"]["share"]) == (5, None)
    assert found["withoutPeriod"]["shown"]["value"] == "alleen_aantal"
    assert "niet over alle inwoners" in found["note"]


def test_a_small_number_is_hidden_and_says_so(database: Database, reader: TestClient) -> None:
    _tell(database, {"2026-01": (20, 2), "2026-02": (20, 0), "2026-03": (20, 6), "2026-04": (9, 9)})
    found = _numbers(_trend(reader))
    assert found["2026-01"] == (None, 20, "verborgen")
    assert found["2026-02"] == (0, 20, "volledig")
    # It hides with the first: their quarter, 8, would give both away.
    assert found["2026-03"] == (None, 20, "verborgen")
    assert found["2026-04"] == (9, 9, "alleen_aantal")
    hidden = _trend(reader)["periods"][0]
    assert (hidden["share"], hidden["low"], hidden["high"]) == (None, None, None)


def test_months_between_stand_in_the_row_and_quarters_add_up(
    database: Database, reader: TestClient
) -> None:
    _tell(database, {"2025-12": (12, 6), "2026-02": (12, 5), "2026-03": (12, 7)})
    assert _numbers(_trend(reader))["2026-01"] == (0, 0, "alleen_aantal")
    assert _numbers(_trend(reader, "?by=quarter")) == {
        "2025-K4": (6, 12, "volledig"),
        "2026-K1": (12, 24, "volledig"),
    }


def test_the_total_minus_one_team_does_not_tell_the_other(
    database: Database, reader: TestClient
) -> None:
    south = _tell(database, {"2026-01": (20, 3)}, team="Zuid")
    north = _tell(database, {"2026-01": (20, 12)}, team="Noord")
    shown = [
        _numbers(_trend(reader, query))["2026-01"][0]
        for query in ("", f"?team={south}", f"?team={north}")
    ]
    assert shown[1:] == [None, None]
    quarters = [
        _numbers(_trend(reader, f"?by=quarter{query}"))["2026-K1"][0]
        for query in ("", f"&team={south}", f"&team={north}")
    ]
    assert quarters[1:] == [None, None]


@pytest.mark.parametrize("seed", range(6))
def test_no_small_number_follows_from_all_answers_together(
    database: Database, reader: TestClient, seed: int
) -> None:
    if not database.is_sqlite:
        pytest.skip("what is hidden does not depend on the database")
    random = np.random.default_rng(seed)
    months = ("2026-01", "2026-02", "2026-04")
    ids: list[int] = []
    true: dict[tuple[int, str], int] = {}
    for team in ("Zuid", "Noord", "West"):
        counts = random.integers(0, 9, len(months)).tolist()
        ids.append(
            _tell(database, {m: (12, c) for m, c in zip(months, counts, strict=True)}, team=team)
        )
        true |= {(ids[-1], month): count for month, count in zip(months, counts, strict=True)}
    unknown = list(true)
    rows, said = [np.ones(len(unknown))], [float(sum(true.values()))]
    for team_id in (None, *ids):
        for by in ("month", "quarter"):
            query = f"?by={by}" + (f"&team={team_id}" if team_id else "")
            for period, (stories, _, _) in _numbers(_trend(reader, query)).items():
                if stories is None:
                    continue
                within = [
                    team_id in (None, team)
                    and (month == period or (by == "quarter" and _quarter(month) == period))
                    for team, month in unknown
                ]
                rows.append(np.array(within, dtype=float))
                said.append(float(stories))
    equations = np.array(rows)
    assert np.allclose(equations @ np.array([true[cell] for cell in unknown]), said)
    _, sizes, basis = np.linalg.svd(equations, full_matrices=False)
    basis = basis[sizes > 1e-9]
    fixed = (basis * basis).sum(axis=0) > 1 - 1e-9
    told = [cell for cell, known in zip(unknown, fixed, strict=True) if known]
    assert not [cell for cell in told if 0 < true[cell] < 5]


def _quarter(month: str) -> str:
    return f"{month[:4]}-K{(int(month[5:]) + 2) // 3}"


def test_signals_come_strongest_first_and_say_how_many_were_judged(
    database: Database, reader: TestClient
) -> None:
    before = [f"2025-{month:02d}" for month in range(1, 13)]
    after = ["2026-01", "2026-02", "2026-03"]
    _tell(database, {m: (10, 1) for m in before} | {m: (10, 8) for m in after}, theme="t1")
    _tell(database, {m: (10, 0) for m in before} | {after[2]: (10, 2)}, theme="t2")
    _tell(database, {before[0]: (1, 1)}, theme="t3")
    found = reader.get("/v1/signals").json()
    assert [(one["themeId"], one["signal"]["value"]) for one in found["signals"]] == [
        ("t1", "stijgt"),
        ("t2", "nieuw_klein"),
        ("t3", "te_weinig"),
    ]
    first, second, _ = found["signals"]
    assert (first["recent"], first["before"]) == ("2026-01/2026-03", "2025-01/2025-12")
    assert first["probability"] == 1.0
    assert first["ratio"] > 3
    assert second["signal"]["label"] == "Nieuw, nog klein"
    assert (second["probability"], second["ratio"]) == (None, None)
    assert found["judged"] == 1
    assert _trend(reader)["signal"] == first


def test_without_stories_there_is_nothing_to_say(database: Database, reader: TestClient) -> None:
    assert reader.get("/v1/signals").json()["signals"] == []
    with database.writing() as session:
        make_theme(session, "t1")
    found = _trend(reader)
    assert (found["periods"], found["withoutPeriod"]["told"]) == ([], 0)
    assert found["signal"]["signal"]["value"] == "te_weinig"


def test_a_team_has_no_verdict_of_its_own(database: Database, reader: TestClient) -> None:
    team = _tell(database, {"2026-01": (12, 6)})
    found = _trend(reader, f"?team={team}")
    assert (found["team"], found["signal"]) == ("Zuid", None)


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/v1/themes/weg/trend", 404, "thema.onbekend"),
        ("/v1/themes/weg/drift", 404, "thema.onbekend"),
        ("/v1/themes/t1/trend?team=999", 404, "team.onbekend"),
        ("/v1/themes/t1/trend?by=week", 422, "verzoek.ongeldig"),
    ],
)
def test_what_is_not_there_is_said_in_dutch(
    database: Database, reader: TestClient, address: str, status: int, code: str
) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
    reply = reader.get(address)
    assert (reply.status_code, reply.json()["code"]) == (status, code)


def test_nobody_reads_trends_without_signing_in(stranger: TestClient) -> None:
    for address in ("/v1/signals", "/v1/themes/t1/trend", "/v1/themes/t1/drift"):
        assert stranger.get(address).status_code == 401


def _read_by_an_encoder(database: Database, directions: Mapping[str, int]) -> None:
    """Give every passage a vector along the axis of its month, with a little of its own."""
    random = np.random.default_rng(3)
    with database.writing() as session:
        version = passages.encoder_version(session, name="proef", revision="1", dimension=4)
        run = Run(kind=RunKind.MINE, parameters={}, provenance={})
        session.add(run)
        session.flush()
        mean = np.zeros(4, dtype=np.float32).tobytes()
        session.add(ThemeSpace(run_id=run.id, encoder_version_id=version.id, mean=mean))
        rows = session.execute(
            select(passages.Passage.id, passages.Passage.story_id).order_by(passages.Passage.id)
        )
        for passage_id, story_id in rows.tuples():
            month = "-".join(story_id.split("-")[2:4])
            vector = random.integers(-20, 21, 4)
            vector[directions[month]] = 100
            session.add(
                Embedding(
                    passage_id=passage_id,
                    encoder_version_id=version.id,
                    vector=vector.astype(np.int8).tobytes(),
                )
            )


@pytest.mark.parametrize(("last", "verdict"), [(0, "gelijk"), (1, "verschuift")])
def test_drift_is_seen_where_what_is_told_changes(
    database: Database, reader: TestClient, last: int, verdict: str
) -> None:
    _tell(database, {"2026-01": (12, 12), "2026-02": (12, 12)})
    _read_by_an_encoder(database, {"2026-01": 0, "2026-02": last})
    found = reader.get("/v1/themes/t1/drift").json()
    assert found["verdict"]["value"] == verdict
    assert (found["early"], found["recent"]) == ("2026-01/2026-01", "2026-02/2026-02")
    assert (found["earlyStories"], found["recentStories"]) == (12, 12)
    assert found["low"] <= found["high"]
    assert reader.get("/v1/themes/t1/drift").json() == found


def test_drift_of_a_few_stories_says_so_and_no_number(
    database: Database, reader: TestClient
) -> None:
    _tell(database, {"2026-01": (12, 12), "2026-02": (4, 4)})
    _read_by_an_encoder(database, {"2026-01": 0, "2026-02": 1})
    found = reader.get("/v1/themes/t1/drift").json()
    assert found["verdict"]["value"] == "te_weinig"
    assert (found["earlyStories"], found["recentStories"], found["cosine"]) == (None, None, None)
    assert found["wordsEarly"] == found["wordsRecent"] == []


def test_an_id_that_was_merged_shows_the_theme_it_is_now(
    database: Database, reader: TestClient
) -> None:
    _tell(database, {"2026-01": (12, 6)})
    with database.writing() as session:
        make_theme(session, "oud").merged_into_id = "t1"
    assert _trend(reader, theme="oud")["themeId"] == "t1"


def test_exposure_of_a_team_hides_where_it_is_small_and_of_all_teams_it_is_known(
    database: Database, reader: TestClient
) -> None:
    south = _tell(database, {"2026-01": (20, 6), None: (1, 0)}, team="Zuid")
    north = _tell(database, {"2026-01": (3, 0), "2026-02": (15, 6)}, team="Noord")
    told = {
        query: [cell["told"] for cell in _trend(reader, query)["periods"]]
        for query in ("", f"?team={south}", f"?team={north}")
    }
    # The overview tells these two.
    assert told[""] == [23, 15]
    # Three of Noord, and what would give it away: the twenty of Zuid, the fifteen of Noord.
    assert told[f"?team={north}"][0] is None
    assert told[f"?team={south}"][0] is None
    assert _trend(reader)["withoutPeriod"]["told"] == 1
