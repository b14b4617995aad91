"""Sixty texts that break things, through every way in, and shown as text wherever they come out.

Nothing is taken away here: what is stored has to be what `ingest.drafts.clean` makes of it.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx as python_docx
import httpx
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from pypdf import PdfReader
from sqlalchemy import select
from starlette.testclient import TestClient

from ingest.drafts import clean_text
from ingest.readers.opening import read_drafts
from ingest.readers.options import ReadingOptions
from ingest.readers.rows import is_formula
from models import accounts, forms, responses, team_tokens, teams
from models.accounts import Account
from models.base import today
from models.db import Database
from models.errors import Rejected
from models.import_batches import StagedStory
from models.sealing import Sealer
from models.stories import Signification, Story
from models.vocabulary import AccountRole, Layout, Purpose, StoryState
from service import group_tellings, importing, intake, story_exports
from service.app import create_app
from service.group_tellings import WriteUp
from service.importing import Basis, Order
from service.reports import content, csv_file, docx, pdf
from service.reports.csv_file import FORMULA_STARTS
from service.security import token_hash
from service.settings import Settings
from service.story_exports import ExportFormat
from service.wiring import House
from tests.collection import make_theme, place
from tests.hostile_texts import HOSTILE, LONG, ORDINARY
from tests.narrator import send
from tests.service.conftest import NoPseudonymiser
from tests.service.form.conftest import code_on
from tests.service.report_world import ORGANISATION, add_story, add_theme

TOKEN = "een-sessie-die-al-open-is"
EVERYTHING = "\n\n".join(f"{one} {ORDINARY}" for one in HOSTILE)
TITLE = "</title><script>alert(8)</script>{{ 7*7 }}\u202e\x07=1+1"
OWN_WORDS = "\"><svg/onload=alert(9)>' onfocus=alert(10) {{ 7*7 }}\u202e"
HARMLESS = f"{ORDINARY}[persoon-1] en [zoon-1] waren erbij. {ORDINARY}"
ALL = Basis(purposes=frozenset(Purpose), approved=True, settled="op papier")
COMPUTED = tuple(one for one in HOSTILE if is_formula(one))
WORDS = tuple(one for one in HOSTILE if not is_formula(one))


@pytest.fixture
def house(migrated_sqlite: Path, sealer: Sealer, tmp_path: Path) -> Iterator[House]:
    """A house that takes nothing away; what is asked of a database is tested elsewhere on both."""
    path = tmp_path / "vertelpunt.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    database = Database(f"sqlite:///{path}")
    with database.writing() as session:
        forms.load_catalogue(session)
        teams.ensure(session, "Noord", organisation="Test")
        account = Account(name="anna", role=AccountRole.ADMINISTRATOR, password_hash="geen")
        session.add(account)
        session.flush()
        accounts.open_session(session, account, token_hash(TOKEN))
    yield House(
        settings=Settings(data_dir=tmp_path, database_url=database.url),
        database=database,
        sealer=sealer,
        pseudonymiser=NoPseudonymiser(),
    )
    database.close()


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    with TestClient(create_app(house)) as client:
        yield client


def stored(house: House) -> list[Story]:
    with house.database.reading() as session:
        return list(session.scalars(select(Story).order_by(Story.id)))


def flat(text: str) -> str:
    return " ".join(text.split())


class Page(HTMLParser):
    """The elements of a page, what they point to, and all that it says."""

    def __init__(self, page: httpx.Response) -> None:
        super().__init__()
        self.elements: set[tuple[str, ...]] = set()
        self.said = ""
        self.feed(page.text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = sorted(name for name, _ in attrs)
        self.elements.add((tag, *names))
        told = dict(attrs)
        for name in ("href", "src", "action", "style"):
            if name in told:
                self.elements.add((tag, name, str(told[name]).split("?")[0]))
        self.said += f" {told.get('value') or ''} " if tag == "input" else ""

    def handle_data(self, data: str) -> None:
        self.said += data

    def handle_comment(self, data: str) -> None:
        self.elements.add(("!--", data))

    def unknown_decl(self, data: str) -> None:
        self.elements.add(("![", data))


def tell(client: TestClient, title: str, text: str, words: str) -> dict[str, httpx.Response]:
    """A whole journey through a form with every kind of words; the pages that show them."""

    def press(page: httpx.Response, action: str, **fields: Any) -> httpx.Response:
        return send(client, page, button=("actie", action), **fields)

    seen: dict[str, httpx.Response] = {}
    page = press(client.get("/formulier/jongere"), "verder")
    page = press(page, "verder", titel=title, tekst=text)
    assert page.url.path == "/betekenis"
    seen["verhaal"] = client.get("/verhaal")
    told = {"gevoel-woorden": words, "wie-woorden": words, "meepraten": "soms"}
    page = press(page, "verder", **told)
    page = press(page, "verder", **told, meepraten_hoe=text[:2_900])
    assert page.url.path == "/over-u"
    seen["betekenis"] = client.get("/betekenis")
    seen["nakijken"] = press(page, "verder")
    assert seen["nakijken"].url.path == "/nakijken"
    page = press(seen["nakijken"], "ja", mag=["associatie"])
    assert page.url.path == "/uw-code"
    code = code_on(page)
    press(page, "klaar")
    seen["code"] = press(client.get("/code"), "open", code=code)
    return seen


def escaped(ordinary: httpx.Response, hostile: httpx.Response) -> Page:
    """The page with hostile texts has no element and no attribute but those of an ordinary one."""
    assert (ordinary.status_code, hostile.status_code) == (200, 200)
    page = Page(hostile)
    assert page.elements <= Page(ordinary).elements
    assert "\0" not in hostile.text
    assert "\u202e" not in page.said
    return page


def test_the_form_keeps_them_and_shows_them_as_text(house: House) -> None:
    with TestClient(create_app(house)) as client:
        ordinary = tell(client, "Een titel", HARMLESS, "Trots")
    with TestClient(create_app(house)) as client:
        hostile = tell(client, TITLE, EVERYTHING, OWN_WORDS)
    [story] = [one for one in stored(house) if one.title != "Een titel"]
    assert (story.title, story.text) == (flat(clean_text(TITLE)), clean_text(EVERYTHING))
    with house.database.reading() as session:
        query = select(Signification.value).where(Signification.story_id == story.id)
        values = list(session.scalars(query))
    own = [value["other"] for value in values if "other" in value]
    assert own == [clean_text(OWN_WORDS)] * 2
    assert {"text": clean_text(EVERYTHING[:2_900])} in values
    for name, page in hostile.items():
        said = flat(escaped(ordinary[name], page).said)
        if name in {"nakijken", "code"}:
            assert all(flat(clean_text(one)) in said for one in HOSTILE), name


def test_the_form_refuses_what_is_far_too_long(client: TestClient, house: House) -> None:
    page = send(client, client.get("/formulier/verhaal"), button=("actie", "verder"))
    for text, status in ((LONG, 413), ("a " * 15_000, 422)):
        answer = send(client, page, button=("actie", "verder"), tekst=text)
        assert answer.status_code == status
        assert "te lang" in answer.text or "te groot" in answer.text
    assert stored(house) == []


def test_words_about_a_theme_stay_words(house: House, client: TestClient) -> None:
    page = tell(client, "Een titel", HARMLESS, "Trots")["code"]
    with house.database.writing() as session:
        make_theme(session, "t1", "Terugbellen")
        place(session, session.scalars(select(Story)).one(), "t1")
    page = client.get(str(page.url))

    def say(words: str) -> tuple[httpx.Response, httpx.Response]:
        asked = send(client, page, button=("actie", "klopt_niet:t1"), **{"woorden-t1": words})
        kept = send(client, asked, button=("actie", "klopt_niet_ja:t1"))
        with house.database.reading() as session:
            [one] = responses.of_theme(session, "t1")
            assert one.response.text == clean_text(words)
        send(client, kept, button=("actie", "terugnemen:t1"))
        return asked, kept

    ordinary = say("Zo ging het niet [persoon-1].")
    for number in range(0, len(HOSTILE), 8):
        words = " ".join(HOSTILE[number : number + 8])[:490]
        for plain, shown in zip(ordinary, say(words), strict=True):
            assert flat(clean_text(words)) in flat(escaped(plain, shown).said)


def test_a_system_of_a_team_sends_them_in(client: TestClient, house: House) -> None:
    token = intake.new_token()
    with house.database.writing() as session:
        team = teams.by_name(session, "Noord")
        team_tokens.create(session, team, "x", token_hash=token_hash(token))
    headers = {"Authorization": f"Bearer {token}"}

    def post(key: str, **body: Any) -> httpx.Response:
        headers["Idempotency-Key"] = key
        content = json.dumps(body)
        return client.post("/v1/intake/stories", content=content, headers={
            **headers, "Content-Type": "application/json"})  # fmt: skip

    answers = {"gevoel": {"options": [], "other": OWN_WORDS}, "meepraten": "soms"}
    answer = post("sleutel-1", title=TITLE, text=EVERYTHING, formKey="jongere", answers=answers)
    assert answer.status_code == 201, answer.text
    [story] = stored(house)
    assert (story.title, story.text) == (flat(clean_text(TITLE)), clean_text(EVERYTHING))
    assert (answer.json()["title"], answer.json()["text"]) == (story.title, story.text)
    again = post("sleutel-1", title=TITLE, text=EVERYTHING, formKey="jongere", answers=answers)
    assert again.content == answer.content
    deep: Any = "diep"
    for _ in range(700):
        deep = [deep]
    text = "Een verhaal dat lang genoeg is om te lezen."
    refused = (
        {"text": LONG}, {"text": "a " * 15_000}, {"text": f"{text} \ud83d"},
        {"text": text, "title": "b" * 121}, {"text": text, "answers": {"\ud83d": "x"}},
        {"text": text, "answers": {"afloop": "\ud83d"}},
        {"text": text, "answers": {"afloop": deep}},
    )  # fmt: skip
    for number, body in enumerate(refused):
        wrong = post(f"sleutel-fout-{number}", **body)
        assert wrong.status_code in {400, 413, 422}, wrong.text
        assert wrong.headers["Content-Type"] == "application/problem+json"
    assert len(stored(house)) == 1


def as_csv(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("Titel", "Verhaal"), *rows])
    return path


def as_jsonl(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    lines = (json.dumps({"title": title, "text": text}) for title, text in rows)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def as_xlsx(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Verhalen")
    for row in (("Titel", "Verhaal"), *rows):
        cells = [WriteOnlyCell(sheet, value=in_xml(cell)) for cell in row]
        for cell in cells:
            cell.data_type = "s"
        sheet.append(cells)
    book.save(path)
    return path


def as_docx(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    document = python_docx.Document()
    for title, text in rows:
        document.add_heading(in_xml(title))
        document.add_paragraph(in_xml(text).replace("\r\n", "\n"))
    document.save(str(path))
    return path


def as_txt(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    parts = (f"{flat(title)}\n{flat(text)}" for title, text in rows)
    path.write_text("\n-----\n".join(parts), encoding="utf-8")
    return path


def in_xml(text: str) -> str:
    """What XML can hold of a text; the rest no file of this kind brings."""
    return "".join(
        one for one in text if one in "\t\n\r" or (one >= " " and one not in "\ufffe\uffff")
    )


def titled(texts: Sequence[str]) -> list[tuple[str, str]]:
    return [(f"Nr {number}", f"{text} {ORDINARY}") for number, text in enumerate(texts)]


def order_of(house: House, path: Path) -> Order:
    with house.database.reading() as session:
        return Order(
            path=path,
            name=path.name,
            team_id=teams.by_name(session, "Noord").id,
            form_id=forms.current(session).id,
            basis=ALL,
        )


def take(house: House, path: Path) -> importing.Outcome:
    def quiet(*_: object) -> None:
        """Nobody watches."""

    looked = importing.look(house, order_of(house, path))
    batch = importing.begin(house, looked, progress=quiet)
    return importing.go_on(house, batch, progress=quiet, processes=1)


Writer = Callable[[Path, Sequence[Sequence[str]]], Path]
WRITERS: dict[str, Writer] = {
    "csv": as_csv, "jsonl": as_jsonl, "xlsx": as_xlsx, "docx": as_docx, "txt": as_txt
}  # fmt: skip


@pytest.mark.parametrize("kind", WRITERS)
def test_a_file_of_them_comes_in_as_it_is(house: House, tmp_path: Path, kind: str) -> None:
    texts = HOSTILE if kind in {"jsonl", "docx", "txt"} else WORDS
    # Text with a NUL is no text to a program; what it says is refused below.
    rows = titled([text.replace("\0", "") if kind in {"csv", "txt"} else text for text in texts])
    assert take(house, WRITERS[kind](tmp_path / f"a.{kind}", rows)).new == len(texts)
    found = {story.title: story.text for story in stored(house)}
    wanted = {title: clean_text(text) for title, text in rows}
    if kind == "txt":
        wanted = {title: clean_text(flat(text)) for title, text in rows}
    assert found == wanted


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_a_spreadsheet_would_compute_is_refused_by_its_row(
    house: House, tmp_path: Path, kind: str
) -> None:
    good, bad = titled(WORDS[:3]), titled(COMPUTED)
    path = WRITERS[kind](tmp_path / f"a.{kind}", [*good, *bad])
    with pytest.raises(Rejected) as caught:
        take(house, path)
    assert [problem.place for problem in caught.value.problems] == [
        f"rij {number}, kolom Verhaal" for number in range(5, 5 + len(bad))
    ]
    assert all("formule" in problem.message for problem in caught.value.problems)
    assert "calc" not in caught.value.message
    with house.database.reading() as session:
        assert session.scalars(select(StagedStory)).all() == []
    assert stored(house) == []


@pytest.mark.parametrize("kind", ["csv", "txt"])
def test_a_file_with_a_nul_is_refused_whole(house: House, tmp_path: Path, kind: str) -> None:
    with pytest.raises(Rejected) as caught:
        take(house, WRITERS[kind](tmp_path / f"a.{kind}", titled(["goed", "nul\0teken"])))
    assert "De letters in dit bestand kunnen niet worden gelezen." in caught.value.message
    assert stored(house) == []


@pytest.mark.parametrize("kind", ["csv", "jsonl", "txt"])
def test_a_file_with_one_endless_text_is_refused_whole(
    house: House, tmp_path: Path, kind: str
) -> None:
    rows = [*titled(WORDS[:2]), ("Nr 9", LONG)]
    with pytest.raises(Rejected) as caught:
        take(house, WRITERS[kind](tmp_path / f"a.{kind}", rows))
    assert "aaaaaaaaaa" not in caught.value.message
    assert stored(house) == []


def test_what_no_field_of_a_line_can_hold_is_refused_by_its_line(
    house: House, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    text = "Een verhaal dat lang genoeg is."
    for row in ({"text": text, "id": "\ud83d"}, {"text": text, "answers": {"afloop": "\ud83d"}}):
        path.write_text(json.dumps(row), encoding="utf-8")
        with pytest.raises(Rejected) as caught:
            take(house, path)
        assert "regel 1: Hier staat een half teken" in caught.value.message
    deep = "[" * 700 + "]" * 700
    for name in ("id", "consents", "answers", "role"):
        path.write_text(f'{{"text": "{text}", "{name}": {deep}}}', encoding="utf-8")
        with pytest.raises(Rejected) as caught:
            take(house, path)
        assert f"regel 1, veld {name}: " in caught.value.message
    path.write_text(json.dumps({"text": f"{text}\ud83d", "title": "\ud83dx"}), encoding="utf-8")
    assert take(house, path).new == 1
    assert [(story.title, story.text) for story in stored(house)] == [("x", text)]


def test_a_write_up_of_a_session_keeps_them(house: House) -> None:
    with house.database.reading() as session:
        team_id = teams.by_name(session, "Noord").id
    write_up = WriteUp(team_id=team_id, people=2, text=EVERYTHING, title=TITLE)
    group_tellings.create(house, write_up, account_id=None)
    [story] = stored(house)
    assert (story.title, story.text) == (flat(clean_text(TITLE)), clean_text(EVERYTHING))
    with pytest.raises(Rejected):
        group_tellings.create(house, WriteUp(team_id=team_id, people=2, text=LONG), account_id=None)
    assert len(stored(house)) == 1


def test_they_come_out_as_text_in_the_api_and_in_every_export(
    house: House, client: TestClient, tmp_path: Path
) -> None:
    rows = [
        (text, f"{text} {number} {ORDINARY}")
        for number, text in enumerate(HOSTILE)
        if len(flat(text)) <= 120
    ]
    take(house, as_jsonl(tmp_path / "a.jsonl", rows))
    every = {story.id: story for story in stored(house)}
    assert len(every) == len(rows)
    signed_in = {"Authorization": f"Bearer {TOKEN}"}
    for story in every.values():
        told = client.get(f"/v1/stories/{story.id}", headers=signed_in)
        assert told.headers["Content-Type"] == "application/json"
        assert (told.json()["title"], told.json()["text"]) == (story.title, story.text)
    made = {
        shape: story_exports.make(house.database, Purpose.RESEARCH, shape)[0]
        for shape in ExportFormat
    }
    table = list(csv.reader(io.StringIO(made[ExportFormat.CSV].decode("utf-8-sig")), delimiter=";"))
    assert_not_computed(cell for row in table for cell in row)
    assert len(table) == len(every) + 1
    for sheet in load_workbook(io.BytesIO(made[ExportFormat.XLSX])).worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    lines = made[ExportFormat.JSONL].decode().split("\n")[:-1]
    assert {one["id"]: (one["title"], one["text"]) for one in map(json.loads, lines)} == {
        story.id: (story.title, story.text) for story in every.values()
    }
    told_again(every, made[ExportFormat.NARRAFIRMA], tmp_path)


def told_again(every: dict[str, Story], packed: bytes, folder: Path) -> None:
    """The export for NarraFirma comes in as it went out, and no cell of it is computed."""
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        names = {name.rpartition("-")[2]: files.read(name) for name in files.namelist()}
    for name in ("verhalen.csv", "vragen.csv"):
        text = names[name].decode("utf-8-sig")
        assert_not_computed(cell for row in csv.reader(io.StringIO(text)) for cell in row)
    path = folder / "verhalen.csv"
    path.write_bytes(names["verhalen.csv"])
    read = read_drafts(
        path, layout=Layout.NARRAFIRMA, options=ReadingOptions(form=names["vragen.csv"])
    )
    assert read.problems == ()
    assert sorted((one.title, one.text) for one in read.drafts) == sorted(
        (story.title, story.text) for story in every.values()
    )


def assert_not_computed(cells: Iterator[str]) -> None:
    assert [cell for cell in cells if cell.lstrip(" ").startswith(FORMULA_STARTS)] == []


def test_they_are_text_in_a_report(house: House) -> None:
    with house.database.writing() as session:
        for number, text in enumerate(HOSTILE):
            plain = clean_text(text)
            theme = add_theme(
                session, f"t-{number}", plain[:190] or "x", description=plain, words=[plain]
            )
            add_story(session, f"{plain} {ORDINARY}", theme=theme)
        report = content.build(session, None, organisation=ORGANISATION, on=today())
    table = list(csv.reader(io.StringIO(csv_file.render(report).decode("utf-8-sig"))))
    assert len(table) == len(HOSTILE) + 1
    assert_not_computed(cell for row in table for cell in row)
    document = python_docx.Document(io.BytesIO(docx.render(report)))
    said = "\n".join(one.text for one in document.paragraphs)
    assert "<script>alert(1)</script>" in said
    assert "{{ 7*7 }}" in said
    pages = PdfReader(io.BytesIO(pdf.render(report))).pages
    shown = flat(" ".join(page.extract_text() for page in pages))
    assert "alert(1)" in shown
    assert '#panic("weg")' in shown
    actions = [
        str(mark.get_object().get("/A", "")) for page in pages for mark in page.get("/Annots", ())
    ]
    assert not [one for one in actions if "javascript" in one or "file:" in one]


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE)
def test_each_by_itself_goes_through_the_form(house: House, text: str) -> None:
    with TestClient(create_app(house)) as client:
        ordinary = tell(client, "Een titel", HARMLESS, "Trots")
    title = text if len(flat(clean_text(text))) <= 120 else ""
    with TestClient(create_app(house)) as client:
        hostile = tell(client, title or "Titel", f"{text} {ORDINARY}", text[:190] or "x")
    for name, page in hostile.items():
        escaped(ordinary[name], page)
    texts = {story.text for story in stored(house) if story.state is StoryState.APPROVED}
    assert clean_text(f"{text} {ORDINARY}") in texts
