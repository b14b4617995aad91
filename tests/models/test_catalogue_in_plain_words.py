"""Starter themes and standards in plain words: complete, varied, and nothing twice."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from models.standards import shipped

CATALOGUE = Path(__file__).parents[2] / "models" / "catalogue"
VOICES = {
    "jongere",
    "ouder",
    "volwassene",
    "oudere",
    "mantelzorger",
    "professional",
    "buurtbewoner",
}


def _read(folder: str) -> dict[str, Any]:
    files = sorted((CATALOGUE / folder).glob("*.yaml"))
    return {file.stem: yaml.safe_load(file.read_text(encoding="utf-8")) for file in files}


THEMES = _read("themes")
LAY = _read("lay")


def test_there_are_forty_themes_or_more_with_labels_of_their_own() -> None:
    assert len(THEMES) >= 40
    assert len({theme["label"] for theme in THEMES.values()}) == len(THEMES)


@pytest.mark.parametrize("key", THEMES)
def test_a_starter_theme_says_what_belongs_and_what_does_not(key: str) -> None:
    theme = THEMES[key]
    assert theme["key"] == key
    assert len(theme["label"]) <= 40
    assert all(theme[part].strip() for part in ("description", "include", "exclude"))
    assert theme["version"] >= 1


@pytest.mark.parametrize("key", THEMES)
def test_a_starter_theme_is_told_in_many_voices_as_praise_and_complaint(key: str) -> None:
    told = THEMES[key]["paraphrases"]
    assert len(told) >= 30
    assert set(Counter(part["voice"] for part in told)) == VOICES
    tones = Counter(part["tone"] for part in told)
    assert set(tones) <= {"klacht", "compliment", "gemengd"}
    assert min(tones["klacht"], tones["compliment"]) >= 8


def test_every_standard_is_said_in_plain_words_as_met_and_as_not_met() -> None:
    wanted = {
        found["key"]: [one["key"] for one in found["standards"]]
        for found in shipped()
        if found.get("standards")
    }
    assert {key: list(lay["standards"]) for key, lay in LAY.items()} == wanted
    for lay in LAY.values():
        for said in lay["standards"].values():
            assert set(said) == {"met", "unmet"}
            assert min(len(said["met"]), len(said["unmet"])) >= 4


def test_no_sentence_is_used_twice() -> None:
    told = [part["text"] for theme in THEMES.values() for part in theme["paraphrases"]]
    for lay in LAY.values():
        for said in lay["standards"].values():
            told += [*said["met"], *said["unmet"]]
    assert [text for text, count in Counter(told).items() if count > 1] == []
