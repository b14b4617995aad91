"""The text that narrators say yes to: versioned, complete, and kept with what they said."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from models import consents, decisions, stories
from models.db import Database
from models.errors import NotFound
from models.stories import CONSENT_TEXT_VERSION, Consent, ConsentEvent
from models.vocabulary import Purpose
from tests.collection import tell


def test_the_newest_text_is_the_one_that_is_stored_and_it_has_every_purpose() -> None:
    folder = Path(consents.__file__).parent / "catalogue" / "consent"
    newest = max(file.stem for file in folder.glob("*.yaml"))
    assert newest == CONSENT_TEXT_VERSION == consents.current().version
    assert [one.purpose for one in consents.current().purposes] == list(Purpose)
    assert all(one.label == one.purpose.label for one in consents.current().purposes)


def test_an_old_text_stays_what_it_was() -> None:
    old = consents.text_of("2026-11")
    assert Purpose.PUBLIC not in {one.purpose for one in old.purposes}
    assert len(old.purposes) == 4
    with pytest.raises(NotFound):
        consents.text_of("2025-01")


def test_a_translation_belongs_to_its_version_and_what_has_none_stays_dutch() -> None:
    now = consents.current()
    english = now.in_language("en")
    assert (english.version, english.label(Purpose.OWN_TEAM)) == (
        now.version, "My own team may read my story",
    )  # fmt: skip
    assert now.in_language("fr") == now
    assert consents.text_of("2026-11").in_language("en") == consents.text_of("2026-11")


def test_a_choice_keeps_the_language_in_which_it_was_shown(database: Database) -> None:
    with database.writing() as session:
        story = tell(session, "s1", allows=set())
        stories.set_consents(session, story, frozenset({Purpose.OWN_TEAM}), language="en")
        stories.set_consents(session, story, frozenset())
        events = session.scalars(select(ConsentEvent).order_by(ConsentEvent.id))
        assert [(event.given, event.language) for event in events] == [(True, "en"), (False, "nl")]
        [yes, no] = consents.history(session, "s1", "en")
    assert (yes.labels, no.labels) == (("My own team may read my story",),) * 2


def test_every_yes_and_every_change_is_remembered_with_the_text(database: Database) -> None:
    with database.writing() as session:
        story = tell(session, "s1", allows={Purpose.OWN_TEAM, Purpose.ASSOCIATION})
        stories.set_consents(session, story, frozenset({Purpose.OWN_TEAM, Purpose.PUBLIC}))
        stories.set_consents(session, story, frozenset({Purpose.OWN_TEAM, Purpose.PUBLIC}))
        said = [(one.given, one.labels) for one in consents.history(session, "s1")]
    assert said == [
        (True, (Purpose.OWN_TEAM.label, Purpose.ASSOCIATION.label)),
        (False, (Purpose.ASSOCIATION.label,)),
        (True, (Purpose.PUBLIC.label,)),
    ]


def test_an_old_yes_is_told_in_the_words_of_then(database: Database) -> None:
    with database.writing() as session:
        story = tell(session, "s1", allows=set())
        session.add(
            ConsentEvent(
                story_id="s1",
                purpose=Purpose.QUOTE,
                given=True,
                text_version="2026-11",
                on=date(2026, 11, 3),
            )
        )
        session.flush()
        [said] = consents.history(session, "s1")
        assert said.labels == ("Een stukje mag in een rapport staan",)
        # The same yes again, under a newer text, is a choice of its own.
        kept = session.get(Consent, ("s1", Purpose.QUOTE))
        assert kept is not None
        kept.given, kept.text_version = True, "2026-11"
        session.flush()
        stories.set_consents(session, story, frozenset({Purpose.QUOTE}))
        assert [one.on for one in consents.history(session, "s1")] == [
            date(2026, 11, 3),
            kept.given_on,
        ]
        assert kept.text_version == CONSENT_TEXT_VERSION


def test_what_was_said_goes_with_a_withdrawn_story(database: Database) -> None:
    with database.writing() as session:
        decisions.withdraw(session, tell(session, "s1", allows=set(Purpose)))
        assert session.scalars(select(ConsentEvent)).all() == []
        assert stories.purposes(session, "s1") == frozenset()
