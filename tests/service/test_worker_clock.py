"""The worker empties what nobody decided on, also when it never has a moment to spare."""

from typing import TYPE_CHECKING

import pytest

from service import worker
from service.worker import Worker

if TYPE_CHECKING:
    from service.wiring import House


def test_whoever_works_without_a_pause_cleans_too(
    api_house: "House", monkeypatch: pytest.MonkeyPatch
) -> None:
    cleaned: list[bool] = []
    busy = Worker(api_house)
    left = iter(range(50))

    def never_done(*_: object) -> bool:
        if next(left, None) is None:
            busy._stop.set()
        return True

    monkeypatch.setattr(worker, "CLEANING_SECONDS", 0.0)
    monkeypatch.setattr(worker, "work_once", never_done)
    monkeypatch.setattr(worker, "clean", lambda house: cleaned.append(True))
    monkeypatch.setattr(worker, "tell_late", lambda house: 0)
    busy.run_forever()
    assert len(cleaned) > 1


def test_it_cleans_once_and_then_after_a_while(
    api_house: "House", monkeypatch: pytest.MonkeyPatch
) -> None:
    cleaned: list[bool] = []
    idle = Worker(api_house)
    left = iter(range(20))

    def nothing(*_: object) -> bool:
        if next(left, None) is None:
            idle._stop.set()
        return False

    monkeypatch.setattr(worker, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(worker, "work_once", nothing)
    monkeypatch.setattr(worker, "clean", lambda house: cleaned.append(True))
    monkeypatch.setattr(worker, "tell_late", lambda house: 0)
    idle.run_forever()
    assert cleaned == [True]
