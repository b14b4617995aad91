"""Who may read which story, and that a withdrawn one takes everything along."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from models import decisions, forms, overview, stories
from models.base import today
from models.db import Database
from models.errors import Conflict, NotFound
from models.forms import Form, Question
from models.passages import Embedding, Passage, encoder_version
from models.stories import Consent, RawStory, Receipt, Signification, Story
from models.themes import Assignment
from models.vocabulary import Purpose, QuestionKind, StoryState
from tests.collection import ALL, make_theme, place, tell

HIDDEN = [state for state in StoryState if state is not StoryState.APPROVED]


def test_only_approved_and_shared_stories_may_be_read(database: Database) -> None:
    with database.writing() as session:
        tell(session, "open")
        tell(session, "prive", allows=ALL - {Purpose.ASSOCIATION})
        for state in HIDDEN:
            tell(session, state.value, state=state, allows=ALL)
        found = session.scalars(select(Story.id).where(stories.analysable()))
        assert list(found) == ["open"]
        assert [story.id for story in stories.page(session, limit=50).stories] == ["open"]
        assert stories.readable(session, "open").team.name == "Wijkteam Zuid"
        for other in ["prive", "niets", *HIDDEN]:
            with pytest.raises(NotFound):
                stories.readable(session, str(other))


def test_withdrawing_consent_for_readers_hides_the_story_at_once(database: Database) -> None:
    with database.writing() as session:
        story = tell(session, "s1", allows=ALL)
        stories.set_consents(session, story, ALL - {Purpose.ASSOCIATION})
        assert stories.page(session, limit=5).total == 0
        assert Purpose.ASSOCIATION not in stories.purposes(session, "s1")


def test_pages_follow_each_other_without_gap_or_double(database: Database) -> None:
    periods = ["2026-03", None, "2026-03", "2024-01", None, "2026-03", "2025-11"]
    with database.writing() as session:
        for number, period in enumerate(periods):
            tell(session, f"s{number}", period=period)
        seen: list[tuple[str, str]] = []
        after = None
        for _ in range(len(periods)):
            page = stories.page(session, after=after, limit=2)
            assert page.total == len(periods)
            seen += [(story.period or "", story.id) for story in page.stories]
            after = page.next
            if after is None:
                break
        assert seen == sorted(seen, reverse=True)
        assert len(seen) == len(set(seen)) == len(periods)


def test_an_exactly_full_page_is_the_last_one(database: Database) -> None:
    with database.writing() as session:
        tell(session, "s1")
        tell(session, "s2")
        assert stories.page(session, limit=2).next is None


def test_a_story_that_goes_does_not_shift_the_next_page(database: Database) -> None:
    with database.writing() as session:
        for number in range(5):
            tell(session, f"s{number}")
        first = stories.page(session, limit=2)
        decisions.withdraw(session, stories.get(session, first.stories[0].id))
        second = stories.page(session, after=first.next, limit=2)
        assert [story.id for story in first.stories] == ["s4", "s3"]
        assert [story.id for story in second.stories] == ["s2", "s1"]


def test_approving_destroys_the_raw_text(database: Database) -> None:
    with database.writing() as session:
        story = tell(session, "s1", state=StoryState.AWAITING_NARRATOR)
        session.add(RawStory(story_id="s1", sealed=b"ruw"))
        session.flush()
        decisions.approve(session, story)
        assert session.get(RawStory, "s1") is None
        assert story.state is StoryState.APPROVED
        assert story.expires_on is None


@pytest.mark.parametrize(
    "state",
    [s for s in StoryState if s not in {StoryState.AWAITING_NARRATOR, StoryState.PSEUDONYMISED}],
)
def test_a_story_that_does_not_wait_cannot_be_approved(
    database: Database, state: StoryState
) -> None:
    with database.writing() as session:
        story = tell(session, "s1", state=state)
        with pytest.raises(Conflict):
            decisions.approve(session, story)
        assert story.state is state


def test_a_withdrawn_story_takes_everything_along_but_its_receipt(database: Database) -> None:
    with database.writing() as session:
        story = tell(session, "s1", "KANARIE in de tekst", answers={"tempo": {"position": 10}})
        make_theme(session, "t1")
        passage = place(session, story, "t1")
        version = encoder_version(session, name="proef", revision="1", dimension=4)
        session.add(
            Embedding(passage_id=passage.id, encoder_version_id=version.id, vector=b"\0" * 4)
        )
        session.add(RawStory(story_id="s1", sealed=b"ruw"))
        session.add(Receipt(story_id="s1", locator="K7MD", secret_hash="x"))
        session.flush()
        decisions.withdraw(session, story)
        decisions.withdraw(session, story)
    with database.reading() as session:
        for table in (Passage, Embedding, Assignment, Signification, Consent, RawStory):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        kept = stories.by_locator(session, "K7MD")
        assert kept is not None
        emptied = kept[0]
        assert (emptied.state, emptied.title, emptied.text) == (StoryState.WITHDRAWN, "", "")
        assert (emptied.role, emptied.age_group, emptied.period) == (None, None, None)


def test_a_story_is_emptied_the_day_after_its_last_day(database: Database) -> None:
    with database.writing() as session:
        story = tell(session, "s1", state=StoryState.AWAITING_NARRATOR)
        story.expires_on = today()
        session.flush()
        assert decisions.expire(session, on=today()) == 0
        assert decisions.expire(session, on=today() + timedelta(days=1)) == 1
        assert (story.state, story.text) == (StoryState.EXPIRED, "")


def test_an_approved_story_never_expires(database: Database) -> None:
    with database.writing() as session:
        tell(session, "s1").expires_on = today() - timedelta(days=900)
        session.flush()
        assert decisions.expire(session, on=today()) == 0


def test_an_answer_to_an_unknown_question_is_refused(database: Database) -> None:
    with database.writing() as session:
        forms.load_catalogue(session)
        story = tell(session, "s1")
        with pytest.raises(NotFound):
            stories.set_significations(
                session, story, forms.current(session), {"bestaat-niet": ({}, None)}
            )


def test_answers_are_counted_for_readers_stories_only(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        shown = tell(session, "s1", answers={"tempo": {"position": 10}})
        hidden = tell(session, "s2", allows=frozenset(), answers={"tempo": {"position": 90}})
        place(session, shown, "t1")
        place(session, hidden, "t1")
        found = overview.answers(session, stories.analysable())
        assert [(one.question.key, one.values) for one in found] == [
            ("tempo", {"s1": {"position": 10}})
        ]


def test_the_same_question_in_two_forms_is_counted_as_one(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        tell(session, "s1", answers={"afloop": {"option": "goed"}, "tempo": {"position": 10}})
        other = Form(key="ander", version=1, language="nl", title="Ander", prompts=[])
        session.add(other)
        session.flush()
        labels = ({"key": "goed", "label": "Prima"}, {"key": "slecht", "label": "Slecht"})
        asked = Question(
            form_id=other.id, position=0, key="afloop", kind=QuestionKind.CHOICE, text="Hoe?",
            why="", options=list(labels),
        )  # fmt: skip
        turned = Question(
            form_id=other.id, position=1, key="tempo", kind=QuestionKind.DYAD, text="Ik werd",
            why="", options=[{"key": "vast", "label": "x"}, {"key": "los", "label": "y"}],
        )  # fmt: skip
        session.add_all((asked, turned))
        second = tell(session, "s2")
        session.flush()
        for question, value in ((asked, {"option": "slecht"}), (turned, {"position": 10})):
            given = Signification(story_id=second.id, question_id=question.id, value=value)
            session.add(given)
        session.flush()
        found = overview.answers(session, stories.analysable())
    ended, *paces = sorted(found, key=lambda one: one.question.key)
    assert ended.values == {"s1": {"option": "goed"}, "s2": {"option": "slecht"}}
    assert [option["key"] for option in ended.question.options][:2] == ["goed", "slecht"]
    assert ended.question.label("goed") == "Prima"
    # The other way round is another scale: those never mix.
    assert [set(pace.values) for pace in paces] == [{"s1"}, {"s2"}]


TRIAD = Question(key="d", kind=QuestionKind.TRIAD, options=[{"key": k} for k in "abc"])
DYAD = Question(key="s", kind=QuestionKind.DYAD, options=[{"key": k} for k in "ab"])
CHOICE = Question(key="k", kind=QuestionKind.CHOICE, options=[{"key": "goed"}])
OWN = Question(key="o", kind=QuestionKind.CHOICE, options=[{"key": "goed"}], write_in=True)
MANY = Question(
    key="m", kind=QuestionKind.CHOICES, options=[{"key": k} for k in "abc"], most=2, write_in=True
)
OPEN = Question(key="t", kind=QuestionKind.TEXT, options=[])


@pytest.mark.parametrize(
    ("question", "raw", "stored"),
    [
        (TRIAD, [2, 1, 1], {"shares": [0.5, 0.25, 0.25]}),
        (TRIAD, (0, 0, 5), {"shares": [0.0, 0.0, 1.0]}),
        (TRIAD, [0, 0, 0], {}),
        (TRIAD, [1, 1], {}),
        (TRIAD, [1, 1, -1], {}),
        (TRIAD, [1, 1, "veel"], {}),
        (TRIAD, [1, 1, None], {}),
        (TRIAD, [1, 1, float("nan")], {}),
        (TRIAD, [1, 1, float("inf")], {}),
        (TRIAD, [1, 1, 10**400], {}),
        (DYAD, 0, {"position": 0}),
        (DYAD, 100, {"position": 100}),
        (DYAD, 49.6, {"position": 50}),
        (DYAD, 101, {}),
        (DYAD, -1, {}),
        (DYAD, True, {}),
        (DYAD, "50", {}),
        (DYAD, float("nan"), {}),
        (CHOICE, "goed", {"option": "goed"}),
        (CHOICE, "slecht", {}),
        (CHOICE, ["goed"], {}),
        (CHOICE, None, {}),
        (CHOICE, "iets_anders", {}),
        (CHOICE, {"option": "goed", "other": "Nog iets."}, {"option": "goed"}),
        (OWN, "iets_anders", {"option": "iets_anders"}),
        (
            OWN,
            {"option": "iets_anders", "other": " Half. "},
            {"option": "iets_anders", "other": "Half."},
        ),
        (OWN, {"option": "iets_anders", "other": "x" * 201}, {"option": "iets_anders"}),
        (OWN, {"option": "iets_anders", "other": 3}, {"option": "iets_anders"}),
        (MANY, ["c", "a"], {"options": ["a", "c"]}),
        (MANY, ["a", "a"], {"options": ["a"]}),
        (MANY, "b", {"options": ["b"]}),
        (MANY, ["a", "b", "c"], {}),
        (MANY, ["a", "d"], {}),
        (MANY, [], {}),
        (MANY, ["a", 1], {}),
        (MANY, {"options": ["a"], "other": "Weg."}, {"options": ["a"]}),
        (
            MANY,
            {"options": ["iets_anders", "a"], "other": "De buren."},
            {"options": ["a", "iets_anders"], "other": "De buren."},
        ),
        (OPEN, " Meer tijd. ", {"text": "Meer tijd."}),
        (OPEN, "   ", {}),
        (OPEN, "x" * 3001, {}),
        (OPEN, 7, {}),
    ],
)
def test_an_impossible_answer_is_no_answer(
    question: Question, raw: object, stored: dict[str, Any]
) -> None:
    assert stories.answer_value(question, raw) == stored


@pytest.mark.parametrize("weights", [(1, 1, 1), (1, 2, 4), (0.1, 0.2, 0.7), (1e-9, 1, 1)])
def test_shares_of_a_triad_sum_to_one(weights: tuple[float, float, float]) -> None:
    shares = stories.triad_value(*weights)["shares"]
    assert round(sum(shares), 9) == 1
    assert all(0 <= share <= 1 for share in shares)


def test_a_story_never_shows_its_text_in_a_repr() -> None:
    assert repr(Story(id="s1", title="KANARIE", text="KANARIE")) == "<Story s1>"
