"""The day that people live in: that of the Netherlands."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from models import base


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 31, 22, 59, tzinfo=UTC), date(2026, 1, 31)),
        (datetime(2026, 1, 31, 23, 0, tzinfo=UTC), date(2026, 2, 1)),
        (datetime(2026, 7, 31, 21, 59, tzinfo=UTC), date(2026, 7, 31)),
        (datetime(2026, 7, 31, 22, 0, tzinfo=UTC), date(2026, 8, 1)),
    ],
)
def test_a_day_begins_at_midnight_in_the_netherlands(
    moment: datetime, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "now", lambda: moment)
    assert base.today() == base.day_of(moment) == day


def test_time_zones_are_known_on_a_machine_that_brings_none() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from models import base; print(base.today())"],
        env={**os.environ, "PYTHONTZPATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert date.fromisoformat(told.stdout.strip())
