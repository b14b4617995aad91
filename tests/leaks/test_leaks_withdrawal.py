"""A story that everything hangs on is taken back: not a word of it is left anywhere."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import agreements, proposals, reviews, stories, theme_versions
from models.base import Base
from models.changes import LookedOver
from models.link_evidence import replace as show_with
from models.passages import Embedding, Passage, encoder_version
from models.reviews import StoryLikeness
from models.stories import Story
from models.themes import Theme
from models.vocabulary import ProposalKind, ReviewKind, ReviewReason, StoryState
from tests.collection import make_standard, make_theme, place, tell
from tests.leaks.conftest import Watch
from tests.leaks.traces import PERSONAL, SENTENCE, STORY, TITLE, WORD
from tests.service.form.conftest import Narrator, code_on, form_account

__all__ = ["form_account"]

RESPONSE = "Het struisvogelhek klepperde helemaal niet"
EVERYTHING = (*PERSONAL, WORD, SENTENCE, "kanariegele", "struisvogelhek")


def _full(narrator: Narrator, account: int) -> str:
    """A story with all that can hang on one; returns its code."""
    page = narrator.press(narrator.to_review(STORY, TITLE), "merk", woord=WORD)
    page = narrator.approve(page, "associatie", "citaat", "openbaar")
    code = code_on(page)
    narrator.press(page, "klaar")
    [told] = narrator.stories()
    with narrator.house.database.writing() as session:
        story = stories.get(session, told.id)
        other = tell(session, "ander", "Iets heel anders over de gemeente.")
        theme = make_theme(session, "t1", "Kanariegele en tuinhek")
        theme.words = ["kanariegele", "tuinhek"]
        passage = place(session, story, "t1")
        theme.exemplar_passage_id, theme.exemplar_start, theme.exemplar_end = passage.id, 0, 9
        place(session, other, "t1")
        version = encoder_version(session, name="proef", revision="1", dimension=4)
        session.add(Embedding(passage_id=passage.id, encoder_version_id=version.id, vector=b"zzzz"))
        theme_versions.freeze(session, theme)
        part = {"label": "Kanariegele", "words": ["kanariegele"], "passages": [passage.id]}
        proposals.add(session, None, kind=ProposalKind.NEW, parts=[part])
        _link(session, passage.id, account)
        session.add(LookedOver(story_id=story.id, account_id=account))
        session.add(StoryLikeness(story_id="ander", other_id=story.id, share=0.5))
        reviews.keep_bands(session, story.id, [1, 2, 3])
        reviews.record(
            session,
            story.id,
            ReviewKind.RETURNED,
            ReviewReason.UNCLEAR,
            words="Wat deed het kanariegele hek?",
            account_id=account,
        )
        agreements.add(session, "t1", text="Smeer het hek.", owner="team", account_id=account)
    page = narrator.press(narrator.open("/code"), "open", code=code)
    page = narrator.press(page, "klopt_niet:t1", **{"woorden-t1": RESPONSE})
    narrator.press(page, "klopt_niet_ja:t1")
    return code


def _link(session: Session, passage_id: int, account: int) -> None:
    from models.standards import Link
    from models.vocabulary import LinkState

    standard = make_standard(session)
    link = Link(theme_id="t1", standard_id=standard.id, state=LinkState.PROPOSED)
    link.similarity = link.probability = 0.5
    link.reason = {"words": ["kanariegele", "tuinhek"]}
    session.add(link)
    session.flush()
    show_with(session, link.id, [passage_id], account_id=account)


def test_taken_back_it_is_in_no_table_file_page_or_log(
    narrator: Narrator, watch: Watch, form_account: int
) -> None:
    code = _full(narrator, form_account)
    assert watch.leaks("struisvogelhek"), "nothing is tested"
    narrator.press(narrator.open("/code"), "open", code=code)
    narrator.press(narrator.open("/code/weghalen"), "ja")
    assert watch.leaks(*EVERYTHING) == []
    with narrator.house.database.reading() as session:
        gone = next(one for one in narrator.stories() if one.id != "ander")
        assert (gone.state, gone.text, gone.title) == (StoryState.WITHDRAWN, "", "")
        assert session.get(Theme, "t1").words == []
        assert session.scalars(select(Passage.story_id)).all() == ["ander"]
        _nothing_hangs_on(session, gone)


def _nothing_hangs_on(session: Session, gone: Story) -> None:
    """No row of any table names the story, but its own, its code's and the book of events."""
    kept = {"receipt", "audit_event", "run"}
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if table.name not in kept and any(
                key.column.table.name == "story" for key in column.foreign_keys
            ):
                found = session.execute(select(table).where(column == gone.id)).all()
                assert found == [], table.name


def test_a_change_that_was_begun_leaves_nothing_either(narrator: Narrator, watch: Watch) -> None:
    page = narrator.press(narrator.to_review(STORY, TITLE), "merk", woord=WORD)
    page = narrator.approve(page)
    code = code_on(page)
    narrator.press(page, "klaar")
    page = narrator.press(narrator.open("/code"), "open", code=code)
    page = narrator.press(page, "veranderen")
    narrator.press(page, "verder", tekst="Iets heel anders nu, kort en goed.")
    assert watch.leaks(*PERSONAL) == []
    narrator.press(narrator.open("/code/weghalen"), "ja")
    assert watch.leaks(*EVERYTHING) == []
