"""The life of a form: a concept that changes, a version that never does, and a form that stops."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import update

from models import form_building, forms
from models.db import Database
from models.errors import Conflict, NotFound, Rejected
from models.form_content import in_language, languages, missing
from models.form_definition import Choice, FormDefinition, of
from models.form_reading import read
from models.forms import Form, Question
from models.stories import Story
from models.vocabulary import FormState, QuestionKind
from tests.collection import tell

CONTENT = read(
    {
        "key": "eigen",
        "title": "Vertel",
        "prompts": [{"key": "gebeurd", "text": "Wat is er gebeurd?"}],
        "questions": [
            {
                "key": "afloop",
                "kind": "keuze",
                "text": "Hoe liep het af?",
                "options": [{"key": "goed", "label": "Goed"}, {"key": "slecht", "label": "Slecht"}],
            }
        ],
    }
)


def _begun(database: Database, definition: FormDefinition = CONTENT) -> tuple[int, str]:
    with database.writing() as session:
        form = form_building.begin(session, definition)
        return form.version, form_building.stamp(form)


def _publish(database: Database, version: int, stamp: str) -> None:
    with database.writing() as session:
        form = form_building.get(session, "eigen", version)
        form_building.publish(session, form, seen=stamp)


def _published(database: Database, definition: FormDefinition = CONTENT) -> int:
    version, stamp = _begun(database, definition)
    _publish(database, version, stamp)
    return version


def test_the_next_version_takes_the_place_of_the_one_before(database: Database) -> None:
    assert _published(database) == 1
    with database.reading() as session:
        assert forms.current(session, "eigen").version == 1
    version, stamp = _begun(database, replace(CONTENT, title="Vertel het ons"))
    assert version == 2
    with database.reading() as session:
        assert forms.current(session, "eigen").version == 1
    _publish(database, 2, stamp)
    with database.reading() as session:
        assert forms.current(session, "eigen").title == "Vertel het ons"
        assert [form.version for form in forms.published(session)] == [2]
        before = form_building.get(session, "eigen", 1)
        assert (before.state, before.title) == (FormState.RETIRED, "Vertel")
        assert all(map(forms.digest_fits, form_building.versions(session, "eigen")))


def test_a_published_version_does_not_change(database: Database) -> None:
    _published(database)
    with database.writing() as session:
        form = form_building.get(session, "eigen", 1)
        stamp, other = form_building.stamp(form), replace(CONTENT, title="Anders")
        for act in (
            lambda: form_building.change(session, form, other, seen=stamp),
            lambda: form_building.translate(session, form, "en", {"titel": "Tell"}, seen=stamp),
            lambda: form_building.discard(session, form, seen=stamp),
            lambda: form_building.publish(session, form, seen=stamp),
        ):
            with pytest.raises(Conflict):
                act()
    with database.reading() as session:
        assert of(form_building.get(session, "eigen", 1)) == CONTENT


@pytest.mark.parametrize(
    "change",
    [
        update(Form).values(title="Anders"),
        update(Form).values(translations={"en": {"title": "Tell"}}),
        update(Question).values(why="Daarom."),
        update(Question).values(most=2),
        update(Question).values(options=[{"key": "goed", "label": "Slecht"}]),
    ],
)
def test_a_published_row_that_was_changed_is_noticed(database: Database, change: object) -> None:
    _published(database)
    with database.writing() as session:
        session.execute(change)  # type: ignore[call-overload]
    with database.reading() as session:
        assert not forms.digest_fits(form_building.get(session, "eigen", 1))


def test_of_two_who_change_at_once_one_is_told(database: Database) -> None:
    version, stamp = _begun(database)
    together, results = threading.Barrier(2), []

    def change(title: str) -> None:
        together.wait()
        try:
            with database.writing() as session:
                form = form_building.get(session, "eigen", version)
                form_building.change(session, form, replace(CONTENT, title=title), seen=stamp)
            results.append(title)
        except Conflict:
            results.append("te laat")

    writers = [threading.Thread(target=change, args=(title,)) for title in ("Een", "Twee")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    (kept,) = set(results) - {"te laat"}
    assert sorted(results) == sorted([kept, "te laat"])
    with database.reading() as session:
        form = form_building.get(session, "eigen", version)
        assert (form.title, len(form.questions)) == (kept, 1)


def test_what_cannot_be_used_is_not_published(database: Database) -> None:
    version, stamp = _begun(database, replace(CONTENT, prompts=()))
    with pytest.raises(Rejected) as refused:
        _publish(database, version, stamp)
    assert [problem.place for problem in refused.value.problems] == ["beginvragen"]
    with database.reading() as session:
        assert forms.published(session) == []


def test_a_question_that_means_something_else_needs_another_key(database: Database) -> None:
    _published(database)
    text = replace(CONTENT.questions[0], kind=QuestionKind.TEXT, options=())
    version, stamp = _begun(database, replace(CONTENT, questions=(text,)))
    with pytest.raises(Rejected) as refused:
        _publish(database, version, stamp)
    assert [problem.place for problem in refused.value.problems] == ["vraag 1 (afloop)"]


def test_one_concept_at_a_time_and_it_can_be_thrown_away(database: Database) -> None:
    version, stamp = _begun(database)
    with pytest.raises(Conflict), database.writing() as session:
        form_building.begin(session, CONTENT)
    with database.writing() as session:
        form = form_building.get(session, "eigen", version)
        form_building.discard(session, form, seen=stamp)
    with database.reading() as session, pytest.raises(NotFound):
        form_building.get(session, "eigen", version)
    assert _begun(database)[0] == 1


def test_stories_keep_their_form_when_nobody_can_begin_it_any_more(database: Database) -> None:
    _published(database)
    with database.writing() as session:
        forms.load_catalogue(session)
        story = tell(session, "s1")
        story.form_id = form_building.get(session, "eigen", 1).id
    with database.writing() as session:
        assert [form.version for form in form_building.retire(session, "eigen")] == [1]
    with database.reading() as session:
        with pytest.raises(NotFound):
            forms.current(session, "eigen")
        assert "eigen" not in {form.key for form in forms.published(session)}
        told = session.get_one(Story, "s1")
        assert forms.by_id(session, told.form_id or 0).question("afloop").label("goed") == "Goed"
    with database.writing() as session:
        with pytest.raises(Conflict):
            form_building.retire(session, "eigen")
        with pytest.raises(NotFound):
            form_building.retire(session, "bestaat-niet")


def test_the_last_form_in_use_is_not_stopped(database: Database) -> None:
    _published(database)
    with pytest.raises(Conflict), database.writing() as session:
        form_building.retire(session, "eigen")


def test_only_whole_translations_are_offered_and_gaps_stay_dutch(database: Database) -> None:
    version, stamp = _begun(database)
    said = {
        "titel": "Tell", "begin.gebeurd": "What happened?", "vraag.afloop.tekst": "How did it end?",
        "vraag.afloop.keuze.goed": "Well",
    }  # fmt: skip
    with database.writing() as session:
        form = form_building.get(session, "eigen", version)
        form_building.translate(session, form, "en", said, seen=stamp)
        assert languages(form) == ("nl",)
        assert missing(form, "en") == ["vraag.afloop.keuze.slecht"]
        view = in_language(form, "en")
        assert (view.title, view.language) == ("Tell", "en")
        assert [option["label"] for option in view.questions[0].options] == ["Well", "Slecht"]
        whole = {**said, "vraag.afloop.keuze.slecht": "Badly"}
        form_building.translate(session, form, "en", whole, seen=form_building.stamp(form))
        assert languages(form) == ("nl", "en")


def test_a_changed_text_loses_its_translation_and_the_rest_stays(database: Database) -> None:
    version, stamp = _begun(database)
    with database.writing() as session:
        form = form_building.get(session, "eigen", version)
        said = {"titel": "Tell", "vraag.afloop.keuze.goed": "Well"}
        form_building.translate(session, form, "en", said, seen=stamp)
        options = (Choice("goed", "Prima"), Choice("slecht", "Slecht"))
        changed = replace(CONTENT, questions=(replace(CONTENT.questions[0], options=options),))
        form_building.change(session, form, changed, seen=form_building.stamp(form))
        assert of(form).translations == {"en": {"titel": "Tell"}}


def test_a_translation_loses_what_is_invisible(database: Database) -> None:
    version, stamp = _begun(database)
    with database.writing() as session:
        form = form_building.get(session, "eigen", version)
        said = {"titel": "\u200f\u202e", "vraag.afloop.tekst": " How\n\x00did it end? "}
        form_building.translate(session, form, "en", said, seen=stamp)
        assert of(form).translations == {"en": {"vraag.afloop.tekst": "How did it end?"}}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", {"titel": "Vertel"}),
        ("xx", {"titel": "Tell"}),
        ("en", {"vraag.weg.tekst": "Gone"}),
        ("en", {"titel": "x" * 121}),
    ],
)
def test_a_translation_that_does_not_fit_is_refused(
    database: Database, language: str, said: dict[str, str]
) -> None:
    version, stamp = _begun(database)
    with database.writing() as session:
        form = form_building.get(session, "eigen", version)
        with pytest.raises(Rejected):
            form_building.translate(session, form, language, said, seen=stamp)


def test_loading_the_catalogue_twice_adds_nothing_and_signs_what_had_no_signature(
    database: Database,
) -> None:
    with database.writing() as session:
        added = forms.load_catalogue(session)
        session.execute(update(Form).where(Form.key == "verhaal").values(digest=""))
    assert added == len(forms.shipped())
    with database.writing() as session:
        assert forms.load_catalogue(session) == 0
        assert all(map(forms.digest_fits, form_building.every(session)))
        assert len(forms.published(session)) == added


def test_a_shipped_form_that_was_stopped_stays_so_when_a_version_ships(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        forms.load_catalogue(session)
        form_building.retire(session, "jongere")
        shipped = [(one, version) for one, version in forms.shipped() if one.key != "verhaal"]
    newer = [(definition, 2) for definition, _ in shipped if definition.key in {"jongere", "ouder"}]
    monkeypatch.setattr(forms, "shipped", lambda: newer)
    with database.writing() as session:
        assert forms.load_catalogue(session) == 2
        in_use = {form.key: form.version for form in forms.published(session)}
    assert in_use["ouder"] == 2
    assert "jongere" not in in_use


def test_of_two_versions_that_ship_at_once_the_newest_is_in_use(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "shipped", lambda: ((CONTENT, 1), (CONTENT, 2)))
    with database.writing() as session:
        forms.load_catalogue(session)
        states = {form.version: form.state for form in form_building.every(session)}
    assert states == {1: FormState.RETIRED, 2: FormState.PUBLISHED}
