"""Standards of a single passage: only sure ones, only for whoever may read it, never behind."""

from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from models import standard_sets, standards, starters
from models.db import Database
from models.standards import StandardSentence
from models.vocabulary import Purpose, StoryState
from nlp.linking import ThemeText
from service.api.passage_links import NONE_FOUND
from tests.collection import make_standard, make_theme, place, tell

if TYPE_CHECKING:
    from service.wiring import House

FIXED = (
    "Steeds kwam er weer een andere begeleider en moest ik mijn verhaal opnieuw vertellen. Nu heb "
    "ik al twee jaar dezelfde vaste contactpersoon die ik altijd mag bellen."
)
THEME = ThemeText("t", "Een vaste contactpersoon")
PANCAKES = (
    "Op zondag bakken wij altijd pannenkoeken met appel en kaneel, en daarna wandelen we met de "
    "hond langs het water tot het donker wordt."
)


def ask(reader: TestClient, passage_id: int) -> dict[str, object]:
    answer = reader.get(f"/v1/passages/{passage_id}/standards")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_passage_gets_a_standard_in_use_with_its_reason_and_nonsense_gets_none(
    reader: TestClient, database: Database
) -> None:
    with database.writing() as session:
        standards.load_catalogue(session)
        starters.install(session)
        sure = place(session, tell(session, "s1", FIXED), None).id
        other = place(session, tell(session, "s2", PANCAKES), None).id
    found = ask(reader, sure)
    assert [one["standardKey"] for one in found["standards"]] == ["tsk-3"]
    [one] = found["standards"]
    assert one["probability"] >= 0.85
    assert "Zo zou iemand over de standaard vertellen" in one["reason"]
    assert FIXED[:30] not in one["reason"]
    assert found["notice"] == ""
    assert ask(reader, other) == {"passageId": other, "standards": [], "notice": NONE_FOUND}
    with database.writing() as session:
        standard_sets.retire(session, one["setKey"], reason="Proef", account_id=None)
    assert "tsk-3" not in [one["standardKey"] for one in ask(reader, sure)["standards"]]


def test_who_may_not_read_a_passage_cannot_tell_it_from_one_that_is_not_there(
    reader: TestClient, stranger: TestClient, database: Database
) -> None:
    with database.writing() as session:
        story = tell(session, "s1", FIXED, allows={Purpose.OWN_TEAM})
        hidden = place(session, story, None).id
        gone = place(session, tell(session, "s2", state=StoryState.WITHDRAWN), None).id
    answers = [reader.get(f"/v1/passages/{one}/standards") for one in (hidden, gone, gone + 99)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.json()["code"] for answer in answers}) == 1
    assert stranger.get(f"/v1/passages/{hidden}/standards").status_code == 401


def test_without_themes_no_passage_gets_a_standard(reader: TestClient, database: Database) -> None:
    with database.writing() as session:
        make_standard(session)
        passage = place(session, tell(session, "s1", FIXED), None).id
    assert ask(reader, passage)["notice"] == NONE_FOUND


def test_the_index_is_made_again_only_when_something_changed(
    api_house: "House", database: Database
) -> None:
    with database.writing() as session:
        standard = make_standard(session)
        make_theme(session, "t1")
    first = api_house.link_indexes.now(api_house)
    assert api_house.link_indexes.now(api_house) is first
    with database.writing() as session:
        session.add(StandardSentence(standard_id=standard.id, met=True, text="Ik bel haar zo."))
    second = api_house.link_indexes.now(api_house)
    assert second is not first
    assert "taught" not in first.views(THEME)
    assert "taught" in second.views(THEME)
