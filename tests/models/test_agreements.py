"""What was agreed is checked by a second person before narrators read of it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import agreements, audiences, decisions, regrouping, responses, stories
from models.accounts import Account
from models.agreements import ToldBack
from models.audit import AuditEvent
from models.base import today
from models.db import Database
from models.errors import Conflict, NotFound, Rejected
from models.forms import Form, Question
from models.responses import ThemeResponse
from models.themes import Theme
from models.vocabulary import (
    AccountRole,
    AgreementState,
    Audience,
    Purpose,
    QuestionKind,
    ResponseKind,
    ThemeState,
)
from tests.collection import ALL, make_theme, place, tell


def _people(session: Session) -> tuple[int, int]:
    both = [Account(name=name, role=AccountRole.ANALYST, password_hash="x") for name in ("a", "b")]
    session.add_all(both)
    session.flush()
    return both[0].id, both[1].id


def test_a_claim_of_change_waits_for_somebody_else(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        place(session, tell(session, "s1"), "t1")
        anna, bert = _people(session)
        made = agreements.add(session, "t1", text=" Bel terug. ", owner="het team", account_id=anna)
        assert (made.text, made.agreed_on, made.told_on) == ("Bel terug.", today(), None)
        with pytest.raises(Conflict):
            agreements.check(session, made.id, version=made.version, account_id=bert)
        agreements.set_outcome(
            session, made.id, state=AgreementState.DONE, outcome="Wij bellen.", account_id=anna
        )
        with pytest.raises(Conflict, match="Laat eerst een ander"):
            agreements.tell_back(session, made.id, account_id=anna)
        with pytest.raises(Conflict, match="zelf"):
            agreements.check(session, made.id, version=made.version, account_id=anna)
        assert agreements.told(session, "t1") == []
        assert agreements.told_back(session) == ToldBack(1, 0)
        agreements.check(session, made.id, version=made.version, account_id=bert)
        agreements.tell_back(session, made.id, account_id=anna)
        assert [one.outcome for one in agreements.told(session, "t1")] == ["Wij bellen."]
        assert agreements.told_back(session).share == 1.0
        actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
        assert actions[-4:] == [
            "afspraak.gemaakt",
            "afspraak.uitkomst",
            "afspraak.nagekeken",
            "afspraak.verteld",
        ]


def test_other_words_have_to_be_checked_and_told_again(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        anna, bert = _people(session)
        made = agreements.add(session, "t1", text="Bel terug.", owner="team", account_id=anna)
        for words in ("Wij bellen.", "Wij bellen binnen een dag."):
            agreements.set_outcome(
                session, made.id, state=AgreementState.DONE, outcome=words, account_id=anna
            )
            assert agreements.told(session, "t1") == []
            agreements.check(session, made.id, version=made.version, account_id=bert)
            agreements.tell_back(session, made.id, account_id=bert)
        agreements.set_outcome(
            session, made.id, state=AgreementState.NOT_DONE, outcome="Geen tijd.", account_id=anna
        )
        # That it did not work needs no second look.
        assert agreements.tell_back(session, made.id, account_id=None).told_on == today()


def test_what_is_said_has_words_and_a_day_that_was(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        anna, _ = _people(session)
        with pytest.raises(NotFound):
            agreements.add(session, "t9", text="Iets.", owner="team", account_id=None)
        for words, owner in ((" ", "team"), ("Iets.", "\n")):
            with pytest.raises(Rejected):
                agreements.add(session, "t1", text=words, owner=owner, account_id=None)
        made = agreements.add(session, "t1", text="Iets.", owner="team", account_id=None)
        for words, day in ((" ", None), ("Klaar.", today() + timedelta(days=1))):
            with pytest.raises(Rejected):
                agreements.set_outcome(
                    session,
                    made.id,
                    state=AgreementState.DONE,
                    outcome=words,
                    done_on=day,
                    account_id=anna,
                )
        with pytest.raises(NotFound):
            agreements.get(session, made.id + 1)


def test_other_words_than_were_read_are_not_checked(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        anna, bert = _people(session)
        made = agreements.add(session, "t1", text="Bel terug.", owner="team", account_id=anna)
        for words in ("Wij bellen.", "Wij bellen soms."):
            agreements.set_outcome(
                session, made.id, state=AgreementState.DONE, outcome=words, account_id=anna
            )
        read = made.version - 1
        with pytest.raises(Conflict, match="intussen veranderd"):
            agreements.check(session, made.id, version=read, account_id=bert)
        assert made.checked_by is None
        agreements.check(session, made.id, version=made.version, account_id=bert)
        assert made.may_be_told


def test_words_that_are_too_long_are_refused_with_their_place(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        anna, _ = _people(session)
        text, owner = "é" * agreements.LONGEST_WORDS, "é" * agreements.LONGEST_OWNER
        for place, longer, who in (("text", f"{text}x", owner), ("owner", text, f"{owner}x")):
            with pytest.raises(Rejected) as refused:
                agreements.add(session, "t1", text=longer, owner=who, account_id=None)
            assert [problem.place for problem in refused.value.problems] == [f"#/{place}"]
        made = agreements.add(session, "t1", text=text, owner=owner, account_id=None)
        with pytest.raises(Rejected):
            agreements.set_outcome(
                session,
                made.id,
                state=AgreementState.DONE,
                outcome="x" * (agreements.LONGEST_WORDS + 1),
                account_id=anna,
            )
        assert (made.owner, made.version) == (owner, 1)


def test_agreements_go_along_when_themes_are_merged(database: Database) -> None:
    with database.writing() as session:
        for theme_id in ("t1", "t2"):
            make_theme(session, theme_id, f"Thema {theme_id}")
            place(session, tell(session, f"bij-{theme_id}"), theme_id)
        agreements.add(session, "t2", text="Iets.", owner="team", account_id=None)
        merged = session.get(Theme, "t2")
        assert merged is not None
        merged.merged_into_id, merged.state = "t1", ThemeState.MERGED
        session.flush()
        assert [one.text for one in agreements.every(session, theme_id="t1")] == ["Iets."]
        later = agreements.add(session, "t2", text="Nog iets.", owner="team", account_id=None)
        assert later.theme_id == "t1"


def test_a_narrator_speaks_of_themes_that_the_story_is_in(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        make_theme(session, "t2", "Iets anders")
        place(session, tell(session, "s1", title="Bellen"), "t1")
        responses.respond(session, "s1", "t1", ResponseKind.WRONG, text="Het ging om [zoon-1].")
        responses.respond(session, "s1", "t1", ResponseKind.RECOGNISED)
        with pytest.raises(NotFound):
            responses.respond(session, "s1", "t2", ResponseKind.RECOGNISED)
        [one] = responses.of_theme(session, "t1")
        assert (one.title, one.response.kind, one.response.text) == (
            "Bellen",
            ResponseKind.RECOGNISED,
            "",
        )
        responses.take_back(session, "s1", "t1")
        responses.take_back(session, "s1", "t1")
        assert responses.of_theme(session, "t1") == []
        with pytest.raises(NotFound):
            responses.mark_seen(session, "t1", "s1", account_id=None)


def test_what_a_narrator_said_goes_along_when_themes_are_merged(database: Database) -> None:
    with database.writing() as session:
        story = tell(session, "s1")
        for theme_id in ("t1", "t2"):
            make_theme(session, theme_id, f"Thema {theme_id}")
        place(session, story, "t1", end=5)
        place(session, story, "t2", start=5)
        responses.respond(session, "s1", "t1", ResponseKind.WRONG, text="Zo was het niet.")
        merged = regrouping.merge(session, ["t1", "t2"], "Eén", versions={}, account_id=None)
        assert responses.of_story(session, "s1")[merged.id].text == "Zo was het niet."
        responses.respond(session, "s1", merged.id, ResponseKind.RECOGNISED)
        [one] = responses.of_theme(session, merged.id)
        assert one.response.kind is ResponseKind.RECOGNISED
        responses.take_back(session, "s1", merged.id)
        assert session.scalars(select(ThemeResponse)).all() == []


def test_a_response_is_read_only_as_long_as_its_story_may_be(database: Database) -> None:
    with database.writing() as session:
        make_theme(session, "t1")
        anna, bert = _people(session)
        story = tell(session, "s1")
        place(session, story, "t1")
        responses.respond(session, "s1", "t1", ResponseKind.WRONG)
        assert responses.mark_seen(session, "t1", "s1", account_id=anna).response.seen_by == anna
        assert responses.mark_seen(session, "t1", "s1", account_id=bert).response.seen_by == anna
        stories.set_consents(session, story, ALL - {Purpose.ASSOCIATION})
        assert responses.of_theme(session, "t1") == []
        decisions.withdraw(session, story)
        assert session.scalars(select(ThemeResponse)).all() == []


def _who_should_know(session: Session) -> Form:
    form = Form(
        key="proef",
        version=1,
        language="nl",
        title="Proef",
        prompts=[],
        questions=[
            Question(
                position=0,
                key=audiences.QUESTION,
                kind=QuestionKind.CHOICES,
                text="Wie zou dit moeten kennen?",
                why="",
                options=[{"key": one.value, "label": one.label} for one in Audience],
            )
        ],
    )
    session.add(form)
    session.flush()
    return form


def _meant_for(
    session: Session, form: Form, story_id: str, value: dict[str, Any], allows: set[Purpose]
) -> None:
    story = tell(session, story_id, allows=allows)
    stories.set_significations(session, story, form, {audiences.QUESTION: (value, None)})


def test_a_story_goes_only_where_its_narrator_wants_and_allows(database: Database) -> None:
    shared = {Purpose.ASSOCIATION}
    with database.writing() as session:
        form = _who_should_know(session)
        both = {"options": ["gemeente", "wijkteam"]}
        _meant_for(session, form, "open", both, shared | {Purpose.PUBLIC})
        _meant_for(session, form, "team", both, shared | {Purpose.OWN_TEAM})
        _meant_for(session, form, "gesloten", both, {Purpose.PUBLIC})
        _meant_for(session, form, "niemand", {"options": ["niemand"]}, set(Purpose))
        _meant_for(session, form, "woord", {"options": [], "other": "gemeente"}, set(Purpose))
        _meant_for(session, form, "niets", {}, set(Purpose))
        tell(session, "zonder", allows=set(Purpose))
        found = {one.audience: (one.may, one.may_not) for one in audiences.reach(session)}
        assert found[Audience.MUNICIPALITY] == (1, 1)
        assert found[Audience.TEAM] == (1, 1)
        assert found[Audience.OTHER_CLIENTS] == (0, 0)
        assert Audience.NOBODY not in found
        page = audiences.page(session, Audience.MUNICIPALITY, limit=5)
        assert [story.id for story in page.stories] == ["open"]
        stories.set_consents(session, stories.get(session, "open"), frozenset(shared))
        assert audiences.page(session, Audience.MUNICIPALITY, limit=5).total == 0
