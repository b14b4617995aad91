"""A report names a theme and its version, and that version can be looked up again."""

import csv
import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from typer.testing import CliRunner

from models import curation, decisions, stories, theme_versions, themes
from models.db import Database
from models.errors import NotFound
from models.paraphrases import ThemeParaphrase
from models.passages import Passage
from models.theme_changes import lock
from models.theme_versions import ThemeVersion
from models.themes import Assignment, ThemeEvent
from models.vocabulary import Origin, Purpose, Stability, ThemeEventKind, ThemeState
from service.cli import app
from service.reports import csv_file, method, outline, pdf
from service.reports.content import ReportContent, ThemeSection, build
from tests.service.report_world import (
    CLOSED,
    ON,
    OPEN,
    ORGANISATION,
    add_answers,
    add_link,
    add_run,
    add_story,
    add_theme,
)

CANARY = "Kanarievogel zingt onverwacht hard in de keuken van het grote huis."
ROUTE = "/v1/reports/themes"


def report(database: Database, *theme_ids: str) -> ReportContent:
    with database.writing() as session:
        return build(session, theme_ids or None, organisation=ORGANISATION, on=ON)


def only(content: ReportContent) -> ThemeSection:
    assert len(content.themes) == 1
    return content.themes[0]


def words(content: ReportContent) -> str:
    """All words of the report, as both renderers get them."""
    return str(pdf.values(content))


def cited(content: ReportContent) -> dict[str, int]:
    return {theme.id: theme.version for theme in content.themes}


def kept(database: Database, theme_id: str, version: int) -> list[int]:
    with database.reading() as session:
        row = session.get(ThemeVersion, (theme_id, version))
        assert row is not None
        return row.passages


def kinds(database: Database, theme_id: str) -> list[ThemeEventKind]:
    with database.reading() as session:
        return [event.kind for event in themes.history(session, theme_id)]


def row_of(content: ReportContent) -> dict[str, str]:
    text = csv_file.render(content).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    return row


@pytest.fixture
def told(database: Database) -> list[str]:
    """Two themes with three stories each; the first story is a canary that may be quoted."""
    with database.writing() as session:
        first = add_theme(
            session, include_rule="Telkens een ander.", exclude_rule="Wachten op iemand."
        )
        second = add_theme(session, "t-2", "Lang wachten", description="Wachten.", words=["lang"])
        made = [
            add_story(session, CANARY, theme=first),
            add_story(session, "Elke keer stond er weer iemand anders voor de deur.", theme=first),
            add_story(session, "Weer een nieuwe naam op een nieuw kaartje.", theme=first),
        ]
        made += [
            add_story(session, f"Wij wachtten al {n} maanden op een brief.", theme=second)
            for n in (3, 4, 5)
        ]
        return [story.id for story in made]


def passages_of(database: Database, story_ids: Sequence[str]) -> list[int]:
    with database.reading() as session:
        query = select(Passage.id).where(Passage.story_id.in_(story_ids)).order_by(Passage.id)
        return list(session.scalars(query))


def test_the_same_report_twice_names_the_same_versions(database: Database, told: list[str]) -> None:
    first = report(database)
    assert cited(first) == {"t-1": 1, "t-2": 1}
    assert report(database) == first
    assert kept(database, "t-1", 1) == passages_of(database, told[:3])
    assert kinds(database, "t-1") == []


@pytest.mark.usefixtures("told")
def test_new_stories_give_a_new_version_and_an_event(database: Database) -> None:
    report(database)
    with database.writing() as session:
        add_story(session, "En toen kwam er weer een ander.", theme=themes.get(session, "t-1"))
    assert cited(report(database)) == {"t-1": 2, "t-2": 1}
    assert kinds(database, "t-1") == [ThemeEventKind.GREW]
    assert cited(report(database)) == {"t-1": 2, "t-2": 1}
    assert len(kept(database, "t-1", 1)) == 3
    assert len(kept(database, "t-1", 2)) == 4


@pytest.mark.usefixtures("told")
def test_what_a_report_says_is_what_was_kept_while_people_go_on(database: Database) -> None:
    def go_on(number: int) -> None:
        with database.writing() as session:
            version = lock(session, "t-1").version
            curation.rename(session, "t-1", f"Naam {number}", version=version, account_id=None)
            add_story(session, "En weer een ander.", theme=themes.get(session, "t-1"))

    with ThreadPoolExecutor(2) as pool:
        changes = pool.submit(lambda: [go_on(number) for number in range(12)])
        reports = [report(database) for _ in range(12)]
        changes.result()
    reports.append(report(database))
    said = {
        (theme.id, theme.version, theme.label, theme.passages)
        for content in reports
        for theme in content.themes
    }
    with database.reading() as session:
        rows = session.scalars(select(ThemeVersion))
        written = {(row.theme_id, row.version, row.label, len(row.passages)) for row in rows}
    assert said <= written
    assert ("t-1", "Naam 11", 15) in {(one, label, n) for one, _, label, n in said}


@pytest.mark.usefixtures("told")
def test_a_report_on_one_theme_leaves_the_others_alone(database: Database) -> None:
    report(database, "t-1")
    with database.reading() as session:
        assert list(session.scalars(select(ThemeVersion.theme_id))) == ["t-1"]


def test_a_version_without_stories_says_so(database: Database) -> None:
    with database.writing() as session:
        theme_versions.cite(session, add_theme(session).id)
    assert "Het had toen geen stukjes" in words(report(database, "t-1@1"))
    assert "Er zijn geen verhalen om uit te citeren." in words(report(database, "t-1@1"))


def test_one_passage_of_then_is_there_or_was_taken_back(database: Database) -> None:
    with database.writing() as session:
        story = add_story(session, CANARY, theme=add_theme(session))
    report(database)
    assert "Het had één stukje, dat er nog is" in words(report(database, "t-1@1"))
    with database.writing() as session:
        decisions.withdraw(session, stories.get(session, story.id))
    content = report(database, "t-1@1")
    assert "Het had één stukje, dat is teruggenomen" in words(content)
    assert "Kanarievogel" not in words(content)


@pytest.mark.usefixtures("told")
def test_id_and_version_stand_in_every_format(database: Database) -> None:
    content = report(database, "t-1")
    assert "thema t-1, versie 1" in words(content)
    row = row_of(content)
    assert (row["thema_id"], row["versie"], row["stand_op"]) == ("t-1", "1", "2026-11-22")
    assert (row["wat_hoort_erbij"], row["wat_niet"]) == ("Telkens een ander.", "Wachten op iemand.")


def test_what_belongs_in_a_theme_is_told_when_somebody_wrote_it(
    database: Database, told: list[str]
) -> None:
    del told
    names = [b.name for b in outline.blocks(report(database, "t-1")) if hasattr(b, "name")]
    assert {"Wat hoort erbij", "Wat niet"} <= set(names)
    names = [b.name for b in outline.blocks(report(database, "t-2")) if hasattr(b, "name")]
    assert not {"Wat hoort erbij", "Wat niet"} & set(names)


def test_a_theme_as_it_was_has_exactly_its_passages_of_then(
    database: Database, told: list[str]
) -> None:
    """Later names, confirmations, merges and new stories change nothing; what was taken back is."""
    old = only(report(database, "t-1"))
    with database.writing() as session:
        curation.rename(session, "t-1", "Heel anders", version=1, account_id=None)
        [moved] = session.scalars(select(Passage.id).where(Passage.story_id == told[1]))
        [from_other] = session.scalars(select(Passage.id).where(Passage.story_id == told[3]))
        curation.refuse_passages(session, "t-1", [moved], version=2, account_id=None)
        curation.confirm_passages(session, "t-1", [from_other], version=3, account_id=None)
        merged = curation.merge(
            session, ["t-1", "t-2"], "Samen", versions={"t-1": None, "t-2": None}, account_id=None
        )
        add_story(session, "Dit verhaal is van later.", theme=merged)
        merged_id = merged.id
    was = only(report(database, "t-1@1"))
    assert (was.label, was.description, was.words) == (old.label, old.description, old.words)
    assert (was.include_rule, was.exclude_rule) == (old.include_rule, old.exclude_rule)
    assert (was.version, was.state, was.label_by_person) == (1, "", False)
    assert (was.stories, was.passages, was.quotable) == (3, 3, 3)
    assert {quote.text for quote in was.quotes} == {quote.text for quote in old.quotes}
    assert (was.rank, was.interval) == (None, None)
    assert was.then is not None
    assert (was.then.passages, was.then.taken_back) == (3, 0)
    assert was.then.now == f"Het is later samengevoegd tot “Samen” (thema {merged_id})."

    with database.writing() as session:
        decisions.withdraw(session, stories.get(session, told[0]))
    content = report(database, "t-1@1")
    was = only(content)
    assert (was.stories, was.passages) == (2, 2)
    assert was.then is not None
    assert (was.then.passages, was.then.taken_back) == (3, 1)
    assert "Kanarievogel" not in words(content)
    assert "Vertellers namen sindsdien 1 van de 3 stukjes terug; de aantallen" in words(content)
    assert "zijn zoals ze nu zijn" in words(content)


def test_a_story_that_is_no_longer_shared_is_not_in_the_old_report(
    database: Database, told: list[str]
) -> None:
    report(database, "t-1")
    with database.writing() as session:
        stories.set_consents(session, stories.get(session, told[0]), frozenset({Purpose.QUOTE}))
    content = report(database, "t-1@1")
    assert "Kanarievogel" not in words(content)
    assert only(content).then is not None
    assert (only(content).stories, row_of(content)["stukjes_teruggenomen"]) == (2, "1")


def test_an_old_report_quotes_only_who_still_allows_it(database: Database, told: list[str]) -> None:
    assert "Kanarievogel" in words(report(database, "t-1"))
    with database.writing() as session:
        stories.set_consents(session, stories.get(session, told[0]), CLOSED)
    content = report(database, "t-1@1")
    assert "Kanarievogel" not in words(content)
    assert (only(content).stories, only(content).quotable) == (3, 2)


def test_answers_of_then_are_those_of_the_stories_that_are_left(
    database: Database, told: list[str]
) -> None:
    with database.writing() as session:
        for story_id in told:
            add_answers(session, stories.get(session, story_id), tempo=20)
    report(database, "t-1")
    with database.writing() as session:
        late = add_story(session, "Van later.", theme=themes.get(session, "t-1"))
        add_answers(session, late, tempo=90)
        decisions.withdraw(session, stories.get(session, told[2]))
    assert [(a.answered, a.not_answered) for a in only(report(database, "t-1@1")).answers] == [
        (2, 0)
    ]
    assert [(a.answered, a.not_answered) for a in only(report(database, "t-1")).answers] == [(3, 0)]


def test_many_passages_of_then_are_all_there(database: Database) -> None:
    """More than fit in one question to the database."""
    with database.writing() as session:
        theme = add_theme(session)
        add_story(session, "a" * 1_100, theme=theme, passages=1_100)
        add_story(session, "Het sterkste stukje van allemaal, zonder twijfel het beste.",
                  theme=theme, strength=0.9)  # fmt: skip
    old = only(report(database, "t-1"))
    with database.writing() as session:
        for row in session.scalars(select(Assignment).where(Assignment.strength == 0.5)):
            session.delete(row)
    was = only(report(database, "t-1@1"))
    assert (was.stories, was.passages) == (old.stories, old.passages) == (2, 1_101)
    assert was.quotes[0].text.startswith("Het sterkste stukje")


def test_who_gave_the_name_of_then_is_known(database: Database, told: list[str]) -> None:
    del told
    report(database, "t-1")
    with database.writing() as session:
        curation.rename(session, "t-1", "Van een mens", version=1, account_id=None)
    report(database, "t-1")
    assert not only(report(database, "t-1@1")).label_by_person
    assert only(report(database, "t-1@2")).label_by_person
    assert "Nu heet het “Van een mens”." in words(report(database, "t-1@1"))
    assert "Thema: Steeds een ander gezicht (versie 1)" in words(report(database, "t-1@1"))


def test_links_of_an_old_version_are_those_of_now(database: Database, told: list[str]) -> None:
    del told
    report(database, "t-1")
    with database.writing() as session:
        add_link(session, themes.get(session, "t-1"), "tsd-jeugd-1")
    content = report(database, "t-1@1")
    assert [link.standard_key for link in only(content).links] == ["tsd-jeugd-1"]
    assert "Kwaliteitsstandaarden, zoals nu" in words(content)


def test_an_old_version_has_no_figure_and_no_share(database: Database, told: list[str]) -> None:
    del told
    report(database, "t-1")
    content = report(database, "t-1@1")
    assert "geen van de 3 stukjes terug" in words(content)
    assert "Figure" not in {type(block).__name__ for block in outline.blocks(content)}
    assert row_of(content)["verhalen_totaal"] == ""
    assert "3 van de 6 verhalen" not in words(content)
    both = report(database, "t-1@1", "t-1")
    assert [theme.then is None for theme in both.themes] == [True, False]
    assert "Figure" in {type(block).__name__ for block in outline.blocks(both)}
    assert pdf.render(both).startswith(b"%PDF-")


def test_the_run_behind_an_old_version_is_among_the_details(database: Database) -> None:
    with database.writing() as session:
        old, new = add_run(session, seed=1), add_run(session, seed=2)
        theme = add_theme(session, run_id=new)
        add_story(session, "Elke keer een ander.", theme=theme)
        theme_versions.cite(session, "t-1", run_id=old)
    assert [run.id for run in report(database, "t-1@1").runs] == [old, new]
    assert [run.id for run in report(database, "t-1").runs] == [old, new]


@pytest.mark.parametrize(
    "asked", ["t-1@2", "t-1@0", "t-1@", "t-1@x", "t-1@1@1", "t-1@-1", "t-1@²", f"t-1@{'9' * 20}"]
)
@pytest.mark.usefixtures("told")
def test_an_unknown_version_is_not_found(database: Database, asked: str) -> None:
    report(database, "t-1")
    with pytest.raises(NotFound) as caught:
        report(database, asked)
    assert caught.value.code == "thema.versie_onbekend"


@pytest.mark.usefixtures("told")
def test_nothing_is_kept_of_a_report_that_could_not_be_made(database: Database) -> None:
    with pytest.raises(NotFound):
        report(database, "t-1", "t-1@9")
    with pytest.raises(NotFound):
        report(database, "bestaat-niet@1")
    with database.reading() as session:
        assert session.scalars(select(ThemeVersion)).all() == []


@pytest.mark.usefixtures("told")
def test_a_merged_id_gives_the_theme_that_it_went_into(database: Database) -> None:
    with database.writing() as session:
        merged_id = curation.merge(
            session, ["t-1", "t-2"], "Samen", versions={"t-1": 1, "t-2": 1}, account_id=None
        ).id
    content = report(database, "t-1")
    assert (only(content).id, only(content).stories) == (merged_id, 6)
    assert "Thema t-1 is samengevoegd. Dit is het thema waar het nu bij hoort." in words(content)
    assert only(report(database, "t-1", merged_id)).merged_from == ""
    assert "waar het nu bij hoort" not in words(report(database, merged_id))


def test_a_proposed_theme_and_a_starter_theme_say_so(database: Database) -> None:
    with database.writing() as session:
        starter = add_theme(session, starter_key="wachten")
        proposed = add_theme(
            session, "t-2", "Nieuw", state=ThemeState.PROPOSED, stability=Stability.FAIR,
            stability_value=0.66,
        )  # fmt: skip
        add_story(session, "Wij wachtten lang op een brief.", theme=starter)
        add_story(session, "Elke keer een ander.", theme=proposed)
    content = report(database)
    heads = {b.label: b for b in outline.blocks(content) if type(b).__name__ == "ThemeHead"}
    assert heads["Nieuw"].stability_words == "Redelijk (0,66) · voorgesteld"
    assert heads["Steeds een ander gezicht"].stability_words == "Stevig (0,84) · starthema"
    assert "Let op: dit thema is voorgesteld. Een mens heeft het nog niet" in words(content)
    assert "“Nieuw” (redelijk (0,66), voorgesteld): 1 van de 2" in words(content)
    assert "Nieuw (voorgesteld)" in words(content)
    rows = [
        (row["naam_door"], row["starthema"], row["staat"])
        for row in csv.DictReader(io.StringIO(csv_file.render(content).decode("utf-8-sig")))
    ]
    assert rows == [("starthema", "ja", "in gebruik"), ("computer", "nee", "voorgesteld")]
    with database.writing() as session:
        curation.accept(session, "t-2", version=1, account_id=None)
    old = report(database, "t-2@1")
    assert "Let op: dit thema was toen voorgesteld. Een mens had het toen nog niet" in words(old)
    assert not only(report(database, "t-2")).proposed


def test_the_method_tells_what_themes_are_recognised_by(database: Database) -> None:
    with database.writing() as session:
        theme = add_theme(session, starter_key="wachten")
        session.add_all(
            ThemeParaphrase(theme_id="t-1", text=f"Zin {n}.", used=n > 0) for n in range(4)
        )
        gone = add_story(session, "Ook bevestigd.", theme=theme, origin=Origin.PERSON)
        add_story(session, "Bevestigd door een mens.", theme=theme, origin=Origin.PERSON)
        add_story(session, "Van de computer.", theme=theme)
        decisions.withdraw(session, gone)
        put_aside = add_theme(session, "t-2", "Weg", state=ThemeState.PARKED)
        add_story(session, "Elders.", theme=put_aside, origin=Origin.PERSON, purposes=OPEN)
    said = dict(method.paragraphs(report(database)))["Bekende thema's herkennen"]
    assert "Er is nu één starthema in gebruik" in said
    assert "3 voorbeeldzinnen" in said
    assert "1 stukje dat mensen hier bevestigden" in said


def test_without_starter_themes_the_method_says_so(database: Database) -> None:
    said = dict(method.paragraphs(report(database)))["Bekende thema's herkennen"]
    assert "Er is nu geen starthema in gebruik." in said
    assert "geen stukjes die mensen hier bevestigden" in said


def test_run_details_name_the_themes_that_were_recognised(database: Database) -> None:
    ids = [f"s{n:011d}" for n in range(44)]
    with database.writing() as session:
        run_id = add_run(session, recognised=ids, proposals={"nieuw": 2}, encoder={"name": "e5"})
        add_story(session, "Elke keer een ander.", theme=add_theme(session, run_id=run_id))
    [run] = report(database).runs
    rows = dict(run.rows)
    assert rows["Thema's die zijn herkend"] == ", ".join(ids)
    assert rows["Voorstellen aan mensen"] == "nieuw 2"
    assert rows["Encoder"] == "name e5"


@pytest.mark.usefixtures("told")
def test_over_the_api_a_version_can_be_looked_up_again(
    reader: TestClient, database: Database
) -> None:
    answer = reader.get(ROUTE, params={"theme": "t-1", "format": "csv"})
    [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    with database.writing() as session:
        version = themes.get(session, "t-1").version
        curation.rename(session, "t-1", "Heel anders", version=version, account_id=None)
    asked = f"t-1@{row['versie']}"
    answer = reader.get(ROUTE, params={"theme": asked, "format": "csv"})
    [again] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (again["naam"], again["stukjes"]) == (row["naam"], row["stukjes"])
    unknown = reader.get(ROUTE, params={"theme": "t-1@99"})
    assert unknown.status_code == 404
    assert unknown.json()["detail"] == "Van dit thema is deze versie niet bewaard."


@pytest.mark.usefixtures("told")
def test_on_the_command_line_a_version_can_be_looked_up_again(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERTELPUNT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("VERTELPUNT_DATABASE_URL", database.url)

    def made(theme: str) -> dict[str, str]:
        out = tmp_path / "rapport.csv"
        done = CliRunner().invoke(
            app, ["report", "--theme", theme, "--format", "csv", "--out", str(out)]
        )
        assert done.exit_code == 0, done.output
        [row] = csv.DictReader(io.StringIO(out.read_bytes().decode("utf-8-sig")))
        return row

    assert made("t-1")["versie"] == "1"
    with database.writing() as session:
        add_story(session, "Nog een ander.", theme=themes.get(session, "t-1"))
    assert (made("t-1")["versie"], made("t-1")["stukjes"]) == ("2", "4")
    assert (made("t-1@1")["versie"], made("t-1@1")["stukjes"]) == ("1", "3")
    with database.reading() as session:
        events = list(session.scalars(select(ThemeEvent).where(ThemeEvent.theme_id == "t-1")))
    assert [event.kind for event in events] == [ThemeEventKind.GREW]
    refused = CliRunner().invoke(app, ["report", "--theme", "t-1@9", "--format", "csv"])
    assert refused.exit_code != 0
    assert "deze versie niet bewaard" in refused.output
