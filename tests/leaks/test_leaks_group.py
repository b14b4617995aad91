"""The write-up of a session goes: not a word of its text or its answers is left anywhere."""

import re

import pytest

from tests.leaks.conftest import Watch
from tests.leaks.traces import NAME, SENTENCE, STORY, TITLE
from tests.service.form.conftest import Narrator

ANSWER = f"De kwikstaartklok van {NAME} stond stil"
OTHER = "Het leeuwerikloket bleef dicht"


def _told(narrator: Narrator) -> list[str]:
    """A write-up that everybody approved, with answers; the codes."""
    page = narrator.press(narrator.open("/formulier/panel"), "verder")
    page = narrator.press(page, "verder", tekst=f"{STORY}\n\nEn verder niets.", titel=TITLE)
    fields = {"tip": ANSWER, "wie-woorden": OTHER}
    page = narrator.press(page, "verder", **fields)
    page = narrator.press(page, "verder", team=narrator.team_id())
    page = narrator.press(page, "ja", mensen="2")
    codes = re.findall(r'<p class="code">([0-9A-Z-]{19})</p>', page.text)
    for code in codes:
        page = narrator.press(narrator.open("/code"), "open", code=code)
        narrator.press(page, "ja", mag=["associatie", "citaat", "openbaar"])
    return codes


@pytest.mark.parametrize("whole", [True, False])
def test_what_somebody_takes_away_is_in_no_table_file_page_or_log(
    narrator: Narrator, watch: Watch, *, whole: bool
) -> None:
    secrets = [code.partition("-")[2] for code in _told(narrator)]
    assert watch.leaks("kwikstaartklok"), "nothing is tested"
    assert watch.leaks(NAME, *secrets, *(one.replace("-", "") for one in secrets)) == []
    if whole:
        narrator.press(narrator.open("/code/samen/weghalen"), "ja")
        assert watch.leaks(NAME, SENTENCE, "kwikstaartklok", "leeuwerikloket") == []
        return
    page = narrator.open("/code/samen")
    [first, last] = re.findall(r'name="(antwoord-\d+)" value="weg"', page.text)
    narrator.press(page, "bewaren", **{first: "weg", last: "weg"})
    assert watch.leaks("kwikstaartklok", "leeuwerikloket") == []
    assert watch.leaks(SENTENCE)
