"""LimeSurvey, KoboToolbox, Microsoft and Google Forms: what is read, proposed and never read."""

from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from ingest.readers.opening import detect, preview, read_drafts
from ingest.readers.options import ReadingOptions
from ingest.readers.personal import says_who, shows_who
from ingest.readers.survey_columns import is_own
from models.errors import Rejected
from models.forms import OTHER
from models.vocabulary import Layout, QuestionKind

SAMPLES = Path(__file__).parent / "samples"
ASKED = "Wat gebeurde er?"
STORY = "Het team kwam op tijd en luisterde goed."


def _uses(path: Path) -> dict[str, str]:
    return {column.name: column.use for column in preview(path).columns}


def _all(path: Path, story: str) -> ReadingOptions:
    questions = preview(path, mapping={"tekst": story}).questions
    return ReadingOptions(answers={asked.key: asked.kind for asked in questions})


@pytest.mark.parametrize(
    ("name", "layout"),
    [
        ("limesurvey_codes.csv", Layout.LIMESURVEY),
        ("limesurvey_teksten.csv", Layout.LIMESURVEY),
        ("kobo_namen.csv", Layout.KOBO),
        ("kobo_teksten.csv", Layout.KOBO),
        ("google.csv", Layout.GOOGLE_FORMS),
    ],
)
def test_the_layout_is_recognised(name: str, layout: Layout) -> None:
    assert detect(SAMPLES / name) is layout


@pytest.mark.parametrize(
    ("name", "never"),
    [
        ("limesurvey_codes.csv", {"token", "ipaddr"}),
        ("limesurvey_teksten.csv", {"E-mailadres", "IP-adres"}),
        ("kobo_namen.csv", {"deviceid", "_submitted_by", "_plek_latitude"}),
        ("kobo_teksten.csv", {"Uw naam"}),
        ("google.csv", {"E-mailadres"}),
    ],
)
def test_who_somebody_is_is_never_read(name: str, never: set[str]) -> None:
    uses = _uses(SAMPLES / name)
    assert {column for column, use in uses.items() if use == "persoon"} == never
    assert any("lezen wij nooit" in note for note in preview(SAMPLES / name).notes)


def test_limesurvey_gives_only_what_was_sent() -> None:
    path = SAMPLES / "limesurvey_codes.csv"
    result = read_drafts(path, mapping={"tekst": "verhaal"}, options=_all(path, "verhaal"))
    assert result.problems == ()
    assert [draft.reference for draft in result.drafts] == ["1", "3", "4", "5", "6"]
    # The first of January 1980 is what LimeSurvey writes when it keeps no date.
    assert [draft.period for draft in result.drafts][:3] == ["2026-03", None, "2026-04"]
    assert result.drafts[0].answers["hulp"] == ["sq1"]
    assert result.drafts[0].answers["afloop"] == "a1"
    assert result.drafts[1].answers["hulp"] == {"options": ["sq2", OTHER], "other": "de kerk"}
    assert result.drafts[1].answers["afloop"] == {"option": OTHER, "other": "half half"}


def test_limesurvey_with_full_texts_and_long_answers() -> None:
    path = SAMPLES / "limesurvey_teksten.csv"
    result = read_drafts(path, mapping={"tekst": "<p>Wat gebeurde er?</p>"})
    (asked,) = result.questions
    assert (asked.text, asked.certain) == ("Wie hielp?", True)
    assert [draft.answers for draft in result.drafts] == [
        {"wie_hielp": ["buren"]},
        {"wie_hielp": {"options": ["team", OTHER], "other": "de kerk"}},
    ]


@pytest.mark.parametrize(
    ("name", "story", "key"),
    [("kobo_namen.csv", "groep/verhaal", "hulp"), ("kobo_teksten.csv", ASKED, "wie_hielp_er")],
)
def test_kobo_gives_several_choices_from_their_columns(name: str, story: str, key: str) -> None:
    result = read_drafts(SAMPLES / name, mapping={"tekst": story})
    assert result.problems == ()
    assert [len(draft.answers[key]) for draft in result.drafts] == [2, 1]  # type: ignore[arg-type]
    assert result.drafts[0].period == "2026-03"


def test_kobo_recordings_are_named_and_not_read() -> None:
    assert any("geluid" in note for note in preview(SAMPLES / "kobo_namen.csv").notes)


def test_google_proposes_and_reads_what_is_chosen() -> None:
    path = SAMPLES / "google.csv"
    plain = read_drafts(path, mapping={"tekst": ASKED})
    assert all(draft.answers == {} for draft in plain.drafts)
    assert any("Nog niet gekozen" in note for note in plain.notes)
    kinds = {asked.key: asked.kind for asked in plain.questions}
    assert kinds == {
        "wie_hielp_er": QuestionKind.CHOICES,
        "hoe_liep_het_af": QuestionKind.CHOICE,
        "toelichting": QuestionKind.TEXT,
    }
    result = read_drafts(path, mapping={"tekst": ASKED}, options=ReadingOptions(answers=kinds))
    assert result.drafts[0].answers == {
        "wie_hielp_er": ["buren", "team"],
        "hoe_liep_het_af": "goed",
        "toelichting": "Jan was er",
    }
    assert result.drafts[3].answers["wie_hielp_er"] == {
        "options": ["team", OTHER],
        "other": "mijn zus Els",
    }


def test_what_one_person_wrote_is_never_an_option() -> None:
    for asked in preview(SAMPLES / "google.csv").questions:
        assert not any("Els" in option.label or "Jan" in option.label for option in asked.options)


def _microsoft(folder: Path) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Id", "Begintijd", "Tijd van voltooien", "E-mail", "Naam", ASKED, "Wie hielp?"])
    moment = datetime(2026, 3, 4, 12)
    for number, told in enumerate(("Buren;Team;", "Team;", "Buren;"), start=1):
        sheet.append([number, moment, moment, "a@b.nl", "Jan Jansen", f"{STORY} {number}", told])
    path = folder / "v.xlsx"
    book.save(path)
    return path


def test_microsoft_forms_without_mail_and_name(tmp_path: Path) -> None:
    path = _microsoft(tmp_path)
    assert detect(path) is Layout.MICROSOFT_FORMS
    uses = _uses(path)
    assert (uses["E-mail"], uses["Naam"]) == ("persoon", "persoon")
    result = read_drafts(path, mapping={"tekst": ASKED}, options=_all(path, ASKED))
    assert [draft.answers for draft in result.drafts] == [
        {"wie_hielp": ["buren", "team"]},
        {"wie_hielp": ["team"]},
        {"wie_hielp": ["buren"]},
    ]
    assert result.drafts[0].period == "2026-03"
    assert "Jansen" not in repr(result) + repr(preview(path))


@pytest.mark.parametrize(
    ("first", "second", "month"),
    [("3/14/2026 1:00", "3/4/2026", "2026-03"), ("14/3/2026", "4/3/2026", "2026-03"),
     ("3/4/2026 1:00:00 PM", "3/5/2026", "2026-03"), ("3/4/2026", "5/6/2026", None)],
)  # fmt: skip
def test_a_month_is_not_guessed(tmp_path: Path, first: str, second: str, month: str | None) -> None:
    path = tmp_path / "v.csv"
    path.write_text(f"Timestamp,{ASKED}\n{first},{STORY}\n{second},{STORY}\n")
    result = read_drafts(path, mapping={"tekst": ASKED})
    assert result.problems == ()
    assert result.drafts[1].period == month
    assert any("maand is" in note for note in result.notes) is (month is None)


def test_without_a_story_column_the_preview_asks_for_one() -> None:
    found = preview(SAMPLES / "google.csv")
    assert [problem.place for problem in found.problems] == ["kop"]
    with pytest.raises(Rejected) as caught:
        read_drafts(SAMPLES / "google.csv")
    assert caught.value.code == "import.kolom_tekst"


def test_no_word_of_a_story_is_in_a_preview() -> None:
    for path in SAMPLES.glob("*.csv"):
        if "formulier" not in path.name:
            assert "luisterde" not in repr(preview(path))


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (QuestionKind.TRIAD, "import.vraag_past_niet"),
        (QuestionKind.CHOICE, "import.vraag_past_niet"),
    ],
)
def test_a_kind_that_cannot_be_is_refused(kind: QuestionKind, code: str) -> None:
    path = SAMPLES / ("google.csv" if kind is QuestionKind.TRIAD else "kobo_teksten.csv")
    key = "toelichting" if kind is QuestionKind.TRIAD else "wie_hielp_er"
    with pytest.raises(Rejected) as caught:
        read_drafts(path, mapping={"tekst": ASKED}, options=ReadingOptions(answers={key: kind}))
    assert caught.value.code == code


def test_a_question_that_is_not_there_is_refused() -> None:
    options = ReadingOptions(answers={"weg": QuestionKind.TEXT})
    with pytest.raises(Rejected, match="staat niet in dit bestand"):
        read_drafts(SAMPLES / "google.csv", mapping={"tekst": ASKED}, options=options)


@pytest.mark.parametrize(
    "name",
    ["E-mail", "email_address", "Uw e-mailadres:", "Naam", "Voornaam", "IP Address", "User Agent",
     "Wat is uw telefoonnummer?", "_submitted_by", "groep/naam", "token", "Geboortedatum",
     "Naam invuller", "Naam (optioneel)", "Wat is uw naam?", "Naam van het kind", "Cliëntnummer",
     "Respondent ID", "Participant Name", "Tel.nr.", "Voornamen", "Ingevuld door", "Woonadres"],
)  # fmt: skip
def test_columns_of_persons_are_known_by_name(name: str) -> None:
    assert says_who(name)


@pytest.mark.parametrize(
    "name",
    [ASKED, "Wie hielp er?", "Rol", "Titel", "tempo", "id", "Leeftijd", "Verteller", "Ouder",
     "Naam van uw verhaal", "Wie was de contactpersoon en wat deed die?", "Hoe oud is uw kind?"],
)  # fmt: skip
def test_other_columns_are_not(name: str) -> None:
    assert not says_who(name)


def test_mail_addresses_are_known_by_their_cells() -> None:
    assert shows_who(["a@b.nl", "", "c@d.org"])
    assert shows_who(["10.0.0.1"])
    assert not shows_who(["Mail mij op a@b.nl", "goed", "niet goed"])


@pytest.mark.parametrize(
    ("layout", "own", "question"),
    [
        (Layout.LIMESURVEY, "groupTime12", "Had u genoeg tijd"),
        (Layout.LIMESURVEY, "Question time: Q1", "time"),
        (Layout.KOBO, "_status", "status"),
        (Layout.KOBO, "meta/instanceID", "groep/notes"),
        (Layout.MICROSOFT_FORMS, "Points - Vraag", "Hoeveel punten"),
        (Layout.GOOGLE_FORMS, "Score", "id"),
    ],
)
def test_a_question_is_not_taken_for_a_column_of_the_survey(
    layout: Layout, own: str, question: str
) -> None:
    assert is_own(layout, own)
    assert not is_own(layout, question)
