"""Our export for NarraFirma comes back through our own import as it was."""

import csv
import io
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ingest.drafts import clean_text
from ingest.readers.narrafirma_form import read_form
from ingest.readers.opening import preview, read_drafts
from ingest.readers.options import ReadingOptions
from ingest.readers.result import ReadResult
from models.answers import answer_value
from models.forms import OTHER, Form, Question
from models.stories import Signification, Story
from models.vocabulary import AgeGroup, Layout, NarratorRole, QuestionKind
from service.narrafirma_writer import FirmaFiles, written

STORY = "Het team luisterde en dat was genoeg voor mij."
_PARTS = (
    *"ab ,;|'\"\n\t=+-@[]éß😀", "👨\u200d👩\u200d👧", "\u200f", "ﬁ", "Ja", "\n\n", '""',
    "testing123",
)  # fmt: skip
_TEXTS = st.lists(st.sampled_from(_PARTS), min_size=1, max_size=30).map("".join)


def _options(*labels: str) -> list[dict[str, Any]]:
    return [{"key": f"k{at}", "label": label} for at, label in enumerate(labels)]


def _form(labels: tuple[str, str, str] = ("ik; en mijn gezin", "de buren", "het | team")) -> Form:
    def question(at: int, key: str, kind: QuestionKind, options: list[dict[str, Any]],
                 *, write_in: bool = False, most: int | None = None) -> Question:  # fmt: skip
        return Question(position=at, key=key, kind=kind, text=f"Vraag, {key}?", why="",
                        options=options, write_in=write_in, most=most)  # fmt: skip

    return Form(
        key="verhaal", version=3, language="nl", title="=Vertel", prompts=[
            {"key": "gebeurd", "text": "Wat | is er gebeurd?"}
        ],
        questions=[
            question(0, "besluit", QuestionKind.TRIAD, _options(*labels)),
            question(1, "tempo", QuestionKind.DYAD, _options("te snel", "te lang")),
            question(2, "afloop_van_de_hulp_en_daarna", QuestionKind.CHOICE,
                     _options("Goed, heel goed", "-Niet"), write_in=True),
            question(3, "hulp", QuestionKind.CHOICES, _options("Praten", "Samen; doen", "=1+1"),
                     write_in=True, most=2),
            question(4, "open", QuestionKind.TEXT, []),
        ],
    )  # fmt: skip


def _story(form: Form, *, title: str, text: str, values: dict[str, dict[str, Any]]) -> Story:
    story = Story(
        id="s1", title=title, text=text, language="nl", period="2026-03",
        role=NarratorRole.PARENT, age_group=AgeGroup.FROM_27,
    )  # fmt: skip
    story.significations = [
        Signification(story_id="s1", question=question, value=values[question.key])
        for question in form.questions
        if question.key in values
    ]
    return story


def _read(folder: Path, files: FirmaFiles) -> ReadResult:
    path = folder / "verhalen.csv"
    path.write_bytes(files.stories)
    return read_drafts(path, options=ReadingOptions(form=files.form))


def _values(form: Form, answers: dict[str, object]) -> dict[str, dict[str, Any]]:
    return {key: answer_value(form.question(key), raw) for key, raw in answers.items()}


def _cleaned(text: str, otherwise: str) -> str:
    return clean_text(text) or otherwise


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=_TEXTS, title=_TEXTS, own=_TEXTS, shares=st.tuples(*[st.integers(0, 100)] * 3))
@example(text='"Ja",\nzei hij"', title=";kop", own="'=1", shares=(1, 1, 1))
@example(text='"\n"', title="'s Ochtends", own='"', shares=(0, 0, 1))
@example(text="testing123", title="testing123", own="ja", shares=(0, 0, 0))
@example(text="=1+1", title="Untitled", own="Iets anders ,", shares=(33, 33, 34))
def test_what_goes_out_comes_back_the_same(
    tmp_path: Path, text: str, title: str, own: str, shares: tuple[int, int, int]
) -> None:
    form = _form()
    own = _cleaned(own, "zelf")
    text = _cleaned(text, STORY)
    story = _story(
        form,
        title=" ".join(_cleaned(title, "").split()),
        text=text,
        values={
            "besluit": answer_value(form.questions[0], shares),
            "tempo": {"position": 37},
            "afloop_van_de_hulp_en_daarna": {"option": OTHER, "other": own},
            "hulp": {"options": ["k0", OTHER], "other": own},
            "open": {"text": own},
        },
    )
    story.prompt = str(form.prompts[0]["key"])
    result = _read(tmp_path, written(form, [story]))
    assert result.problems == ()
    (draft,) = result.drafts
    assert draft.prompt == story.prompt
    assert (draft.title, draft.text) == (story.title, story.text)
    assert (draft.role, draft.age_group, draft.period) == (story.role, story.age_group, "2026-03")
    # "Past niet" comes back as no answer with a value, like it was.
    assert _values(form, dict(draft.answers)) == {
        given.question.key: given.value for given in story.significations
    }


def test_every_answer_has_its_place(tmp_path: Path) -> None:
    form = _form()
    rows: list[dict[str, dict[str, Any]]] = [
        {},
        {"besluit": {}, "tempo": {}, "hulp": {}, "open": {}, "afloop_van_de_hulp_en_daarna": {}},
        {"hulp": {"options": ["k1", "k2"]}, "afloop_van_de_hulp_en_daarna": {"option": "k1"}},
        {"hulp": {"options": [OTHER]}, "afloop_van_de_hulp_en_daarna": {"option": OTHER}},
        {"besluit": {"shares": [0.3333, 0.3333, 0.3334]}, "tempo": {"position": 0}},
        {"besluit": {"shares": [0.0, 1.0, 0.0]}, "tempo": {"position": 100}},
    ]
    stories = [_story(form, title="", text=f"{STORY} {at}", values=row)
               for at, row in enumerate(rows)]  # fmt: skip
    result = _read(tmp_path, written(form, stories))
    assert result.problems == ()
    assert [_values(form, dict(draft.answers)) for draft in result.drafts] == rows


def test_the_questions_come_back_the_same() -> None:
    form = _form()
    read = read_form(written(form, []).form)
    assert [
        (one.asked.key, one.asked.kind, one.asked.text, one.asked.write_in, one.asked.most,
         [(option.key, option.label) for option in one.asked.options])
        for one in read.questions
    ] == [
        (one.key, one.kind, one.text, one.write_in, one.most,
         [(option["key"], option["label"]) for option in one.options])
        for one in form.questions
    ]  # fmt: skip
    assert [(prompt.key, prompt.label) for prompt in read.prompts] == [
        ("gebeurd", "Wat | is er gebeurd?")
    ]


def test_the_files_are_laid_out_as_narrafirma_reads_them(tmp_path: Path) -> None:
    form = _form()
    files = written(form, [_story(form, title="", text=STORY, values={})])
    header, comment, row = csv.reader(io.StringIO(files.stories.decode("utf-8-sig"), newline=""))
    assert header[:3] == ["Participant ID", "Story title", "Story text"]
    assert header.count("hulp") == 4
    assert comment[0].startswith(";")
    assert len({len(header), len(comment), len(row)}) == 1
    form_rows = list(csv.reader(io.StringIO(files.form.decode("utf-8-sig"), newline="")))
    scales = [cells for cells in form_rows if cells[1] == "Scale"]
    assert [cells[0] for cells in scales][:3] == [
        "besluit - ik; en mijn gezin", "besluit - de buren", "besluit - het / team"
    ]  # fmt: skip
    shorts = [cells[3] for cells in form_rows[1:] if cells[0] and cells[0][0] != ";"]
    assert len(set(shorts)) == len(shorts)
    assert all(len(short) <= 20 for short in shorts)
    assert not any("|" in cell for cells in scales for cell in cells)


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    form = _form(("=1", "+2", "@3"))
    files = written(form, [_story(form, title="=A1", text="@SOM(A1)", values={})])
    for content in (files.form, files.stories):
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_our_export_is_recognised(tmp_path: Path) -> None:
    form = _form()
    path = tmp_path / "v.csv"
    path.write_bytes(written(form, [_story(form, title="", text=STORY, values={})]).stories)
    found = preview(path)
    assert (found.layout, found.stories) == (Layout.NARRAFIRMA, 1)
