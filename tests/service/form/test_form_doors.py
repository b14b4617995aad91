"""One page for every kind of code: each try costs the same, and a story goes where it may."""

import argon2
import pytest

from models import audiences, forms
from models.vocabulary import Audience
from service import codes
from service.form.doors import DOORS
from tests.service.form.conftest import Narrator, code_on, words_of


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is asked of the database here is asked on both elsewhere."""
    return sqlite_url


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each time that a password hash was computed."""
    times: list[str] = []
    verify, core = argon2.PasswordHasher.verify, argon2.low_level.hash_secret_raw

    def counted(self: argon2.PasswordHasher, *given: str) -> bool:
        times.append("verify")
        return verify(self, *given)

    def derived(*given: object, **named: object) -> bytes:
        times.append("derive")
        return core(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(argon2.PasswordHasher, "verify", counted)
    monkeypatch.setattr(argon2.low_level, "hash_secret_raw", derived)
    return times


def _code_of_a_story(narrator: Narrator) -> str:
    page = narrator.approve(narrator.to_review())
    code = code_on(page)
    narrator.press(page, "klaar")
    return code


def test_a_right_a_wrong_and_an_unknown_code_cost_one_hash(
    narrator: Narrator, hashed: list[str]
) -> None:
    code = _code_of_a_story(narrator)
    assert len(DOORS) >= 3
    other = codes.new_code().shown
    for typed in (code[:5] + other[5:], other, code):
        hashed.clear()
        page = narrator.press(narrator.open("/code"), "open", code=typed)
        assert hashed == ["verify"], typed == code
    assert page.url.path == "/code/verhaal"


def test_what_cannot_be_a_code_costs_nothing(narrator: Narrator, hashed: list[str]) -> None:
    page = narrator.press(narrator.open("/code"), "open", code="K7MD-4QXR")
    assert "Een code heeft 16 letters en cijfers." in words_of(page)
    assert hashed == []


@pytest.mark.parametrize("key", ["jongere", "ouder", "volwassene", "makkelijk"])
def test_the_ready_forms_ask_who_should_know_in_words_that_we_understand(
    narrator: Narrator, key: str
) -> None:
    with narrator.house.database.reading() as session:
        question = forms.current(session, key).question(audiences.QUESTION)
    assert {option["key"] for option in question.options} <= {one.value for one in Audience}
