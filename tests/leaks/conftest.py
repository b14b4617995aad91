"""A narrator on a whole house, and somebody who watches everything that it leaves behind."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.leaks import traces
from tests.service.form.conftest import browser_for, form_app, form_house, narrator

if TYPE_CHECKING:
    from service.wiring import House

__all__ = ["Watch", "browser_for", "form_app", "form_house", "narrator", "watch"]


class Watch:
    """Looks in every place at once."""

    def __init__(
        self, house: "House", log: pytest.LogCaptureFixture, out: pytest.CaptureFixture[str]
    ) -> None:
        self._house = house
        self._log = log
        self._out = out
        self._temporary = traces.in_temporary()

    def leaks(self, *words: str, besides: Sequence[Path] = ()) -> list[str]:
        """Which of these words stands where; output is read once, the rest every time."""
        said = self._out.readouterr()
        where = {
            "a table": traces.rows(self._house.database),
            "a page": traces.pages(self._house.database),
            "a file": traces.files(self._house.settings.data_dir, *besides),
            "the log": traces.logged(self._log.records),
            "the output": said.out + said.err,
            "a temporary file": traces.temporary(self._temporary),
        }
        return list(traces.found_in(where, words))


@pytest.fixture
def watch(
    form_house: "House",
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> Watch:
    """Watches from here on, with every logger at its most talkative but those of the libraries."""
    caplog.set_level(logging.DEBUG)
    return Watch(form_house, caplog, capsys)
